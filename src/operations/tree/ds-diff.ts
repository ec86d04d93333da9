/** Compares the configuration trees of both servers by their hashes: the cost follows the differences. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodePair } from '../../client/node-pair.ts';
import { LETTERS } from '../../core/letter.ts';
import type { TreeEntryAnswer } from '../../core/protocol/tree-answers.ts';
import { LEVELS } from '../../core/replication/replica.ts';
import type { DifferingEntry, TreeDifferences } from '../../core/results/tree.ts';
import { differingNodes } from '../../core/tree/diff.ts';
import { isWithin, keyOfWritten } from '../../core/tree-path.ts';
import { typedPath } from './tree-server.ts';

/** Asked for at a time. */
const NODES = 256;
const BUCKETS = 32;
/** How long a change may take to get to the backup, in ms. */
const ON_ITS_WAY_MS = 500;

/**
 * What differs between the servers at and below a path; null: anywhere. What changes while it is compared is looked at
 * again, and counts only if it still differs.
 *
 * @throws SwitchoverError (usage) for a path that is none; (unreachable) if a server does not answer
 */
export async function treeDifferences(pair: NodePair, text: string | null): Promise<TreeDifferences> {
  const path = text === null ? null : typedPath(text);
  let nodes = [0];
  for (let level = 0; level < LEVELS && nodes.length > 0; level += 1) nodes = await differing(pair, level, nodes);
  const first = await inBuckets(pair, nodes);
  if (first.length > 0) await sleep(ON_ITS_WAY_MS);
  const entries = first.length === 0 ? [] : stillDiffering(first, await inBuckets(pair, nodes));
  const found = entries.filter((each) => path === null || isWithin(keyOfWritten(each.path), keyOfWritten(path)));
  return { pair: pair.pairFile.pair, path, different: found.length > 0, entries: found };
}

/** What differs now as it did before: what was on its way, or is being changed, does not. */
export function stillDiffering(before: readonly DifferingEntry[], now: readonly DifferingEntry[]): DifferingEntry[] {
  const seen = new Set(before.map(lookOf));
  return now.filter((each) => seen.has(lookOf(each)));
}

function lookOf({ path, A, B }: DifferingEntry): string {
  return JSON.stringify([path, A?.position ?? null, B?.position ?? null]);
}

async function differing(pair: NodePair, level: number, nodes: readonly number[]): Promise<number[]> {
  const found: number[] = [];
  for (const indexes of parts(nodes, NODES)) {
    const [one, other] = await Promise.all(LETTERS.map((letter) => pair.tree.hashes(letter, level, indexes)));
    found.push(...differingNodes(indexes, one!, other!));
  }
  return found;
}

async function inBuckets(pair: NodePair, buckets: readonly number[]): Promise<DifferingEntry[]> {
  const found: DifferingEntry[] = [];
  for (const some of parts(buckets, BUCKETS)) {
    const [A, B] = await Promise.all(
      LETTERS.map(async (letter) => {
        const entries = await pair.tree.buckets(letter, some);
        return new Map(entries.map((entry) => [keyOfWritten(entry.path), entry]));
      }),
    );
    for (const key of new Set([...A!.keys(), ...B!.keys()])) {
      const [one, other] = [A!.get(key) ?? null, B!.get(key) ?? null];
      if (one?.hash === other?.hash) continue;
      found.push({ path: (one ?? other)!.path, A: withoutHash(one), B: withoutHash(other) });
    }
  }
  return found.toSorted((one, other) => (keyOfWritten(one.path) < keyOfWritten(other.path) ? -1 : 1));
}

function withoutHash(entry: (TreeEntryAnswer & { readonly hash: string }) | null): TreeEntryAnswer | null {
  if (entry === null) return null;
  const { hash: _, ...rest } = entry;
  return rest;
}

function parts<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, part) => all.slice(part * size, (part + 1) * size));
}
