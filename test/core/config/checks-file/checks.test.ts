import { describe, expect, test } from 'vitest';
import { parseChecks } from '../../../../src/core/config/checks-file/checks.ts';
import { CHECKS_EXAMPLE } from '../../../../src/core/config/checks-file/example.ts';

/** Each problem as `LINE:COLUMN code: what`, with ` (warning)` if it is one. */
function problemsOf(text: string): string[] {
  return parseChecks(text, 'checks.yaml').problems.map(
    ({ code, what, where, severity }) =>
      `${where?.replace('checks.yaml:', '')} ${code}: ${what}${severity === 'warning' ? ' (warning)' : ''}`,
  );
}

function checksOf(text: string): Record<string, readonly string[]> {
  const { checks, problems } = parseChecks(text, 'checks.yaml');
  expect(problems).toEqual([]);
  return Object.fromEntries(checks!);
}

test('the annotated example is a valid file, and fits into 80 columns', () => {
  expect(checksOf(CHECKS_EXAMPLE)).toEqual({
    1: ['./is-stopped'],
    2: ['./start-mode', 'manual'],
    3: ['./is-installed', '2021 R4'],
    5: ['C:\\checks\\is-running.exe'],
    7: ['/usr/bin/curl', '--fail', 'http://10.0.0.2:8080/health'],
    11: ['./start-mode', 'automatic'],
  });
  for (const line of CHECKS_EXAMPLE.split('\n')) expect(line.length).toBeLessThanOrEqual(76);
});

describe('a check', () => {
  test('is a program with arguments, each as it is written, also if YAML would take it for a number or a boolean', () => {
    expect(checksOf('"1": [./check, 010, yes, ~, "", 1.10]')).toEqual({
      1: ['./check', '010', 'yes', '~', '', '1.10'],
    });
  });

  test("may be one of the system's own programs", () => {
    expect(checksOf('10A: [sc.exe, query, app]\n1: [systemctl, is-active, app]')).toEqual({
      '10a': ['sc.exe', 'query', 'app'],
      1: ['systemctl', 'is-active', 'app'],
    });
  });
});

describe('a mistake', () => {
  test.each([
    ['an empty file', '', ['1:1 file-empty: the checks file is empty']],
    ['a list', '- ./check', ['1:1 type-wrong: the checks file is a list']],
    ['a step that is none', '0: ./check', ['1:1 step-unknown: there is no step "0"']],
    ['an answers file', 'steps: { 1: run }', ['1:1 step-unknown: there is no step "steps"']],
    ['a step twice', '1: ./a\n"1": ./b', ['2:1 key-duplicate: step 1 is set twice']],
    [
      'no command',
      '1:\n2: []\n3: ""',
      [
        '1:1 type-wrong: the check of step 1 is empty',
        '2:4 check-empty: the check of step 2 is an empty list',
        '3:4 text-empty: the check of step 3 is empty',
      ],
    ],
    ['a map', '1: { run: ./a }', ['1:4 type-wrong: the check of step 1 is a map']],
    ['a word alone', '1: [curl, --fail]', ['1:5 check-not-a-path: the check of step 1 is not a path: "curl"']],
    [
      'a command line as one text',
      '1: ./a --now',
      ['1:4 check-has-spaces: the program path in the check of step 1 contains spaces (warning)'],
    ],
    [
      'a Windows path in double quotes',
      '1: "D:\\I3\\x.exe"',
      ['1:7 yaml-syntax: "\\I" is not allowed in double quotes'],
    ],
  ])('is located: %s', (_name, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });

  test('names the folder of the checks file, not of the pair file', () => {
    const [problem] = parseChecks('1: check', 'checks.yaml').problems;
    expect(problem?.why).toBe(
      'except for systemctl, sc.exe, shutdown.exe, powershell.exe and docker, programs are not looked up in PATH; ' +
        'a path is absolute, or relative to the folder of the checks file',
    );
    expect(problem?.do).toBe('write the absolute path, or "./check" if it is in the folder of the checks file');
  });
});
