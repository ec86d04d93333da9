/**
 * A logCase: what happened to one pair, as the rows its logs would have, together with the truth. LogCases and their
 * writers share nothing with the readers: neither patterns nor sentences.
 */
import type { Random } from '../../src/core/simulation/random.ts';

export interface Line {
  /** Milliseconds since the midnight before the log's first row; may pass 24 hours. */
  readonly at: number;
  readonly topic: string;
  /** `[Error] `, `[Enter] ` … or nothing. */
  readonly mark: string;
  readonly text: string;
}

export type Verdict = 'switched' | 'not-switched' | 'undetermined';

export interface TrueSwitch {
  readonly at: number;
  readonly cause: string;
  /** False if the remaining rows do not say why: then `unknown` is as correct as the cause itself. */
  readonly decidable: boolean;
  /** Null if there is none; undefined if the logCase does not check it. */
  readonly firstSymptomAt?: number | null;
  readonly initiator?: 'engine' | 'user' | 'module' | 'unknown';
}

export interface Truth {
  readonly verdict: Verdict;
  readonly switches: readonly TrueSwitch[];
  /** Reasons that must be among the averted ones, in order of time. */
  readonly averted: readonly string[];
  /** Reasons that must be, alone and in this order, those of the failures for which nobody took over. */
  readonly unhandled?: readonly string[];
  /** What the other side's logs point to for the last switch; not checked if absent. */
  readonly pointsTo?: 'network' | 'server' | null;
  /** Whether two may be active after the last switch; not checked if absent. */
  readonly mayBeTwo?: boolean;
}

export interface LogCase {
  /** Family and special features, for the message of a failed test. */
  readonly name: string;
  /** The backup's Switchover log. */
  readonly lines: readonly Line[];
  /** Other logs from the same time, by file name, with how far their clock is ahead. */
  readonly others?: readonly { readonly name: string; readonly lines: readonly Line[]; readonly aheadMs: number }[];
  readonly truth: Truth;
}

/** A pen with a clock: rows are written with the time it shows. */
export interface Pen {
  readonly rnd: Random;
  readonly now: () => number;
  readonly wait: (ms: number) => number;
  /** Writes a row and returns its time. `mark`: `Error`, `Warning`, `Enter` … */
  readonly say: (topic: string, text: string, mark?: string) => number;
  readonly lines: readonly Line[];
}

export function takePen(rnd: Random, startMs = rnd.between(0, 86_399_999)): Pen {
  const lines: Line[] = [];
  let now = startMs;
  return {
    rnd,
    now: () => now,
    wait: (ms) => {
      now += ms;
      return now;
    },
    say: (topic, text, mark) => {
      lines.push({ at: now, topic, mark: mark === undefined ? '' : `[${mark}] `, text });
      return now;
    },
    lines,
  };
}

export const NOT_SWITCHED: Truth = { verdict: 'not-switched', switches: [], averted: [] };
export const UNDETERMINED: Truth = { verdict: 'undetermined', switches: [], averted: [] };

export function averted(...reasons: readonly string[]): Truth {
  return { ...NOT_SWITCHED, averted: reasons };
}

export function unhandled(...reasons: readonly string[]): Truth {
  return { ...NOT_SWITCHED, unhandled: reasons };
}

export function switched(...switches: readonly TrueSwitch[]): Truth {
  return { verdict: 'switched', switches, averted: [] };
}
