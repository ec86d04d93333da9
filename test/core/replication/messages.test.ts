import { describe, expect, it } from 'vitest';
import { follow, followerHears, followerTicks, newFollower } from '../../../src/core/replication/follower.ts';
import type { LeaderWorld } from '../../../src/core/replication/leader.ts';
import { behindOfFollower, leaderHears, leaderTicks, NO_FOLLOWER } from '../../../src/core/replication/leader.ts';
import { changeCommit } from '../../../src/core/replication/local-change.ts';
import type { FromFollower, FromLeader } from '../../../src/core/replication/message.ts';
import { EMPTY_LOG } from '../../../src/core/replication/position.ts';
import type { Change, Hash } from '../../../src/core/replication/replica.ts';
import { BUCKETS, FANOUT, LEVELS } from '../../../src/core/replication/replica.ts';
import { type MemoryReplica, memoryReplica } from '../../support/memory-replica.ts';
import { type Scope, SUBJECT } from '../../support/replicated-pair.ts';

const NULL: Hash = [0, 0, 0, 0];

/** With so many changes under term 1, each to a row of its own. */
function written(changes: number, kept?: number): MemoryReplica<string> {
  const replica = memoryReplica<string>(kept);
  for (let number = 1; number <= changes; number += 1) {
    const made = { id: `id ${number}`, at: '', by: '', reason: null, request: null };
    replica.commit(changeCommit(replica, 1, { ...made, writes: [{ key: `key ${number}`, content: `${number}` }] }));
  }
  return replica;
}

const worldOf = (replica: MemoryReplica<string>, now = 0) => ({
  replica,
  subject: SUBJECT,
  now,
  requestTimeoutMs: 3_000,
});

/** A leader with ten changes, and what it sent to a follower that has none. */
function led(kept?: number) {
  const world: LeaderWorld<string, Scope> = worldOf(written(10, kept));
  const asked = {
    session: 's',
    is: 'follow',
    log: EMPTY_LOG,
    id: null,
    compare: null,
    scope: 'whole',
    limits: [],
  } as const;
  return { world, ...leaderHears(NO_FOLLOWER, asked, world) };
}

describe('the active server, from a backup that is not sound,', () => {
  const session = 's';
  const request = 1;
  it.each<[string, FromFollower<Scope>]>([
    ['an acknowledgement of what does not exist', { session, is: 'applied', number: 11, whole: true }],
    ['a level that does not exist', { session, is: 'ask-hashes', request, level: LEVELS, indexes: [0] }],
    ['a negative level', { session, is: 'ask-hashes', request, level: -1, indexes: [0] }],
    ['half a level', { session, is: 'ask-hashes', request, level: 0.5, indexes: [0] }],
    ['a node beyond its level', { session, is: 'ask-hashes', request, level: 1, indexes: [FANOUT] }],
    ['a negative node', { session, is: 'ask-hashes', request, level: 1, indexes: [-1] }],
    ['too many nodes', { session, is: 'ask-hashes', request, level: 0, indexes: Array(4_097).fill(0) }],
    ['no buckets at all', { session, is: 'ask-rows', request, buckets: [] }],
    ['a bucket that does not exist', { session, is: 'ask-rows', request, buckets: [{ bucket: BUCKETS, hashes: [] }] }],
    ['half a bucket', { session, is: 'ask-rows', request, buckets: [{ bucket: 0.5, hashes: [] }] }],
    ['too many buckets', { session, is: 'ask-rows', request, buckets: Array(4_097).fill({ bucket: 0, hashes: [] }) }],
  ])('refuses %s', (_, message) => {
    const { state, world } = led();
    const step = leaderHears(state, message, world);
    expect(step.fault).toMatch(/^it (acknowledges|asks)/);
    expect([step.commit, step.send]).toEqual([null, []]);
  });

  it('answers nothing in a session that is over, or before there is one', () => {
    const { state, world } = led();
    const late: FromFollower<Scope> = { session: 'other', is: 'applied', number: 3, whole: true };
    expect(leaderHears(state, late, world)).toEqual({ state, commit: null, send: [] });
    expect(leaderHears(NO_FOLLOWER, { ...late, session }, world).send).toEqual([]);
  });

  it('answers for as many buckets as fit in one message, and at least for one', () => {
    const replica = memoryReplica<string>();
    const made = { id: 'id', at: '', by: '', reason: null, request: null };
    const writes = ['a', 'b', 'c'].map((key) => ({ key, content: 'x'.repeat(200 * 1024) }));
    replica.commit(changeCommit(replica, 1, { ...made, writes }));
    const world = worldOf(replica);
    const asked = {
      session,
      is: 'follow',
      log: EMPTY_LOG,
      id: null,
      compare: 'needed',
      scope: 'whole',
      limits: [],
    } as const;
    const { state } = leaderHears(NO_FOLLOWER, asked, world);
    const buckets = Array.from({ length: BUCKETS }, (_, bucket) => bucket)
      .filter((bucket) => replica.rowsOf(bucket).length > 0)
      .map((bucket) => ({ bucket, hashes: [] }));
    const [answer] = leaderHears(state, { session, is: 'ask-rows', request, buckets }, world).send;
    expect(answer).toMatchObject({ is: 'rows', buckets: 2, rows: [{}, {}], unknown: [] });
  });
});

describe('a backup that compares', () => {
  it('gets no changes, and is not taken to be up to date', () => {
    const { state, world, send } = led(3);
    expect(send).toMatchObject([{ is: 'compare', id: 'id 10' }]);
    expect(behindOfFollower(state, world)).toBeNull();
    expect(leaderTicks(state, { ...world, now: 60_000 }).send).toEqual([]);
  });
});

describe('the active server', () => {
  it('counts what a backup has not acknowledged, and knows when it last had everything', () => {
    const { state, world } = led();
    const lagAt = (leader: typeof state, now: number) => behindOfFollower(leader, { ...world, now });
    const applied = (leader: typeof state, number: number, now: number) =>
      leaderHears(leader, { session: 's', is: 'applied', number, whole: true }, { ...world, now }).state;
    expect(lagAt(NO_FOLLOWER, 0)).toBeNull();
    expect(lagAt(state, 500)).toEqual({ changes: 10, ageMs: null });
    const some = applied(state, 7, 600);
    expect(lagAt(some, 700)).toEqual({ changes: 3, ageMs: null });
    const all = applied(some, 10, 800);
    expect(lagAt(all, 900)).toEqual({ changes: 0, ageMs: 900 });
    expect(lagAt(applied(all, 10, 1_000), 1_100)).toEqual({ changes: 0, ageMs: 100 });
  });

  it('sends again what is not acknowledged for two seconds, and says that nothing is new if nothing is', () => {
    const { state, world, send } = led();
    expect(leaderTicks(state, { ...world, now: 1_999 }).send).toEqual([]);
    expect(leaderTicks(state, { ...world, now: 2_000 }).send).toEqual(send);
    const step = leaderHears(state, { session: 's', is: 'applied', number: 10, whole: true }, { ...world, now: 2_000 });
    expect(leaderTicks(step.state, { ...world, now: 4_000 }).send).toMatchObject([{ after: 10, changes: [] }]);
  });

  it('has a backup compare whose last change has another id than its own at that position', () => {
    const world = worldOf(written(10));
    const log = { terms: [{ term: 1, first: 1 }], last: 5 };
    const asked = {
      session: 's',
      is: 'follow',
      log,
      id: 'id 5',
      compare: null,
      scope: 'whole',
      limits: [],
    } as const;
    expect(leaderHears<string, Scope>(NO_FOLLOWER, asked, world).send).toMatchObject([{ is: 'changes', after: 5 }]);
    const other = leaderHears<string, Scope>(NO_FOLLOWER, { ...asked, id: 'another' }, world);
    expect(other.send).toMatchObject([{ is: 'compare' }]);
  });

  it('has a backup compare that shows another hash for the same number, and takes the same one for a proof', () => {
    const { state, world } = led();
    const acknowledged = leaderHears(state, { session: 's', is: 'applied', number: 10, whole: true }, world).state;
    const proof = { session: 's', is: 'prove', number: 10, root: world.replica.hashOf(0, 0) } as const;
    const now = 5_000;
    expect(leaderHears(acknowledged, proof, { ...world, now }).state).toMatchObject({ provedAt: now, differences: 0 });
    const step = leaderHears(acknowledged, { ...proof, root: NULL }, { ...world, now });
    expect(step).toMatchObject({ state: { provedAt: null, differences: 1 }, send: [{ is: 'compare' }] });
    expect(leaderHears(acknowledged, { ...proof, number: 9, root: NULL }, world).send).toEqual([]);
  });

  it('sends no more than two thousand changes that are not acknowledged', () => {
    const world: LeaderWorld<string, Scope> = worldOf(written(2_600, 3_000));
    const asked = {
      session: 's',
      is: 'follow',
      log: EMPTY_LOG,
      id: null,
      compare: null,
      scope: 'whole',
      limits: [],
    } as const;
    const { state, send } = leaderHears(NO_FOLLOWER, asked, world);
    expect(send.map((message) => message.is === 'changes' && [message.after, message.changes.length])).toEqual([
      [0, 500],
      [500, 500],
      [1_000, 500],
      [1_500, 500],
    ]);
    const next = leaderHears(state, { session: 's', is: 'applied', number: 500, whole: true }, world).send;
    expect(next).toMatchObject([{ after: 2_000, changes: { length: 500 } }]);
  });
});

/** A follower that has the first five changes and waits for an answer. */
function following() {
  const replica = written(5);
  const world = worldOf(replica);
  const { state } = follow(newFollower<Scope>('f', 'whole'), 'whole', world);
  return { state, world, replica };
}

const LOG = { terms: [{ term: 1, first: 1 }], last: 10 };
const changesFrom = (from: number, to: number): Change<string>[] =>
  written(10).changesAfter(from, { changes: to - from, bytes: 1 }) as Change<string>[];

describe('a backup, from an active server that is not sound,', () => {
  const session = 'f.1';
  it.each<[string, FromLeader<string>]>([
    ['changes with a gap between them', { session, log: LOG, is: 'changes', after: 5, changes: changesFrom(6, 8) }],
    [
      'changes under a term that its log does not have',
      {
        session,
        log: { terms: [{ term: 3, first: 1 }], last: 10 },
        is: 'changes',
        after: 5,
        changes: changesFrom(5, 7),
      },
    ],
    [
      'changes beyond its own log',
      { session, log: { ...LOG, last: 6 }, is: 'changes', after: 5, changes: changesFrom(5, 7) },
    ],
  ])('refuses %s', (_, message) => {
    const { state, world } = following();
    const step = followerHears(state, message, world);
    expect(step).toMatchObject({
      commit: null,
      send: [],
      fault: 'it sends changes at positions that its log does not have',
    });
  });

  it.each([
    ['with hashes to a question for rows', { is: 'hashes', children: [Array(FANOUT).fill(NULL)] }],
    ['with rows to a question for hashes', { is: 'rows', buckets: 1, rows: [], unknown: [] }],
    ['with fewer nodes than asked for', { is: 'hashes', children: [] }],
    ['with fewer children than a node has', { is: 'hashes', children: [Array(FANOUT - 1).fill(NULL)] }],
    ['for more buckets than asked for', { is: 'rows', buckets: 99, rows: [], unknown: [] }],
    ['for no bucket', { is: 'rows', buckets: 0, rows: [], unknown: [] }],
  ] as const)('refuses an answer %s', (name, answer) => {
    const { state, world } = following();
    let step = followerHears(state, { session, log: LOG, is: 'compare', id: 'id 10', leads: false, limits: [] }, world);
    const isForRows = name.includes('question for rows') || name.includes('bucket');
    if (isForRows) {
      const hashes: Hash[] = Array(FANOUT).fill([1, 1, 1, 1]);
      while (step.send[0]?.is === 'ask-hashes') {
        const { request, indexes } = step.send[0];
        const children = indexes.map(() => hashes);
        step = followerHears(step.state, { session, log: LOG, is: 'hashes', request, children }, world);
      }
    }
    const request = (step.send[0] as { readonly request: number }).request;
    const next = followerHears(step.state, { session, log: LOG, request, ...answer } as FromLeader<string>, world);
    expect(next.fault).toMatch(/^it answers with (hashes|rows) that were not asked for$/);
    expect(next.commit).toBeNull();
  });
});

describe('a backup', () => {
  const session = 'f.1';
  it('applies only what it does not have yet, and acknowledges all of it', () => {
    const { state, world } = following();
    const message: FromLeader<string> = { session, log: LOG, is: 'changes', after: 3, changes: changesFrom(3, 7) };
    const { commit, send } = followerHears(state, message, world);
    expect(commit?.append.map(({ position }) => position.number)).toEqual([6, 7]);
    expect(send).toEqual([{ is: 'applied', session, number: 7, whole: true }]);
  });

  it.each([
    ['begin later than what it has', changesFrom(7, 9), 7],
    ['say that it has more than it has', [], 7],
  ])('asks anew if changes %s', (_, changes, after) => {
    const { state, world } = following();
    const step = followerHears(state, { session, log: LOG, is: 'changes', after, changes }, world);
    expect(step).toMatchObject({
      commit: null,
      send: [{ is: 'follow', session: 'f.2', log: { last: 5 }, id: 'id 5' }],
    });
  });

  it('asks anew after the timeout, not before', () => {
    const { state, world } = following();
    expect(followerTicks(state, { ...world, now: 2_999 }).send).toEqual([]);
    expect(followerTicks(state, { ...world, now: 3_000 }).send).toMatchObject([{ is: 'follow', session: 'f.2' }]);
  });

  it('shows its hash when it is up to date, and then every ten seconds', () => {
    const { state, world } = following();
    const log = { ...LOG, last: 5 };
    const heard = (now: number) => ({ ...world, now });
    let step = followerHears(state, { session, log, is: 'changes', after: 5, changes: [] }, heard(0));
    const shows = (now: number): boolean => {
      step = followerHears(step.state, { session, log, is: 'changes', after: 5, changes: [] }, heard(now));
      step = followerTicks(step.state, heard(now));
      return step.send.some(({ is }) => is === 'prove');
    };
    expect([1_000, 2_000, 10_999, 11_000, 12_000].map(shows)).toEqual([true, false, false, true, false]);
  });

  it('hears nothing that was meant for an earlier session', () => {
    const { state, world } = following();
    const late = { session: 'f.0', log: LOG, is: 'compare', id: '', leads: false, limits: [] } as const;
    expect(followerHears(state, late, world)).toEqual({ state, commit: null, send: [] });
  });
});
