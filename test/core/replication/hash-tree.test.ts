import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, createHashTree } from '../../../src/core/replication/hash-tree.ts';
import { BUCKETS, FANOUT, type Hash, LEVELS } from '../../../src/core/replication/replica.ts';

const word = fc.integer({ min: 0, max: 0xffffffff });
const row = fc.tuple(fc.integer({ min: 0, max: BUCKETS - 1 }), fc.tuple(word, word, word, word));

describe('the tree of hashes', () => {
  it('is the same whatever the order in which rows came, and whatever came and went meanwhile', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), fc.array(row, { maxLength: 20 }), (stay, leave) => {
        const [one, other] = [createHashTree(), createHashTree()];
        for (const [bucket, hash] of [...leave, ...stay]) one.add(bucket, hash);
        for (const [bucket, hash] of leave) one.subtract(bucket, hash);
        for (const [bucket, hash] of stay.toReversed()) other.add(bucket, hash);
        expect(one.hashOf(0, 0)).toEqual(other.hashOf(0, 0));
        for (const [bucket] of [...stay, ...leave]) {
          expect(one.hashOf(LEVELS, bucket)).toEqual(other.hashOf(LEVELS, bucket));
        }
      }),
    );
  });

  it('has in every node the sum of its children', () => {
    const tree = createHashTree();
    const hash: Hash = [0xffffffff, 1, 0x80000000, 0];
    for (const bucket of [0, 1, 17, 4_096, BUCKETS - 1]) tree.add(bucket, hash);
    for (let level = 0; level < LEVELS; level += 1) {
      for (let index = 0; index < FANOUT ** level; index += 1) {
        const sum = [0, 0, 0, 0];
        for (let child = 0; child < FANOUT; child += 1) {
          tree.hashOf(level + 1, index * FANOUT + child).forEach((part, place) => {
            sum[place] = (sum[place]! + part) >>> 0;
          });
        }
        expect(tree.hashOf(level, index)).toEqual(sum);
      }
    }
    expect(tree.hashOf(0, 0)).toEqual([0xfffffffb, 5, 0x80000000, 0]);
  });

  it('spreads keys that resemble each other over all buckets', () => {
    const rows = new Uint16Array(BUCKETS);
    for (let number = 0; number < 8 * BUCKETS; number += 1)
      rows[bucketOf(`CONFIG\u0001USERS\u0001USER ${number}`)]! += 1;
    // Eight on average: of a random spread, the largest has about thirty.
    expect(Math.max(...rows)).toBeLessThan(40);
    expect(rows.filter((count) => count === 0).length).toBeLessThan(BUCKETS / 100);
  });

  it('has the same buckets in every version: both servers go by them', () => {
    expect(['', 'CONFIG', 'CONFIG\u0001USERS', 'Ω🙂'].map(bucketOf)).toMatchInlineSnapshot(`
      [
        7385,
        42478,
        37677,
        47822,
      ]
    `);
  });
});
