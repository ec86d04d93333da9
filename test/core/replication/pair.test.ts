import { describe, expect, it } from 'vitest';
import { contains } from '../../../src/core/replication/position.ts';
import { type ReplicatedPair, replicatedPair } from '../../support/replicated-pair.ts';

const SEEDS = 300;
const EVENTS = 400;

/** Every third pair has a log so short that most absences exceed it. */
const isShort = (seed: number): boolean => seed % 3 === 0;

function ran(seed: number): ReplicatedPair {
  const pair = replicatedPair(seed, { kept: isShort(seed) ? 10 : 1_000, scopes: seed % 4 === 0 });
  pair.takeOver(seed % 2 === 0 ? 'A' : 'B');
  for (let event = 0; event < EVENTS; event += 1) pair.act();
  pair.settle();
  return pair;
}

function rowsOf(pair: ReplicatedPair, letter: 'A' | 'B'): unknown[] {
  return [...pair.servers[letter].replica.rows().values()]
    .map(({ key, position, content }) => [key, position.term, position.number, content])
    .toSorted(([one], [other]) => String(one).localeCompare(String(other)));
}

/**
 * Writes that neither hold, nor were replaced where they were made, nor were set aside. Of a row that is removed, only the
 * log knows.
 */
function lost({ made, servers }: ReplicatedPair, seed: number): string[] {
  const active = servers.A.role === 'active' ? servers.A : servers.B;
  const aside = [...servers.A.replica.aside(), ...servers.B.replica.aside()].map(
    ({ key, position }) => `${key} ${position.term}.${position.number}`,
  );
  return made.flatMap(({ change: { position, writes }, log: ownLog }) => {
    return writes.flatMap(({ key, content }) => {
      const row = active.replica.row(key);
      if (content === null && isShort(seed)) return [];
      // A removal is lost if the row that it removed is there again.
      const holds =
        content === null
          ? row === null || !contains(ownLog, row.position)
          : row?.position.term === position.term && row.position.number === position.number;
      const wasReplaced = made.some(
        ({ change, log, replaced }) =>
          replaced.includes(`${key} ${position.term}.${position.number}`) ||
          (content === null &&
            contains(log, position) &&
            change.position.number > position.number &&
            change.writes.some((write) => write.key === key)),
      );
      const name = `${key} ${position.term}.${position.number}`;
      return holds || wasReplaced || aside.includes(name) ? [] : [name];
    });
  });
}

/** Positions at which a server's log has another change than the one that was made there. */
function confused({ made, servers }: ReplicatedPair): string[] {
  const ids = new Map(made.map(({ change: { position, id } }) => [`${position.term}.${position.number}`, id]));
  return Object.values(servers).flatMap(({ replica }) =>
    replica
      .changesAfter(replica.logBase(), { changes: 1_000, bytes: 1 })
      .filter(({ position, id }) => ids.get(`${position.term}.${position.number}`) !== id)
      .map(({ id }) => id),
  );
}

describe('two servers that replicate, whatever happens to them', () => {
  it('end equal, with everything that only one of them had set aside, and nothing lost that the backup acknowledged', () => {
    const total = { takeovers: 0, crashes: 0, comparisons: 0, changes: 0 };
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const pair = ran(seed);
      expect([seed, ...pair.faults]).toEqual([seed]);
      expect([seed, rowsOf(pair, 'A')]).toEqual([seed, rowsOf(pair, 'B')]);
      expect([seed, ...lost(pair, seed)]).toEqual([seed]);
      expect([seed, ...confused(pair)]).toEqual([seed]);
      for (const [name, count] of Object.entries(pair.counts)) total[name as keyof typeof total] += count;
    }
    // The run is worth something only if all of this happened.
    expect(Object.entries(total).filter(([, count]) => count < SEEDS)).toEqual([]);
  });
});
