/** Changing a map that is written as lines of `name: value`. */
import type { Scalar } from 'yaml';
import { isNode, isScalar } from 'yaml';
import type { Edit } from './edits.ts';
import { lineEndOf, lineStart, nextLine } from './edits.ts';
import type { FileItem, FileLayout } from './parameter-file.ts';
import type { ScalarStyle } from './scalar-style.ts';
import { yamlScalar } from './scalar-style.ts';

/** Puts another value where one stands. Null where the pair has a form that does not allow it. */
export function replaceInLine(text: string, item: FileItem, value: string, inBraces = false): Edit | null {
  const node = item.node.value;
  if (!isScalar(node) || !node.range) return null;
  const [start, end] = node.range;
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') return replaceInBlock(text, start, end, value);
  const put = yamlScalar(value, styleOf(node), inBraces);
  if (start < end) return { start, end, put };
  // There is no value yet: the place is right behind the colon, or behind the blanks that follow it.
  return { start, end, put: `${text[start - 1] === ':' ? ' ' : ''}${put}${text[start] === '#' ? ' ' : ''}` };
}

function styleOf(node: Scalar): ScalarStyle {
  if (node.type === 'QUOTE_DOUBLE') return 'double';
  return node.type === 'QUOTE_SINGLE' ? 'single' : 'plain';
}

/** Of a block (`>-` and lines below it) the first line and the indentation stay. */
function replaceInBlock(text: string, start: number, end: number, value: string): Edit | null {
  const body = nextLine(text, start);
  const found = /^(?:[ \t]*\r?\n)*([ \t]+)\S/.exec(text.slice(body, end));
  if (found === null) return null;
  const trailing = /\s*$/.exec(text.slice(body, end))![0];
  return { start: body, end: end - trailing.length, put: found[1] + value };
}

/** Takes a pair out with its line or lines; comments above it stay. */
export function removeLines(text: string, { node: { key, value } }: FileItem): Edit | null {
  if (!isScalar(key) || !key.range) return null;
  const start = lineStart(text, key.range[0]);
  // An anchor or a question mark may stand before the name, and nothing else.
  if (!/^(?:\s|\?\s|[&!]\S*\s)*$/.test(text.slice(start, key.range[0]))) return null;
  const last = isNode(value) && value.range ? value.range[1] : key.range[1];
  return { start, end: last > start && text[last - 1] === '\n' ? last : nextLine(text, last), put: '' };
}

/** Adds lines at the end of the document, in the map's own indentation. */
export function appendLines(
  { text, documentEnd, items }: FileLayout,
  added: readonly { readonly name: string; readonly value: string }[],
): Edit {
  const first = items[0]?.node.key;
  const at = isScalar(first) && first.range ? first.range[0] : 0;
  const before = text.slice(lineStart(text, at), at);
  const indent = /^ *$/.test(before) ? before : '';
  const eol = lineEndOf(text);
  const lines = added.map(
    ({ name, value }) => `${indent}${yamlScalar(name, 'plain', false)}: ${yamlScalar(value, 'plain', false)}`,
  );
  const open = documentEnd > 0 && text[documentEnd - 1] !== '\n';
  const put = open ? eol + lines.join(eol) : lines.join(eol) + eol;
  return { start: documentEnd, end: documentEnd, put };
}
