/** How the pair is while a procedure runs, and what is wrong with it beyond what the procedure causes. */
import type { Letter } from '../letter.ts';
import { LETTERS, otherLetter } from '../letter.ts';
import { STATE_WORDS } from '../results/state-words.ts';
import type { PairFacts, ServerFacts } from './facts.ts';
import type { Run } from './run.ts';
import { currentOf } from './run.ts';
import type { ProcedureView, ServerView } from './view.ts';

/**
 * `facts`: null if nothing can be asked. `now`: wall clock, in ms since 1970. `isBusy`: something is carried out or waited
 * for; false while a question is open.
 */
export function pairView(
  run: Run,
  facts: PairFacts | null,
  now: number,
  isBusy: boolean,
): Pick<ProcedureView, 'servers' | 'downtimeMs' | 'unprotectedMs' | 'alarm'> {
  if (facts === null) return { servers: [], downtimeMs: null, unprotectedMs: unprotectedMs(run, now), alarm: null };
  const isServed = LETTERS.some((letter) => facts[letter].status?.serving === true);
  return {
    servers: LETTERS.map((letter) => serverView(facts[letter])),
    downtimeMs: isServed ? null : downtimeMs(run, now),
    unprotectedMs: isWhole(facts) ? null : unprotectedMs(run, now),
    // A switch that was interrupted does not go on by itself.
    alarm: isServed || (isBusy && isSwitching(run)) ? null : alarmOf(facts),
  };
}

function serverView({ letter, name, status, why }: ServerFacts): ServerView {
  return {
    letter,
    name,
    state: status === null ? 'no answer' : STATE_WORDS[status.state],
    release: status?.release ?? null,
    serving: status?.serving ?? null,
    fault: why,
  };
}

function isWhole(facts: PairFacts): boolean {
  return LETTERS.some(
    (letter) => facts[letter].status?.serving === true && facts[otherLetter(letter)].status?.state === 'backup',
  );
}

/** Since the first thing that was done, or found to be so already; null before that. */
function unprotectedMs({ entries }: Run, now: number): number | null {
  const first = entries.find(({ type }) => type === 'running' || type === 'by-hand' || type === 'checked');
  return first === undefined ? null : Math.max(0, now - Date.parse(first.at));
}

/** Since the switch was requested or made by hand; null while none is under way: nobody knows then since when. */
function downtimeMs(run: Run, now: number): number | null {
  const last = run.entries.findLast(({ type }) => type === 'running' || type === 'by-hand');
  return last !== undefined && isSwitching(run) ? Math.max(0, now - Date.parse(last.at)) : null;
}

function isSwitching(run: Run): boolean {
  const current = currentOf(run);
  return current?.action.deed.kind === 'switch' && ['running', 'ran'].includes(current.record.phase);
}

function alarmOf(facts: PairFacts): ProcedureView['alarm'] {
  const said = LETTERS.map((letter) => sayServer(facts[letter]));
  return { what: `NO SERVER IS ACTIVE: ${said.join('; ')}`, do: LETTERS.flatMap((letter) => optionsOf(facts, letter)) };
}

function sayServer({ name, status, why }: ServerFacts): string {
  return status === null
    ? `${name} does not answer (${why ?? 'no reason known'})`
    : `${name} is ${STATE_WORDS[status.state]}`;
}

/** What can be done with this server to have an active one again. */
function optionsOf(facts: PairFacts, letter: Letter): readonly string[] {
  const { name, status, silence } = facts[letter];
  if (status === null) {
    return silence === 'absent'
      ? [`start the service on ${name}`]
      : [`find out why ${name} does not answer, and start its service`];
  }
  if (status.state === 'inactive') return [`let ${name} rejoin: switchover rejoin --server ${letter}`];
  const isAble = ['backup', 'reconnecting', 'upgrade-higher', 'upgrade-lower'].includes(status.state);
  return isAble ? [`make ${name} active now: switchover switch`] : [];
}
