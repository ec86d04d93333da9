/**
 * The difference between the clocks of several logs, derived from requests that more than one of them shows. Logs of
 * one server have the same clock.
 *
 * A later stage of a request (passed on, received, answered …) cannot happen before an earlier one. If log P wrote an
 * earlier stage at `p` and log Q a later one at `q`, then clock Q minus clock P is at most `q - p`, plus one unit of
 * Q's notation because the digits after the last written one are unknown. A request gives bounds one way, its answer
 * the other way; together they enclose the offset. Bounds by way of a third log are as good as direct ones.
 */
import type { Exchange } from './exchanges.ts';
import { UNNAMED_PAIR } from './kinds.ts';
import { DAY_MS } from './moment.ts';
import type { LogReading } from './reading.ts';

export interface ClockOffset {
  /** This log's clock minus the first log's, in ms: the middle of the interval. Null if unknown. */
  readonly offsetMs: number | null;
  /** Half the width of the interval. */
  readonly withinMs: number | null;
  /**
   * What to subtract from this log's moments to place them on the first log's axis; includes whole days if dates are
   * missing.
   */
  readonly shiftMs: number;
  /** Requests shown by both this log and the first. */
  readonly shared: readonly Exchange[];
}

/** Offsets of all logs from the first, in their order. */
export function compareClocks(logs: readonly LogReading[]): readonly ClockOffset[] {
  const most = upperBounds(logs);
  const first = logs[0];
  return logs.map((log, index) => {
    const keys = new Set(first?.exchanges.map((exchange) => exchange.key));
    const shared = index === 0 ? [] : log.exchanges.filter((exchange) => keys.has(exchange.key));
    if (index === 0) return { offsetMs: 0, withinMs: 0, shiftMs: 0, shared };
    const interval = intervalOf(most.all, index) ?? intervalOf(most.direct, index);
    if (interval === null) return { offsetMs: null, withinMs: null, shiftMs: daysBetween(first, log), shared };
    const { lower, upper } = interval;
    const middle = (lower + upper) / 2;
    const dated = [first, log].every((each) => each?.first !== null && each?.first?.calendar !== 'clock');
    // Without dates, a difference of a whole day is not a clock error.
    const days = dated ? 0 : Math.round(middle / DAY_MS) * DAY_MS;
    return { offsetMs: middle - days, withinMs: (upper - lower) / 2, shiftMs: middle, shared };
  });
}

/**
 * Whole days between a log and the first one that exist only because one of them has no date: one may begin before
 * midnight and the other after it.
 */
function daysBetween(first: LogReading | undefined, log: LogReading): number {
  const [one, other] = [middleOf(first), middleOf(log)];
  if (one === null || other === null) return 0;
  const dated = [first, log].every((each) => each?.first?.calendar !== 'clock');
  return dated ? 0 : Math.round((other - one) / DAY_MS) * DAY_MS;
}

function middleOf(log: LogReading | undefined): number | null {
  return log === undefined || log.first === null || log.last === null ? null : (log.first.ms + log.last.ms) / 2;
}

/**
 * How far a log's clock is ahead of the first one's; null if nothing bounds it, or if the bounds contradict each other.
 */
function intervalOf(most: readonly (readonly number[])[], index: number): { lower: number; upper: number } | null {
  const upper = most[0]?.[index] ?? Infinity;
  const lower = -(most[index]?.[0] ?? Infinity);
  return Number.isFinite(upper) && Number.isFinite(lower) && lower <= upper ? { lower, upper } : null;
}

interface UpperBounds {
  /** `[p][q]`: the most that clock Q may be ahead of clock P, according to requests that both show. */
  readonly direct: readonly (readonly number[])[];
  /** The same over any chain of logs. Clock drift may make a chain contradict itself; then the direct bound applies. */
  readonly all: readonly (readonly number[])[];
}

function upperBounds(logs: readonly LogReading[]): UpperBounds {
  const most = logs.map((_, p) => logs.map((__, q) => (p === q ? 0 : Infinity)));
  logs.forEach((logP, p) => {
    for (let q = p + 1; q < logs.length; q += 1) {
      const logQ = logs[q];
      if (logQ === undefined) continue;
      bound(most, p, q, isSameServer(logP, logQ) ? SAME_CLOCK : pairBounds(logP.exchanges, logQ.exchanges));
    }
  });
  const direct = most.map((row) => [...row]);
  for (const k of logs.keys()) {
    for (const p of logs.keys()) {
      for (const q of logs.keys()) {
        const over = (most[p]?.[k] ?? Infinity) + (most[k]?.[q] ?? Infinity);
        const row = most[p];
        if (row !== undefined && over < (row[q] ?? Infinity)) row[q] = over;
      }
    }
  }
  return { direct, all: most };
}

function bound(most: number[][], p: number, q: number, bounds: Bounds): void {
  const rowP = most[p];
  const rowQ = most[q];
  if (rowP !== undefined) rowP[q] = bounds.ahead;
  if (rowQ !== undefined) rowQ[p] = bounds.behind;
}

interface Bounds {
  /** Most that Q may be ahead of P. */
  readonly ahead: number;
  /** Most that P may be ahead of Q. */
  readonly behind: number;
}

const SAME_CLOCK: Bounds = { ahead: 0, behind: 0 };

/** A log and the flight recorder beside it, which does not name its pair. */
function isSameServer({ started: p }: LogReading, { started: q }: LogReading): boolean {
  if (p === null || q === null || p.saw.letter !== q.saw.letter || p.saw.name !== q.saw.name) return false;
  return p.saw.pair === q.saw.pair || [p.saw.pair, q.saw.pair].includes(UNNAMED_PAIR);
}

function pairBounds(exchangesP: readonly Exchange[], exchangesQ: readonly Exchange[]): Bounds {
  const byKey = new Map(exchangesQ.map((exchange) => [exchange.key, exchange]));
  let bounds: Bounds = { ahead: Infinity, behind: Infinity };
  // Newest first: if an older exchange contradicts it (because a clock was set), the newer one applies.
  for (const exchangeP of exchangesP.toReversed()) {
    const exchangeQ = byKey.get(exchangeP.key);
    if (exchangeQ === undefined) continue;
    const tighter = tighten(bounds, exchangeP, exchangeQ);
    if (-tighter.behind <= tighter.ahead) bounds = tighter;
  }
  return bounds;
}

function tighten(bounds: Bounds, inP: Exchange, inQ: Exchange): Bounds {
  let { ahead, behind } = bounds;
  for (const p of inP.stages) {
    for (const q of inQ.stages) {
      if (p.stage < q.stage) ahead = Math.min(ahead, q.at.ms + q.unitMs - p.at.ms);
      if (q.stage < p.stage) behind = Math.min(behind, p.at.ms + p.unitMs - q.at.ms);
    }
  }
  return { ahead, behind };
}
