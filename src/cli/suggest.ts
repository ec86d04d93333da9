import { nearest } from '../core/nearest.ts';

/**
 * Which of the known words were probably meant, nearest first, three at most: those that begin with what was typed,
 * those that have it as one of their parts, and those that differ from it by few letters.
 */
export function suggest(typed: string, known: readonly string[]): string[] {
  const wanted = typed.toLowerCase();
  const begun = wanted.length < 2 ? [] : known.filter((word) => word.startsWith(wanted));
  const parts = known.filter((word) => word.split(/[ -]/).includes(wanted));
  return [...new Set([...begun, ...parts, ...nearest(typed, known)])].slice(0, 3);
}
