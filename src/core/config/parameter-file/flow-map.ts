/** Edits a map that is written in braces: JSON, and YAML that looks like it. */
import type { CST } from 'yaml';
import { isBlank } from './block-map.ts';
import { type MapStyle, type NamedValue, newItem, sourceToken, takeBlanks } from './scalar-token.ts';

type Tokens = CST.SourceToken[];

/** Removes entries, each with the comma next to it; comments stay. */
export function removeFromBraces(map: CST.FlowCollection, gone: ReadonlySet<CST.CollectionItem>): void {
  const pairs = map.items.filter(isPair);
  const gaps = takeGaps(map);
  const kept = pairs.findIndex((pair) => !gone.has(pair));
  for (const [index, pair] of pairs.entries()) {
    if (!gone.has(pair)) continue;
    // After the first remaining entry, each takes the comma before it; entries before that one, the comma after it.
    const gap = kept < 0 || index > kept ? index : index + 1;
    gaps[gap] = gaps[gap]!.some(({ type }) => type === 'comment') ? withoutComma(gaps[gap]!) : [];
  }
  if (kept < 0) gaps[pairs.length] = withoutComma(gaps[pairs.length]!);
  map.items = [];
  let start: Tokens = [];
  for (const [index, gap] of gaps.entries()) {
    start.push(...gap);
    const pair = pairs[index];
    if (pair !== undefined && gone.has(pair)) continue;
    map.items.push({ ...pair, start });
    start = [];
  }
}

function isPair(item: CST.CollectionItem): boolean {
  return !isBlank(item);
}

/** The tokens before each entry, and after the last one; they are removed from the values and starts of the entries. */
function takeGaps(map: CST.FlowCollection): Tokens[] {
  const gaps: Tokens[] = [[]];
  for (const item of map.items) {
    gaps.at(-1)!.push(...item.start);
    if (isPair(item)) gaps.push(takeEnd(item));
  }
  return gaps;
}

function takeEnd({ key, sep, value }: CST.CollectionItem): Tokens {
  if (value === undefined) return takeBlanks(sep ?? ((key && 'end' in key && key.end) || []));
  return 'end' in value ? takeBlanks(value.end ?? []) : [];
}

function withoutComma(tokens: Tokens): Tokens {
  return tokens.filter(({ type }) => type !== 'comma');
}

/** Adds entries after the last one, with the same spacing. */
export function addToBraces(map: CST.FlowCollection, added: readonly NamedValue[], style: MapStyle): void {
  const at = map.items.findLastIndex(isPair);
  const last = map.items[at] ?? null;
  const [first, next] = last === null ? spacesInEmpty(map) : spacesLike(last);
  const sep = style === 'json' && last?.sep ? last.sep : [sourceToken('map-value-ind', ':'), sourceToken('space', ' ')];
  const end = last === null ? [] : takeEnd(last);
  const items = added.map((to, index) =>
    newItem(to, style, { start: index === 0 ? first : next, sep, end: index === added.length - 1 ? end : [] }),
  );
  map.items.splice(at + 1, 0, ...items);
}

/** The tokens before the first added entry, and before each of the others. */
function spacesLike({ start }: CST.CollectionItem): readonly [Tokens, Tokens] {
  const spaces = start.filter(({ type }) => type === 'space' || type === 'newline');
  const plain = start.some(({ type }) => type === 'comment') ? [sourceToken('space', ' ')] : spaces;
  const both = [sourceToken('comma', ','), ...plain];
  return [both, both];
}

function spacesInEmpty({ items }: CST.FlowCollection): readonly [Tokens, Tokens] {
  const inside = items[0]?.start.filter(({ type }) => type !== 'comment') ?? [];
  const lineEnd = inside.find(({ type }) => type === 'newline');
  const first = lineEnd === undefined ? inside : [lineEnd, sourceToken('space', '  ')];
  return [first, [sourceToken('comma', ','), ...(first.length > 0 ? first : [sourceToken('space', ' ')])]];
}
