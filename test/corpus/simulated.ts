/**
 * Nights of the simulated pair, put on paper twice for each server: as our own log, and as the Switchover subsystem of
 * the reference would have written what this server saw. What truly happened is taken from the engine's own state.
 */
import type { Letter } from '../../src/core/letter.ts';
import { tableHash } from '../../src/core/pair/drawing.ts';
import type { LogLine } from '../../src/core/pair/effect.ts';
import type { Event } from '../../src/core/pair/event.ts';
import type { State } from '../../src/core/pair/state.ts';
import { stateOf } from '../../src/core/pair/state.ts';
import type { Decision, Step } from '../../src/core/pair/step.ts';
import { TABLE } from '../../src/core/pair/table.ts';
import { decisionLine } from '../../src/core/pair/vocabulary.ts';
import { randomOf } from '../../src/core/simulation/random.ts';
import { parametersOf, simulate } from '../../src/core/simulation/simulate.ts';
import { LAYOUTS } from './layouts.ts';
import { withNoise } from './noise.ts';
import { takeScribe } from './scribe.ts';
import type { TrueSwitch } from './story.ts';

export interface SimulatedTakeover extends TrueSwitch {
  /** It served: false where the process died, or stepped back, on the way. */
  readonly served: boolean;
}

export interface SimulatedLog {
  readonly title: string;
  readonly own: string;
  /** The flight recorder of the same night. */
  readonly recorder: string;
  /** The same night in the words of the reference's subsystem. */
  readonly foreign: string;
  readonly takeovers: readonly SimulatedTakeover[];
  /** Those that the words of the reference's subsystem tell. */
  readonly told: readonly TrueSwitch[];
}

const MARK = { note: '', warning: '[Warning] ', error: '[Error] ' } as const;
const MIDNIGHT = Date.UTC(2026, 10, 23);

interface Witness {
  readonly onLog: (at: number, line: LogLine) => void;
  readonly onStep: (at: number, event: Event, result: Step, before: State) => void;
  readonly onDecision: (at: number, decision: Decision, state: State) => void;
  readonly finish: () => SimulatedLog;
}

function witness(seed: number, letter: Letter): Witness {
  const rnd = randomOf(seed * 2 + (letter === 'A' ? 0 : 1));
  const startsAt = rnd.between(0, 86_000_000);
  const rows = ['Time\tTopic\tMessage'];
  const scribe = takeScribe(rnd, startsAt);
  const takeovers: SimulatedTakeover[] = [];
  let begun: { readonly at: number; readonly cause: string } | null = null;
  const row = (at: number, topic: string, text: string): void => {
    rows.push(`${new Date(MIDNIGHT + startsAt + at).toISOString()}\t${topic}\t${text}`);
  };
  const recorded: string[] = [];
  let bootId = '';
  const put = (at: number, entry: object): void => {
    const wall = new Date(MIDNIGHT + startsAt + at).toISOString();
    recorded.push(JSON.stringify({ wall, ...entry }));
  };
  const settle = (served: boolean): void => {
    const isSwitch = begun !== null && begun.cause !== 'start' && begun.cause !== 'resumed';
    if (begun !== null && isSwitch) takeovers.push({ ...begun, decidable: true, served });
    begun = null;
  };
  return {
    onLog: (at, { topic, level, text }) => row(at, topic, MARK[level] + text),
    onStep: (now, event, { rule, decision, refused }, before) => {
      if (before.self.bootId !== bootId) put(now, { engine: '0.1.0', rules: tableHash(TABLE), snapshot: before });
      bootId = before.self.bootId;
      const { from, to, says, inputs, thresholds } = decision ?? {};
      const shown = decision === null || decision.quiet ? {} : { from, to, says, inputs, thresholds };
      put(now, { event, ...(decision === null ? { refused } : { rule }), ...shown });
    },
    onDecision: (at, decision, state) => {
      const { event, from, to } = decision;
      if (event === 'start') {
        settle(false);
        row(at, 'SwitchoverMain', startLine(letter));
      }
      if (!decision.quiet) row(at, 'Decision', decisionLine(decision));
      if (stateOf(from) !== 'primary' && stateOf(to) === 'primary' && state.takeover !== null) {
        begun = { at: Math.floor(startsAt + at), cause: state.takeover.cause };
      } else if (begun !== null && to === 'primary.serving') settle(true);
      else if (begun !== null && stateOf(to) !== 'primary') settle(false);
      scribe.write(at, decision, state);
    },
    finish: () => {
      settle(false);
      const lines = withNoise(rnd, scribe.lines, { around: 5, between: 0.05, wholeQuotations: true });
      const layout = LAYOUTS[1]!;
      return {
        title: `seed ${seed}, server ${letter}`,
        own: `${rows.join('\n')}\n`,
        recorder: `${recorded.join('\n')}\n`,
        foreign: layout.write(lines, rnd),
        takeovers,
        told: scribe.switches,
      };
    },
  };
}

function startLine(letter: Letter): string {
  return `SwitchoverMain::Start : switchover 0.1.0, pair [night], server ${letter} [${letter === 'A' ? 'alpha' : 'beta'}], boot [b0], rule table [0]`;
}

export function simulatedLogs(seeds: number): SimulatedLog[] {
  return Array.from({ length: seeds }, (_, index) => index + 1).flatMap((seed) => {
    const witnesses = { A: witness(seed, 'A'), B: witness(seed, 'B') };
    simulate({
      seed,
      parameters: parametersOf(seed),
      watch: {
        onStep: (at, letter, event, result, before) => witnesses[letter].onStep(at, event, result, before),
        onLog: (at, letter, line) => witnesses[letter].onLog(at, line),
        onDecision: (at, letter, decision, state) => witnesses[letter].onDecision(at, decision, state),
      },
    });
    return [witnesses.A.finish(), witnesses.B.finish()];
  });
}
