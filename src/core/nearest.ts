/**
 * "Did you mean": the candidates that are close enough to a word to be what its writer meant, nearest first.
 * Letter case costs nothing. Empty where nothing is close: a wild guess is worse than none.
 */
export function nearest(word: string, candidates: readonly string[], most = 3): string[] {
  const wanted = word.trim().toLowerCase();
  if (wanted === '' || wanted.length > LONGEST_WORD) return [];
  const near = candidates
    .map((candidate) => ({ candidate, distance: distance(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= tolerance(wanted, candidate))
    .sort((left, right) => left.distance - right.distance);
  // Long names that begin alike are all within the tolerance; beside a near one, the far ones are noise.
  const best = near[0]?.distance ?? 0;
  return near
    .filter(({ distance }) => distance <= best + 2)
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/** Longer words are not slips of the finger, and comparing them would cost time for nothing. */
const LONGEST_WORD = 100;

/** A third of the longer word may differ; in the shortest words one letter. */
function tolerance(word: string, candidate: string): number {
  return Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));
}

/** Edit distance: insertions, deletions, replacements, and neighbours that changed places. */
function distance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let best = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      const swapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped) best = Math.min(best, beforeLast[column - 2]! + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[right.length]!;
}

/** `did you mean "a", "b" or "c"?`, or an empty string where nothing is near. */
export function didYouMean(word: string, candidates: readonly string[], most = 3): string {
  const near = nearest(word, candidates, most).map((candidate) => `"${candidate}"`);
  if (near.length === 0) return '';
  const last = near.pop();
  return near.length === 0 ? `did you mean ${last}?` : `did you mean ${near.join(', ')} or ${last}?`;
}
