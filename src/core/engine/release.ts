import { LETTERS, type Letter } from '../letter.ts';

/**
 * Which of two releases is newer, judging by their names: numbers are compared as numbers, everything else as text,
 * ignoring case ("2019 R3" is newer than "2018 R5", "1.10" than "1.9").
 *
 * @returns below 0 if `a` is older, above 0 if it is newer, 0 if they are the same release.
 */
export function compareReleases(a: string, b: string): number {
  const mine = partsOf(a);
  const theirs = partsOf(b);
  for (let index = 0; index < Math.max(mine.length, theirs.length); index += 1) {
    const order = comparePart(mine[index], theirs[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/** What a server calls its release while it does not know it. */
export function unknownRelease(letter: Letter): string {
  return `unknown (${letter})`;
}

export function isUnknownRelease(release: string): boolean {
  return LETTERS.some((letter) => release === unknownRelease(letter));
}

function partsOf(release: string): string[] {
  return (
    release
      .trim()
      .toLowerCase()
      .match(/\d+|[a-z]+/g) ?? []
  );
}

/** A missing part counts as 0: "1.2" is older than "1.2.1" and the same as "1.2.0". */
function comparePart(a: string | undefined, b: string | undefined): number {
  const [mine, theirs] = [a ?? '0', b ?? '0'];
  const numbers = /^\d/.test(mine) && /^\d/.test(theirs);
  if (numbers) return Math.sign(Number(mine) - Number(theirs));
  return mine < theirs ? -1 : mine > theirs ? 1 : 0;
}
