/**
 * Reads a parameter file: YAML or JSON, one map of parameter names to values. Every plain value is text as written,
 * because the catalogue knows its type better than YAML. Anchors are allowed, aliases are not: each line has its own
 * value, and can be changed without changing another.
 */
import type { Node } from 'yaml';
import { isAlias, isMap, isScalar } from 'yaml';
import type { Problem } from '../../problem.ts';
import { codePoint } from '../../unseen.ts';
import { findParameter } from '../parameters/catalogue.ts';
import type { ParameterDefinition } from '../parameters/definition.ts';
import { unknownParameter } from '../parameters/unknown-parameter.ts';
import { LONGEST_VALUE } from '../parameters/value.ts';
import { type Entry, entriesOf, firstOfEqual } from '../yaml-text/entries.ts';
import type { Finding } from '../yaml-text/finding.ts';
import { describe, isNothing, offsetOf, scalarText, shown } from '../yaml-text/nodes.ts';
import { shortened } from '../yaml-text/shortened.ts';
import { tooLarge } from '../yaml-text/size.ts';
import type { YamlKind, YamlSource } from '../yaml-text/source.ts';
import { openYaml } from '../yaml-text/source.ts';
import type { DecodedText } from '../yaml-text/text.ts';
import { decodeText } from '../yaml-text/text.ts';
import { type FileEntry, foldName, type ParameterFile } from './parameter-file.ts';

/** Larger files are not read at all. Large enough that a far too long value is reported with its line. */
export const LARGEST_FILE_BYTES = 4 * 1024 * 1024;

const PARAMETER_FILE: YamlKind = {
  noun: 'parameter file',
  depth: 'one map',
  /** All parameters with lists of hundreds of directories fit, and a YAML bomb takes only seconds. */
  largest: 256 * 1024,
  page: 'docs/parameters.md',
  plainText: true,
};

/** Reads the bytes of a parameter file; `file` is used in the `where` of each problem. Never throws. */
export function readParameterFile(bytes: Uint8Array, file: string): ParameterFile {
  if (bytes.length > LARGEST_FILE_BYTES) return unread(file, [tooLarge(PARAMETER_FILE, file)]);
  const decoded = decodeText(bytes);
  if (!decoded.ok) return unread(file, [notDecoded(decoded, file)]);
  const { text, encoding } = decoded;
  const refused = controlCharacter(text, file) ?? (text.length > PARAMETER_FILE.largest ? tooLong(text, file) : null);
  if (refused !== null) return unread(file, [refused]);
  const { source, problems: unreadable } = openYaml(text, file, PARAMETER_FILE);
  if (source === null) return unread(file, shortened(unreadable, file));
  const root = source.document.contents;
  const items = readRoot(source, root).map((entry) => ({ ...entry, definition: findParameter(entry.key) }));
  const entries = readItems(source, items);
  const layout = {
    text,
    encoding,
    format: isJson(text) ? ('json' as const) : ('yaml' as const),
    items: items.map(({ key: name, definition }) => ({ name, definition })),
  };
  const named = new Set(items.flatMap(({ definition }) => (definition === null ? [] : [definition.name])));
  const problems = shortened(source.problems(), file);
  return { file, entries, named, problems, layout: isMap(root) || isNothing(root) ? layout : null };
}

function unread(file: string, problems: readonly Problem[]): ParameterFile {
  return { file, entries: [], named: new Set(), problems, layout: null };
}

/** If a file is over the limit because of one value, that value is reported. */
function tooLong(text: string, file: string): Problem {
  const lines = text.split('\n');
  const line = lines.findIndex(({ length }) => length > LONGEST_VALUE);
  if (line < 0) return tooLarge(PARAMETER_FILE, file);
  const name = /^\s*["']?([^"':]{1,100})["']?\s*:/.exec(lines[line]!)?.[1] ?? '';
  return {
    code: 'value-too-long',
    severity: 'error',
    what: `${findParameter(name)?.name ?? 'the parameter in this line'} has a value that is far too long`,
    why: `the limit is ${LONGEST_VALUE} characters, but the line has ${lines[line]!.length}`,
    where: `${file}:${line + 1}:1`,
    do: 'shorten it',
  };
}

function notDecoded(found: Extract<DecodedText, { ok: false }>, file: string): Problem {
  const name = found.encoding.startsWith('utf-8') ? 'UTF-8' : 'UTF-16';
  const begins = found.encoding === 'utf-8' ? '' : ', although it starts with a byte order mark';
  return {
    code: name === 'UTF-8' ? 'not-utf8' : 'not-utf16',
    severity: 'error',
    what: `the parameter file is not ${name}${begins}: byte ${found.offset} is invalid`,
    why: 'a parameter file is UTF-8, or UTF-16 with a byte order mark',
    where: `${file}:${found.line}:${found.column}`,
    do: name === 'UTF-8' ? `save it as UTF-8, or: iconv -f ISO-8859-1 -t UTF-8 ${file}` : 'save it as UTF-8',
  };
}

/** YAML allows none of these, and the parser gives some of them a special meaning. */
function controlCharacter(text: string, file: string): Problem | null {
  const found = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\uFEFF]/.exec(text);
  if (found === null) return null;
  const before = text.slice(0, found.index);
  const line = before.split('\n').length;
  const column = before.length - before.lastIndexOf('\n');
  const wide = /^(?:[^\0]\0){2}|^(?:\0[^\0]){2}/.test(text);
  return {
    code: 'text-control-character',
    severity: 'error',
    what: `the parameter file contains the character ${codePoint(found[0])}`,
    why: wide
      ? 'this looks like UTF-16 without a byte order mark'
      : 'only printable characters, tabs and line ends are allowed',
    where: `${file}:${line}:${column}`,
    do: wide ? `save it as UTF-8, or: iconv -f UTF-16${text[0] === '\0' ? 'BE' : 'LE'} -t UTF-8 ${file}` : 'remove it',
  };
}

/** The entries of the map; none, and reported, if the file is empty or contains something else. */
function readRoot(source: YamlSource, root: Node | null): Entry[] {
  const report = (finding: Finding): Entry[] => {
    source.report(offsetOf(root), finding);
    return [];
  };
  if (isNothing(root)) {
    return report({
      code: 'file-empty',
      severity: 'warning',
      what: 'the parameter file sets nothing',
      why: 'it is empty, or contains only comments',
      do: 'check the path; with this file every parameter has its default',
    });
  }
  if (!isMap(root)) {
    return report({
      code: 'type-wrong',
      what: `the parameter file is ${describe(root)}`,
      why: 'it must be one map of parameter names to values',
      do: 'write one line per parameter, for example "Switchover Reconnect Timeout: 30"',
    });
  }
  const keys = new Set(root.items.map(({ key }) => (isScalar(key) ? key.value : null)));
  if (!keys.has('pair') || !keys.has('servers')) {
    return entriesOf(source, root, 'the parameter file', (node) => node);
  }
  return report({
    code: 'file-is-pair-file',
    what: 'this is a pair file, not a parameter file',
    why: 'a parameter file is one map of parameter names to values, and nothing else',
    do: 'use a parameter file; you can copy the "parameters" of a pair file into one',
  });
}

interface Item extends Entry {
  readonly definition: ParameterDefinition | null;
}

function readItems(source: YamlSource, items: readonly Item[]): FileEntry[] {
  const entries: FileEntry[] = [];
  let unknown = 0;
  for (const { key: name, keyOffset, value, offset, definition } of firstOfEqual(source, items, identityOf)) {
    if (definition === null) {
      unknown += 1;
      const finding = unknown > MOST_SUGGESTIONS ? { ...NOT_SHOWN, what: shown(name) } : unknownParameter(name, null);
      source.report(keyOffset, finding);
      continue;
    }
    const unfit = unfitValue(definition.name, value);
    if (unfit !== null) {
      source.report(offset, unfit);
      continue;
    }
    const text = isScalar(value) ? scalarText(value) : '';
    const at = text === '' ? keyOffset : offset;
    entries.push({ definition, name, text, ...source.place(at), where: source.where(at) });
  }
  return entries;
}

function identityOf({ key, definition }: Item): { id: string; shown: string; note: string } {
  return {
    id: foldName(definition?.name ?? key),
    shown: definition?.name ?? shown(key),
    note: '; letter case does not matter',
  };
}

/** Searching for similar names takes time; beyond this number problems have no suggestions. */
const MOST_SUGGESTIONS = 100;
const NOT_SHOWN = { code: 'parameter-unknown', why: 'there is no such parameter', do: 'remove the line' };

/** The problem of a value that is not text. */
function unfitValue(name: string, value: Node | null): Finding | null {
  if (isAlias(value)) {
    return {
      code: 'yaml-alias',
      what: `${name} is the YAML alias *${value.source}`,
      why: 'each line of a parameter file must have its own value',
      do: 'write the value itself; text that starts with * needs quotes',
    };
  }
  if (value !== null && !isScalar(value)) {
    return {
      code: 'type-wrong',
      what: `${name} is ${describe(value)}`,
      why: 'a parameter has a single value; a list is one text, with semicolons as separators',
      do: 'write the value after the colon; text that starts with [ or { needs quotes',
    };
  }
  if (!isScalar(value) || value.type !== 'PLAIN' || !NULL_WORDS.has(scalarText(value))) return null;
  return {
    code: 'value-null',
    what: `${name} is ${scalarText(value)}, which means "no value" in YAML`,
    why: 'to leave a parameter unset, omit it',
    do: 'write a value, or remove the line; if you mean the word itself, put it in quotes',
  };
}

const NULL_WORDS = new Set(['~', 'null', 'Null', 'NULL']);

function isJson(text: string): boolean {
  if (!/^\s*\{/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
