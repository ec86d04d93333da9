/** Which part of the configuration tree a program may use. */
import type { Problem } from '../problem.ts';
import { isWithin, keyOf, printPath, type TreePath } from '../tree-path.ts';

export interface TreeAccess {
  /** Null: everything. */
  readonly read: readonly TreePath[] | null;
  /** What may be changed may be read too. */
  readonly write: readonly TreePath[];
}

/** Why a program may not do this; null if it may. Error: `path-not-allowed`. */
export function whyNotAllowed(access: TreeAccess, to: 'read' | 'write', paths: readonly TreePath[]): Problem | null {
  const allowed = to === 'write' ? access.write : readable(access);
  if (allowed === null) return null;
  const outside = paths.find((path) => !allowed.some((each) => isBelow(path, each)));
  return outside === undefined ? null : notAllowed(to, printPath(outside), allowed);
}

/** The parts of what is at and below a path that a program may read: null: everything. Error: `path-not-allowed`. */
export function visiblePaths(access: TreeAccess, path: TreePath | null): readonly TreePath[] | null | Problem {
  const allowed = readable(access);
  if (allowed === null) return path === null ? null : [path];
  if (path === null) return allowed.length > 0 ? allowed : notAllowed('read', 'the whole tree', allowed);
  if (allowed.some((each) => isBelow(path, each))) return [path];
  const parts = allowed.filter((each) => isBelow(each, path));
  return parts.length > 0 ? parts : notAllowed('read', printPath(path), allowed);
}

function readable({ read, write }: TreeAccess): readonly TreePath[] | null {
  return read === null ? null : [...read, ...write];
}

function isBelow(path: TreePath, above: TreePath): boolean {
  return isWithin(keyOf(path), keyOf(above));
}

function notAllowed(to: 'read' | 'write', path: string, allowed: readonly TreePath[]): Problem {
  const paths = allowed.map(printPath).join(', ');
  return {
    code: 'path-not-allowed',
    severity: 'error',
    what: `this program may not ${to === 'write' ? 'change' : 'read'} ${path}`,
    why: `it may ${to === 'write' ? 'change' : 'read'} ${paths === '' ? 'nothing' : paths}`,
    where: path,
    do: `add the path to "${to}" of this program in the pair file, and restart the server`,
  };
}
