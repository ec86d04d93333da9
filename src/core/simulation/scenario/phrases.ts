/**
 * Phrases: sentences with gaps. `the cable of {server} is pulled[ for {for:duration}]` matches two sentences; a gap is
 * `{slot}` or `{name:slot}`, and anything in brackets is optional.
 */
import type { Result } from '../../result.ts';
import type { SlotName, SlotTypes, Token } from './slots.ts';
import { SLOTS } from './slots.ts';

export interface Phrase<T> {
  readonly pattern: string;
  readonly make: (gaps: Gaps) => T;
}

/** The value of a gap by its name; null if the sentence has no such gap. */
export type Gaps = <S extends SlotName>(slot: S, name?: string) => SlotTypes[S] | null;

/** What was read; or the furthest token that any phrase reached, and what is allowed there. */
export type Matched<T> = Result<{ readonly value: T }, { readonly at: number; readonly expected: readonly string[] }>;

/** What a phrase expects at the end of a line. */
export const LINE_END = 'the end of the line';

type Piece = { readonly word: string } | { readonly slot: SlotName; readonly name: string };

interface Sentence<T> {
  readonly pieces: readonly Piece[];
  readonly make: Phrase<T>['make'];
}

export type Phrasebook<T> = readonly Sentence<T>[];

export function phrasebook<T>(phrases: readonly Phrase<T>[]): Phrasebook<T> {
  return phrases.flatMap(({ pattern, make }) =>
    expand(pattern).map((sentence) => ({ pieces: sentence.split(' ').map(pieceOf), make })),
  );
}

/** `a[ b][ c]` is `a`, `a b`, `a c` and `a b c`. */
export function expand(pattern: string): string[] {
  const found = /\[([^\]]*)\]/.exec(pattern);
  if (found === null) return [pattern];
  const before = pattern.slice(0, found.index);
  const after = pattern.slice(found.index + found[0].length);
  return [...expand(before + after), ...expand(before + found[1] + after)];
}

function pieceOf(text: string): Piece {
  const found = /^\{(?:(\w+):)?(\w+)\}$/.exec(text);
  if (found === null) return { word: text };
  const slot = found[2] as SlotName;
  return { slot, name: found[1] ?? slot };
}

/** Reads the tokens from `first` on as one sentence of the phrasebook. */
export function match<T>(book: Phrasebook<T>, tokens: readonly Token[], first: number): Matched<T> {
  let furthest = first;
  const expected = new Set<string>();
  for (const sentence of book) {
    const read = readSentence(sentence, tokens, first);
    if ('gaps' in read) return { ok: true, value: sentence.make(gapsOf(read.gaps)) };
    if (read.at < furthest) continue;
    if (read.at > furthest) expected.clear();
    furthest = read.at;
    for (const word of read.expected) expected.add(word);
  }
  return { ok: false, at: furthest, expected: [...expected] };
}

function gapsOf(values: ReadonlyMap<string, unknown>): Gaps {
  return ((slot: SlotName, name: string = slot) => values.get(name) ?? null) as Gaps;
}

type SentenceRead =
  | { readonly gaps: ReadonlyMap<string, unknown> }
  | { readonly at: number; readonly expected: readonly string[] };

function readSentence(
  { pieces }: Pick<Sentence<unknown>, 'pieces'>,
  tokens: readonly Token[],
  first: number,
): SentenceRead {
  const gaps = new Map<string, unknown>();
  let at = first;
  for (const piece of pieces) {
    if ('word' in piece) {
      if (tokens[at]?.text !== piece.word) return { at, expected: [piece.word] };
      at += 1;
      continue;
    }
    const read = SLOTS[piece.slot](tokens, at);
    if ('expected' in read) return { at: at + read.after, expected: read.expected };
    gaps.set(piece.name, read.value);
    at += read.used;
  }
  return at === tokens.length ? { gaps } : { at, expected: [LINE_END] };
}
