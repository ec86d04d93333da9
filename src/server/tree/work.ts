/** What the thread that has the tree does on request: reads and changes. Each runs to its end undisturbed. */
import { randomBytes } from 'node:crypto';
import type { Term } from '../../core/engine/term.ts';
import type {
  SetAside,
  SetAsideDetails,
  TreeChangeAnswer,
  TreeChildren,
  TreeEntryAnswer,
  TreeHistory,
  TreeReply,
} from '../../core/protocol/tree-answers.ts';
import { changeCommit, type NewChange } from '../../core/replication/local-change.ts';
import { contains, endPosition, type Position, termOfNumber } from '../../core/replication/position.ts';
import type { Change, Commit, Hash, Row } from '../../core/replication/replica.ts';
import { FANOUT } from '../../core/replication/replica.ts';
import { checkTreeChange, type TreeChange } from '../../core/tree/change.ts';
import type { TreeEntry } from '../../core/tree/entry.ts';
import type { Role } from '../../core/tree/role.ts';
import { isWithin, keyOf, keysBelow, pathOfKey, type TreePath } from '../../core/tree-path.ts';
import type { SetAsideFiles } from '../../host/store/set-aside-files.ts';
import type { Store } from '../../host/store/store.ts';
import type { Loss } from './would-lose.ts';

export interface WorkHost {
  readonly store: Store<TreeEntry>;
  readonly aside: SetAsideFiles;
  readonly role: () => Role;
  /** Makes a commit durable, and sends it to the backup. */
  readonly commit: (commit: Commit<TreeEntry>) => void;
  readonly loss: () => Loss;
}

/** A change that an operator or a program asks for. */
export interface AskedChange extends Omit<TreeChange, 'by'> {
  /** Identifies the request. */
  readonly request: string;
  readonly by: string;
  readonly reason: string | null;
  readonly dryRun: boolean;
  readonly term: Term;
}

/** Changes after a position; `gap`: those before the first of them can no longer be shown. */
export interface Watched {
  readonly changes: readonly TreeChangeAnswer[];
  readonly gap: { readonly from: Position; readonly to: Position } | null;
  /** Where to go on from. */
  readonly at: Position;
  /** Whether there may be more already. */
  readonly more: boolean;
}

export type TreeWork = ReturnType<typeof createWork>;

/** What one answer holds at most. */
const PAGE = { rows: 1_000, changes: 500, bytes: 256 * 1024 };

/** Read at a time: entries can be large. */
const EXPORTED_ROWS = 8;
const MOST_EXPORTS = 4;
/** Every key sorts before it. */
const LAST_KEY = '\u{10ffff}';

export function createWork(host: WorkHost) {
  const { store, aside } = host;
  const exports = new Map<number, ReturnType<typeof store.snapshot>>();
  let exported = 0;
  const last = (): Position => endPosition(store.log());

  const make = (change: NewChange<TreeEntry>, term: Term): Position => {
    const role = host.role();
    if (role.is !== 'leader' || role.term !== term) throw new Error('this server is no longer active under that term');
    host.commit(changeCommit(store, term, change));
    return last();
  };

  return {
    entry: (path: TreePath): TreeEntryAnswer | null => {
      const row = store.row(keyOf(path));
      return row === null ? null : entryAnswer(row);
    },

    children: ({
      path,
      after,
      limit,
    }: {
      readonly path: TreePath;
      /** The key of the last child of the page before. */
      readonly after: string | null;
      readonly limit: number;
    }): Pick<TreeChildren, 'position' | 'children' | 'next'> => {
      const key = keyOf(path);
      const { from, before } = keysBelow(key);
      const children: TreeChildren['children'] = [];
      let at = after === null ? from : keysBelow(after).before;
      let size = 0;
      while (children.length < Math.min(limit, PAGE.rows) && size < PAGE.bytes) {
        const [row] = store.rowsBetween(at, before, 1);
        if (row === undefined) return { position: last(), children, next: null };
        const child = childKey(key, row.key);
        const below = keysBelow(child);
        const isItself = row.key === child;
        const hasChildren = !isItself || store.rowsBetween(below.from, below.before, 1).length > 0;
        const entry = isItself ? entryAnswer(row) : null;
        const written = entry?.path ?? upTo(row.content.path, path.names.length + 1);
        children.push({ path: written, entry, hasChildren });
        size += JSON.stringify(entry).length;
        // Nothing sorts between an entry and what is below it.
        at = below.before;
      }
      return { position: last(), children, next: children.at(-1)?.path ?? null };
    },

    history: ({
      paths,
      before,
      limit,
    }: {
      /** Only what was written at and below these; null: everything. */
      readonly paths: readonly TreePath[] | null;
      readonly before: number | null;
      readonly limit: number;
    }): TreeHistory => {
      const changes: TreeChangeAnswer[] = [];
      const above = paths?.map(keyOf) ?? null;
      let next = before ?? store.log().last + 1;
      let size = 0;
      for (;;) {
        const part = store.changesBefore(next, PAGE);
        for (const change of part) {
          if (changes.length >= limit || size >= PAGE.bytes) return { changes, next, forgotten: store.logBase() };
          next = change.position.number;
          const answer = changeAnswer(change, above);
          if (above !== null && answer.writes.length === 0) continue;
          changes.push(answer);
          size += JSON.stringify(answer).length;
        }
        if (part.length === 0) return { changes, next: null, forgotten: store.logBase() };
      }
    },

    changesAfter: ({
      from,
      paths,
    }: {
      readonly from: Position;
      readonly paths: readonly TreePath[] | null;
    }): Watched => {
      const above = paths?.map(keyOf) ?? null;
      const log = store.log();
      if (!contains(log, from)) return { changes: [], gap: { from, to: last() }, at: last(), more: false };
      const base = store.logBase();
      const isGone = from.number < base;
      // The log holds what comes after its base.
      const begin = isGone ? { term: termOfNumber(log, base)!, number: base } : from;
      const found = store.changesAfter(begin.number, PAGE);
      const at = found.at(-1)?.position ?? begin;
      return {
        changes: found
          .map((each) => changeAnswer(each, above))
          .filter(({ writes }) => above === null || writes.length > 0),
        gap: isGone ? { from, to: begin } : null,
        at,
        more: at.number < log.last,
      };
    },

    /** Begins to read everything at and below a path, as it is now; null: everything. `exportNext` has to reach its end. */
    exportBegin: (path: TreePath | null): { readonly id: number; readonly position: Position } => {
      if (exports.size >= MOST_EXPORTS) throw new Error('too many exports at the same time; wait for one to end');
      const key = path === null ? '' : keyOf(path);
      const snapshot = store.snapshot(key, path === null ? LAST_KEY : keysBelow(key).before);
      exported += 1;
      exports.set(exported, snapshot);
      return { id: exported, position: endPosition(snapshot.log) };
    },

    /** The next entries as lines of JSON; empty at the end. */
    exportNext: (id: number): { readonly text: string; readonly entries: number } => {
      const snapshot = exports.get(id);
      let [text, entries] = ['', 0];
      while (snapshot !== undefined && text.length < PAGE.bytes) {
        const rows = snapshot.next(EXPORTED_ROWS);
        if (rows.length === 0) break;
        for (const row of rows) text += `${JSON.stringify(entryAnswer(row))}\n`;
        entries += rows.length;
      }
      return { text, entries };
    },

    exportEnd: (id: number): null => {
      exports.get(id)?.close();
      exports.delete(id);
      return null;
    },

    hashes: ({ level, indexes }: { readonly level: number; readonly indexes: readonly number[] }) => ({
      position: last(),
      children: indexes.map((index) =>
        Array.from({ length: FANOUT }, (_, child) => hexadecimal(store.hashOf(level + 1, index * FANOUT + child))),
      ),
    }),

    buckets: (buckets: readonly number[]) => ({
      position: last(),
      entries: buckets.flatMap((bucket) =>
        store.rowsOf(bucket).map(({ hash, ...row }) => ({ ...entryAnswer(row), hash: hexadecimal(hash) })),
      ),
    }),

    change: ({ request, reason, dryRun, term, ...asked }: AskedChange): TreeReply => {
      const earlier = store.changeOfRequest(request);
      if (earlier !== null) {
        const changes = earlier.writes.map(({ key, content }) => ({
          path: content?.path ?? pathOfKey(key),
          position: null,
          before: null,
          after: contentAnswer(content),
        }));
        return { accepted: true, position: earlier.position, changes, replicated: null };
      }
      const checked = checkTreeChange(store, asked);
      if (!checked.ok) return { accepted: false, kind: checked.kind, problems: [...checked.problems] };
      const changes = checked.changes.map(({ path, before, after }, index) => ({
        path,
        position: store.row(checked.writes[index]!.key)?.position ?? null,
        before: contentAnswer(before),
        after: contentAnswer(after),
      }));
      if (dryRun || checked.writes.length === 0) return { accepted: true, position: null, changes, replicated: null };
      const { at, by } = asked;
      const position = make({ id: newId(), at, by, reason, request, writes: checked.writes }, term);
      return { accepted: true, position, changes, replicated: null };
    },

    /** A change that is checked already. Throws if it cannot be written. */
    make: ({ change, term }: { readonly change: NewChange<TreeEntry>; readonly term: Term }): Position =>
      make(change, term),

    last: (_: null): Position => last(),
    loss: (_: null): Loss => host.loss(),
    setAside: (_: null): readonly SetAside[] => aside.list(),
    setAsideDetails: ({
      id,
      after,
      limit,
    }: {
      readonly id: string;
      readonly after: number;
      readonly limit: number;
    }): SetAsideDetails | null => aside.read(id, after, Math.min(limit, PAGE.rows)),
  };
}

function newId(): string {
  return randomBytes(12).toString('base64url');
}

/** The key of the child of `key` that a key below it is, or is below. */
function childKey(key: string, below: string): string {
  const separator = below.charAt(key.length);
  const end = below.indexOf(separator, key.length + 1);
  return end === -1 ? below : below.slice(0, end);
}

/** A path cut after so many names. */
function upTo(path: string, names: number): string {
  return path
    .split('\\')
    .slice(0, names + 1)
    .join('\\');
}

function entryAnswer({ position, content }: Row<TreeEntry>): TreeEntryAnswer {
  const { path, class: ofClass, attributes, at, by } = content;
  return { path, class: ofClass, attributes: copied(attributes), position, changedAt: at, changedBy: by };
}

function contentAnswer(entry: TreeEntry | null): { class: string; attributes: Record<string, string[]> } | null {
  return entry === null ? null : { class: entry.class, attributes: copied(entry.attributes) };
}

function copied(attributes: TreeEntry['attributes']): Record<string, string[]> {
  return Object.fromEntries(Object.entries(attributes).map(([name, values]) => [name, [...values]]));
}

/** A change, with what it wrote at and below these keys; null: everywhere. */
function changeAnswer(
  { position, at, by, reason, writes, omitted }: Change<TreeEntry>,
  above: readonly string[] | null,
): TreeChangeAnswer {
  return {
    position,
    at,
    by,
    reason,
    writes: writes
      .filter(({ key }) => above === null || above.some((each) => isWithin(key, each)))
      .map(({ key, content }) => ({ path: content?.path ?? pathOfKey(key), entry: contentAnswer(content) })),
    omitted,
  };
}

function hexadecimal(hash: Hash): string {
  return hash.map((part) => part.toString(16).padStart(8, '0')).join('');
}
