/** Changing a map that is written in braces: JSON, and YAML that looks like it. */
import { isScalar } from 'yaml';
import type { Edit } from './edits.ts';
import type { FileItem, FileLayout } from './parameter-file.ts';
import { replaceInLine } from './rewrite-lines.ts';
import { jsonScalar, yamlScalar } from './scalar-style.ts';

/** A value to be written, and whether JSON may show it as a number. */
export interface NewValue {
  readonly value: string;
  readonly mayBeNumber: boolean;
}

/** Puts another value where one stands; JSON keeps a text a text. */
export function replaceInBraces(layout: FileLayout, item: FileItem, { value, mayBeNumber }: NewValue): Edit | null {
  const node = item.node.value;
  if (layout.format === 'yaml') return replaceInLine(layout.text, item, value, true);
  if (!isScalar(node) || !node.range) return null;
  const [start, end] = node.range;
  return { start, end, put: jsonScalar(value, mayBeNumber && node.type === 'PLAIN') };
}

/** Takes pairs out, each with the comma beside it. */
export function removeFromBraces({ text, items, map }: FileLayout, gone: ReadonlySet<FileItem>): Edit[] | null {
  const spans = items.map(spanOf);
  if (map === null || spans.some((span) => span === null)) return null;
  const sound = spans as Span[];
  if (gone.size === items.length) return [removeAll(text, map, sound)];
  const kept = sound.findIndex((_, index) => !gone.has(items[index]!));
  return sound.flatMap((span, index) => {
    if (!gone.has(items[index]!)) return [];
    // Behind the first pair that stays, each takes the comma before it; those before that one, the comma after it.
    const gap =
      index > kept
        ? { start: sound[index - 1]!.end, end: span.start }
        : { start: span.end, end: sound[index + 1]!.start };
    return [
      { ...span, put: '' },
      { ...gap, put: withoutComma(text.slice(gap.start, gap.end)) },
    ];
  });
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function spanOf({ node }: FileItem): Span | null {
  if (!isScalar(node.key) || !node.key.range) return null;
  const value = isScalar(node.value) ? node.value.range : null;
  return { start: node.key.range[0], end: Math.max(node.key.range[1], value?.[1] ?? 0) };
}

/** What stands between two pairs goes; only comments stay. */
function withoutComma(gap: string): string {
  return gap.includes('#') ? gap.replace(/,/, '') : '';
}

/** All of them: from behind the brace to the last value, and a comma behind that. */
function removeAll(text: string, map: Span, spans: readonly Span[]): Edit {
  const comma = /^\s*,/.exec(text.slice(spans.at(-1)!.end, map.end))?.[0].length ?? 0;
  return { start: map.start + 1, end: spans.at(-1)!.end + comma, put: '' };
}

/** Adds pairs behind the last one, spaced as the last one is. */
export function addToBraces(layout: FileLayout, added: readonly (NewValue & { readonly name: string })[]): Edit | null {
  const { text, items, map, format } = layout;
  if (map === null) return null;
  const last = items.length === 0 ? null : spanOf(items.at(-1)!);
  if (items.length > 0 && last === null) return null;
  const [before, between] = spacing(text, layout, last);
  const pairs = added.map(({ name, value, mayBeNumber }) =>
    format === 'json'
      ? `${JSON.stringify(name)}${between}${jsonScalar(value, mayBeNumber)}`
      : `${yamlScalar(name, 'plain', true)}: ${yamlScalar(value, 'plain', true)}`,
  );
  const put = pairs.map((pair, index) => {
    if (last !== null) return `,${before}${pair}`;
    return index === 0 ? before + pair : `,${before || ' '}${pair}`;
  });
  const at = last?.end ?? map.start + 1;
  return { start: at, end: at, put: put.join('') };
}

/** What stands before a name, and between name and value. */
function spacing(text: string, { items, map }: FileLayout, last: Span | null): readonly [string, string] {
  if (last === null) {
    const inside = /^\s*/.exec(text.slice(map!.start + 1, map!.end - 1))![0];
    const newLine = inside.includes('\r\n') ? '\r\n' : '\n';
    return [inside.includes('\n') ? `${newLine}  ` : inside, ': '];
  }
  const before = /[,{](\s*)$/.exec(text.slice(map!.start, last.start))?.[1] ?? ' ';
  const node = items.at(-1)!.node;
  const key = isScalar(node.key) ? node.key.range![1] : 0;
  const between = isScalar(node.value) ? /^\s*:\s*/.exec(text.slice(key, node.value.range![0]))?.[0] : undefined;
  return [before, between ?? ': '];
}
