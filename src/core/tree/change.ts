/** Checks a change of the configuration tree: it is made completely, or not at all. */
import type { Problem } from '../problem.ts';
import { endPosition, type Position } from '../replication/position.ts';
import type { Replica, Row, Write } from '../replication/replica.ts';
import type { Result } from '../result.ts';
import type { TreePath } from '../tree-path.ts';
import { folded, keyOf, keysBelow, printPath } from '../tree-path.ts';
import type { Attributes, TreeEntry } from './entry.ts';
import { entryProblem, entryText, repeatedProblem } from './entry.ts';
import { isOfParameters } from './parameters.ts';

export type Edit = { readonly path: TreePath } & (
  | {
      readonly is: 'set';
      /** Null: as it is; `Entry` for a new one. */
      readonly class: string | null;
      /** Each of these gets these values; null: the attribute is removed. The others stay, */
      readonly attributes: Readonly<Record<string, readonly string[] | null>>;
      /** or go. */
      readonly exactly: boolean;
    }
  | {
      readonly is: 'remove';
      /** With everything below it; otherwise something below it is a reason to refuse. */
      readonly recursive: boolean;
    }
);

export interface TreeChange {
  readonly edits: readonly Edit[];
  /** What the entries looked like to whoever makes the change: the position of each; null: it was not there. */
  readonly expected: readonly { readonly path: TreePath; readonly position: Position | null }[];
  readonly at: string;
  readonly by: string;
}

/** What a change does to one entry. Null: not there. */
export interface EntryChange {
  readonly path: string;
  readonly before: TreeEntry | null;
  readonly after: TreeEntry | null;
}

/** The rows that a change is checked against. */
export type TreeView = Pick<Replica<TreeEntry>, 'row' | 'log'> & {
  /** Rows in the order of their keys, from one key on and before another: at most so many. */
  readonly rowsBetween: (from: string, before: string, most: number) => readonly Row<TreeEntry>[];
};

/** Why a change is refused. `usage`: it is not valid; `refused`: not with what the tree holds now. */
export type TreeChangeResult = Result<
  { readonly writes: readonly Write<TreeEntry>[]; readonly changes: readonly EntryChange[] },
  { readonly kind: 'usage' | 'refused'; readonly problems: readonly Problem[] }
>;

/** The limits of one change: entries that it names or removes, characters in all that it writes. */
export const CHANGE_LIMITS = { entries: 1_000, characters: 4 * 1024 * 1024 };

const DEFAULT_CLASS = 'Entry';

/** What a change does to the tree, or why it is refused. An edit that changes nothing writes nothing. */
export function checkTreeChange(view: TreeView, change: TreeChange): TreeChangeResult {
  const conflicts = change.expected.flatMap((each) => conflictOf(view, each));
  if (conflicts.length > 0) return { ok: false, kind: 'refused', problems: conflicts };
  const entries = new Map<string, EntryChange>();
  for (const edit of change.edits) {
    const key = keyOf(edit.path);
    if (isOfParameters(key)) return refuse('refused', parametersElsewhere(printPath(edit.path)));
    const faulty = edit.is === 'set' ? setIn(entries, view, edit, change) : removeIn(entries, view, edit);
    if (faulty !== null) return faulty;
    if (entries.size > CHANGE_LIMITS.entries) {
      return refuse('usage', tooLarge(`names more than ${CHANGE_LIMITS.entries} entries`));
    }
  }
  // What is above them may be removed with all that is below it.
  const parameter = [...entries].find(([key]) => isOfParameters(key));
  if (parameter !== undefined) return refuse('refused', parametersElsewhere(parameter[1].path));
  const changes = [...entries].filter(([, { before, after }]) => !isSameEntry(before, after));
  const size = changes.reduce((sum, [, { after }]) => sum + (after === null ? 0 : entryText(after).length), 0);
  if (size > CHANGE_LIMITS.characters) {
    return refuse('usage', tooLarge(`writes more than ${CHANGE_LIMITS.characters} characters`));
  }
  return {
    ok: true,
    writes: changes.map(([key, { after }]) => ({ key, content: after })),
    changes: changes.map(([, each]) => each),
  };
}

type Faulty = Extract<TreeChangeResult, { readonly ok: false }>;

function refuse(kind: 'usage' | 'refused', problem: Problem): Faulty {
  return { ok: false, kind, problems: [problem] };
}

/** The entry as the edits before have left it. */
function current(entries: ReadonlyMap<string, EntryChange>, view: TreeView, key: string): EntryChange {
  const edited = entries.get(key);
  if (edited !== undefined) return edited;
  const before = view.row(key)?.content ?? null;
  return { path: before?.path ?? '', before, after: before };
}

function setIn(
  entries: Map<string, EntryChange>,
  view: TreeView,
  { path, class: ofClass, attributes, exactly }: Extract<Edit, { readonly is: 'set' }>,
  { at, by }: TreeChange,
): Faulty | null {
  const key = keyOf(path);
  const { before, after } = current(entries, view, key);
  const entry: TreeEntry = {
    path: after?.path ?? printPath(path),
    class: ofClass ?? after?.class ?? DEFAULT_CLASS,
    attributes: withAttributes(after?.attributes ?? {}, attributes, exactly),
    at,
    by,
  };
  const problem = repeatedProblem(Object.keys(attributes)) ?? entryProblem(entry);
  if (problem !== null) return refuse('usage', { ...problem, where: entry.path });
  entries.set(key, { path: entry.path, before, after: entry });
  return null;
}

/** An attribute keeps the letter case in which it was first written. */
function withAttributes(
  before: Attributes,
  wanted: Readonly<Record<string, readonly string[] | null>>,
  exactly: boolean,
): Attributes {
  const names = new Map(Object.keys(before).map((name) => [folded(name), name]));
  const attributes = new Map(exactly ? [] : Object.entries(before));
  for (const [name, values] of Object.entries(wanted)) {
    const known = names.get(folded(name)) ?? name;
    if (values === null) attributes.delete(known);
    else attributes.set(known, values);
  }
  return Object.fromEntries(attributes);
}

function removeIn(
  entries: Map<string, EntryChange>,
  view: TreeView,
  { path, recursive }: Extract<Edit, { readonly is: 'remove' }>,
): Faulty | null {
  const key = keyOf(path);
  const { from, before: end } = keysBelow(key);
  const inTree = view.rowsBetween(from, end, CHANGE_LIMITS.entries + 1).map((row) => row.key);
  const inEdits = [...entries.keys()].filter((each) => each >= from && each < end);
  const below = [...new Set([...inTree, ...inEdits])].filter((each) => current(entries, view, each).after !== null);
  const entry = current(entries, view, key);
  if (entry.after === null && below.length === 0) return refuse('refused', missing(path));
  if (!recursive && below.length > 0) return refuse('refused', notEmpty(path, below.length));
  for (const each of entry.after === null ? below : [key, ...below]) {
    const { path: written, before } = current(entries, view, each);
    entries.set(each, { path: written, before, after: null });
  }
  return null;
}

function isSameEntry(one: TreeEntry | null, other: TreeEntry | null): boolean {
  if (one === null || other === null) return one === other;
  // Who wrote the same before, and when, is not a difference.
  return entryText({ ...one, at: '', by: '' }) === entryText({ ...other, at: '', by: '' });
}

function conflictOf(
  view: TreeView,
  { path, position }: { readonly path: TreePath; readonly position: Position | null },
): Problem[] {
  const row = view.row(keyOf(path));
  const now = row?.position ?? null;
  if (now?.term === position?.term && now?.number === position?.number) return [];
  const { term, number } = endPosition(view.log());
  const [what, why] =
    row === null
      ? [`${printPath(path)} was removed meanwhile`, `the last change of the tree is ${term}.${number}`]
      : [
          `${printPath(path)} was ${position === null ? 'made' : 'changed'} meanwhile`,
          `by ${row.content.by} at ${row.content.at} (change ${row.position.term}.${row.position.number})`,
        ];
  const next = 'look at it (switchover ds get), and make the change again if you still want it';
  return [{ code: 'tree-conflict', severity: 'error', what, why, where: printPath(path), do: next }];
}

function missing(path: TreePath): Problem {
  return {
    code: 'tree-entry-missing',
    severity: 'error',
    what: `there is no entry ${printPath(path)}`,
    why: null,
    where: printPath(path),
    do: 'list what is there with: switchover ds ls',
  };
}

function notEmpty(path: TreePath, count: number): Problem {
  const most = CHANGE_LIMITS.entries;
  const [entries, are] =
    count === 1 ? ['1 entry', 'is'] : [count > most ? `more than ${most} entries` : `${count} entries`, 'are'];
  return {
    code: 'tree-entry-not-empty',
    severity: 'error',
    what: `${entries} ${are} below ${printPath(path)}; nothing was removed`,
    why: null,
    where: printPath(path),
    do: 'add --recursive to remove them as well',
  };
}

function parametersElsewhere(path: string): Problem {
  return {
    code: 'tree-parameters',
    severity: 'error',
    what: `${path} belongs to the parameters, which are not changed here`,
    why: 'their values are checked together',
    where: path,
    do: 'use: switchover params set',
  };
}

function tooLarge(why: string): Problem {
  return {
    code: 'tree-change-size',
    severity: 'error',
    what: 'the change is too large',
    why: `it ${why}`,
    where: null,
    do: 'make it in several steps',
  };
}
