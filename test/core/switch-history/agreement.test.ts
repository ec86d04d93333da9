/** The history and `why-switched` find the same takeovers in the same runs, with the same times. */
import { expect, test } from 'vitest';
import { messageOf } from '../../../src/core/engine/log-line.ts';
import type { State } from '../../../src/core/engine/state.ts';
import { decisionLine } from '../../../src/core/engine/vocabulary.ts';
import type { Letter } from '../../../src/core/letter.ts';
import { parametersOf, simulate } from '../../../src/core/simulation/simulate.ts';
import { type Followed, type Found, follow, followFrom } from '../../../src/core/switch-history/follow.ts';
import { why } from '../diagnosis/read-text.ts';

const BEGIN = Date.UTC(2026, 10, 23);

/** By the clock of that server. */
const timeOf = (at: number): string => new Date(BEGIN + Math.round(at)).toISOString();

interface Run {
  readonly letter: Letter;
  readonly boot: string;
  followed: Followed;
  readonly found: Found[];
  readonly lines: string[];
  at: number;
}

/** Each run of each server in one random scenario: its log, and what its history has. */
function runsOf(seed: number): readonly Run[] {
  const runs: Run[] = [];
  const row = (at: number, topic: string, text: string): string => `${timeOf(at)}\t${topic}\t${text}`;
  const runOf = (letter: Letter, at: number, first: State): Run => {
    const { name, companionName, bootId } = first.self;
    const known = runs.findLast((each) => each.letter === letter);
    if (known?.boot === bootId) return known;
    const start = `SwitchoverMain::Start : switchover 0.1.0, pair [demo], server ${letter} [${name}], companion [${companionName}], boot [${bootId}], rule table [0]`;
    const lines = ['Time\tTopic\tMessage', row(at, 'SwitchoverMain', start)];
    const run = { letter, boot: bootId, followed: followFrom(first), found: [], lines, at };
    runs.push(run);
    return run;
  };
  simulate({
    seed,
    parameters: parametersOf(seed),
    watch: {
      onStep: (_at, letter, event, { decision, state }, before) => {
        const run = runOf(letter, event.at, before);
        run.at = event.at;
        if (decision === null) return;
        if (!decision.quiet) run.lines.push(row(event.at, 'Decision', decisionLine(decision)));
        const next = follow(run.followed, { event, decision, state });
        run.followed = next.followed;
        run.found.push(...next.found);
      },
      onLog: (_at, letter, line) => {
        const run = runs.findLast((each) => each.letter === letter);
        run?.lines.push(row(run.at, line.topic, messageOf(line)));
      },
    },
  });
  return runs;
}

type Facts = Pick<Found, 'cause' | 'detectMs'> & { readonly at: string };

/** A server that starts alone takes over from nobody: the history calls it a start unless it was the backup before. */
const isCompared = ({ cause }: { readonly cause: string | null }): boolean => cause !== 'fail-safe-start';

function inHistory({ found }: Run): Facts[] {
  const made = found.filter((each) => (each.kind === 'switch' || each.kind === 'takeover') && isCompared(each));
  return made.map(({ at, cause, detectMs }) => ({ at: timeOf(at), cause, detectMs }));
}

function inLog({ lines }: Run): Facts[] {
  const made = why([`${lines.join('\n')}\n`]).switches.filter((each) => each.activeAt !== null && isCompared(each));
  return made.map(({ at, cause, detectMs }) => ({ at, cause, detectMs }));
}

/** Two roundings of one time, in ms. */
const ROUNDED_MS = 2;

test('the history has the switches and takeovers that why-switched finds in the log, with the same times', () => {
  let same = 0;
  let different = 0;
  for (let seed = 1; seed <= 60; seed += 1)
    for (const run of runsOf(seed)) {
      const [ours, theirs] = [inHistory(run), inLog(run)];
      const title = `seed ${seed}, ${run.boot}`;
      expect(
        ours.map(({ at, cause }) => [at, cause]),
        title,
      ).toEqual(theirs.map(({ at, cause }) => [at, cause]));
      for (const [index, { detectMs }] of ours.entries()) {
        const inTheLog = theirs[index]!.detectMs;
        const isSame = detectMs === inTheLog || Math.abs((detectMs ?? 0) - (inTheLog ?? 0)) <= ROUNDED_MS;
        if (isSame) same += 1;
        else different += 1;
        // The engine knows of answers and reconnections that are not logged, after which a failure is over.
        if (!isSame && inTheLog !== null) expect(detectMs, title).toBeLessThan(inTheLog);
      }
    }
  expect(same).toBeGreaterThan(150);
  expect(different / same).toBeLessThan(0.05);
});
