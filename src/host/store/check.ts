/** Checks a database when it is opened, and gathers what a store holds in memory. */
import type { DatabaseSync } from 'node:sqlite';
import { bucketOf, createHashTree, type HashTree } from '../../core/replication/hash-tree.ts';
import type { LogEnd } from '../../core/replication/position.ts';
import { termOfNumber } from '../../core/replication/position.ts';
import type { Limit } from '../../core/replication/replica.ts';
import { Damage } from './damage.ts';
import {
  type ChangeColumns,
  hashIn,
  hashOfChange,
  hashOfRow,
  hashOfState,
  hashOfTerms,
  isSameBytes,
  type StoredState,
} from './hashes.ts';
import { isIndexed } from './schema.ts';

export interface StoredChange extends ChangeColumns {
  readonly hash: Uint8Array;
}

export interface StoredRow {
  readonly bucket: number;
  readonly key: string;
  readonly content: string;
  readonly term: number;
  readonly number: number;
  readonly hash: Uint8Array;
}

/** What a store holds in memory beside the hashes. */
export interface Held {
  readonly log: LogEnd;
  readonly termsHash: string;
  readonly base: { readonly number: number; readonly id: string };
  /** Of all writes in the log, in UTF-8. */
  readonly bytes: number;
  readonly isIncomplete: boolean;
  readonly limits: readonly Limit[];
}

/** A row that agrees with its hash. Throws Damage. */
export function checkedRow(stored: StoredRow): StoredRow {
  const { bucket, key, content, hash } = stored;
  const isRight = bucket === bucketOf(key) && isSameBytes(hashOfRow(key, stored, content), hash);
  if (!isRight) throw new Damage(`a row does not agree with its hash: ${JSON.stringify(key.slice(0, 80))}`);
  return stored;
}

/** A change that agrees with its hash. Throws Damage. */
export function checkedChange(stored: StoredChange): StoredChange {
  const isRight = isSameBytes(hashOfChange(stored), stored.hash);
  if (!isRight) throw new Damage(`change ${stored.number} does not agree with its hash`);
  return stored;
}

/** Everything is as it was written. Throws Damage, and what SQLite throws. */
export function checkDatabase(database: DatabaseSync): {
  readonly tree: HashTree;
  readonly count: number;
  readonly held: Held;
} {
  // Also finds what hashes do not cover, such as a key that is missing from an index.
  const [answer] = database.prepare('PRAGMA integrity_check(1)').all() as { readonly integrity_check: string }[];
  if (answer?.integrity_check !== 'ok') throw new Damage(answer?.integrity_check.split('\n').at(-1));
  const { tree, count } = checkRows(database);
  const held = checkLog(database, tree);
  if (!held.isIncomplete && !isIndexed(database)) throw new Damage('the index of its keys is missing');
  return { tree, count, held };
}

function checkRows(database: DatabaseSync): { readonly tree: HashTree; readonly count: number } {
  const tree = createHashTree();
  let count = 0;
  for (const each of database.prepare('SELECT * FROM "row"').iterate() as Iterable<unknown>) {
    const { bucket, hash } = checkedRow(each as StoredRow);
    tree.add(bucket, hashIn(hash));
    count += 1;
  }
  return { tree, count };
}

/** Also checks that the log has no gap. */
function checkLog(database: DatabaseSync, tree: HashTree): Held {
  const state = database.prepare('SELECT * FROM state').get() as unknown as
    | (StoredState & { readonly hash: Uint8Array })
    | undefined;
  const terms = database.prepare('SELECT term, first FROM term ORDER BY term').all() as unknown as LogEnd['terms'];
  const termsHash = hashOfTerms(terms);
  if (state === undefined || !isSameBytes(hashOfState(state, termsHash, tree.hashOf(0, 0)), state.hash)) {
    throw new Damage('what it says about itself does not agree with its hash');
  }
  const log: LogEnd = { terms, last: state.last };
  let [expected, bytes] = [state.base, 0];
  for (const each of database.prepare('SELECT * FROM change ORDER BY number').iterate() as Iterable<unknown>) {
    const { number, term, writes } = checkedChange(each as StoredChange);
    expected += 1;
    if (number !== expected || termOfNumber(log, number) !== term) throw new Damage(`the log has a gap at ${expected}`);
    bytes += Buffer.byteLength(writes);
  }
  if (expected !== state.last) throw new Damage(`the log ends at ${expected} instead of ${state.last}`);
  return {
    log,
    termsHash,
    base: { number: state.base, id: state.base_id },
    bytes,
    isIncomplete: state.incomplete === 1,
    limits: JSON.parse(state.limits) as Limit[],
  };
}
