/** LogCases about the monitored module: down, restarting, down only for a moment. */
import type { Random } from '../../../src/core/simulation/random.ts';
import { averted, type LogCase, type Pen, switched, takePen, UNDETERMINED } from '../log-case.ts';
import * as say from '../sentences.ts';

export interface Pinging {
  readonly intervalMs: number;
  readonly limit: number;
  readonly how: say.HowFailed;
  /** Which connection is pinged first. */
  readonly first: 'main' | 'aux';
  readonly pings: number;
}

export function anyPinging(rnd: Random): Pinging {
  return {
    intervalMs: rnd.pick([5_000, 10_000, 10_000, 15_000, 60_000]),
    limit: rnd.pick([1, 2, 2, 2, 3, 5]),
    how: rnd.pick(['rejected', 'timed out', 'timed out', 'lost']),
    first: rnd.pick(['main', 'main', 'main', 'aux']),
    pings: rnd.pick([1, 2, 2, 3]),
  };
}

/** Answered pings, as a log at a high trace level has them. */
export function healthy(pen: Pen, d: say.Dialect, count: number, intervalMs = 10_000): void {
  for (let each = 0; each < count; each += 1) {
    say.pingAnswered(pen, d);
    pen.wait(intervalMs);
  }
}

/** One round of failures on one connection; returns the time of the first. */
function failingRound(pen: Pen, d: say.Dialect, p: Pinging, second: boolean): number {
  const stepMs = p.how === 'timed out' ? p.intervalMs + 1_000 : p.intervalMs;
  const first = pen.now();
  for (let count = 1; count < p.limit; count += 1) {
    say.pingFailed(pen, d, p.how, count, p.limit, second);
    pen.wait(stepMs);
  }
  return first;
}

/** Both rounds until the module is declared down; returns the time of the first failure. */
export function givenUp(pen: Pen, d: say.Dialect, p: Pinging): number {
  const first = failingRound(pen, d, p, false);
  const round = say.roundLost(pen, d, p.first, p.limit);
  pen.wait(p.intervalMs);
  failingRound(pen, d, p, true);
  say.moduleGivenUp(pen, d, p.how, p.limit);
  return Math.min(first, round);
}

function verified(pen: Pen, d: say.Dialect, p: Pinging): void {
  say.reportedDown(pen, d, 'both connections are up');
  say.verifying(pen, d, p.pings);
  pen.wait(p.how === 'rejected' ? 4 : p.pings * 5_000);
  say.verifiedDown(pen, d, p.pings);
  pen.wait(8);
  say.networkChecks(pen, d, say.goodNetwork(pen.rnd));
  say.moduleDownSignalled(pen, d);
  pen.wait(3);
}

/** The whole chain of the current generation; returns the times of the first failure and the decision. */
export function moduleDown(pen: Pen, d: say.Dialect, p: Pinging): { readonly first: number; readonly at: number } {
  const first = givenUp(pen, d, p);
  verified(pen, d, p);
  return { first, at: say.moduleDecision(pen, d) };
}

const NEW: readonly ((rnd: Random) => LogCase)[] = [
  (rnd) => {
    const [pen, d, p] = [takePen(rnd), say.anyDialect(rnd), anyPinging(rnd)];
    if (rnd.chance(0.5)) healthy(pen, d, rnd.between(1, 6), p.intervalMs);
    const { first, at } = moduleDown(pen, d, p);
    for (const mark of say.MARKERS) if (rnd.chance(0.4)) mark(pen);
    return {
      name: `module down: ${p.how}, limit ${p.limit}`,
      lines: pen.lines,
      truth: switched({ at, cause: 'module-down', decidable: true, firstSymptomAt: first, initiator: 'engine' }),
    };
  },
  (rnd) => {
    const [pen, d, p] = [takePen(rnd), say.anyDialect(rnd), anyPinging(rnd)];
    say.pingFailed(pen, d, p.how, 1, 2);
    pen.wait(p.intervalMs);
    healthy(pen, d, 3, p.intervalMs);
    pen.wait(rnd.between(1, 90) * 60_000);
    const { first, at } = moduleDown(pen, d, p);
    return {
      name: 'module down, after a failure that was answered',
      lines: pen.lines,
      truth: {
        ...switched({ at, cause: 'module-down', decidable: true, firstSymptomAt: first }),
        averted: ['module-recovered'],
      },
    };
  },
  (rnd) => {
    // The log begins in the middle: rotated, or copied too late.
    const [pen, d, p] = [takePen(rnd), say.anyDialect(rnd), anyPinging(rnd)];
    const { at } = moduleDown(pen, d, p);
    const from = rnd.between(1, pen.lines.length - 1);
    return {
      name: `module down, the log begins at row ${from} of ${pen.lines.length}`,
      lines: pen.lines.slice(from),
      truth: switched({ at, cause: 'module-down', decidable: true }),
    };
  },
  (rnd) => {
    // No line of the decision itself: only the mark of a switch, right after the event.
    const [pen, d, p] = [takePen(rnd), say.anyDialect(rnd), anyPinging(rnd)];
    const first = givenUp(pen, d, p);
    verified(pen, d, p);
    const at = rnd.pick(say.MARKERS)(pen);
    return {
      name: 'module down, without the line of the decision',
      lines: pen.lines,
      truth: switched({ at, cause: 'module-down', decidable: true, firstSymptomAt: first }),
    };
  },
  (rnd) => {
    // Only the chain of pings, at a low trace level, and the mark of a switch.
    const [pen, d, p] = [takePen(rnd), say.anyDialect(rnd), anyPinging(rnd)];
    givenUp(pen, d, p);
    pen.wait(20);
    const at = rnd.pick(say.MARKERS)(pen);
    return {
      name: 'module given up, then the mark of a switch alone',
      lines: pen.lines,
      truth: switched({ at, cause: 'module-down', decidable: false }),
    };
  },
  (rnd) => {
    const [pen, d, p] = [takePen(rnd), say.anyDialect(rnd), anyPinging(rnd)];
    healthy(pen, d, 2);
    // A restarting module answers; only the decision is logged.
    const at = say.restartingDecision(pen, d);
    pen.wait(2);
    say.MARKERS[1]!(pen);
    return {
      name: `module restarting, ${p.limit}`,
      lines: pen.lines,
      truth: switched({ at, cause: 'module-restarting', decidable: true, initiator: 'engine' }),
    };
  },
  (rnd) => {
    const [pen, d, p] = [takePen(rnd), say.anyDialect(rnd), anyPinging(rnd)];
    healthy(pen, d, 2, p.intervalMs);
    const limit = Math.max(2, p.limit);
    for (let count = 1; count <= rnd.between(1, limit - 1); count += 1) {
      say.pingFailed(pen, d, p.how, count, limit);
      pen.wait(p.intervalMs + 1_000);
    }
    healthy(pen, d, 4, p.intervalMs);
    return { name: 'module recovered within a round', lines: pen.lines, truth: averted('module-recovered') };
  },
  (rnd) => {
    const [pen, d, p] = [takePen(rnd), say.anyDialect(rnd), anyPinging(rnd)];
    failingRound(pen, d, p, false);
    say.roundLost(pen, d, p.first, p.limit);
    pen.wait(p.intervalMs);
    healthy(pen, d, 3, p.intervalMs);
    return { name: 'module answered on the other connection', lines: pen.lines, truth: averted('module-recovered') };
  },
  (rnd) => {
    const [pen, d, p] = [takePen(rnd), say.anyDialect(rnd), anyPinging(rnd)];
    givenUp(pen, d, p);
    say.reportedDown(pen, d, 'both connections are up');
    say.verifying(pen, d, p.pings);
    pen.wait(40);
    say.verifiedUp(pen, d);
    pen.wait(p.intervalMs);
    if (rnd.chance(0.5)) healthy(pen, d, 2, p.intervalMs);
    return { name: 'module answered the verification', lines: pen.lines, truth: averted('module-recovered') };
  },
  (rnd) => {
    const [pen, d, p] = [takePen(rnd), say.anyDialect(rnd), anyPinging(rnd)];
    healthy(pen, d, 3, p.intervalMs);
    const limit = Math.max(2, p.limit);
    say.pingFailed(pen, d, p.how, 1, limit);
    return { name: 'the log ends after a failed ping', lines: pen.lines, truth: UNDETERMINED };
  },
  (rnd) => {
    const [pen, d, p] = [takePen(rnd), say.anyDialect(rnd), anyPinging(rnd)];
    givenUp(pen, d, p);
    const cut = rnd.between(1, pen.lines.length);
    return { name: `the log ends at row ${cut} of the pings`, lines: pen.lines.slice(0, cut), truth: UNDETERMINED };
  },
];

const OLDER: readonly ((rnd: Random) => LogCase)[] = [
  (rnd) => {
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    const { first, at } = olderModuleDown(pen, d);
    return {
      name: 'module down, older generation',
      lines: pen.lines,
      truth: switched({ at, cause: 'module-down', decidable: true, firstSymptomAt: first, initiator: 'engine' }),
    };
  },
  (rnd) => {
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    say.olderPingSent(pen, d, 0, 10_000);
    pen.wait(10_050);
    say.olderPingFailed(pen, d, 1);
    say.olderRetry(pen, 1_000);
    pen.wait(1_001);
    say.olderPingSent(pen, d, 1, 10_000);
    pen.wait(10_000 + rnd.between(2, 60) * 10_000);
    for (let each = 0; each < rnd.between(1, 4); each += 1) {
      say.olderPingSent(pen, d, 0, 10_000);
      pen.wait(10_000);
    }
    return { name: 'module recovered, older generation', lines: pen.lines, truth: averted('module-recovered') };
  },
  (rnd) => {
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    const { at } = olderModuleDown(pen, d);
    const from = rnd.between(1, pen.lines.length - 2);
    return {
      name: 'module down, older generation, the beginning is missing',
      lines: pen.lines.slice(from),
      truth: switched({ at, cause: 'module-down', decidable: true }),
    };
  },
  (rnd) => {
    const [pen, d] = [takePen(rnd), say.anyDialect(rnd)];
    olderModuleDown(pen, d);
    const cut = rnd.between(2, pen.lines.length - 2);
    return { name: 'the older log ends within the pings', lines: pen.lines.slice(0, cut), truth: UNDETERMINED };
  },
];

export function olderModuleDown(pen: Pen, d: say.Dialect): { readonly first: number; readonly at: number } {
  const limit = pen.rnd.pick([2, 2, 2, 3, 4]);
  const timeoutMs = pen.rnd.pick([5_000, 10_000, 10_000, 20_000]);
  let first: number | null = null;
  for (let count = 1; count < limit; count += 1) {
    say.olderPingSent(pen, d, count - 1, timeoutMs);
    pen.wait(timeoutMs + pen.rnd.between(0, 60));
    const failed = say.olderPingFailed(pen, d, count);
    first ??= failed;
    say.olderRetry(pen, 1_000);
    pen.wait(1_001);
  }
  say.olderPingSent(pen, d, limit - 1, timeoutMs);
  pen.wait(timeoutMs + 30);
  const last = say.olderGivenUp(pen, limit);
  pen.wait(40);
  say.olderEvent(pen, 'eTSDown');
  return { first: first ?? last, at: say.olderSwitch(pen) };
}

export const MODULE_STORIES = [...NEW, ...OLDER];
