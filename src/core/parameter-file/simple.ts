import { findParameter } from '../parameters/catalogue.ts';
import { LARGEST_TEXT } from './limits.ts';
import type { FileContent, FileEntry } from './parameter-file.ts';

/**
 * Reads what most parameter files are: lines of `Name: value` in UTF-8, blank lines and comments, nothing wrong with
 * any of it. Null for everything else, which `readParameterFile` reads. Loading and warming up the YAML parser takes
 * longer than all the rest of a command; what is accepted here means exactly what it means there.
 */
export function readSimpleFile(bytes: Uint8Array, file: string): FileContent | null {
  if (bytes.length > LARGEST_TEXT || bytes[0] === 0xef) return null;
  const lines = textOf(bytes)?.split('\n') ?? [];
  const entries: FileEntry[] = [];
  const named = new Set<string>();
  for (const [index, line] of lines.entries()) {
    if (NOTHING.test(line)) continue;
    const entry = readLine(line, index + 1, file);
    if (entry === null || named.has(entry.definition.name)) return null;
    named.add(entry.definition.name);
    entries.push(entry);
  }
  return entries.length === 0 ? null : { file, entries, named, problems: [] };
}

const COMMENT = String.raw`#[^\u0000-\u001f\u007f\uFEFF]*`;
const NOTHING = new RegExp(`^ *(?:${COMMENT})?$`);
const NAME = String.raw`[A-Za-z]\w*(?: \w+)*`;
const DOUBLE = String.raw`"(?:[^"\\\u0000-\u001f\u007f\uFEFF]|\\[\\"])+"`;
const SINGLE = String.raw`'[^'\u0000-\u001f\u007f\uFEFF]+'`;
/** One word that begins like a number, a word or a path. */
const PLAIN = String.raw`(?:[\w+\\/$]|-(?=\w))(?:[\w.+\\/;()=@$-]|:(?=[\w\\/]))*`;
const LINE = new RegExp(`^(${NAME})(: +)(${DOUBLE}|${SINGLE}|${PLAIN})(?: *| +${COMMENT})$`);

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function readLine(text: string, line: number, file: string): FileEntry | null {
  const [, name, gap, written] = LINE.exec(text) ?? [];
  if (name === undefined || gap === undefined || written === undefined) return null;
  const definition = findParameter(name);
  if (definition === null || /^(?:null|Null|NULL)$/.test(written)) return null;
  const column = name.length + gap.length + 1;
  return { definition, name, text: unquoted(written), line, column, where: `${file}:${line}:${column}` };
}

function unquoted(written: string): string {
  if (written.startsWith("'")) return written.slice(1, -1);
  return written.startsWith('"') ? written.slice(1, -1).replace(/\\(.)/g, '$1') : written;
}
