/** What a companion sends that no version would send: nothing of it reaches the tree. */
import { join } from 'node:path';
import { Packr } from 'msgpackr';
import { expect, onTestFinished, test } from 'vitest';
import { changeCommit } from '../../../src/core/replication/local-change.ts';
import { entryOfText, entryText, type TreeEntry } from '../../../src/core/tree/entry.ts';
import type { Role } from '../../../src/core/tree/role.ts';
import { WHOLE } from '../../../src/core/tree/scope.ts';
import { keyOf, parsePath } from '../../../src/core/tree-path.ts';
import { openStore, type Store } from '../../../src/host/store/store.ts';
import { createReplication } from '../../../src/server/tree/replication.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const packr = new Packr({ useRecords: false, mapsAsObjects: true });
const LEADER: Role = { is: 'leader', term: 1 };
const FOLLOWER: Role = { is: 'follower', scope: WHOLE, requestTimeoutMs: 60_000, of: 'alpha' };
const LOG = { terms: [{ term: 1, first: 1 }], last: 2 };

function entryAt(path: string, values: readonly string[] = ['1']): TreeEntry {
  return { path, class: 'Entry', attributes: { Value: values }, at: '2030-01-01T00:00:00.000Z', by: 'operator' };
}

const JOE = `\${CONFIG}\\Users\\Joe`;

function keyOfPath(path: string): string {
  const parsed = parsePath(path);
  return parsed.ok ? keyOf(parsed.path) : path;
}

/** A server that has one entry, in a role, with a connection to a companion that `hears` stands for. */
function replicating(role: Role) {
  const sent: Record<string, unknown>[] = [];
  const dropped: string[] = [];
  const lines: string[] = [];
  const { store } = openStore<TreeEntry>({
    file: join(temporaryFolder(), 'tree.db'),
    write: entryText,
    read: entryOfText,
    setAside: () => undefined,
  });
  onTestFinished(store.close);
  const writes = [{ key: keyOfPath(JOE), content: entryAt(JOE) }];
  store.commit(changeCommit(store, 1, { id: 'id 1', at: '', by: 'operator', reason: null, request: null, writes }));
  const replication = createReplication({
    store,
    bootId: 'here',
    commit: store.commit,
    send: (bytes) => sent.push(packr.unpack(bytes)),
    drop: (why) => dropped.push(why),
    log: ({ text }) => lines.push(text),
  });
  replication.setRole(role);
  replication.connected();
  return {
    store,
    replication,
    sent,
    dropped,
    lines,
    hears: (message: unknown) => replication.heard(packr.pack(message)),
  };
}

function contentOf(store: Store<TreeEntry>): unknown {
  return [store.log(), store.rowsBetween('', '\u{10ffff}', 100), store.hashOf(0, 0)];
}

const follow = { is: 'follow', session: 's', log: { terms: [], last: 0 }, id: null, compare: null, scope: WHOLE };

test.each<[what: string, message: unknown]>([
  ['bytes that are no map', 7],
  ['a message of no known kind', { is: 'erase', session: 's' }],
  [
    'a log whose terms descend',
    {
      ...follow,
      log: {
        terms: [
          { term: 2, first: 1 },
          { term: 1, first: 2 },
        ],
        last: 2,
      },
      limits: [],
    },
  ],
  ['a log that begins after its end', { ...follow, log: { terms: [{ term: 1, first: 9 }], last: 2 }, limits: [] }],
  ['a negative number', { is: 'applied', session: 's', number: -1, whole: true }],
  ['a hash that is too short', { is: 'prove', session: 's', number: 1, root: [1, 2, 3] }],
  ['a hash of numbers that are too large', { is: 'prove', session: 's', number: 1, root: [1, 2, 3, 2 ** 32] }],
  ['a million nodes', { is: 'ask-hashes', session: 's', request: 1, level: 0, indexes: Array(1_000_000).fill(0) }],
])('a backup that sends %s is disconnected, and nothing changes', (_what, message) => {
  const { store, hears, dropped, lines } = replicating(LEADER);
  const before = contentOf(store);
  hears(message);
  expect(dropped).toHaveLength(1);
  expect(lines).toEqual([expect.stringContaining('the companion sent something that cannot be')]);
  expect(contentOf(store)).toEqual(before);
});

/** A change at the position after the one that the backup has. */
function changes(writes: readonly unknown[], more: object = {}) {
  const change = {
    position: { term: 1, number: 2 },
    id: 'id 2',
    at: '',
    by: 'x',
    reason: null,
    request: null,
    writes,
    omitted: 0,
  };
  return (session: string) => ({ is: 'changes', session, log: LOG, after: 1, changes: [{ ...change, ...more }] });
}

const LONG = `\${CONFIG}\\${'x'.repeat(1024 * 1024)}`;

test.each<[what: string, message: (session: string) => unknown]>([
  ['a path of a megabyte', changes([{ key: keyOfPath(JOE), content: entryAt(LONG) }])],
  ['a key of a megabyte', changes([{ key: LONG, content: null }])],
  ['NUL in a path', changes([{ key: 'CONFIG\u0001A\0', content: entryAt(`\${CONFIG}\\A\0`) }])],
  ['NUL in the key of a removal', changes([{ key: 'CONFIG\u0001A\0', content: null }])],
  ['NUL in a value', changes([{ key: keyOfPath(JOE), content: entryAt(JOE, ['a\0b']) }])],
  [
    'an entry under the key of another one',
    changes([{ key: keyOfPath(`\${CONFIG}\\Users\\Ann`), content: entryAt(JOE) }]),
  ],
  ['an attribute without a value', changes([{ key: keyOfPath(JOE), content: entryAt(JOE, []) }])],
  ['a change in a term that its log does not have', changes([], { position: { term: 3, number: 2 } })],
  ['a change beyond the end of its log', changes([], { position: { term: 1, number: 3 } })],
  ['rows that nobody asked for', (session) => ({ is: 'erase', session })],
])('an active server that sends %s is disconnected, and nothing changes', (_what, message) => {
  const { store, hears, sent, dropped } = replicating(FOLLOWER);
  const before = contentOf(store);
  hears(message(String(sent[0]!.session)));
  expect(dropped).toHaveLength(1);
  expect(contentOf(store)).toEqual(before);
});

test('bytes that are not MessagePack end the connection, and nothing else', () => {
  const { store, replication, dropped } = replicating(LEADER);
  const before = contentOf(store);
  replication.heard(Buffer.from([0xc1, 0xff, 0x00]));
  expect(dropped).toHaveLength(1);
  expect(contentOf(store)).toEqual(before);
});

test('hashes that do not agree with the rows end in a comparison that repairs, not in a wrong tree', () => {
  const { store, replication, hears, sent } = replicating(LEADER);
  hears({ ...follow, log: { terms: [{ term: 1, first: 1 }], last: 1 }, id: 'id 1', limits: [] });
  hears({ is: 'applied', session: 's', number: 1, whole: true });
  hears({ is: 'prove', session: 's', number: 1, root: [1, 2, 3, 4] });
  expect(sent.at(-1)).toMatchObject({ is: 'compare' });
  expect(replication.facts().differences).toBe(1);
  expect(store.log().last).toBe(1);
});

test('what cannot be written is not acknowledged: the connection ends, and it is said once', () => {
  const { store, sent, dropped, lines } = replicating(FOLLOWER);
  const full = createReplication({
    store,
    bootId: 'full',
    commit: () => {
      throw new Error('database or disk is full');
    },
    send: (bytes) => sent.push(packr.unpack(bytes)),
    drop: (why) => dropped.push(why),
    log: ({ text }) => lines.push(text),
  });
  full.setRole(FOLLOWER);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    full.connected();
    const session = String(sent.at(-1)!.session);
    full.heard(packr.pack(changes([{ key: keyOfPath(JOE), content: entryAt(JOE, ['2']) }])(session)));
    full.disconnected();
  }
  expect(sent.filter(({ is }) => is === 'applied')).toEqual([]);
  expect(dropped).toEqual(Array(3).fill('database or disk is full'));
  expect(lines).toEqual(['SwitchoverMain::Tree : cannot write what the companion sent: database or disk is full']);
});
