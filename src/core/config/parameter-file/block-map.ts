/** Edits a map that is written as lines of `name: value`. */
import type { CST } from 'yaml';
import { type NamedValue, newItem, sourceToken } from './scalar-token.ts';

/** Removes an entry with its line or lines; comments above and below them stay. */
export function removeLines(document: CST.Document, map: CST.BlockMap, item: CST.CollectionItem): void {
  const index = (map.items as CST.CollectionItem[]).indexOf(item);
  // The indentation of the first line is a token before the map.
  if (index === 0 && document.start.at(-1)?.type === 'space') document.start.pop();
  const above = item.start.slice(0, item.start.findLastIndex(isLineEnd) + 1);
  map.items[index] = { start: [...above, ...linesBelow(item)] };
}

/** The lines below an entry that the parser attributes to its value. */
function linesBelow({ key, sep, value }: CST.CollectionItem): CST.SourceToken[] {
  if (value?.type === 'block-map' || value?.type === 'block-seq') {
    const last: CST.CollectionItem = value.items.at(-1)!;
    return isBlank(last) ? last.start : linesBelow(last);
  }
  const last = value ?? key;
  const behind = last && 'end' in last ? last.end : undefined;
  const end = (value === undefined ? sep?.slice(sep.findLastIndex(isColon)) : behind) ?? behind ?? [];
  const lineEnd = end.findIndex(isLineEnd);
  return lineEnd < 0 ? [] : end.slice(lineEnd + 1);
}

/** Only comments and empty lines. */
export function isBlank({ key, sep, value }: CST.CollectionItem): boolean {
  return (key ?? sep ?? value) == null;
}

function isLineEnd({ type }: CST.SourceToken): boolean {
  return type === 'newline';
}

function isColon({ type }: CST.SourceToken): boolean {
  return type === 'map-value-ind';
}

/** Adds lines at the end of the document, with the indentation of the map. `open`: the last line has no line end yet. */
export function appendLines(
  document: CST.Document,
  added: readonly NamedValue[],
  { lineEnd, open }: { readonly lineEnd: string; readonly open: boolean },
): void {
  const map = document.value?.type === 'block-map' ? document.value : null;
  const indent = map === null || map.indent === 0 ? [] : [sourceToken('space', ' '.repeat(map.indent))];
  const before = [...(document.end ?? []), ...(open ? [sourceToken('newline', lineEnd)] : [])];
  const sep = [sourceToken('map-value-ind', ':'), sourceToken('space', ' ')];
  const items = added.map((to, index) => {
    const start = index === 0 ? [...before, ...indent] : indent;
    return newItem(to, 'lines', { start, sep, end: [sourceToken('newline', lineEnd)] });
  });
  if (map === null) document.value = { type: 'block-map', offset: -1, indent: 0, items };
  else map.items.push(...items);
  document.end = [];
}
