/** Reads maps, keys and scalars of a YAML document; whatever is wrong is reported with its location. */
import type { Node } from 'yaml';
import { isMap, isScalar } from 'yaml';
import { didYouMean, nearest } from '../../nearest.ts';
import { type Entry, entriesOf, firstOfEqual, resolve } from './entries.ts';
import { describe, scalarText, shown } from './nodes.ts';
import type { YamlSource } from './source.ts';

/** The keys of one map, required ones first: messages list them in this order. */
export type Keys = Readonly<Record<string, { readonly required: boolean }>>;

/** What a map sets, by its keys: a key that is not among them cannot be asked for. */
export type Fields<K extends Keys> = ReadonlyMap<keyof K, Entry>;

/** The entries of a map, the first of equal keys. Null, and reported, if the node is something else. */
export function readEntries(source: YamlSource, node: Node | null, path: string, offset: number): Entry[] | null {
  if (!isMap(node)) {
    source.report(offset, {
      code: 'type-wrong',
      what: `${path} is ${describe(node)}`,
      why: 'it must be a map: lines of the form "key: value"',
      do: `write the keys of ${path} on the lines below it, indented`,
    });
    return null;
  }
  const entries = entriesOf(source, node, path, (each) => resolve(source, each));
  return firstOfEqual(source, entries, ({ key }) => ({ id: key, shown: `${path}: ${shown(key)}` }));
}

/** A map with these keys only. Unknown and missing keys are reported; the known ones are returned. */
export function readFields<K extends Keys>(
  source: YamlSource,
  node: Node | null,
  place: { readonly path: string; readonly offset: number },
  keys: K,
): Fields<K> | null {
  const entries = readEntries(source, node, place.path, place.offset);
  if (entries === null) return null;
  const known = Object.keys(keys);
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
      why: `its keys are ${listed(known)}`,
      do: didYouMean(entry.key, known) || `remove it; ${source.kind.page} describes every key`,
    });
  }
  for (const [key, { required }] of Object.entries(keys)) {
    // A misspelt key has already been reported; reporting it as missing too would be the same mistake twice.
    if (!required || fields.has(key) || meant.has(key)) continue;
    source.report(place.offset, {
      code: 'key-missing',
      what: `${place.path} has no ${shown(key)}`,
      why: 'this key is required',
      do: `add a line "${key}: …"`,
    });
  }
  // Only these keys were put there.
  return fields as Fields<K>;
}

const LONGEST_TEXT = 4096;

/** The text of a scalar; null, and reported, for anything else, for empty text and for control characters. */
export function readText(source: YamlSource, entry: Entry | undefined, path: string): string | null {
  if (entry === undefined) return null;
  const fail = (code: string, what: string, why: string, next: string): null => {
    source.report(entry.offset, { code, what: `${path} ${what}`, why, do: next });
    return null;
  };
  if (entry.value === null) return fail('type-wrong', 'is empty', 'a value is required here', 'write a value');
  if (!isScalar(entry.value) || typeof entry.value.value !== 'string') {
    const quoted = isScalar(entry.value)
      ? `put it in quotes: "${scalarText(entry.value)}"`
      : 'write a single text; text that starts with [ or { needs quotes';
    return fail('type-wrong', `is ${describe(entry.value)}`, 'it must be text', quoted);
  }
  const text = entry.value.value;
  if (text.trim() === '') return fail('text-empty', 'is empty', 'a value is required here', 'write a value');
  if (text.length > LONGEST_TEXT)
    return fail('text-too-long', `has ${text.length} characters`, `the limit is ${LONGEST_TEXT}`, 'shorten it');
  if (/[\u0000-\u001f\u007f-\u009f]/.test(text)) {
    return fail(
      'text-control-character',
      'contains a control character',
      'only printable characters are allowed here',
      'type it again, on one line',
    );
  }
  return text;
}

/** One of these words; null, and reported, for anything else. */
export function readWord<W extends string>(
  source: YamlSource,
  entry: Entry | undefined,
  path: string,
  words: readonly W[],
): W | null {
  const text = readText(source, entry, path);
  const word = words.find((each) => each === text);
  if (text === null || word !== undefined) return word ?? null;
  source.report(entry!.offset, {
    code: 'word-unknown',
    what: `${path} is ${shown(text)}`,
    why: `it is one of ${listed(words)}`,
    do: didYouMean(text, words) || 'write one of these words, or remove the line',
  });
  return null;
}

export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
