import type { NodePair } from '../../client/node-pair.ts';
import type { Letter } from '../../core/letter.ts';
import { LETTERS } from '../../core/letter.ts';
import type { Problem } from '../../core/problem.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { KeptEvent } from '../../core/protocol/history-answers.ts';
import { MOST_EVENTS } from '../../core/protocol/history-answers.ts';
import type { PairHistory } from '../../core/results/history.ts';
import { mergedHistory } from '../../core/switch-history/merge.ts';
import { noServerAnswers } from './no-server.ts';

export interface HistoryWanted {
  /** Only events from this time on, in ms since 1970; null: all. */
  readonly sinceMs: number | null;
  readonly limit: number;
}

/**
 * Asks both servers in parallel. A server that does not answer is a warning.
 *
 * @throws SwitchoverError (unreachable) `no-server-reachable` if neither answers; (refused) `no-credential`
 */
export async function readHistory(
  pair: NodePair,
  wanted: HistoryWanted,
): Promise<{ readonly history: PairHistory; readonly warnings: readonly Problem[] }> {
  const answers = await Promise.allSettled(LETTERS.map((letter) => eventsOf(pair, letter, wanted)));
  const reports: Reported[] = [];
  const faults = new Map<Letter, Problem>();
  for (const [index, letter] of LETTERS.entries()) {
    const answer = answers[index]!;
    if (answer.status === 'fulfilled') reports.push(answer.value);
    else if (answer.reason instanceof SwitchoverError) faults.set(letter, answer.reason.problem);
    else throw answer.reason;
  }
  if (reports.length === 0) throw noServerAnswers(pair, faults);
  const merged = mergedHistory(reports);
  return {
    history: {
      pair: pair.pairFile.pair,
      events: merged.slice(0, wanted.limit),
      more: merged.length > wanted.limit,
      missing: [...faults.keys()],
      servers: LETTERS.map((letter) => ({ letter, name: pair.pairFile.servers[letter].name })),
    },
    warnings: [...faults].map(([letter, fault]) => missing(pair, letter, fault)),
  };
}

interface Reported {
  readonly letter: Letter;
  readonly events: readonly Omit<KeptEvent, 'number'>[];
}

/** The newest events of one server that are wanted, page by page: more than the limit, if there are more. */
async function eventsOf(pair: NodePair, letter: Letter, { sinceMs, limit }: HistoryWanted): Promise<Reported> {
  const isWanted = ({ at }: KeptEvent): boolean => sinceMs === null || Date.parse(at) >= sinceMs;
  const found: KeptEvent[] = [];
  let before: number | null = null;
  for (;;) {
    const page = await pair.history(letter, { before, limit: Math.min(limit + 1, MOST_EVENTS) });
    found.push(...page.events.filter(isWanted));
    before = page.events.at(-1)?.number ?? null;
    // A clock that was set back may put a single event into the wrong order, but not a whole page of them.
    if (!page.more || before === null || !page.events.some(isWanted) || found.length > limit) break;
  }
  return { letter, events: found.map(({ number, ...event }) => event) };
}

function missing(pair: NodePair, letter: Letter, fault: Problem): Problem {
  const name = `${pair.pairFile.servers[letter].name} (${letter})`;
  return {
    code: 'history-incomplete',
    severity: 'warning',
    what: `${name} could not be asked: what only it knows is not listed`,
    why: fault.why ?? fault.what,
    where: fault.where,
    do: fault.do,
  };
}
