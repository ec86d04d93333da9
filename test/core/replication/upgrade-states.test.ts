import { expect, it } from 'vitest';
import { type ReplicatedPair, replicatedPair } from '../../support/replicated-pair.ts';

/** What both servers hold, as text by key. */
function held(pair: ReplicatedPair, letter: 'A' | 'B'): Record<string, string> {
  return Object.fromEntries(
    [...pair.servers[letter].replica.rows().values()].map(({ key, content }) => [key, content]),
  );
}

it('leaves out what an Upgrade state excludes, goes on after a switch, and afterwards compares everything', () => {
  const pair = replicatedPair(1, { kept: 1_000, calm: true });
  pair.takeOver('A');
  pair.change('A', { users: '1', 'local handlers': '1', 'local phones': '1' });
  pair.settle();
  expect(held(pair, 'B')).toEqual(held(pair, 'A'));

  // B is upgraded: it follows in the limited scope.
  pair.setScope('limited');
  pair.change('A', { users: '2', 'local handlers': '2' });
  pair.settle();
  expect(held(pair, 'B')).toEqual({ users: '2', 'local handlers': '1', 'local phones': '1' });
  expect(pair.servers.A.leader.follower?.omitted).toBe(1);
  expect(pair.servers.B.replica.limits()).toEqual([{ since: 1, scope: '"limited"' }]);

  pair.takeOver('B');
  pair.settle();
  pair.change('B', { users: '3', 'local phones': '3' });
  pair.settle();
  expect(held(pair, 'A')).toEqual({ users: '3', 'local handlers': '2', 'local phones': '1' });

  // A is upgraded too: what B has counts, and what only A has is set aside.
  pair.setScope('whole');
  pair.settle();
  expect(held(pair, 'A')).toEqual({ users: '3', 'local handlers': '1', 'local phones': '3' });
  expect(held(pair, 'B')).toEqual(held(pair, 'A'));
  expect(pair.servers.A.replica.aside().map(({ key, content }) => [key, content])).toEqual([['local handlers', '2']]);
  expect([pair.servers.A.replica.limits(), pair.servers.B.replica.limits()]).toEqual([[], []]);
});

it('keeps what the scope leaves out when it has to compare in an Upgrade state', () => {
  const pair = replicatedPair(1, { kept: 2, calm: true });
  pair.takeOver('A');
  pair.change('A', { users: '1', 'local handlers': '1' });
  pair.settle();
  pair.setScope('limited');
  for (const value of ['2', '3', '4', '5']) pair.change('A', { users: value, 'local handlers': value });
  pair.change('A', { 'local phones': '5' });
  pair.settle();
  expect(pair.counts.comparisons).toBeGreaterThan(0);
  expect(held(pair, 'B')).toEqual({ users: '5', 'local handlers': '1' });
  pair.setScope('whole');
  pair.settle();
  expect(held(pair, 'B')).toEqual({ users: '5', 'local handlers': '5', 'local phones': '5' });
});
