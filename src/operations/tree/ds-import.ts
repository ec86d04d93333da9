/** Brings the configuration tree of a running pair to what a file or a backup says, by ordinary changes. */
import type { NodePair } from '../../client/node-pair.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { TreeEntryAnswer, TreeRequest } from '../../core/protocol/tree-answers.ts';
import type { ChangePlan, EntryDifference, TreeServer } from '../../core/results/tree.ts';
import { isSameContent } from '../../core/tree/diff.ts';
import { isOfParameters } from '../../core/tree/parameters.ts';
import { planOf } from './ds-change.ts';
import { type Exported, readExport, readExportFile } from './export-file.ts';
import { activeServer } from './tree-server.ts';

export interface ImportPlan extends ChangePlan {
  /** The name of the file or the backup. */
  readonly from: string;
  /** When it was exported. */
  readonly at: string;
  /** Entries of the parameters in it, which are changed by "params import" only. */
  readonly parameters: number;
}

/**
 * What an import would change. `replace`: whether entries that are not in it are removed, at and below the path that was
 * exported.
 *
 * @throws SwitchoverError as `readExport` and `activeServer` do
 */
export async function planImport(pair: NodePair, file: string, replace: boolean): Promise<ImportPlan> {
  return plan(pair, await activeServer(pair), file, await readExportFile(file), replace);
}

/**
 * What the restore of a backup would change: one that a server has, by its name, or a file.
 *
 * @throws SwitchoverError as `planImport`
 */
export async function planRestore(pair: NodePair, name: string): Promise<ImportPlan> {
  const server = await activeServer(pair);
  const other = server.letter === 'A' ? 'B' : 'A';
  for (const letter of [server.letter, other] as const) {
    const stream = await pair.tree.backup(letter, name).catch((error: unknown) => unlessSilent(error, letter, server));
    if (stream !== null) return plan(pair, server, name, await readExport(stream, name), true);
  }
  return plan(pair, server, name, await readExportFile(name), true);
}

/** The other server may be down; the active one has to answer. */
function unlessSilent(error: unknown, letter: string, active: TreeServer): null {
  if (letter === active.letter || !(error instanceof SwitchoverError)) throw error;
  return null;
}

async function plan(
  pair: NodePair,
  server: TreeServer,
  from: string,
  exported: Exported,
  replace: boolean,
): Promise<ImportPlan> {
  const now = await readExport(await pair.tree.export(server.letter, exported.path), server.name);
  const changes: EntryDifference[] = [];
  const edits: TreeRequest['edits'][number][] = [];
  let parameters = 0;
  for (const [key, entry] of exported.entries) {
    const current = now.entries.get(key) ?? null;
    if (isSameContent(entry, current)) continue;
    if (isOfParameters(key)) {
      parameters += 1;
      continue;
    }
    const { path, class: ofClass, attributes } = entry;
    const position = current?.position ?? null;
    changes.push({ path, position, before: contentOf(current), after: contentOf(entry) });
    edits.push({ is: 'set', path, class: ofClass, attributes, exactly: true });
  }
  const surplus = replace ? [...now.entries].filter(([key]) => !exported.entries.has(key) && !isOfParameters(key)) : [];
  // What is below comes first: nothing is removed that still has something below it.
  for (const [, current] of surplus.toReversed()) {
    const { path, position } = current;
    changes.push({ path, position, before: contentOf(current), after: null });
    edits.push({ is: 'remove', path, recursive: false });
  }
  return { ...planOf({ pair: pair.pairFile.pair, server }, changes, edits), from, at: exported.at, parameters };
}

function contentOf(entry: TreeEntryAnswer | null): EntryDifference['before'] {
  return entry === null ? null : { class: entry.class, attributes: entry.attributes };
}
