/** The two servers of a pair. A owns the odd terms, B the even ones. */
export type Letter = 'A' | 'B';

export const LETTERS: readonly Letter[] = ['A', 'B'];

export function otherLetter(letter: Letter): Letter {
  return letter === 'A' ? 'B' : 'A';
}
