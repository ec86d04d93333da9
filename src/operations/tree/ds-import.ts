/** Brings the configuration tree of a running pair to what a file or a backup says, by ordinary changes. */
import type { NodePair } from '../../client/node-pair.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { TreeEntryAnswer, TreeRequest } from '../../core/protocol/tree-answers.ts';
import type { EntryDifference, TreeChangeResult, TreeServer } from '../../core/results/tree.ts';
import { isSameContent } from '../../core/tree/diff.ts';
import { isOfParameters } from '../../core/tree/parameters.ts';
import { change } from './ds-change.ts';
import { type Exported, readExport, readExportFile } from './export-file.ts';
import { activeServer } from './tree-server.ts';

export interface ImportPlan {
  readonly pair: string;
  readonly server: TreeServer;
  /** The name of the file or the backup. */
  readonly from: string;
  /** When it was exported. */
  readonly at: string;
  readonly changes: readonly EntryDifference[];
  /** Entries of the parameters in it, which are changed by "params import" only. */
  readonly parameters: number;
  readonly steps: readonly Pick<TreeRequest, 'edits' | 'expected'>[];
}

/** In one change. */
const STEP = { entries: 500, characters: 2 * 1024 * 1024 };

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
    const stream = await pair.tree.backup(letter, name).catch(() => null);
    if (stream !== null) return plan(pair, server, name, await readExport(stream, name), true);
  }
  return plan(pair, server, name, await readExportFile(name), true);
}

/**
 * Makes the changes of a plan, one step after the other; `onStep`: how many entries are done. What is interrupted can be
 * planned and made again: what is done is not done twice.
 *
 * @throws SwitchoverError as `change` does; (unfinished) `import-interrupted` after the first step
 */
export async function runImport(
  pair: NodePair,
  { server, from, steps, changes }: ImportPlan,
  reason: string | null,
  onStep: (entries: number) => void,
): Promise<TreeChangeResult> {
  let last: TreeChangeResult | null = null;
  let entries = 0;
  for (const step of steps) {
    try {
      last = await change(pair, server, { reason: reason ?? `import of ${from}`, dryRun: false }, step);
    } catch (error) {
      if (last === null || !(error instanceof SwitchoverError)) throw error;
      throw interrupted(from, entries, changes.length, error);
    }
    entries += step.edits.length;
    onStep(entries);
  }
  const nothing = { position: null, replicated: null, problems: [] };
  return { ...(last ?? { pair: pair.pairFile.pair, server, dryRun: false, ...nothing }), changes };
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
  const edits: { readonly edit: TreeRequest['edits'][number]; readonly current: TreeEntryAnswer | null }[] = [];
  let parameters = 0;
  for (const [key, entry] of exported.entries) {
    const current = now.entries.get(key) ?? null;
    if (isSameContent(entry, current)) continue;
    if (isOfParameters(key)) {
      parameters += 1;
      continue;
    }
    const { path, class: ofClass, attributes } = entry;
    changes.push({ path, before: contentOf(current), after: contentOf(entry) });
    edits.push({ edit: { is: 'set', path, class: ofClass, attributes, exactly: true }, current });
  }
  const surplus = replace ? [...now.entries].filter(([key]) => !exported.entries.has(key) && !isOfParameters(key)) : [];
  // What is below comes first: nothing is removed that still has something below it.
  for (const [, current] of surplus.toReversed()) {
    changes.push({ path: current.path, before: contentOf(current), after: null });
    edits.push({ edit: { is: 'remove', path: current.path, recursive: false }, current });
  }
  return {
    ...{ pair: pair.pairFile.pair, server, from, at: exported.at, changes, parameters },
    steps: stepsOf(edits),
  };
}

function stepsOf(
  edits: readonly { readonly edit: TreeRequest['edits'][number]; readonly current: TreeEntryAnswer | null }[],
): Pick<TreeRequest, 'edits' | 'expected'>[] {
  const steps: { edits: TreeRequest['edits'][number][]; expected: TreeRequest['expected'][number][] }[] = [];
  let size = 0;
  for (const { edit, current } of edits) {
    const length = JSON.stringify(edit).length;
    const step = steps.at(-1);
    const isFull = step === undefined || step.edits.length >= STEP.entries || size + length > STEP.characters;
    const into = isFull ? { edits: [], expected: [] } : step;
    if (isFull) steps.push(into);
    size = isFull ? length : size + length;
    into.edits.push(edit);
    into.expected.push({ path: edit.path, position: current?.position ?? null });
  }
  return steps;
}

function contentOf(entry: TreeEntryAnswer | null): EntryDifference['before'] {
  return entry === null ? null : { class: entry.class, attributes: entry.attributes };
}

function interrupted(from: string, done: number, all: number, error: SwitchoverError): SwitchoverError {
  return new SwitchoverError('unfinished', {
    code: 'import-interrupted',
    what: `${done} of ${all} entries of ${from} were changed; then: ${error.problem.what}`,
    why: error.problem.why,
    where: error.problem.where,
    do: 'run the same command again: it goes on with what is left',
  });
}
