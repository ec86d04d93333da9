import type { Letter } from '../letter.ts';

/**
 * Terms number the periods in which one server is active. A takes odd terms, B even ones, so that two servers that
 * decide at the same moment can never take the same term. 0 means that there has been none.
 */
export type Term = number;

/** The next term that belongs to `letter`, above every term it has seen. */
export function nextOwnTerm(letter: Letter, highestSeen: Term): Term {
  const parity = letter === 'A' ? 1 : 0;
  const next = highestSeen + 1;
  return next % 2 === parity ? next : next + 1;
}
