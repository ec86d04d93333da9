import { nearest } from '../core/nearest.ts';

/**
 * The known words that were probably meant, best match first, three at most: those that begin with what was typed,
 * those that contain it as a part, and those that differ from it by a few letters.
 */
export function suggest(typed: string, known: readonly string[]): string[] {
  const wanted = typed.toLowerCase();
  const begun = wanted.length < 2 ? [] : known.filter((word) => word.startsWith(wanted));
  const parts = known.filter((word) => word.split(/[ -]/).includes(wanted));
  return [...new Set([...begun, ...parts, ...nearest(typed, known)])].slice(0, 3);
}
