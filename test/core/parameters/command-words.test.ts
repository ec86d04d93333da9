import { describe, expect, it } from 'vitest';
import { CATALOGUE, findParameter } from '../../../src/core/parameters/catalogue.ts';
import { assignmentsIn, namesIn } from '../../../src/core/parameters/command-words.ts';

const TIMEOUT = 'Switchover Reconnect Timeout';
const assigned = (...words: string[]): string[] =>
  assignmentsIn(words).assignments.map(({ definition, text }) => `${definition.name} <- ${text}`);
const wrong = (...words: string[]): string[] =>
  assignmentsIn(words).problems.map(({ code, what }) => `${code}: ${what}`);
const named = (...words: string[]): string[] => namesIn(words, findParameter).names.map(({ name }) => name);

describe('names and values as words', () => {
  it.each([
    ['a name and a value', [TIMEOUT, '10'], [`${TIMEOUT} <- 10`]],
    ['an equals sign', [`${TIMEOUT}=10`], [`${TIMEOUT} <- 10`]],
    [
      'an equals sign in the value',
      [TIMEOUT, 'a=b', 'CustomMirrorDir=c=d'],
      [`${TIMEOUT} <- a=b`, 'CustomMirrorDir <- c=d'],
    ],
    ['a name without quotes', ['switchover', 'reconnect', 'timeout', '10'], [`${TIMEOUT} <- 10`]],
    ['a name without quotes and an equals sign', ['Switchover', 'Reconnect', 'Timeout=10'], [`${TIMEOUT} <- 10`]],
    ['an empty value', [TIMEOUT, '', 'Handler Path='], [`${TIMEOUT} <- `, 'Handler Path <- ']],
    [
      'a value that would make it another name',
      ['Switchover Max Restarts', 'Period'],
      ['Switchover Max Restarts <- Period'],
    ],
    ['a value with spaces behind an equals sign', ['Switchover', 'Reconnect', 'Timeout=1 0'], [`${TIMEOUT} <- 1 0`]],
    ['a value that begins with a hyphen', [TIMEOUT, '-1'], [`${TIMEOUT} <- -1`]],
    ['a value that is a name', ['MirrorExceptions', TIMEOUT], [`MirrorExceptions <- ${TIMEOUT}`]],
    ['spaces around the name', [`  ${TIMEOUT}  `, '3'], [`${TIMEOUT} <- 3`]],
    [
      'the longer of two names that begin alike',
      ['Switchover', 'Max', 'Restarts', 'Period', '5', 'Switchover', 'Max', 'Restarts', '2'],
      ['Switchover Max Restarts Period <- 5', 'Switchover Max Restarts <- 2'],
    ],
  ])('are understood with %s', (_, words, expected) => {
    expect(assigned(...words)).toEqual(expected);
  });

  it.each([
    ['a name without a value', [TIMEOUT, '1', 'CustomMirrorDir'], 'value-missing: CustomMirrorDir is given no value'],
    [
      'a name that is set twice',
      [TIMEOUT, '1', `${TIMEOUT.toUpperCase()}=2`],
      `assigned-twice: ${TIMEOUT} is set twice`,
    ],
    [
      'a misspelt name',
      ['Switchover Reconect Timeout', '1', TIMEOUT, '2'],
      'parameter-unknown: there is no parameter "Switchover Reconect Timeout"',
    ],
    [
      'a misspelt name before an equals sign',
      ['Reconect=3', TIMEOUT, '2'],
      'parameter-unknown: there is no parameter "Reconect"',
    ],
    [
      'a misspelt name without quotes',
      ['Switchover', 'Reconect', 'Timeout', '1'],
      'parameter-unknown: there is no parameter "Switchover Reconect Timeout"',
    ],
    ['no name at all', [''], 'parameter-unknown: there is no parameter ""'],
    ['a name that has no effect any more', ['IonNotifier', '1'], ''],
  ])('are refused with %s, told once', (_, words, expected) => {
    const problems = wrong(...words);
    expect(problems).toHaveLength(1);
    if (expected !== '') expect(problems[0]).toBe(expected);
    expect(assignmentsIn(words).problems.every(({ severity }) => severity === 'error')).toBe(true);
  });

  it.each([
    [
      [TIMEOUT, '20', '30'],
      `${TIMEOUT} is given 2 values: "20" and "30"`,
      `keep one: switchover params set "${TIMEOUT}" 20`,
    ],
    [
      [`${TIMEOUT}=20`, '30'],
      `${TIMEOUT} is given 2 values: "20" and "30"`,
      `keep one: switchover params set "${TIMEOUT}" 20`,
    ],
    [
      [TIMEOUT, '20', 'seconds', 'CustomMirrorDir=D:\\a'],
      `${TIMEOUT} is given 2 values: "20" and "seconds"`,
      `keep one, without a unit: switchover params set "${TIMEOUT}" 20`,
    ],
    [
      ['CustomMirrorDir', 'D:\\My', 'Old', 'Dir', TIMEOUT, '3'],
      'CustomMirrorDir is given 3 values: "D:\\\\My", "Old" and "Dir"',
      'write: switchover params set "CustomMirrorDir" "D:\\My Old Dir"',
    ],
  ])('with a value too many are refused with the words that would do: %j', (words, what, next) => {
    const { problems, assignments } = assignmentsIn(words);
    expect(problems).toMatchObject([{ code: 'value-surplus', what, do: next }]);
    expect(assignments.map(({ definition }) => definition.name)).not.toContain(what.split(' is given')[0]);
  });

  it.each([
    [[TIMEOUT, '20', 'Switchover Reconect Timeout', '3']],
    [[TIMEOUT, '20', 'Switchover', 'Reconect', 'Timeout', '3']],
    [[TIMEOUT, '20', 'Nothing=3']],
  ])('behind a sound one may hold an unknown name, which is told as that: %j', (words) => {
    expect(assignmentsIn(words).problems.map(({ code }) => code)).toEqual(['parameter-unknown']);
  });

  it('are names alone where names alone are asked for', () => {
    expect(named(TIMEOUT, 'custommirrordir')).toEqual([TIMEOUT, 'CustomMirrorDir']);
    expect(named('Switchover', 'TS', 'Timeout', 'Handler', 'Path')).toEqual(['Switchover TS Timeout', 'Handler Path']);
    const { names, problems } = namesIn(['Switchover', 'Reconect', 'Timeout'], findParameter);
    expect([names, problems.map(({ what }) => what)]).toEqual([
      [],
      ['there is no parameter "Switchover Reconect Timeout"'],
    ]);
    expect(namesIn([`${TIMEOUT}=3`], findParameter).problems).toHaveLength(1);
  });

  it('are understood for every parameter there is', () => {
    for (const { name } of CATALOGUE) {
      expect(assigned(...name.split(' '), '5', name, '6')).toEqual([`${name} <- 5`]);
      expect(named(...name.split(' '), name)).toEqual([name, name]);
    }
  });
});
