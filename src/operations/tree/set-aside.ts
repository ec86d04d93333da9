/** What a server had alone when it gave way: listed, shown beside what is there now, and put back entry by entry. */
import type { NodePair } from '../../client/node-pair.ts';
import { LETTERS } from '../../core/letter.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { SetAsideDetails, TreeRequest } from '../../core/protocol/tree-answers.ts';
import type {
  SetAsideItem,
  SetAsideList,
  SetAsideShown,
  TreeChangeResult,
  TreeServer,
} from '../../core/results/tree.ts';
import { isSameContent } from '../../core/tree/diff.ts';
import { isOfParameters } from '../../core/tree/parameters.ts';
import { isWithin, keyOf, parsePath } from '../../core/tree/path.ts';
import { type ChangeOptions, change } from './ds-change.ts';
import { activeServer, serverOf, treeServer, typedPath } from './tree-server.ts';

/** Of both servers, newest first; a server that does not answer is left out. @throws SwitchoverError if neither does */
export async function listSetAside(pair: NodePair): Promise<SetAsideList> {
  await treeServer(pair, null);
  const found = await Promise.all(
    LETTERS.map(async (letter) => {
      const items = await pair.tree.setAside(letter).catch(() => []);
      return items.map((item) => ({ ...item, server: serverOf(pair, letter) }));
    }),
  );
  const items = found.flat().toSorted((one, other) => (one.at < other.at ? 1 : -1));
  return { pair: pair.pairFile.pair, items };
}

/**
 * Everything that was set aside under an id, beside what the active server has now.
 *
 * @throws SwitchoverError (usage) `set-aside-unknown`; (unreachable) if the servers do not answer
 */
export async function showSetAside(pair: NodePair, id: string): Promise<SetAsideShown> {
  const { server: reader } = await treeServer(pair, null);
  const { server, pages } = await findSetAside(pair, id);
  const [first] = pages;
  const items: SetAsideItem[] = [];
  for (const { path, entry: aside, changedAt, changedBy } of pages.flatMap((page) => page.items)) {
    const current = await pair.tree.entry(reader.letter, path);
    const state = isSameContent(aside, current) ? 'same' : current === null ? 'missing' : 'conflict';
    items.push({ path, aside, changedAt, changedBy, current, state });
  }
  const { at, entries, replacedBy } = first!;
  return { pair: pair.pairFile.pair, server, id, at, entries, replacedBy, items };
}

export interface RestoreOptions extends ChangeOptions {
  /** Paths; what is below them is meant as well. Empty: everything. */
  readonly paths: readonly string[];
  /** Whether what is there now is overwritten where it differs. */
  readonly overwrite: boolean;
}

/**
 * Puts back what was set aside, as one change of the active server.
 *
 * @throws SwitchoverError (refused) `set-aside-conflict` if something else is there now and `overwrite` is not given,
 * `tree-parameters`; as `showSetAside` and `change` do
 */
export async function restoreSetAside(
  pair: NodePair,
  id: string,
  { paths, overwrite, reason, dryRun }: RestoreOptions,
): Promise<TreeChangeResult> {
  const active = await activeServer(pair);
  const shown = await showSetAside(pair, id);
  const wanted = paths.map(typedPath);
  const chosen = shown.items.filter(({ path }) => wanted.length === 0 || wanted.some((each) => isBelow(path, each)));
  if (chosen.length === 0) throw nothingThere(id, wanted);
  const parameter = chosen.find(({ path }) => isOfParameters(keyOfPath(path)));
  if (parameter !== undefined && wanted.length > 0) throw parametersElsewhere(parameter.path);
  const items = chosen.filter(({ path, state }) => state !== 'same' && !isOfParameters(keyOfPath(path)));
  const conflicts = items.filter(({ state }) => state === 'conflict');
  if (conflicts.length > 0 && !overwrite) throw inConflict(id, conflicts);
  const edits = items.map(({ path, aside }): TreeRequest['edits'][number] =>
    aside === null
      ? { is: 'remove', path, recursive: false }
      : { is: 'set', path, class: aside.class, attributes: aside.attributes, exactly: true },
  );
  if (edits.length === 0) {
    const nothing = { position: null, changes: [], replicated: null, problems: [] };
    return { pair: pair.pairFile.pair, server: active, dryRun, ...nothing };
  }
  const expected = items.map(({ path, current }) => ({ path, position: current?.position ?? null }));
  return change(pair, active, { reason: reason ?? `set aside ${id}`, dryRun }, { edits, expected });
}

async function findSetAside(
  pair: NodePair,
  id: string,
): Promise<{ readonly server: TreeServer; readonly pages: readonly SetAsideDetails[] }> {
  for (const letter of LETTERS) {
    const first = await pair.tree.setAsideDetails(letter, id, 0).catch(() => null);
    if (first === null) continue;
    const pages = [first];
    for (let next = first.next; next !== null; ) {
      const page = await pair.tree.setAsideDetails(letter, id, next);
      if (page === null) break;
      pages.push(page);
      next = page.next;
    }
    return { server: serverOf(pair, letter), pages };
  }
  throw new SwitchoverError('usage', {
    code: 'set-aside-unknown',
    what: `neither server has set anything aside under "${id.slice(0, 80)}"`,
    why: 'what was set aside is kept for 90 days, on the server that gave way',
    where: null,
    do: 'list it with: switchover set-aside list',
  });
}

function keyOfPath(path: string): string {
  const parsed = parsePath(path);
  return parsed.ok ? keyOf(parsed.path) : path;
}

function isBelow(path: string, above: string): boolean {
  return isWithin(keyOfPath(path), keyOfPath(above));
}

function nothingThere(id: string, paths: readonly string[]): SwitchoverError {
  return new SwitchoverError('usage', {
    code: 'set-aside-empty',
    what: paths.length === 0 ? `${id} is empty` : `${id} has nothing at or below ${paths.join(', ')}`,
    why: null,
    where: null,
    do: `see what it has: switchover set-aside show ${id}`,
  });
}

function parametersElsewhere(path: string): SwitchoverError {
  return new SwitchoverError('refused', {
    code: 'tree-parameters',
    what: `${path} belongs to the parameters, which are not changed here`,
    why: 'their values are checked together',
    where: path,
    do: 'see the value in "switchover params history", and set it again with: switchover params set',
  });
}

function inConflict(id: string, conflicts: readonly SetAsideItem[]): SwitchoverError {
  const [first] = conflicts;
  const more = conflicts.length > 1 ? ` and ${conflicts.length - 1} more` : '';
  return new SwitchoverError('refused', {
    code: 'set-aside-conflict',
    what: `something else is at ${first!.path}${more} now; nothing was changed`,
    why: `changed by ${first!.current?.changedBy} at ${first!.current?.changedAt}`,
    where: first!.path,
    do: `compare them (switchover set-aside show ${id}), then choose paths, or add --overwrite`,
  });
}
