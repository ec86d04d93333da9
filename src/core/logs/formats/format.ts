/**
 * A message format: data that carries samples with their reading. A test reads every sample of every format and fails
 * where none or two patterns take it, so a new format cannot quietly take lines from an old one.
 */
import type { Observation } from '../observation.ts';

/** Which generation of wording a format belongs to; `any` where both wrote it so. */
export type Dialect = 'current' | 'older' | 'any';

/** Whose log writes such lines; `any` for lines that several subsystems write. */
export type Writer = 'switchover' | 'notifier' | 'tsserver' | 'any';

export interface Sample {
  /** The message cell, as written. */
  readonly text: string;
  readonly reads: Observation;
}

/** Topics of the Switchover subsystem's own parts; its file mirror writes the names of files, which may be any words. */
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
   * How messages of this format begin, to the letter, in four letters or more: the reader looks formats up by it, so
   * that a line that matters to nobody costs one look-up. Empty where `anywhere` finds it.
   */
  readonly begins: readonly string[];
  /** Written all the time while nothing is wrong: it tells something only beside an incident, or to compare clocks. */
  readonly quiet?: boolean;
  /** Letters that stand somewhere in every message of this format, where its first word may be any. */
  readonly anywhere?: string;
  /** What the row's topic must look like, where it has one: the same words under another topic are quoted. */
  readonly topic?: RegExp;
  /** Anchored at its beginning and linear in the length of the text. Marks and the rule number are already gone. */
  readonly pattern: RegExp;
  readonly read: (match: RegExpExecArray) => Observation;
  readonly samples: readonly [Sample, ...Sample[]];
}

/** The nth group of a match as text; a pattern's groups exist by its own making. */
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
