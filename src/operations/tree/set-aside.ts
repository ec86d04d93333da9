/** What a server had alone when it gave way: listed, shown beside what is there now, and put back entry by entry. */
import type { NodePair } from '../../client/node-pair.ts';
import type { Letter } from '../../core/letter.ts';
import { LETTERS } from '../../core/letter.ts';
import type { Problem } from '../../core/problem.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { SetAsideDetails, TreeRequest } from '../../core/protocol/tree-answers.ts';
import type { ChangePlan, SetAsideItem, SetAsideList, SetAsideShown, TreeServer } from '../../core/results/tree.ts';
import { isSameContent } from '../../core/tree/diff.ts';
import { isOfParameters } from '../../core/tree/parameters.ts';
import { isWithin, keyOfWritten } from '../../core/tree-path.ts';
import { planOf } from './ds-change.ts';
import { activeServer, serverOf, treeServer, typedPath } from './tree-server.ts';

/**
 * Of both servers, newest first. A server that does not answer is left out, with a warning.
 *
 * @throws SwitchoverError if neither answers
 */
export async function listSetAside(pair: NodePair): Promise<SetAsideList & { readonly warnings: readonly Problem[] }> {
  await treeServer(pair, null);
  const warnings: Problem[] = [];
  const found = await Promise.all(
    LETTERS.map(async (letter) => {
      const items = await pair.tree.setAside(letter).catch((error: unknown) => {
        warnings.push(notListed(pair, letter, error));
        return [];
      });
      return items.map((item) => ({ ...item, server: serverOf(pair, letter) }));
    }),
  );
  const items = found.flat().toSorted((one, other) => (one.at < other.at ? 1 : -1));
  return { pair: pair.pairFile.pair, items, warnings };
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

export interface RestoreOptions {
  /** Paths; what is below them is meant as well. Empty: everything. */
  readonly paths: readonly string[];
  /** Whether what is there now is overwritten where it differs. */
  readonly overwrite: boolean;
}

/**
 * What putting back what was set aside would change on the active server.
 *
 * @throws SwitchoverError (refused) `set-aside-conflict` if something else is there now and `overwrite` is not given,
 * `tree-parameters`; as `showSetAside` and `activeServer` do
 */
export async function planRestoreAside(
  pair: NodePair,
  id: string,
  { paths, overwrite }: RestoreOptions,
): Promise<{ readonly plan: ChangePlan; readonly warnings: readonly Problem[] }> {
  const server = await activeServer(pair);
  const shown = await showSetAside(pair, id);
  const wanted = paths.map(typedPath);
  const chosen = shown.items.filter(
    ({ path }) => wanted.length === 0 || wanted.some((each) => isWithin(keyOfWritten(path), keyOfWritten(each))),
  );
  if (chosen.length === 0) throw nothingThere(id, wanted);
  const parameter = chosen.find(({ path }) => isOfParameters(keyOfWritten(path)));
  if (parameter !== undefined && wanted.length > 0) throw parametersElsewhere(parameter.path);
  const wantedItems = chosen.filter(({ path, state }) => state !== 'same' && !isOfParameters(keyOfWritten(path)));
  // What is below comes first where something is removed: nothing is removed that still has something below it.
  const byKey = wantedItems.toSorted((one, other) => (keyOfWritten(one.path) < keyOfWritten(other.path) ? -1 : 1));
  const removals = byKey.filter(({ aside }) => aside === null).toReversed();
  const items = [...byKey.filter(({ aside }) => aside !== null), ...removals];
  const conflicts = items.filter(({ state }) => state === 'conflict');
  if (conflicts.length > 0 && !overwrite) throw inConflict(id, conflicts);
  const changes = items.map(({ path, aside, current }) => ({
    path,
    position: current?.position ?? null,
    before: current === null ? null : { class: current.class, attributes: current.attributes },
    after: aside,
  }));
  const edits = items.map(({ path, aside }): TreeRequest['edits'][number] =>
    aside === null
      ? { is: 'remove', path, recursive: false }
      : { is: 'set', path, class: aside.class, attributes: aside.attributes, exactly: true },
  );
  const plan = planOf({ pair: pair.pairFile.pair, server }, changes, edits);
  return { plan, warnings: parameter === undefined ? [] : [parametersLeftOut(id)] };
}

async function findSetAside(
  pair: NodePair,
  id: string,
): Promise<{ readonly server: TreeServer; readonly pages: readonly SetAsideDetails[] }> {
  const silent: Problem[] = [];
  for (const letter of LETTERS) {
    const first = await pair.tree.setAsideDetails(letter, id, 0).catch((error: unknown) => {
      silent.push(notListed(pair, letter, error));
      return null;
    });
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
  const [unheard] = silent;
  if (unheard !== undefined) throw new SwitchoverError('unreachable', unheard);
  throw new SwitchoverError('usage', {
    code: 'set-aside-unknown',
    what: `neither server has set anything aside under "${id.slice(0, 80)}"`,
    why: 'what was set aside is kept for 90 days, on the server that gave way',
    where: null,
    do: 'list it with: switchover set-aside list',
  });
}

function notListed(pair: NodePair, letter: Letter, error: unknown): Problem {
  if (!(error instanceof SwitchoverError)) throw error;
  const { name } = serverOf(pair, letter);
  return {
    code: 'set-aside-unlisted',
    severity: 'warning',
    what: `what was set aside on ${name} (${letter}) is not known`,
    why: error.problem.why ?? error.problem.what,
    where: error.problem.where,
    do: `ask again when ${name} runs`,
  };
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

function parametersLeftOut(id: string): Problem {
  return {
    code: 'set-aside-parameters',
    severity: 'warning',
    what: 'parameters are among what was set aside, and are not put back',
    why: 'their values are checked together',
    where: null,
    do: `see them (switchover set-aside show ${id}), and set them again with: switchover params set`,
  };
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
