/**
 * A message format: data with samples and their expected reading. A test reads every sample of every format and fails
 * if no pattern or more than one matches, so a new format cannot silently take lines from an old one.
 */
import type { Observation } from '../observation.ts';

/** Which generation of wording a format belongs to; `any` if it is the same in both. */
export type Dialect = 'current' | 'older' | 'any';

/** Whose log writes such lines; `any` for lines that several subsystems write. */
export type Writer = 'switchover' | 'notifier' | 'tsserver' | 'any';

export interface Sample {
  /** The message cell, as logged. */
  readonly text: string;
  readonly reads: Observation;
}

/**
 * Topics of the Switchover subsystem's own parts, except its file mirror, which logs file names that may be any words.
 */
export const SWITCHOVER_TOPIC =
  /^(?!.*file)(?:.*(?:switch|(?:system|module|primary|self) ?monitor|notif|dispatch)|(?:main|states?|service|backup|primary|decision)$)/i;

/** How topics of the Notifier begin, in any letter case. */
export const NOTIFIER_TOPIC = 'notif';

export interface MessageFormat {
  /** Stable name, for tests and reports. */
  readonly id: string;
  readonly dialect: Dialect;
  readonly writer: Writer;
  /**
   * The exact beginning of messages of this format, four letters or more: the reader looks formats up by it, so that an
   * irrelevant line costs only one lookup. Empty if `anywhere` finds it.
   */
  readonly begins: readonly string[];
  /** Logged all the time while nothing is wrong: relevant only in connection with an incident, or to compare clocks. */
  readonly quiet?: boolean;
  /** Text that occurs in every message of this format, if its first word may be any. */
  readonly anywhere?: string;
  /** What the row's topic must look like, if it has one: under another topic the same words are a quotation. */
  readonly topic?: RegExp;
  /**
   * Anchored at its beginning and linear in the length of the text. Marks and the rule number have already been
   * removed.
   */
  readonly pattern: RegExp;
  readonly read: (match: RegExpExecArray) => Observation;
  readonly samples: readonly [Sample, ...Sample[]];
}

/** The nth group of a match as text; the pattern guarantees that the group exists. */
export function group(match: RegExpExecArray, index: number): string {
  return match[index] ?? '';
}

/** The nth group as a number. */
export function count(match: RegExpExecArray, index: number): number {
  return Number(match[index]);
}

/** A connection's name: the reference says auxiliary, our own log says aux. */
export function connectionName(word: string): 'main' | 'auxiliary' {
  return word === 'main' ? 'main' : 'auxiliary';
}

/** How a ping failed, from the log's words. */
export function pingFailure(words: string): 'rejected' | 'timed-out' | 'lost' {
  if (words.includes('rejected')) return 'rejected';
  return words.includes('timed out') ? 'timed-out' : 'lost';
}
