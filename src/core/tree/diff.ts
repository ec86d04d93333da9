/** What differs between two trees, and where to look for it. */
import { FANOUT } from '../replication/replica.ts';
import type { Attributes } from './entry.ts';

/**
 * The children of nodes of the hash tree that differ between two servers. `one`, `other`: for each node in `indexes`, the
 * hashes of its children.
 */
export function differingNodes(
  indexes: readonly number[],
  one: readonly (readonly string[])[],
  other: readonly (readonly string[])[],
): number[] {
  return indexes.flatMap((index, place) =>
    Array.from({ length: FANOUT }, (_, child) => child)
      .filter((child) => one[place]?.[child] !== other[place]?.[child])
      .map((child) => index * FANOUT + child),
  );
}

interface Content {
  readonly class: string;
  readonly attributes: Attributes;
}

/** Whether two entries say the same, whoever wrote them; the order of values counts, that of attributes does not. */
export function isSameContent(one: Content | null, other: Content | null): boolean {
  if (one === null || other === null) return one === other;
  const names = Object.keys(one.attributes);
  return (
    one.class === other.class &&
    names.length === Object.keys(other.attributes).length &&
    names.every((name) => JSON.stringify(one.attributes[name]) === JSON.stringify(other.attributes[name]))
  );
}
