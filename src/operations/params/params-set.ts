import { foldName, type ParameterFile } from '../../core/config/parameter-file/parameter-file.ts';
import { readParameterFile } from '../../core/config/parameter-file/read.ts';
import type { FileChange } from '../../core/config/parameter-file/rewrite.ts';
import { rewriteParameterFile } from '../../core/config/parameter-file/rewrite.ts';
import { checkValues } from '../../core/config/parameter-file/values.ts';
import type { ParameterValues } from '../../core/config/parameters/catalogue.ts';
import { findParameter } from '../../core/config/parameters/catalogue.ts';
import { findNamed } from '../../core/config/parameters/command-line.ts';
import type { ParameterDefinition, ParameterValue } from '../../core/config/parameters/definition.ts';
import { printValue } from '../../core/config/parameters/print-value.ts';
import { changedBounds } from '../../core/engine/bounds/changed.ts';
import type { Problem } from '../../core/problem.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { ChangedParameters, ChangedValue } from '../../core/results/parameters.ts';
import { readParameterBytes } from '../../host/files/parameter-file.ts';
import { replaceFile } from '../../host/files/replace-file.ts';
import { refuseErrors, wantedNames, wantedValues } from './wanted-values.ts';

/**
 * Sets parameters in a file, all or none of them. A missing file is created.
 *
 * @throws SwitchoverError (usage) for invalid words, values, or a file that would be invalid; (refused)
 * `file-not-rewritable`; see `replaceFile` and `readParameterBytes`
 */
export async function setParameters(
  words: readonly string[],
  file: string,
  options: { readonly dryRun: boolean },
): Promise<ChangedParameters> {
  const wanted = wantedValues(words);
  const opened = await openOrBegin(file);
  const had = opened.read.values as Readonly<Record<string, ParameterValue>>;
  const differing = wanted.filter(({ definition: { name }, value }) => had[name] !== value);
  const changes = differing.map(({ definition, value }) => changeOf(opened, definition, value));
  const result = rewritten(
    opened,
    differing.map(({ definition, value }) => fileChange(definition, value)),
  );
  const problems = located(opened, result.problems, options);
  refuseErrors(problems);
  if (changes.length > 0 && !options.dryRun) await replaceFile(file, opened.bytes, result.bytes);
  return {
    file,
    created: opened.bytes === null && changes.length > 0,
    dryRun: options.dryRun,
    written: changes.length > 0 && !options.dryRun,
    changes,
    unchanged: wanted.filter((each) => !differing.includes(each)).map(({ definition }) => definition.name),
    bounds: changedBounds(opened.read.values, result.values),
    problems,
  };
}

/**
 * Removes parameters from a file, all or none of them, so that their defaults apply. Unknown names can be removed too.
 * Problems that the file already had are reported but do not prevent it.
 *
 * @throws SwitchoverError as `setParameters` does; (unreachable) `file-missing`
 */
export async function unsetParameters(
  words: readonly string[],
  file: string,
  options: { readonly dryRun: boolean },
): Promise<ChangedParameters> {
  const opened = await open(file);
  const present = new Map(
    (opened.file.layout?.items ?? []).map(({ name, definition }) => [foldName(definition?.name ?? name), name]),
  );
  // A name that is in the file has priority over a short name.
  const find = (name: string): string | null =>
    findParameter(name)?.name ?? present.get(foldName(name)) ?? findNamed(name)?.name ?? null;
  const wanted = [...new Set(wantedNames(words, 'unset', find))];
  const there = wanted.filter((name) => present.has(foldName(name)));
  const changes = there.map((name) => changeOf(opened, findParameter(name) ?? { name, default: null }, null));
  const result = rewritten(
    opened,
    there.map((name) => ({ name, to: null })),
  );
  const problems = located(opened, result.problems, options);
  refuseErrors(problems.filter((problem) => !isIn(opened.read.problems, problem)));
  const written = changes.length > 0 && !options.dryRun;
  if (written) await replaceFile(file, opened.bytes, result.bytes);
  return {
    file,
    created: false,
    dryRun: options.dryRun,
    written,
    changes,
    unchanged: wanted.filter((name) => !there.includes(name)),
    bounds: changedBounds(opened.read.values, result.values),
    problems,
  };
}

interface Opened {
  readonly file: ParameterFile;
  /** Null: the file does not exist yet. */
  readonly bytes: Uint8Array | null;
  readonly read: { readonly values: ParameterValues; readonly problems: readonly Problem[] };
}

async function open(name: string): Promise<Opened> {
  const bytes = await readParameterBytes(name);
  const file = readParameterFile(bytes, name);
  if (file.layout === null) refuseErrors(file.problems);
  return { file, bytes, read: checkValues(file) };
}

async function openOrBegin(name: string): Promise<Opened> {
  try {
    return await open(name);
  } catch (error) {
    if (!(error instanceof SwitchoverError) || error.problem.code !== 'file-missing') throw error;
    const empty = new TextEncoder().encode(/\.json$/i.test(name) ? '{\n}\n' : '');
    return { file: readParameterFile(empty, name), bytes: null, read: { values: {}, problems: [] } };
  }
}

function fileChange(definition: ParameterDefinition, value: ParameterValue): FileChange {
  const text = printValue(definition, value);
  return { name: definition.name, to: { value: text, mayBeNumber: typeof value !== 'string' } };
}

function changeOf(
  { file, read }: Opened,
  { name, default: preset }: Pick<ParameterDefinition, 'name' | 'default'>,
  to: ParameterValue | null,
): ChangedValue {
  const sound = (read.values as Readonly<Record<string, ParameterValue>>)[name];
  const text = file.entries.find(({ definition }) => definition.name === name)?.text;
  return { name, from: sound ?? text ?? null, to, default: preset };
}

/** The changed file, its values, and its problems. */
function rewritten(
  { file, bytes, read }: Opened,
  changes: readonly FileChange[],
): { readonly bytes: Uint8Array } & Opened['read'] {
  if (changes.length === 0) return { bytes: bytes ?? new Uint8Array(), ...read };
  const result = rewriteParameterFile(file, changes);
  if (result !== null) return { bytes: result.bytes, ...checkValues(result.file) };
  refuseErrors(file.problems);
  throw new SwitchoverError('refused', {
    code: 'file-not-rewritable',
    what: `${file.file} is written in a way that cannot be edited safely`,
    why: 'the edit would have changed something else in the file; nothing was written',
    where: file.file,
    do: `edit it by hand, then check it: switchover params validate --file ${file.file}`,
  });
}

/** An earlier problem keeps its location; that of a new one is in a file that is not written yet. */
function located(
  { file, read }: Opened,
  problems: readonly Problem[],
  { dryRun }: { readonly dryRun: boolean },
): Problem[] {
  return problems
    .filter(({ code }) => code !== 'file-empty')
    .map((problem) => {
      const before = read.problems.find((each) => isSame(each, problem));
      if (before !== undefined) return before;
      if (problem.severity !== 'error' && !dryRun) return problem;
      return { ...problem, where: problem.where?.replace(file.file, () => `${file.file} (as it would be)`) ?? null };
    });
}

function isIn(problems: readonly Problem[], problem: Problem): boolean {
  return problems.some((each) => isSame(each, problem));
}

function isSame(left: Problem, right: Problem): boolean {
  return left.code === right.code && left.what === right.what;
}
