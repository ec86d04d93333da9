/** Reads the configuration tree of a running pair. */
import type { NodePair } from '../../client/node-pair.ts';
import type { Problem } from '../../core/problem.ts';
import type { TreeEntryAnswer } from '../../core/protocol/tree-answers.ts';
import type { ListedEntry, TreeHistoryResult, TreeListing, TreeServer } from '../../core/results/tree.ts';
import { ROOTS } from '../../core/tree-path.ts';
import { treeServer, typedPath } from './tree-server.ts';

/** Entries in one listing: more are not read by people. */
const MOST_LISTED = 5_000;

interface Warned {
  readonly warnings: readonly Problem[];
}

/** An entry; null if it is not there. @throws SwitchoverError as `treeServer` and `typedPath` do */
export async function readEntry(
  pair: NodePair,
  text: string,
  named: string | null,
): Promise<Warned & { readonly path: string; readonly server: TreeServer; readonly entry: TreeEntryAnswer | null }> {
  const path = typedPath(text);
  const { server, warnings } = await treeServer(pair, named);
  return { path, server, warnings, entry: await pair.tree.entry(server.letter, path) };
}

/** What is below a path, so many levels deep; null: below both roots. @throws SwitchoverError as `readEntry` */
export async function listTree(
  pair: NodePair,
  {
    path: text,
    depth,
    server: named,
  }: { readonly path: string | null; readonly depth: number; readonly server: string | null },
): Promise<Warned & TreeListing> {
  const path = text === null ? null : typedPath(text);
  const { server, warnings } = await treeServer(pair, named);
  const entries: ListedEntry[] = [];
  let isCut = false;

  const add = async (above: string, level: number): Promise<void> => {
    for (let after: string | null = null; ; ) {
      const page = await pair.tree.children(server.letter, above, after);
      for (const child of page.children) {
        if (entries.length >= MOST_LISTED) {
          isCut = true;
          return;
        }
        entries.push({ ...child, depth: level });
        if (child.hasChildren && level < depth) await add(child.path, level + 1);
      }
      if (page.next === null || isCut) return;
      after = page.next;
    }
  };

  if (path !== null) await add(path, 1);
  else {
    for (const root of ROOTS) {
      const rootPath = `\${${root}}`;
      const { children } = await pair.tree.children(server.letter, rootPath, null);
      entries.push({ path: rootPath, depth: 1, entry: null, hasChildren: children.length > 0 });
      if (depth > 1) await add(rootPath, 2);
    }
  }
  return { pair: pair.pairFile.pair, server, path, entries, isCut, warnings };
}

/** The last changes at and below a path, newest first; null: of everything. @throws SwitchoverError as `readEntry` */
export async function treeHistory(
  pair: NodePair,
  text: string | null,
  limit: number,
): Promise<Warned & TreeHistoryResult> {
  const path = text === null ? null : typedPath(text);
  const { server, warnings } = await treeServer(pair, null);
  let page = await pair.tree.history(server.letter, { path, before: null, limit });
  const changes = [...page.changes];
  while (page.next !== null && changes.length < limit) {
    page = await pair.tree.history(server.letter, { path, before: page.next, limit: limit - changes.length });
    changes.push(...page.changes);
  }
  const { next, forgotten } = page;
  return { pair: pair.pairFile.pair, server, path, changes, more: next !== null, forgotten, warnings };
}
