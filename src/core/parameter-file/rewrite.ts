/**
 * Rewriting a parameter file: only the places that change are touched, so comments, order, quotes, line ends and
 * encoding stay. What comes out is read again, and taken only if it says what it was meant to say.
 */
import type { Edit } from './edits.ts';
import { applyEdits } from './edits.ts';
import type { FileItem, FileLayout, ParameterFile } from './parameter-file.ts';
import { readParameterFile } from './read.ts';
import type { NewValue } from './rewrite-braces.ts';
import { addToBraces, removeFromBraces, replaceInBraces } from './rewrite-braces.ts';
import { appendLines, removeLines, replaceInLine } from './rewrite-lines.ts';
import { encodeText } from './text.ts';

/** What shall become of one name: another value in its own spelling, or null to take it out. */
export interface FileChange {
  /** The exact name, or one that the catalogue does not know, to be taken out. */
  readonly name: string;
  readonly to: NewValue | null;
}

/** What stands for equal names: letter case never matters. */
export function foldName(name: string): string {
  return name.trim().toLowerCase();
}

/**
 * The bytes of the file with all changes made, and what they say when read again. Null where the file is written in
 * a way that does not allow them: then a person has to do it.
 */
export function rewriteParameterFile(
  file: ParameterFile,
  changes: readonly FileChange[],
): { readonly bytes: Uint8Array; readonly file: ParameterFile } | null {
  const { layout } = file;
  if (layout === null) return null;
  const edits = layout.map?.braces === true ? editsInBraces(layout, changes) : editsOfLines(layout, changes);
  if (edits === null) return null;
  const bytes = encodeText(likeBefore(layout.text, applyEdits(layout.text, edits)), layout.encoding);
  const again = readParameterFile(bytes, file.file);
  if (layout.format === 'json' && again.layout?.format !== 'json') return null;
  return saysAsMeant(file, changes, again) ? { bytes, file: again } : null;
}

/** Where the last line had no line end, the new last line gets none. */
function likeBefore(old: string, now: string): string {
  return old === '' || old.endsWith('\n') ? now : now.replace(/\r?\n$/, '');
}

function editsOfLines(layout: FileLayout, changes: readonly FileChange[]): Edit[] | null {
  const edits: (Edit | null)[] = [];
  const added: { name: string; value: string }[] = [];
  for (const { name, to } of changes) {
    const items = itemsOf(layout, name);
    const replaced = to !== null && items.length === 1 ? replaceInLine(layout.text, items[0]!, to.value) : null;
    if (replaced !== null) edits.push(replaced);
    else {
      edits.push(...items.map((item) => removeLines(layout.text, item)));
      if (to !== null) added.push({ name, value: to.value });
    }
  }
  if (added.length > 0) edits.push(appendLines(layout, added));
  return allThere(edits);
}

function editsInBraces(layout: FileLayout, changes: readonly FileChange[]): Edit[] | null {
  const edits: (Edit | null)[] = [];
  const added: (NewValue & { name: string })[] = [];
  const gone = new Set<FileItem>();
  for (const { name, to } of changes) {
    const items = itemsOf(layout, name);
    const replaced = to !== null && items.length === 1 ? replaceInBraces(layout, items[0]!, to) : null;
    if (replaced !== null) edits.push(replaced);
    else {
      for (const item of items) gone.add(item);
      if (to !== null) added.push({ name, ...to });
    }
  }
  if (gone.size > 0) edits.push(...(removeFromBraces(layout, gone) ?? [null]));
  if (added.length > 0) edits.push(addToBraces(layout, added));
  return allThere(edits);
}

function itemsOf(layout: FileLayout, name: string): FileItem[] {
  const folded = foldName(name);
  return layout.items.filter((item) => foldName(item.definition?.name ?? item.name) === folded);
}

function allThere(edits: readonly (Edit | null)[]): Edit[] | null {
  return edits.some((edit) => edit === null) ? null : (edits as Edit[]);
}

/** Whether the new file says what the old one said, but for the changes. */
function saysAsMeant(old: ParameterFile, changes: readonly FileChange[], now: ParameterFile): boolean {
  const wanted = textsOf(old);
  for (const { name, to } of changes) {
    wanted.delete(foldName(name));
    if (to !== null) wanted.set(foldName(name), to.value);
  }
  const found = textsOf(now);
  return found.size === wanted.size && [...wanted].every(([name, text]) => found.get(name) === text.trim());
}

/** Every name in the file with its value; what is no text counts as the empty one. */
function textsOf({ layout, entries }: ParameterFile): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { definition, name } of layout?.items ?? []) texts.set(foldName(definition?.name ?? name), '');
  for (const { definition, text } of entries) texts.set(foldName(definition.name), text.trim());
  return texts;
}
