/**
 * What of the tree is replicated: everything, or less while the servers run different releases (Appendix C: "About the
 * limited replication of data during an Upgrade state").
 */
import type { AttributeException } from '../config/lists/attribute-exceptions.ts';
import type { DsPathEntry } from '../config/lists/ds-paths.ts';
import { parseDsPaths } from '../config/lists/ds-paths.ts';
import { STANDARD_DS_PATHS } from '../config/parameters/definitions/upgrade.ts';
import type { Subject } from '../replication/subject.ts';
import { folded, isWithin, keyOf, parsePath, ROOTS } from '../tree-path.ts';
import type { Attributes, TreeEntry } from './entry.ts';
import { entryText } from './entry.ts';
import { isOfParameters } from './parameters.ts';

/** As JSON, so that both servers go by the same one. Keys stand for an entry and everything below it. */
export interface TreeScope {
  /** Nothing else is replicated; null: everything is. */
  readonly only: readonly string[] | null;
  readonly except: readonly string[];
  /** Attributes that are not replicated, by class, both without their letter case. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

export const WHOLE: TreeScope = { only: null, except: [], attributes: {} };

/** Replicated in neither Upgrade state (readings R23, R41). The reference names no paths: these are ours. */
const HANDLERS = [
  { root: 'CONFIG', names: ['Handlers'] },
  { root: 'SERVER', names: ['Handlers'] },
] as const;

/** What the Upgrade Higher state leaves out by default: handlers, phones, and what the installation writes (R41). */
export const NOT_IN_HIGHER = [
  ...HANDLERS,
  { root: 'CONFIG', names: ['Phones'] },
  { root: 'SERVER', names: ['Phones'] },
  { root: 'SERVER', names: ['Installation'] },
] as const;

type Listed = Pick<DsPathEntry, 'root' | 'names'>;

/** While the backup runs the newer release. `excluded`: `Switchover Upgrade Higher DS Exclusions`. */
export function higherScope(excluded: readonly Listed[], standard: readonly Listed[] = NOT_IN_HIGHER): TreeScope {
  return { ...WHOLE, except: keysOf([...standard, ...excluded]) };
}

/**
 * While the backup runs the older release. `added`: `Custom Upgrade Synchronization Directories`, besides the standard
 * paths; `exceptions`: `Custom Upgrade Attribute Exceptions`.
 */
export function lowerScope(
  added: readonly Listed[],
  exceptions: readonly Pick<AttributeException, 'className' | 'attributes'>[],
): TreeScope {
  const attributes: Record<string, readonly string[]> = {};
  for (const { className, attributes: names } of exceptions) {
    const name = folded(className);
    attributes[name] = [...(attributes[name] ?? []), ...names.map(folded)];
  }
  const standard = parseDsPaths(STANDARD_DS_PATHS).entries;
  return { only: keysOf([...standard, ...added]), except: keysOf(HANDLERS), attributes };
}

/** Paths with another root name nothing in the tree. */
function keysOf(listed: readonly Listed[]): string[] {
  return listed.flatMap(({ root, names }) => {
    const known = ROOTS.find((each) => each === root);
    return known === undefined ? [] : [keyOf({ root: known, names })];
  });
}

/** The tree as replication sees it. The parameters are replicated in every state. */
export const TREE: Subject<TreeEntry, TreeScope> = {
  isWhole: ({ only, except, attributes }) =>
    only === null && except.length === 0 && Object.keys(attributes).length === 0,
  omits: ({ only, except }, key) => {
    if (isOfParameters(key)) return false;
    const isMeant = only?.some((each) => isWithin(key, each)) ?? true;
    return !isMeant || except.some((each) => isWithin(key, each));
  },
  merged: ({ attributes }, incoming, existing) => {
    const excepted = attributes[folded(incoming.class)];
    if (excepted === undefined || isParameter(incoming)) return incoming;
    const isExcepted = (name: string): boolean => excepted.includes(folded(name));
    const kept = some(existing?.attributes ?? {}, isExcepted);
    return { ...incoming, attributes: { ...some(incoming.attributes, (name) => !isExcepted(name)), ...kept } };
  },
  reduces: ({ attributes }, entry) => {
    const excepted = attributes[folded(entry.class)] ?? [];
    return Object.keys(entry.attributes).some((name) => excepted.includes(folded(name)));
  },
  sizeOf: (entry) => entryText(entry).length,
};

function isParameter({ path }: TreeEntry): boolean {
  const parsed = parsePath(path);
  return parsed.ok && isOfParameters(keyOf(parsed.path));
}

function some(attributes: Attributes, isWanted: (name: string) => boolean): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isWanted(name)));
}
