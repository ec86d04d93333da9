/** Changes the configuration tree of a running pair. Each change is made completely, or not at all. */
import { randomUUID } from 'node:crypto';
import type { NodePair } from '../../client/node-pair.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { TreeRequest } from '../../core/protocol/tree-answers.ts';
import type { ChangePlan, EntryDifference, TreeChangeResult, TreeServer } from '../../core/results/tree.ts';
import { askedTwice, checkedReason, notReplicated } from '../pair/change-request.ts';
import { activeServer, typedPath } from './tree-server.ts';

export interface ChangeOptions {
  readonly reason: string | null;
  readonly dryRun: boolean;
}

export interface SetOptions extends ChangeOptions {
  readonly class: string | null;
  /** Names of attributes to remove. */
  readonly unset: readonly string[];
  /** Whether attributes that are not named are removed. */
  readonly exactly: boolean;
  /** `TERM.NUMBER` or `absent`: what the operator has seen; null: as it is now. */
  readonly expect: string | null;
}

/**
 * Sets attributes of an entry. `words`: `NAME=VALUE`; a name given again adds a value.
 *
 * @throws SwitchoverError (usage) for words, paths and values that are none; (refused) `tree-conflict` if somebody else was
 * faster, `right-missing`; (unfinished) `change-outcome-unknown`; as `activeServer` does
 */
export async function setEntry(
  pair: NodePair,
  text: string,
  words: readonly string[],
  options: SetOptions,
): Promise<TreeChangeResult> {
  const path = typedPath(text);
  const found = new Map<string, string[] | null>(options.unset.map((name) => [name, null]));
  for (const word of words) {
    const at = word.indexOf('=');
    const [name, value] = [word.slice(0, at), word.slice(at + 1)];
    // JSON cannot carry it to every reader.
    if (at < 1 || name === '__proto__') throw noAssignment(word);
    const before = found.get(name);
    if (before === null) throw setAndUnset(name);
    found.set(name, [...(before ?? []), value]);
  }
  const attributes = Object.fromEntries(found);
  const { class: ofClass, exactly } = options;
  if (words.length + options.unset.length === 0 && ofClass === null && !exactly) throw nothingToSet();
  const server = await activeServer(pair);
  const position =
    options.expect === null
      ? ((await pair.tree.entry(server.letter, path))?.position ?? null)
      : expectedPosition(options.expect);
  return change(pair, server, options, {
    edits: [{ is: 'set', path, class: ofClass, attributes, exactly }],
    expected: [{ path, position }],
  });
}

/**
 * What the removal of an entry would remove, what is below it first.
 *
 * @throws SwitchoverError as `setEntry`; `tree-entry-missing`, `tree-entry-not-empty`
 */
export async function planRemoval(
  pair: NodePair,
  text: string,
  { recursive }: { readonly recursive: boolean },
): Promise<ChangePlan> {
  const path = typedPath(text);
  const server = await activeServer(pair);
  const options = { reason: null, dryRun: true };
  const found = await change(pair, server, options, { edits: [{ is: 'remove', path, recursive }], expected: [] });
  // One by one: what somebody adds meanwhile is not removed unseen.
  const changes = found.changes.toReversed();
  const edits = changes.map((each) => ({ is: 'remove', path: each.path, recursive: false }) as const);
  return planOf(found, changes, edits);
}

/** In one change. */
const STEP = { entries: 500, characters: 2 * 1024 * 1024 };

/** `edits`: one for each of the changes. */
export function planOf(
  { pair, server }: Pick<ChangePlan, 'pair' | 'server'>,
  changes: readonly EntryDifference[],
  edits: readonly TreeRequest['edits'][number][],
): ChangePlan {
  const steps: { edits: TreeRequest['edits'][number][]; expected: TreeRequest['expected'][number][] }[] = [];
  let size = 0;
  for (const [index, { path, position }] of changes.entries()) {
    const edit = edits[index]!;
    const length = JSON.stringify(edit).length;
    const step = steps.at(-1);
    const isFull = step === undefined || step.edits.length >= STEP.entries || size + length > STEP.characters;
    const into = isFull ? { edits: [], expected: [] } : step;
    if (isFull) steps.push(into);
    size = isFull ? length : size + length;
    into.edits.push(edit);
    into.expected.push({ path, position });
  }
  return { pair, server, changes, steps };
}

/**
 * Makes the changes of a plan, one step after the other; `onStep`: how many entries are done. What is interrupted can be
 * planned and made again: what is done is not done twice.
 *
 * @throws SwitchoverError (refused) `tree-conflict` if an entry is not what it was when it was shown; as `change` does;
 * (unfinished) `change-interrupted` after the first step
 */
export async function runPlan(
  pair: NodePair,
  { server, steps, changes }: ChangePlan,
  reason: string | null,
  onStep: (entries: number) => void,
): Promise<TreeChangeResult> {
  const nothing = { position: null, replicated: null, problems: [] };
  let last: TreeChangeResult = { pair: pair.pairFile.pair, server, dryRun: false, changes, ...nothing };
  let entries = 0;
  for (const step of steps) {
    try {
      last = await change(pair, server, { reason, dryRun: false }, step);
    } catch (error) {
      if (entries === 0 || !(error instanceof SwitchoverError)) throw error;
      throw interrupted(entries, changes.length, error);
    }
    entries += step.edits.length;
    onStep(entries);
  }
  return { ...last, changes };
}

function interrupted(done: number, all: number, error: SwitchoverError): SwitchoverError {
  return new SwitchoverError('unfinished', {
    code: 'change-interrupted',
    what: `${done} of ${all} entries were changed; then: ${error.problem.what}`,
    why: error.problem.why,
    where: error.problem.where,
    do: 'run the same command again: it goes on with what is left',
  });
}

/** One change of several entries. @throws SwitchoverError as `setEntry` */
export async function change(
  pair: NodePair,
  server: TreeServer,
  { reason, dryRun }: ChangeOptions,
  wanted: Pick<TreeRequest, 'edits' | 'expected'>,
): Promise<TreeChangeResult> {
  const request = { id: randomUUID(), reason: checkedReason(reason), dryRun, ...wanted };
  const reply = await askedTwice(() => pair.tree.change(server.letter, request), 'switchover ds history');
  if (!reply.accepted) {
    const [first, ...also] = reply.problems;
    throw new SwitchoverError(reply.kind, first!, also);
  }
  const { position, changes, replicated } = reply;
  const problems = replicated === false ? [notReplicated(server)] : [];
  return { pair: pair.pairFile.pair, server, dryRun, position, changes, replicated, problems };
}

function expectedPosition(text: string): { term: number; number: number } | null {
  if (text === 'absent') return null;
  const [, term, number] = /^(\d{1,15})\.(\d{1,15})$/.exec(text) ?? [];
  if (term !== undefined && number !== undefined) return { term: Number(term), number: Number(number) };
  throw new SwitchoverError('usage', {
    code: 'expect-invalid',
    what: `--expect is ${JSON.stringify(text.slice(0, 40))}`,
    why: 'it takes the position that "switchover ds get" shows, or the word absent',
    where: '--expect',
    do: 'write it like 3.1204, or absent',
  });
}

function noAssignment(word: string): SwitchoverError {
  return new SwitchoverError('usage', {
    code: 'assignment-missing',
    what: `"${word.slice(0, 80)}" is not NAME=VALUE`,
    why: 'each attribute is set by its name, an equals sign and a value',
    where: null,
    do: 'write NAME=VALUE, in quotes if there are blanks; to remove an attribute: --unset NAME',
  });
}

function setAndUnset(name: string): SwitchoverError {
  return new SwitchoverError('usage', {
    code: 'attribute-twice',
    what: `${name} is both set and unset`,
    why: null,
    where: '--unset',
    do: 'keep one of them',
  });
}

function nothingToSet(): SwitchoverError {
  return new SwitchoverError('usage', {
    code: 'nothing-to-set',
    what: 'neither an attribute nor a class is given',
    why: null,
    where: null,
    do: 'write NAME=VALUE, --unset NAME or --class CLASS',
  });
}
