/** Reads the maps of a YAML text; whatever is wrong is reported with its location. */
import type { Node, YAMLMap } from 'yaml';
import { isAlias, isNode, isScalar } from 'yaml';
import { describe, isNothing, offsetOf, scalarText } from './nodes.ts';
import type { YamlSource } from './source.ts';

/** One `key: value` of a map. */
export interface Entry {
  readonly key: string;
  /** Where problems point: at the value, or at the key if there is no value. */
  readonly offset: number;
  readonly keyOffset: number;
  /** Null if there is no value, or an explicit null. */
  readonly value: Node | null;
}

/**
 * The entries of a map in the order of the text, including those with equal keys; a key that is not text is reported.
 * `meaning` maps a node to what it stands for: itself or, where aliases are allowed, the result of `resolve`.
 */
export function entriesOf(
  source: YamlSource,
  map: YAMLMap,
  path: string,
  meaning: (node: Node) => Node | null,
): Entry[] {
  return map.items.flatMap((pair) => {
    const keyNode = isNode(pair.key) ? meaning(pair.key) : null;
    const keyOffset = offsetOf(isNode(pair.key) ? pair.key : map);
    if (!isScalar(keyNode)) {
      source.report(keyOffset, {
        code: 'key-not-text',
        what: `a key of ${path} is ${describe(keyNode)}`,
        why: 'keys must be plain text',
        do: 'remove it; text that starts with *, [ or { needs quotes',
      });
      return [];
    }
    const value = isNode(pair.value) ? meaning(pair.value) : null;
    const empty = isNothing(value) || (isScalar(value) && value.value === null);
    const offset = empty ? keyOffset : offsetOf(pair.value as Node);
    return [{ key: scalarText(keyNode), keyOffset, offset, value: empty ? null : value }];
  });
}

/** The first of several entries for one thing. The others are reported: none silently wins. */
export function firstOfEqual<E extends Entry>(
  source: YamlSource,
  entries: readonly E[],
  thing: (entry: E) => { readonly id: string; readonly shown: string; readonly note?: string },
): E[] {
  const first = new Map<string, E>();
  for (const entry of entries) {
    const { id, shown, note = '' } = thing(entry);
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, entry);
    else {
      source.report(entry.keyOffset, {
        code: 'key-duplicate',
        what: `${shown} is set twice`,
        why: `it was already set at ${source.where(earlier.keyOffset)}${note}`,
        do: 'keep one of the two',
      });
    }
  }
  return [...first.values()];
}

/** The node an alias stands for; any other node itself. */
export function resolve(source: YamlSource, node: Node): Node | null {
  if (!isAlias(node)) return node;
  const target = node.resolve(source.document);
  if (target !== undefined) return target;
  source.report(offsetOf(node), {
    code: 'yaml-alias-unknown',
    what: `the YAML alias *${node.source} refers to nothing`,
    why: `no earlier value has the anchor &${node.source}`,
    do: 'write the value itself; text that starts with * needs quotes',
  });
  return null;
}
