/**
 * Rewrites a parameter file: only the tokens that change are touched, so comments, order, quotes, line ends and encoding
 * stay. The result is read again, and accepted only if it has the intended content.
 */
import { CST, Parser } from 'yaml';
import { findParameter } from '../parameters/catalogue.ts';
import { encodeText } from '../yaml-text/text.ts';
import { appendLines, removeLines } from './block-map.ts';
import { addToBraces, removeFromBraces } from './flow-map.ts';
import { type FileLayout, foldName, type ParameterFile } from './parameter-file.ts';
import { readParameterFile } from './read.ts';
import { type NamedValue, type NewValue, replaceValue } from './scalar-token.ts';

/** The change of one name: a new value as it is to be written, or null to remove it. */
export interface FileChange {
  /** The exact name, or an unknown one that is to be removed. */
  readonly name: string;
  readonly to: NewValue | null;
}

/**
 * The bytes of the file with all changes, and their content when read again. Null if the file is written in a way that
 * does not allow the changes: then a person has to edit it.
 */
export function rewriteParameterFile(
  file: ParameterFile,
  changes: readonly FileChange[],
): { readonly bytes: Uint8Array; readonly file: ParameterFile } | null {
  const { layout } = file;
  if (layout === null) return null;
  const bytes = encodeText(likeBefore(layout.text, changedText(layout, changes)), layout.encoding);
  const again = readParameterFile(bytes, file.file);
  if (layout.format === 'json' && again.layout?.format !== 'json') return null;
  return saysAsMeant(file, changes, again) ? { bytes, file: again } : null;
}

/** If the last line had no line end, the new last line gets none. */
function likeBefore(old: string, now: string): string {
  return old === '' || old.endsWith('\n') ? now : now.replace(/\r?\n$/, '');
}

/** The text with its changed tokens; all others are written back unchanged. */
function changedText({ text, format }: FileLayout, changes: readonly FileChange[]): string {
  const tokens = [...new Parser().parse(text)];
  const document = documentIn(tokens);
  const map = document.value;
  const style = map?.type !== 'flow-collection' ? 'lines' : format === 'json' ? 'json' : 'braces';
  const gone = new Set<CST.CollectionItem>();
  const added: NamedValue[] = [];
  for (const { name, to } of changes) {
    const items = itemsOf(map, name);
    if (to !== null && items.length === 1 && replaceValue(items[0]!, to, style)) continue;
    for (const item of items) gone.add(item);
    if (to !== null) added.push({ name, ...to });
  }
  if (map?.type === 'flow-collection') {
    if (gone.size > 0) removeFromBraces(map, gone);
    if (added.length > 0) addToBraces(map, added, style);
  } else {
    for (const item of gone) removeLines(document, map as CST.BlockMap, item);
    const open = /[^\n]$/.test(written(tokens.slice(0, tokens.indexOf(document) + 1)));
    if (added.length > 0) appendLines(document, added, { lineEnd: lineEndOf(text), open });
  }
  return written(tokens);
}

/** The document among the tokens of a text; one is added if the text has only comments. */
function documentIn(tokens: CST.Token[]): CST.Document {
  const found = tokens.find((token) => token.type === 'document');
  if (found !== undefined) return found;
  const document: CST.Document = { type: 'document', offset: -1, start: [] };
  tokens.push(document);
  return document;
}

function written(tokens: readonly CST.Token[]): string {
  return tokens.map((token) => CST.stringify(token)).join('');
}

/** The line end that a text uses: that of the last line that has one. */
function lineEndOf(text: string): string {
  return /\r\n[^\n]*$/.test(text) ? '\r\n' : '\n';
}

function itemsOf(map: CST.Token | undefined, name: string): CST.CollectionItem[] {
  const items = map?.type === 'block-map' || map?.type === 'flow-collection' ? map.items : [];
  return items.filter(({ key }) => {
    const found = CST.resolveAsScalar(key)?.value;
    return found !== undefined && foldName(findParameter(found)?.name ?? found) === foldName(name);
  });
}

/** Whether the new file equals the old one except for the changes. */
function saysAsMeant(old: ParameterFile, changes: readonly FileChange[], now: ParameterFile): boolean {
  const wanted = textsOf(old);
  for (const { name, to } of changes) {
    wanted.delete(foldName(name));
    if (to !== null) wanted.set(foldName(name), to.value);
  }
  const found = textsOf(now);
  return found.size === wanted.size && [...wanted].every(([name, text]) => found.get(name) === text.trim());
}

/** Every name in the file with its value; what is not text counts as empty. */
function textsOf({ layout, entries }: ParameterFile): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { definition, name } of layout?.items ?? []) texts.set(foldName(definition?.name ?? name), '');
  for (const { definition, text } of entries) texts.set(foldName(definition.name), text.trim());
  return texts;
}
