/**
 * Positions in an ordered log. The server that is active under a term is the only one that adds changes under it, so a
 * term and a number identify a change, and whatever came before it.
 */
import type { Term } from '../engine/term.ts';

export interface Position {
  readonly term: Term;
  /** Counts changes across terms, from 1. */
  readonly number: number;
}

/** Before the first change. */
export const ORIGIN: Position = { term: 0, number: 0 };

/** How far a log goes, and under which term each number was added. */
export interface LogEnd {
  /** The first number of each term that added anything, in ascending order. */
  readonly terms: readonly { readonly term: Term; readonly first: number }[];
  /** The number of the last change; 0: there is none. */
  readonly last: number;
}

export const EMPTY_LOG: LogEnd = { terms: [], last: 0 };

/** The term under which a number was added; 0 for the origin, null for a number beyond the end. */
export function termOfNumber({ terms, last }: LogEnd, number: number): Term | null {
  if (number < 0 || number > last) return null;
  return terms.findLast(({ first }) => first <= number)?.term ?? ORIGIN.term;
}

export function endPosition(log: LogEnd): Position {
  return { term: termOfNumber(log, log.last)!, number: log.last };
}

/** Whether the change at a position is part of this log. */
export function contains(log: LogEnd, { term, number }: Position): boolean {
  return termOfNumber(log, number) === term;
}

/** The end after one more change. Throws a RangeError if the term is lower than the last one: that is a bug. */
export function extendedBy(log: LogEnd, term: Term): LogEnd {
  const last = log.last + 1;
  const latest = log.terms.at(-1)?.term ?? ORIGIN.term;
  if (term < latest) throw new RangeError(`term ${term} cannot follow term ${latest}`);
  return { terms: term === latest ? log.terms : [...log.terms, { term, first: last }], last };
}

/** The last position that two logs have in common: up to there they are equal, and after it they differ. */
export function lastCommon(one: LogEnd, other: LogEnd): Position {
  for (let index = one.terms.length - 1; index >= 0; index -= 1) {
    const { term, first } = one.terms[index]!;
    const there = other.terms.findIndex((each) => each.term === term && each.first === first);
    if (there !== -1) return { term, number: Math.min(lastOfTerm(one, index), lastOfTerm(other, there)) };
  }
  return ORIGIN;
}

function lastOfTerm({ terms, last }: LogEnd, index: number): number {
  return (terms[index + 1]?.first ?? last + 1) - 1;
}
