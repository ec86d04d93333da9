/** Changes of the parameters of a running pair: each is made completely, or not at all. */

import type { NodePair } from '../../client/node-pair.ts';
import type { ParameterValues } from '../../core/config/parameters/catalogue.ts';
import { findParameter } from '../../core/config/parameters/catalogue.ts';
import { assignmentsIn } from '../../core/config/parameters/command-line.ts';
import { isUsed } from '../../core/config/parameters/groups.ts';
import { changedBounds } from '../../core/engine/bounds/changed.ts';
import { tooLarge } from '../../core/parameter-history/change-problems.ts';
import type { StoredValues } from '../../core/parameter-history/history.ts';
import { LARGEST_VALUES, sizeOf } from '../../core/parameter-history/history.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { ChangeOptions, PairChange } from '../../core/results/parameters.ts';
import { checkedReason, notReplicated } from '../pair/change-request.ts';
import type { Wish } from './pair-parameters.ts';
import { changePairParameters, readPairParameters } from './pair-parameters.ts';
import { openFileSource } from './parameter-source.ts';
import { expectedValues, knownOrSet, wantedNames, wantedValues } from './wanted-values.ts';

/** @throws SwitchoverError (usage) for invalid words; see `changePairParameters` */
export async function setInPair(pair: NodePair, words: readonly string[], options: ChangeOptions): Promise<PairChange> {
  // This comes first: without an equals sign, half of the expectation is among the words.
  expectedValues(options.expect, assignmentsIn(words).assignments[0]?.definition.name);
  const wanted = wantedValues(words);
  const values = Object.fromEntries(wanted.map(({ definition, value }) => [definition.name, value]));
  return change(pair, { is: 'set', values }, options);
}

/** @throws SwitchoverError as `setInPair` does */
export async function unsetInPair(
  pair: NodePair,
  words: readonly string[],
  options: ChangeOptions,
): Promise<PairChange> {
  const { from } = await readPairParameters(pair);
  const names = wantedNames(words, 'unset', knownOrSet(from.values));
  return change(pair, { is: 'set', values: Object.fromEntries(names.map((name) => [name, null])) }, options);
}

/** @throws SwitchoverError (refused) `checkpoint-unknown`; as `setInPair` does */
export function restoreInPair(pair: NodePair, number: number, options: ChangeOptions): Promise<PairChange> {
  return change(pair, { is: 'restore', number }, options);
}

/**
 * Sets exactly what a parameter file sets, and unsets everything else.
 *
 * @throws SwitchoverError (usage) with all problems of the file; `import-empty`; as `setInPair` does
 */
export async function importIntoPair(pair: NodePair, file: string, options: ChangeOptions): Promise<PairChange> {
  const { values, warnings } = await openFileSource(file);
  if (Object.keys(values).length === 0) throw importEmpty(file);
  if (sizeOf(values) > LARGEST_VALUES) throw new SwitchoverError('refused', { ...tooLarge(), where: file });
  const done = await change(pair, { is: 'import', values: values as StoredValues }, options);
  return { ...done, problems: [...warnings, ...done.problems] };
}

function importEmpty(file: string): SwitchoverError {
  return new SwitchoverError('usage', {
    code: 'import-empty',
    what: `${file} sets nothing, so every parameter would be unset`,
    why: 'this is probably an empty or wrong file, so nothing was changed',
    where: file,
    do: 'check the path; to unset parameters, use: switchover params unset',
  });
}

async function change(pair: NodePair, wish: Wish['wish'], options: ChangeOptions): Promise<PairChange> {
  const { view, done } = await changePairParameters(pair, {
    wish,
    reason: checkedReason(options.reason),
    dryRun: options.dryRun,
    expected: expectedValues(options.expect),
    after: options.after,
  });
  const { letter, name } = view.from;
  const changes = done.changes.map((each) => {
    const definition = findParameter(each.name);
    const dynamic = definition?.takesEffect.when === 'at-once';
    return { ...each, default: definition?.default ?? null, dynamic, used: definition !== null && isUsed(definition) };
  });
  const before = view.from.values as ParameterValues;
  const after = { ...before, ...Object.fromEntries(done.changes.map((each) => [each.name, each.to ?? undefined])) };
  const names = wish.is === 'restore' ? [] : Object.keys(wish.values);
  return {
    pair: pair.pairFile.pair,
    server: { letter, name },
    dryRun: options.dryRun,
    checkpoint: done.checkpoint,
    replicated: done.replicated,
    changes,
    unchanged: names.filter((each) => !changes.some(({ name: changed }) => changed === each)),
    bounds: changedBounds(before, after),
    problems: [...done.warnings, ...(done.replicated === false ? [notReplicated(view.from)] : [])],
  };
}
