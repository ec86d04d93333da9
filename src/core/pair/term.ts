import type { Letter } from '../letter.ts';

/**
 * Terms order the times that one server was the active one. A takes odd terms, B even ones, so that two servers
 * which decide at the same moment can never take the same. 0 means that there has been none.
 */
export type Term = number;

/** The next term that `letter` owns, above every term it has seen. */
export function nextOwnTerm(letter: Letter, highestSeen: Term): Term {
  const parity = letter === 'A' ? 1 : 0;
  const next = highestSeen + 1;
  return next % 2 === parity ? next : next + 1;
}
