/** Reading maps, keys and scalars of a YAML document; whatever does not fit is reported with its place. */
import type { Node } from 'yaml';
import { isMap, isScalar } from 'yaml';
import { didYouMean, nearest } from '../nearest.ts';
import { type Entry, entriesOf, firstOfEqual, resolve } from '../yaml-text/entries.ts';
import { describe, scalarText, shown } from '../yaml-text/nodes.ts';
import type { YamlSource } from '../yaml-text/source.ts';

export type Fields = ReadonlyMap<string, Entry>;

/** The entries of a map, the first of equal keys. Null, and reported, where the node is something else. */
export function readEntries(source: YamlSource, node: Node | null, path: string, offset: number): Entry[] | null {
  if (!isMap(node)) {
    source.report(offset, {
      code: 'type-wrong',
      what: `${path} is ${describe(node)}`,
      why: 'it must be a map: lines of the form "key: value"',
      do: `write the keys of ${path} on the lines below, indented`,
    });
    return null;
  }
  const entries = entriesOf(source, node, path, (each) => resolve(source, each));
  return firstOfEqual(source, entries, ({ key }) => ({ id: key, shown: `${path}: ${shown(key)}` }));
}

/** A map with known keys only. Unknown and missing ones are reported; what is there is handed back. */
export function readFields(
  source: YamlSource,
  node: Node | null,
  place: { readonly path: string; readonly offset: number },
  keys: { readonly required: readonly string[]; readonly optional: readonly string[] },
): Fields | null {
  const entries = readEntries(source, node, place.path, place.offset);
  if (entries === null) return null;
  const known = [...keys.required, ...keys.optional];
  const fields = new Map<string, Entry>();
  const meant = new Set<string>();
  for (const entry of entries) {
    if (known.includes(entry.key)) {
      fields.set(entry.key, entry);
      continue;
    }
    meant.add(nearest(entry.key, known, 1)[0] ?? '');
    source.report(entry.keyOffset, {
      code: 'key-unknown',
      what: `${place.path} has no key ${shown(entry.key)}`,
      why: `it takes ${listed(known)}`,
      do: didYouMean(entry.key, known) || 'take it out',
    });
  }
  for (const key of keys.required) {
    // A misspelt key has been reported already; that it is missing as well would be the same mistake told twice.
    if (fields.has(key) || meant.has(key)) continue;
    source.report(place.offset, {
      code: 'key-missing',
      what: `${place.path} lacks ${shown(key)}`,
      why: 'a pair cannot be run without it',
      do: `add a line "${key}: …"`,
    });
  }
  return fields;
}

const LONGEST_TEXT = 4096;

/** The text of a scalar; null, and reported, for anything else, for empty text and for control characters. */
export function readText(source: YamlSource, entry: Entry | undefined, path: string): string | null {
  if (entry === undefined) return null;
  const fail = (code: string, what: string, why: string, next: string): null => {
    source.report(entry.offset, { code, what: `${path} ${what}`, why, do: next });
    return null;
  };
  if (!isScalar(entry.value) || typeof entry.value.value !== 'string') {
    const quoted = isScalar(entry.value)
      ? `put it in quotes: "${scalarText(entry.value)}"`
      : 'write one text; what begins with [ or { needs quotes';
    return fail('type-wrong', `is ${describe(entry.value)}`, 'it must be text', quoted);
  }
  const text = entry.value.value;
  if (text.trim() === '') return fail('text-empty', 'is empty', 'it must say something', 'write a value');
  if (text.length > LONGEST_TEXT)
    return fail('text-too-long', `has ${text.length} characters`, `the limit is ${LONGEST_TEXT}`, 'shorten it');
  if (/[\u0000-\u001f\u007f-\u009f]/.test(text)) {
    return fail(
      'text-control-character',
      'holds a control character',
      'only printable text can stand here',
      'write it anew, on one line',
    );
  }
  return text;
}

export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
