/** The problems for which a change of parameters is refused. */
import { findParameter } from '../config/parameters/catalogue.ts';
import type { ParameterValue } from '../config/parameters/definition.ts';
import { isUsed } from '../config/parameters/groups.ts';
import { printValue } from '../config/parameters/print-value.ts';
import { notUsedYet } from '../config/parameters/use.ts';
import type { Problem } from '../problem.ts';
import type { History } from './history.ts';
import { LARGEST_VALUES, lastNumber, traced, valueIn } from './history.ts';

export function setElsewhere(name: string, pairFile: string): Problem {
  return {
    code: 'parameter-set-elsewhere',
    severity: 'error',
    what: `${name} cannot be set with params`,
    why: 'the names and addresses of the two servers are set only under "servers" in the pair file',
    where: pairFile,
    do: 'edit the pair file on both machines, then restart both servers',
  };
}

export function noEffectYet(name: string): Problem[] {
  const definition = findParameter(name);
  if (definition === null || isUsed(definition)) return [];
  return [{ ...notUsedYet(name), where: null }];
}

export function twice(name: string): Problem {
  return {
    code: 'assigned-twice',
    severity: 'error',
    what: `${name} is set twice`,
    why: 'letter case does not matter, so it is unclear which value is meant',
    where: null,
    do: 'keep one of the two',
  };
}

export function tooLarge(): Problem {
  return {
    code: 'values-too-large',
    severity: 'error',
    what: 'the values would be too large in total',
    why: `the limit is ${LARGEST_VALUES / 1024} KiB`,
    where: null,
    do: 'shorten the longest lists',
  };
}

/** The problem of a checkpoint number that does not exist, or no longer does. */
export function checkpointMissing(history: History, number: number): Problem {
  const { base } = history;
  const last = lastNumber(history);
  const range =
    last === base.number ? 'nothing has been changed yet' : `the checkpoints are ${base.number + 1} to ${last}`;
  return {
    code: 'checkpoint-unknown',
    severity: 'error',
    what: `there is no checkpoint ${number}`,
    why: number > 0 && number < base.number ? `it is no longer stored: ${range}` : range,
    where: null,
    do: 'list the checkpoints with: switchover params history',
  };
}

/** Tells the second of two operators what the first one did. */
export function changedMeanwhile(history: History, name: string, expected: ParameterValue | null): Problem {
  const is = valueIn(history.values, name);
  const change = traced(history).findLast(({ changes }) => changes.some((each) => each.name === name));
  const who = change === undefined ? '' : `; ${change.by} changed it at ${change.at}${because(change.reason)}`;
  return {
    code: 'parameter-changed-meanwhile',
    severity: 'error',
    what: `${name} is ${inWords(name, is)}, not ${inWords(name, expected)} as expected${who}`,
    why: 'your change was based on the other value, so nothing was changed',
    where: null,
    do: `check what was changed (switchover params history ${JSON.stringify(name)}), then repeat your change if you still want it`,
  };
}

export function movedOn(history: History, after: number, wish: 'set' | 'import' | 'restore'): Problem {
  const last = lastNumber(history);
  const since = traced(history).filter(({ number }) => number > after);
  const said = since.slice(-3).map(({ number, by, at, reason, changes }) => {
    const names = changes.map(({ name }) => name).join(', ');
    return `${number} by ${by} at ${at}${because(reason)}: ${names === '' ? 'nothing' : names}`;
  });
  return {
    code: 'parameters-changed-meanwhile',
    severity: 'error',
    what: `the last checkpoint is ${last}, not ${after} as expected${said.length === 0 ? '' : ` (${said.join('; ')})`}`,
    why: `your ${wish === 'set' ? 'change' : wish} was based on other values, so nothing was changed`,
    where: null,
    do: 'check what was changed (switchover params history), then repeat the command if you still want it',
  };
}

function because(reason: string | null): string {
  return reason === null ? '' : ` (${reason})`;
}

function inWords(name: string, value: ParameterValue | null): string {
  if (value === null) return 'not set';
  const definition = findParameter(name);
  const text = definition === null ? String(value) : printValue(definition, value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
