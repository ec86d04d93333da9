/**
 * The history of the parameters as entries of the configuration tree. `${SERVER}\Parameters` has an entry for each value
 * that is set, and these values hold. `${SERVER}\Parameter History` has an entry for each checkpoint, with the values before
 * it and after it: the past follows from the present. In place of the last checkpoint that is no longer kept, there is an
 * entry of the class `Base`.
 */
import type { ParameterValue } from '../config/parameters/definition.ts';
import type { Write } from '../replication/replica.ts';
import type { Attributes, TreeEntry } from '../tree/entry.ts';
import { PARAMETER_HISTORY, PARAMETERS } from '../tree/parameters.ts';
import { keyOf, keysBelow, printPath, type TreePath } from '../tree-path.ts';
import type { StoredCheckpoint } from './checkpoint-entry.ts';
import { CHECKPOINT, checkpointEntry, checkpointIn } from './checkpoint-entry.ts';
import type { Checkpoint, History, SetAside, StoredValues } from './history.ts';
import { folded, valueIn, valuesAfter } from './history.ts';

/** The entries of the parameters and of their history, by key. */
export type ParameterEntries = ReadonlyMap<string, TreeEntry>;

/** By their entries; null: it cannot be read. */
export type KnownCheckpoints = WeakMap<TreeEntry, StoredCheckpoint | null>;

const PARAMETER = 'Parameter';
const BASE = 'Base';

/**
 * The history in these entries, without what was set aside. Total: where entries are missing, cannot be read, or do not
 * agree, the history begins later. `fault`: the first of these; null: there is none. `known`: what was read before is not
 * read again, because together the checkpoints may be large.
 */
export function historyOf(
  entries: ParameterEntries,
  known: KnownCheckpoints = new WeakMap(),
): { readonly history: History; readonly fault: string | null } {
  const faults: string[] = [];
  const values = new Map<string, ParameterValue>();
  const numbered = new Map<number, StoredCheckpoint | 'base' | null>();
  for (const [key, entry] of entries) {
    const number = numberOf(key);
    if (number !== null) numbered.set(number, entry.class === BASE ? 'base' : knownCheckpoint(entry, number, known));
    const set = number === null ? parameterIn(key, entry) : null;
    if (set !== null) values.set(set.name, set.value);
    else if (number === null) faults.push(`${entry.path} cannot be read`);
  }
  const before = new Map(values);
  const checkpoints: Checkpoint[] = [];
  let number = [...numbered.keys()].reduce((one, other) => Math.max(one, other), 0);
  for (let last = numbered.get(number); leadsTo(before, last); last = numbered.get(number)) {
    const { from, ...checkpoint } = last;
    for (const name of Object.keys(checkpoint.to)) before.delete(name);
    for (const [name, value] of Object.entries(from)) before.set(name, value);
    checkpoints.push(checkpoint);
    number -= 1;
  }
  const isBegun = number === 0 ? before.size === 0 : numbered.get(number) === 'base';
  if (!isBegun) faults.push(`the history begins after checkpoint ${number}, which is missing or leads elsewhere`);
  const base = { number, values: inOrder(before) };
  const history = { base, checkpoints: checkpoints.reverse(), values: inOrder(values), aside: [] };
  return { history: folded(history), fault: faults[0] ?? null };
}

function knownCheckpoint(entry: TreeEntry, number: number, known: KnownCheckpoints): StoredCheckpoint | null {
  const before = known.get(entry);
  if (before !== undefined) return before;
  const read = checkpointIn(entry, number);
  known.set(entry, read);
  return read;
}

/** By name, so that they are the same text on both servers. */
function inOrder(values: ReadonlyMap<string, ParameterValue>): StoredValues {
  return Object.fromEntries([...values].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** Whether this is a checkpoint after which these values are set. */
function leadsTo(
  values: ReadonlyMap<string, ParameterValue>,
  stored: StoredCheckpoint | 'base' | null | undefined,
): stored is StoredCheckpoint {
  if (stored === null || stored === undefined || stored === 'base') return false;
  return Object.entries(stored.to).every(([name, to]) => (values.get(name) ?? null) === to);
}

/**
 * What turns these entries into those of a history: the writes of one change of the tree. A checkpoint that is there is
 * not written again; what cannot be read, or is no longer kept, is removed. `at`, `by`: of the change.
 */
export function writesOf(
  entries: ParameterEntries,
  { base, checkpoints, values }: History,
  { at, by }: Pick<TreeEntry, 'at' | 'by'>,
): Write<TreeEntry>[] {
  const kept = new Set<string>();
  const writes: Write<TreeEntry>[] = [];
  const keep = (above: TreePath, name: string, wanted: (path: string) => TreeEntry): void => {
    const path = { ...above, names: [...above.names, name] };
    const key = keyOf(path);
    kept.add(key);
    const entry = entries.get(key);
    // Reading has shown that it belongs there.
    if (entry?.class === CHECKPOINT && above === PARAMETER_HISTORY && name !== String(base.number)) return;
    const content = wanted(printPath(path));
    if (entry === undefined || !isSame(entry, content)) writes.push({ key, content });
  };
  for (const [name, value] of Object.entries(values)) {
    keep(PARAMETERS, name, (path) => ({ path, class: PARAMETER, attributes: attributesOf(value), at, by }));
  }
  if (base.number > 0) {
    keep(PARAMETER_HISTORY, String(base.number), (path) => ({ path, class: BASE, attributes: {}, at, by }));
  }
  let before = base.values;
  for (const checkpoint of checkpoints) {
    const set = Object.keys(checkpoint.to).filter((name) => valueIn(before, name) !== null);
    const from = Object.fromEntries(set.map((name) => [name, valueIn(before, name)!]));
    keep(PARAMETER_HISTORY, String(checkpoint.number), (path) => checkpointEntry(path, { ...checkpoint, from }));
    before = valuesAfter(before, checkpoint);
  }
  const gone = [...entries.keys()].filter((key) => !kept.has(key));
  return [...writes, ...gone.map((key) => ({ key, content: null }))];
}

function isSame(entry: TreeEntry, wanted: TreeEntry): boolean {
  const parts = ({ path, class: ofClass, attributes }: TreeEntry): string[] => [
    path,
    ofClass,
    ...Object.entries(attributes).toSorted().flat(2),
  ];
  return JSON.stringify(parts(entry)) === JSON.stringify(parts(wanted));
}

/** The checkpoints among what this server had alone and gave up. */
export function asideOf(
  items: readonly { readonly at: string; readonly key: string; readonly entry: TreeEntry | null }[],
): SetAside[] {
  return items.flatMap(({ at, key, entry }) => {
    const number = numberOf(key);
    const stored = number === null || entry === null ? null : checkpointIn(entry, number);
    if (stored === null) return [];
    const { from: _from, ...checkpoint } = stored;
    return [{ at, checkpoint }];
  });
}

const BELOW_HISTORY = keysBelow(keyOf(PARAMETER_HISTORY)).from;

/** The number of a checkpoint, or of the base. */
function numberOf(key: string): number | null {
  const name = key.startsWith(BELOW_HISTORY) ? key.slice(BELOW_HISTORY.length) : '';
  return /^[1-9]\d{0,14}$/.test(name) ? Number(name) : null;
}

/** The value of a parameter; null if this is none, or cannot be read. */
function parameterIn(key: string, entry: TreeEntry): { readonly name: string; readonly value: ParameterValue } | null {
  const name = entry.path.slice(printPath(PARAMETERS).length + 1);
  const isOne = entry.class === PARAMETER && keyOf({ ...PARAMETERS, names: [...PARAMETERS.names, name] }) === key;
  const value = isOne ? storedValue(entry.attributes) : null;
  return value === null ? null : { name, value };
}

/** The value as text, for everyone who reads the tree, and its type. */
function attributesOf(value: ParameterValue): Attributes {
  return { Value: [String(value)], Type: [typeof value] };
}

/** Null if it cannot be read. */
function storedValue({ Value, Type }: Attributes): ParameterValue | null {
  const text = Value?.[0];
  if (text === undefined) return null;
  switch (Type?.[0]) {
    case 'string':
      return text;
    case 'number':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : null;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : null;
    default:
      return null;
  }
}
