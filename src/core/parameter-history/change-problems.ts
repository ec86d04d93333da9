/** Why a change of parameters is not done, in words. */
import { findParameter } from '../parameters/catalogue.ts';
import type { ParameterValue } from '../parameters/definition.ts';
import { isUsed } from '../parameters/groups.ts';
import { printValue } from '../parameters/print-value.ts';
import type { Problem } from '../problem.ts';
import type { History } from './history.ts';
import { LARGEST_VALUES, lastOf, traced, valueIn } from './history.ts';

export function setElsewhere(name: string, pairFile: string): Problem {
  return {
    code: 'parameter-set-elsewhere',
    severity: 'error',
    what: `${name} is not set here`,
    why: 'the names and addresses of the two servers stand under "servers" in the pair file, and nowhere else',
    where: pairFile,
    do: 'change the server there, on both machines, and restart both servers',
  };
}

/** Nothing is taken silently that changes nothing. */
export function noEffectYet(name: string): Problem[] {
  const definition = findParameter(name);
  if (definition === null || isUsed(definition)) return [];
  return [
    {
      code: 'parameter-not-used-yet',
      severity: 'warning',
      what: `${name} changes nothing in this version`,
      why: 'it is checked, kept and replicated, and the part that acts on it is not there yet',
      where: null,
      do: 'keep it for later, or take it out',
    },
  ];
}

export function twice(name: string): Problem {
  return {
    code: 'assigned-twice',
    severity: 'error',
    what: `${name} is set twice`,
    why: 'letter case makes no difference, so one of the two values would silently be lost',
    where: null,
    do: 'keep one of them',
  };
}

export function tooLarge(): Problem {
  return {
    code: 'values-too-large',
    severity: 'error',
    what: 'all values together would be too large',
    why: `at most ${LARGEST_VALUES / 1024} KiB of values are kept and replicated`,
    where: null,
    do: 'shorten the longest lists',
  };
}

/** What is said of a number that no checkpoint has, or has any longer. */
export function checkpointMissing(history: History, number: number): Problem {
  const { base } = history;
  const last = lastOf(history).number;
  const range = last === base.number ? 'nothing was changed yet' : `they go from ${base.number + 1} to ${last}`;
  return {
    code: 'checkpoint-unknown',
    severity: 'error',
    what: `there is no checkpoint ${number}`,
    why: number > 0 && number < base.number ? `it is no longer kept: ${range}` : range,
    where: null,
    do: 'look at them: switchover params history',
  };
}

/** The second of two operators learns what the first one did. */
export function changedMeanwhile(history: History, name: string, expected: ParameterValue | null): Problem {
  const is = valueIn(history.values, name);
  const change = traced(history).findLast(({ changes }) => changes.some((each) => each.name === name));
  const who = change === undefined ? '' : `; ${change.by} changed it at ${change.at}${because(change.reason)}`;
  return {
    code: 'parameter-changed-meanwhile',
    severity: 'error',
    what: `${name} is ${inWords(name, is)}, not ${inWords(name, expected)} as you expected${who}`,
    why: 'your change was made with the other value in mind; nothing was changed',
    where: null,
    do: `look at it (switchover params history ${JSON.stringify(name)}), and set it again if you still want to`,
  };
}

export function movedOn(history: History, after: number, wish: 'set' | 'import' | 'restore'): Problem {
  const last = lastOf(history).number;
  const since = traced(history).filter(({ number }) => number > after);
  const said = since.slice(-3).map(({ number, by, at, reason, changes }) => {
    const names = changes.map(({ name }) => name).join(', ');
    return `${number} by ${by} at ${at}${because(reason)}: ${names === '' ? 'nothing' : names}`;
  });
  return {
    code: 'parameters-changed-meanwhile',
    severity: 'error',
    what: `the last checkpoint is ${last}, not ${after} as you expected${said.length === 0 ? '' : ` (${said.join('; ')})`}`,
    why: `your ${wish === 'set' ? 'change' : wish} was made with other values in mind; nothing was changed`,
    where: null,
    do: 'look at them (switchover params history), and do it again if you still want to',
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
