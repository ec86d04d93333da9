/**
 * A story: what happened to one pair, told as the rows its logs would have, with the truth beside it. Stories and the
 * writers that put them on paper share nothing with the readers: neither patterns nor sentences.
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
  /** False where the rows that are left do not say why: then `unknown` is as right as the cause itself. */
  readonly decidable: boolean;
  /** Null where there is none; undefined where the story does not judge it. */
  readonly firstSymptomAt?: number | null;
  readonly initiator?: 'engine' | 'user' | 'module' | 'unknown';
}

export interface Truth {
  readonly verdict: Verdict;
  readonly switches: readonly TrueSwitch[];
  /** Reasons that must be among the averted ones, in time order. */
  readonly averted: readonly string[];
  /** Where the other side's logs point for the last switch; not judged where absent. */
  readonly pointsTo?: 'network' | 'server' | null;
  /** Whether two may be active after the last switch; not judged where absent. */
  readonly mayBeTwo?: boolean;
}

export interface Story {
  /** Family and what is special about it, for the message of a failed test. */
  readonly name: string;
  /** The backup's Switchover log. */
  readonly lines: readonly Line[];
  /** Other logs of the same time, by the file's name, with how far their clock is ahead. */
  readonly others?: readonly { readonly name: string; readonly lines: readonly Line[]; readonly aheadMs: number }[];
  readonly truth: Truth;
}

/** A pen with a clock: rows are said at the time it shows. */
export interface Pen {
  readonly rnd: Random;
  readonly now: () => number;
  readonly wait: (ms: number) => number;
  /** Says a row and returns its time. `mark`: `Error`, `Warning`, `Enter` … */
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

export function switched(...switches: readonly TrueSwitch[]): Truth {
  return { verdict: 'switched', switches, averted: [] };
}
