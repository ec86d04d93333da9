import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHashTree } from '../../../src/core/replication/hash-tree.ts';
import { BUCKETS, FANOUT, type Hash, LEVELS } from '../../../src/core/replication/replica.ts';
import { differingNodes, isSameContent } from '../../../src/core/tree/diff.ts';

function hashIn(seed: number): Hash {
  return [seed, seed ^ 1, seed ^ 2, seed ^ 3];
}

/** The hashes of the children of nodes, as a server answers them. */
function answers(tree: ReturnType<typeof createHashTree>, level: number, indexes: readonly number[]): string[][] {
  return indexes.map((index) =>
    Array.from({ length: FANOUT }, (_, child) => tree.hashOf(level + 1, index * FANOUT + child).join('-')),
  );
}

describe('the buckets that differ between two hash trees', () => {
  it('are found level by level, whatever differs, and no others', () => {
    const rows = fc.uniqueArray(fc.nat(BUCKETS - 1), { maxLength: 20 });
    fc.assert(
      fc.property(rows, rows, rows, (both, onlyOne, onlyOther) => {
        const [one, other] = [createHashTree(), createHashTree()];
        for (const bucket of both) for (const tree of [one, other]) tree.add(bucket, hashIn(bucket + 1));
        for (const bucket of onlyOne) one.add(bucket, hashIn(bucket + 1_000_000));
        for (const bucket of onlyOther) other.add(bucket, hashIn(bucket + 2_000_000));
        let nodes = [0];
        for (let level = 0; level < LEVELS; level += 1) {
          nodes = differingNodes(nodes, answers(one, level, nodes), answers(other, level, nodes));
        }
        const expected = [...new Set([...onlyOne, ...onlyOther])].toSorted((a, b) => a - b);
        expect(nodes.toSorted((a, b) => a - b)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });
});

describe('two entries say the same', () => {
  const entry = { class: 'User', attributes: { A: ['1', '2'], B: ['3'] } };
  it.each([
    ['whatever the order of attributes', { class: 'User', attributes: { B: ['3'], A: ['1', '2'] } }, true],
    ['but not in another order of values', { ...entry, attributes: { A: ['2', '1'], B: ['3'] } }, false],
    ['but not in another class', { ...entry, class: 'Line' }, false],
    ['but not without an attribute', { ...entry, attributes: { A: ['1', '2'] } }, false],
    ['but not with one more', { ...entry, attributes: { ...entry.attributes, C: ['4'] } }, false],
    ['but not where one is not there', null, false],
  ])('%s', (_what, other, isSame) => {
    expect(isSameContent(entry, other)).toBe(isSame);
    expect(isSameContent(other, entry)).toBe(isSame);
  });
});
