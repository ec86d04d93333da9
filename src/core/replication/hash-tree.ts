/**
 * The hashes of a replica as a tree: a bucket has the sum of the hashes of its rows, and every node above the sum of its
 * children. A row that changes costs one path from its bucket to the root; nothing is read.
 */
import type { Hash } from './replica.ts';
import { BUCKETS, FANOUT, LEVELS } from './replica.ts';

/** The words of a hash. */
const WORDS = 4;

/** Belongs to one replica, which changes it with its rows. */
export interface HashTree {
  readonly hashOf: (level: number, index: number) => Hash;
  readonly add: (bucket: number, hash: Hash) => void;
  readonly subtract: (bucket: number, hash: Hash) => void;
}

/** For a replica without rows. A megabyte and a half. */
export function createHashTree(): HashTree {
  const levels = Array.from({ length: LEVELS + 1 }, (_, level) => new Uint32Array(FANOUT ** level * WORDS));
  const change = (bucket: number, hash: Hash, sign: 1 | -1): void => {
    let index = bucket;
    for (let level = LEVELS; level >= 0; level -= 1) {
      const nodes = levels[level]!;
      // Sums wrap around at 32 bits.
      for (let word = 0; word < WORDS; word += 1) nodes[index * WORDS + word]! += sign * hash[word]!;
      index = Math.floor(index / FANOUT);
    }
  };
  return {
    hashOf: (level, index) => {
      const nodes = levels[level]!;
      const at = index * WORDS;
      return [nodes[at]!, nodes[at + 1]!, nodes[at + 2]!, nodes[at + 3]!];
    },
    add: (bucket, hash) => change(bucket, hash, 1),
    subtract: (bucket, hash) => change(bucket, hash, -1),
  };
}

/** The bucket of a key, the same on both servers: FNV-1a over its code units, both halves of the result combined. */
export function bucketOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return ((hash >>> 16) ^ hash) & (BUCKETS - 1);
}
