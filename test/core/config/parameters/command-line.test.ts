import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../../src/core/config/parameters/catalogue.ts';
import { assignmentsIn, findNamed, namesIn } from '../../../../src/core/config/parameters/command-line.ts';

const TIMEOUT = 'Switchover Reconnect Timeout';
const assigned = (...words: string[]): string[] =>
  assignmentsIn(words).assignments.map(({ definition, text }) => `${definition.name} <- ${text}`);
const wrong = (...words: string[]): string[] =>
  assignmentsIn(words).problems.map(({ code, what }) => `${code}: ${what}`);
const named = (...words: string[]): string[] => namesIn(words, 'get', findNamed).names.map(({ name }) => name);

describe('names and values as words', () => {
  it.each([
    ['a name and a value', [TIMEOUT, '10'], [`${TIMEOUT} <- 10`]],
    ['a short name', ['reconnect-timeout', '10'], [`${TIMEOUT} <- 10`]],
    ['a short name in any letter case', ['Reconnect-TIMEOUT', '10'], [`${TIMEOUT} <- 10`]],
    ['an equals sign', [`${TIMEOUT}=10`], [`${TIMEOUT} <- 10`]],
    ['an equals sign behind a short name', ['reconnect-timeout=10'], [`${TIMEOUT} <- 10`]],
    [
      'an equals sign in the value',
      [TIMEOUT, 'a=b', 'CustomMirrorDir=c=d'],
      [`${TIMEOUT} <- a=b`, 'CustomMirrorDir <- c=d'],
    ],
    [
      'both ways in any mixture',
      ['nettest-a=10.0.0.1', 'Switchover NetTest B', '10.0.0.2', 'ts-timeout', '20', 'Handler Path=/h'],
      [
        'Switchover NetTest A <- 10.0.0.1',
        'Switchover NetTest B <- 10.0.0.2',
        'Switchover TS Timeout <- 20',
        'Handler Path <- /h',
      ],
    ],
    ['an empty value', [TIMEOUT, '', 'Handler Path='], [`${TIMEOUT} <- `, 'Handler Path <- ']],
    [
      'a value that would make it another name',
      ['Switchover Max Restarts', 'Period'],
      ['Switchover Max Restarts <- Period'],
    ],
    ['a value that begins with a hyphen', [TIMEOUT, '-1'], [`${TIMEOUT} <- -1`]],
    ['a value that is a name', ['MirrorExceptions', TIMEOUT], [`MirrorExceptions <- ${TIMEOUT}`]],
    ['a host that is called like a short name', ['nettest-a', 'server-a'], ['Switchover NetTest A <- server-a']],
    ['spaces around the name and within it', [`  Switchover  Reconnect Timeout  `, '3'], [`${TIMEOUT} <- 3`]],
  ])('are accepted with %s', (_, words, expected) => {
    expect(assignmentsIn(words).problems).toEqual([]);
    expect(assigned(...words)).toEqual(expected);
  });

  it.each([
    ['a name without a value', [TIMEOUT, '1', 'CustomMirrorDir'], 'value-missing: CustomMirrorDir has no value'],
    [
      'a number without a value before the next name',
      ['reconnect-timeout', 'custom-mirror-dir', 'D:\\a'],
      `value-missing: ${TIMEOUT} has no value`,
    ],
    [
      'a name that is set twice',
      [TIMEOUT, '1', `${TIMEOUT.toUpperCase()}=2`],
      `assigned-twice: ${TIMEOUT} is set twice`,
    ],
    [
      'a name that is set twice, in two ways',
      [TIMEOUT, '1', 'reconnect-timeout', '1'],
      `assigned-twice: ${TIMEOUT} is set twice`,
    ],
    [
      'a misspelt name',
      ['Switchover Reconect Timeout', '1', TIMEOUT, '2'],
      'parameter-unknown: unknown parameter "Switchover Reconect Timeout"',
    ],
    [
      'a misspelt short name',
      ['reconect-timeout', '1', TIMEOUT, '2'],
      'parameter-unknown: unknown parameter "reconect-timeout"',
    ],
    [
      'a short form that is none of its own',
      ['Reconnect Timeout', '1', TIMEOUT, '2'],
      'parameter-unknown: unknown parameter "Reconnect Timeout"',
    ],
    [
      'a misspelt name before an equals sign',
      ['Reconect=3', TIMEOUT, '2'],
      'parameter-unknown: unknown parameter "Reconect"',
    ],
    [
      'a misspelt name without quotes',
      ['Switchover', 'Reconect', 'Timeout', '1'],
      'parameter-unknown: unknown parameter "Switchover Reconect Timeout"',
    ],
    [
      'an unknown name whose value is a word',
      ['Bikeshed', 'yes', TIMEOUT, '1'],
      'parameter-unknown: unknown parameter "Bikeshed"',
    ],
    [
      'an unknown name without a value before the next one',
      ['Bikeshed', TIMEOUT, '1'],
      'parameter-unknown: unknown parameter "Bikeshed"',
    ],
    ['no name at all', [''], 'parameter-unknown: unknown parameter ""'],
    ['a name that has no effect any more', ['IonNotifier', '1'], ''],
  ])('are rejected with %s, reported once', (_, words, expected) => {
    const problems = wrong(...words);
    expect(problems).toHaveLength(1);
    if (expected !== '') expect(problems[0]).toBe(expected);
    expect(assignmentsIn(words).problems.every(({ severity }) => severity === 'error')).toBe(true);
  });

  it.each([
    [
      [TIMEOUT, '20', '30'],
      `${TIMEOUT} has 2 values: "20" and "30"`,
      `keep one: switchover params set "${TIMEOUT}" 20`,
    ],
    [
      [`${TIMEOUT}=20`, '30'],
      `${TIMEOUT} has 2 values: "20" and "30"`,
      `keep one: switchover params set "${TIMEOUT}" 20`,
    ],
    [
      [TIMEOUT, '20', 'seconds', 'CustomMirrorDir=D:\\a'],
      `${TIMEOUT} has 2 values: "20" and "seconds"`,
      `keep one, without a unit: switchover params set "${TIMEOUT}" 20`,
    ],
    [
      [TIMEOUT, '20', 'seconds', 'ts-timeout', '20'],
      `${TIMEOUT} has 2 values: "20" and "seconds"`,
      `keep one, without a unit: switchover params set "${TIMEOUT}" 20`,
    ],
    [
      ['CustomMirrorDir', 'D:\\My', 'Old', 'Dir', TIMEOUT, '3'],
      'CustomMirrorDir has 3 values: "D:\\\\My", "Old" and "Dir"',
      'write: switchover params set "CustomMirrorDir" "D:\\My Old Dir"',
    ],
  ])('with a surplus value are answered with the right command: %j', (words, what, next) => {
    const { problems, assignments } = assignmentsIn(words);
    expect(problems).toMatchObject([{ code: 'value-surplus', what, do: next }]);
    expect(assignments.map(({ definition }) => definition.name)).not.toContain(what.split(' has ')[0]);
  });

  it.each([
    [[TIMEOUT, '20', 'Switchover Reconect Timeout', '3']],
    [[TIMEOUT, '20', 'Switchover', 'Reconect', 'Timeout', '3']],
    [[TIMEOUT, '20', 'reconect-timeout', '3']],
    [[TIMEOUT, '20', 'Nothing=3']],
  ])('after a valid assignment may be an unknown name, reported as such: %j', (words) => {
    expect(assignmentsIn(words).problems.map(({ code }) => code)).toEqual(['parameter-unknown']);
  });

  it('with a misspelt short name are answered with the right short name', () => {
    expect(assignmentsIn(['reconect-timeout', '1']).problems[0]?.do).toBe('did you mean "reconnect-timeout"?');
    expect(namesIn(['Reconnect Timeout'], 'get', findNamed).problems[0]?.do).toBe(`did you mean "${TIMEOUT}"?`);
  });

  it('can be names alone', () => {
    expect(named(TIMEOUT, 'custommirrordir', 'TS-timeout')).toEqual([
      TIMEOUT,
      'CustomMirrorDir',
      'Switchover TS Timeout',
    ]);
    const { names, problems } = namesIn(['Switchover', 'Reconect', 'Timeout', 'ts-timeout'], 'get', findNamed);
    expect([names.length, problems.map(({ what }) => what)]).toEqual([
      1,
      ['unknown parameter "Switchover Reconect Timeout"'],
    ]);
    expect(namesIn([`${TIMEOUT}=3`], 'get', findNamed).problems).toHaveLength(1);
  });
});

describe('a name without its quotes', () => {
  it.each([
    [['Switchover', 'Reconnect', 'Timeout', '20'], '20'],
    [['switchover', 'reconnect', 'TIMEOUT=20'], '20'],
    [['Switchover', 'Reconnect', 'Timeout', '20', 'CustomMirrorDir', 'D:\\a'], '20'],
    [['CustomMirrorDir', 'D:\\a', 'Switchover', 'Reconnect', 'Timeout', '20'], '20'],
    [['Switchover', 'Reconnect Timeout', '20'], '20'],
    [['Switchover', 'Reconnect', 'Timeout', '2 0'], '"2 0"'],
    [['Switchover', 'Reconnect', 'Timeout'], 'VALUE'],
  ])('is answered with the right command: %j', (words, value) => {
    const { problems } = assignmentsIn(words);
    expect(problems).toMatchObject([
      {
        code: 'name-unquoted',
        severity: 'error',
        do: `write: switchover params set "${TIMEOUT}" ${value}, or: switchover params set reconnect-timeout ${value}`,
      },
    ]);
  });

  it('is the longest possible one, and each is reported', () => {
    const words = ['Switchover', 'Max', 'Restarts', 'Period', '5', 'Switchover', 'Max', 'Restarts', '2'];
    expect(assignmentsIn(words).problems.map(({ what }) => what)).toEqual([
      'Switchover Max Restarts Period is one name, but was given as several words',
      'Switchover Max Restarts is one name, but was given as several words',
    ]);
  });

  it('is reported among names alone as well', () => {
    const { problems } = namesIn(['Switchover', 'TS', 'Timeout', 'Handler', 'Path'], 'unset', findNamed);
    expect(problems.map((problem) => problem.do)).toEqual([
      'write: switchover params unset "Switchover TS Timeout", or: switchover params unset ts-timeout',
      'write: switchover params unset "Handler Path", or: switchover params unset handler-path',
    ]);
  });

  it('is never accepted, for any parameter', () => {
    for (const { name, shortName } of CATALOGUE) {
      expect(assigned(name, '5')).toEqual([`${name} <- 5`]);
      expect(assigned(`${shortName}=5`)).toEqual([`${name} <- 5`]);
      expect(named(name, shortName.toUpperCase())).toEqual([name, name]);
      if (!name.includes(' ')) continue;
      const { problems, assignments } = assignmentsIn([...name.split(' '), '5']);
      expect(assignments).toEqual([]);
      expect(problems.map(({ code, do: next }) => [code, next.includes(` "${name}" 5,`)])).toEqual([
        ['name-unquoted', true],
      ]);
    }
  });
});
