/** One piece of the split program: what it weighs, and which pieces it needs at once or may load later. */
export interface Piece {
  readonly name: string;
  readonly bytes: number;
  readonly imports: readonly { readonly name: string; readonly later: boolean }[];
}

/** What a start takes for one more file, and for one more kilobyte that it reads and does not need; measured. */
const MS_PER_FILE = 0.25;
const MS_PER_KILOBYTE = 0.012;

interface Candidate {
  readonly pieces: readonly string[];
  readonly kilobytes: number;
  /** The pieces that are loaded by themselves, the commands among them, and bring these along. */
  readonly loadedBy: Set<string>;
}

/**
 * Which pieces to lay into one file. Splitting leaves a hundred small ones, of which a command loads thirty; two files
 * become one for as long as that shortens the starts of all commands together. What is loaded by itself stays alone.
 */
export function packsOf(pieces: readonly Piece[], entry: string): readonly (readonly string[])[] {
  const byName = new Map(pieces.map((piece) => [piece.name, piece]));
  const later = pieces.flatMap(({ imports }) => imports.filter((one) => one.later).map(({ name }) => name));
  const starts = new Set([entry, ...later]);
  const loadedBy = new Map<string, Set<string>>(pieces.map(({ name }) => [name, new Set()]));
  for (const start of starts) for (const name of broughtAlong(start, byName)) loadedBy.get(name)!.add(start);
  let candidates: readonly Candidate[] = pieces
    .filter(({ name }) => !starts.has(name))
    .map(({ name, bytes }) => ({ pieces: [name], kilobytes: bytes / 1024, loadedBy: loadedBy.get(name)! }));
  for (;;) {
    const best = bestPair(candidates);
    if (best === null) break;
    candidates = [...candidates.filter((one) => !best.pair.includes(one)), best.joined];
  }
  return [...[...starts].map((name) => [name]), ...candidates.map((one) => [...one.pieces].sort())];
}

function broughtAlong(start: string, byName: ReadonlyMap<string, Piece>): ReadonlySet<string> {
  const found = new Set([start]);
  // A set is walked in the order of its growth: what is found on the way is visited too.
  for (const name of found) for (const one of byName.get(name)!.imports) if (!one.later) found.add(one.name);
  return found;
}

function bestPair(candidates: readonly Candidate[]) {
  let best: { readonly pair: readonly Candidate[]; readonly joined: Candidate; readonly gain: number } | null = null;
  for (const [index, one] of candidates.entries()) {
    for (const other of candidates.slice(index + 1)) {
      const joined = join(one, other);
      const gain = costOf(one) + costOf(other) - costOf(joined);
      if (gain > (best?.gain ?? 0)) best = { pair: [one, other], joined, gain };
    }
  }
  return best;
}

function join(one: Candidate, other: Candidate): Candidate {
  return {
    pieces: [...one.pieces, ...other.pieces],
    kilobytes: one.kilobytes + other.kilobytes,
    loadedBy: new Set([...one.loadedBy, ...other.loadedBy]),
  };
}

function costOf({ kilobytes, loadedBy }: Candidate): number {
  return loadedBy.size * (MS_PER_FILE + MS_PER_KILOBYTE * kilobytes);
}

/**
 * The text of a file that holds these pieces: an object of functions, each a CommonJS module without its wrapper. None
 * of them is compiled before it is loaded.
 */
export function packText(pieces: readonly string[], textOf: (piece: string) => string): string {
  const functions = pieces.map(
    (name) => `${JSON.stringify(name)}: function (module, exports, require, __dirname, __filename) {\n${textOf(name)}}`,
  );
  return `({\n${functions.join(',\n')}\n});\n`;
}
