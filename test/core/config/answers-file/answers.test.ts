import { describe, expect, test } from 'vitest';
import {
  type Answers,
  LONGEST_REASON,
  parseAnswers,
  type StepAnswer,
} from '../../../../src/core/config/answers-file/answers.ts';
import { ANSWERS_EXAMPLE } from '../../../../src/core/config/answers-file/example.ts';
import { STEP_LABELS } from '../../../../src/core/config/step-labels/step-labels.ts';
import { entryShape } from '../../../../src/core/runbooks/entry.ts';
import { forwardSteps } from '../../../../src/core/runbooks/upgrade/steps.ts';

function answersOf(text: string): Answers {
  const { answers, problems } = parseAnswers(text, 'answers.yaml');
  expect(problems).toEqual([]);
  return answers!;
}

function stepOf(answer: string): StepAnswer | undefined {
  return answersOf(`steps:\n  4: ${answer}\n`).steps.get('4');
}

/** Each problem as `LINE:COLUMN code: what; do`. */
function problemsOf(text: string): string[] {
  const { answers, problems } = parseAnswers(text, 'answers.yaml');
  expect(answers).toBeNull();
  return problems.map(
    ({ code, what, where, do: next }) => `${where?.replace('answers.yaml:', '')} ${code}: ${what}; ${next}`,
  );
}

const only = (text: string): string => problemsOf(text).join('\n');

describe('the annotated example', () => {
  test('is a valid file that answers every step', () => {
    const { steps, ...rest } = answersOf(ANSWERS_EXAMPLE);
    expect([...steps.keys()]).toEqual([...STEP_LABELS]);
    expect(steps.get('1')).toEqual({ act: 'run', confirm: null });
    expect(steps.get('4')).toEqual({ skip: 'both servers run on one machine' });
    expect(steps.get('9')).toEqual({ act: 'by-hand', confirm: true });
    expect(rest).toEqual({
      satisfied: { yes: true, reason: null },
      acceptLoss: false,
      onFailure: 'back',
      wayBack: 'run',
    });
  });

  test('has every key that messages list', () => {
    const { problems } = parseAnswers('nonsense: 1', 'answers.yaml');
    const keys = problems[0]!.why!.replace('its keys are ', '').split(/, | and /);
    expect(keys).toHaveLength(5);
    expect([...ANSWERS_EXAMPLE.matchAll(/^([a-z ]+):/gm)].map(([, key]) => key)).toEqual(expect.arrayContaining(keys));
  });

  test('fits into 80 columns', () => {
    for (const line of ANSWERS_EXAMPLE.split('\n')) expect(line.length).toBeLessThanOrEqual(76);
  });
});

describe('what is not written', () => {
  test('has its default', () => {
    expect(answersOf('steps:\n')).toEqual({
      steps: new Map(),
      satisfied: null,
      acceptLoss: false,
      onFailure: 'stop',
      wayBack: 'run',
    });
  });
});

describe('the answer for a step', () => {
  test.each<[string, StepAnswer]>([
    ['run', { act: 'run', confirm: null }],
    ['"by-hand"', { act: 'by-hand', confirm: null }],
    ['{ do: run }', { act: 'run', confirm: null }],
    ['{ confirm: no, do: by-hand }', { act: 'by-hand', confirm: false }],
    ['{ skip: 2021 }', { skip: '2021' }],
    ['{ skip: yes }', { skip: 'yes' }],
    ['\n    skip: "there: is no need"', { skip: 'there: is no need' }],
  ])('may be %s', (text, expected) => {
    expect(stepOf(text)).toEqual(expected);
  });

  test.each(['4', '"4"', "'4'"])('may be under the key %s', (key) => {
    expect(answersOf(`steps:\n  ${key}: run\n`).steps.get('4')).toEqual({ act: 'run', confirm: null });
  });

  test('may be under a label in capitals', () => {
    expect([...answersOf('{ steps: { 10A: run, "10B": by-hand } }').steps.keys()]).toEqual(['10a', '10b']);
  });

  test('has the labels of the procedure, where the first step of the number 10 is a decision and the others its branches', () => {
    const numbers = forwardSteps({ first: 'B', byHand: false }).flatMap(({ number, actions }) =>
      actions.some(({ deed }) => deed.kind === 'decide') ? [] : [number],
    );
    expect([...new Set(STEP_LABELS.map((label) => Number.parseInt(label, 10)))]).toEqual(numbers);
  });
});

describe('yes and no', () => {
  test.each([
    ...['yes', 'Yes', 'YES', '"yes"', 'true', 'True', 'on', '1', '"1"'].map((word) => [word, true] as const),
    ...['no', 'No', 'false', 'FALSE', 'off', "'no'", '0'].map((word) => [word, false] as const),
  ])('may be %s', (word, yes) => {
    const answers = answersOf(
      `satisfied: ${word}\naccept data loss: ${word}\nsteps: { 9: { do: run, confirm: ${word} } }\n`,
    );
    expect(answers.satisfied).toEqual({ yes, reason: null });
    expect(answers.acceptLoss).toBe(yes);
    expect(answers.steps.get('9')).toEqual({ act: 'run', confirm: yes });
    expect(answersOf(`satisfied: { ${word}: a reason }`).satisfied).toEqual({ yes, reason: 'a reason' });
  });
});

describe('a mistake', () => {
  test.each([
    ['an empty file', '', '1:1 file-empty: the answers file is empty; check the path; docs/upgrade.md has an example'],
    [
      'comments alone',
      '# no\n',
      '1:1 file-empty: the answers file is empty; check the path; docs/upgrade.md has an example',
    ],
    [
      'no map',
      'run',
      '1:1 type-wrong: the answers file is text; write the keys of the answers file on the lines below it, indented',
    ],
    [
      'a key that is nearly right',
      'accept-data-loss: yes',
      '1:1 key-unknown: the answers file has no key "accept-data-loss"; did you mean "accept data loss"?',
    ],
    [
      'a key of something else',
      'pair: x',
      '1:1 key-unknown: the answers file has no key "pair"; remove it; docs/upgrade.md describes every key',
    ],
    [
      'a key twice',
      'satisfied: yes\nsatisfied: no',
      '2:1 key-duplicate: the answers file: "satisfied" is set twice; keep one of the two',
    ],
    [
      'steps as a list',
      'steps: [run]',
      '1:8 type-wrong: steps is a list; write one line for each step, for example "1: …"',
    ],
    [
      'a step that is none',
      'steps: { 12: run }',
      '1:10 step-unknown: there is no step "12"; write one of these, or remove the line',
    ],
    [
      'a step with a slip',
      'steps: { 10c: run }',
      '1:10 step-unknown: there is no step "10c"; did you mean "10a" or "10b"?',
    ],
    ['a step with too many words', 'steps: { Step 4: run }', '1:10 step-unknown: there is no step "Step 4"; write "4"'],
    [
      'the step with two branches',
      'steps: { 10: run }',
      '1:10 step-unknown: there is no step "10"; write "10a" for the branch if satisfied, "10b" for the other one',
    ],
    ['a step twice', 'steps:\n  1: run\n  "1": run', '3:3 key-duplicate: step 1 is set twice; keep one of the two'],
    [
      'a step twice, in capitals',
      'steps:\n  10a: run\n  10A: run',
      '3:3 key-duplicate: step 10a is set twice; keep one of the two',
    ],
    [
      'a word that is nearly right',
      'steps: { 1: by hand }',
      '1:13 word-unknown: steps.1 is "by hand"; did you mean "by-hand"?',
    ],
    [
      'a word of something else',
      'steps: { 1: stop }',
      '1:13 word-unknown: steps.1 is "stop"; write "run", "by-hand", "{ skip: why }" or "{ do: by-hand, confirm: yes }"',
    ],
    [
      'no answer',
      'steps:\n  1:\n',
      '2:3 type-wrong: steps.1 is empty; write "run", "by-hand", "{ skip: why }" or "{ do: by-hand, confirm: yes }"',
    ],
    [
      'a list',
      'steps: { 1: [run] }',
      '1:13 type-wrong: steps.1 is a list; write "run", "by-hand", "{ skip: why }" or "{ do: by-hand, confirm: yes }"',
    ],
    [
      'skip alone',
      'steps: { 1: skip }',
      '1:13 reason-missing: steps.1 is skipped without a reason; write "{ skip: why }"',
    ],
    [
      'an empty reason',
      'steps: { 1: { skip: " " } }',
      '1:21 reason-missing: steps.1.skip has no reason; write it after "skip:"',
    ],
    ['no reason', 'steps: { 1: { skip: } }', '1:15 reason-missing: steps.1.skip has no reason; write it after "skip:"'],
    [
      'skip beside do',
      'steps: { 1: { skip: x, do: run } }',
      '1:24 key-without-effect: steps.1.do has no effect beside skip; keep one of the two',
    ],
    [
      'a misspelt key of a step, and nothing else',
      'steps: { 1: { skipp: x } }',
      '1:15 key-unknown: steps.1 has no key "skipp"; did you mean "skip"?',
    ],
    [
      'confirm alone',
      'steps: { 1: { confirm: yes } }',
      '1:13 key-missing: steps.1 has neither "do" nor "skip"; write "run", "by-hand", "{ skip: why }" or "{ do: by-hand, confirm: yes }"',
    ],
    [
      'an empty map',
      'steps: { 1: {} }',
      '1:13 key-missing: steps.1 has neither "do" nor "skip"; write "run", "by-hand", "{ skip: why }" or "{ do: by-hand, confirm: yes }"',
    ],
    [
      'confirm with another word',
      'steps: { 1: { do: run, confirm: maybe } }',
      '1:33 value-not-boolean: steps.1.confirm is "maybe"; write yes or no',
    ],
    [
      'do with another word',
      'steps: { 1: { do: rum } }',
      '1:19 word-unknown: steps.1.do is "rum"; did you mean "run"?',
    ],
    [
      'satisfied with another word',
      'satisfied: perhaps',
      '1:12 value-not-boolean: satisfied is "perhaps"; write yes or no',
    ],
    ['satisfied with nothing', 'satisfied:', '1:1 value-not-boolean: satisfied is empty; write yes or no'],
    [
      'satisfied with both',
      'satisfied: { yes: a, no: b }',
      '1:22 key-duplicate: satisfied is set twice; keep one of the two',
    ],
    [
      'satisfied with an empty map',
      'satisfied: {}',
      '1:12 key-missing: satisfied has neither "yes" nor "no"; write "yes", or "{ no: why }"',
    ],
    [
      'satisfied with an empty reason',
      'satisfied: { no: "" }',
      '1:18 reason-missing: satisfied.no has no reason; write it after "no:"',
    ],
    [
      'satisfied with another key',
      'satisfied: { nope: x }',
      '1:14 key-unknown: satisfied has no key "nope"; write "{ no: why }"',
    ],
    [
      'a failure with another word',
      'on failure: bakc',
      '1:13 word-unknown: on failure is "bakc"; did you mean "back"?',
    ],
    ['a failure with nothing', 'on failure:', '1:1 type-wrong: on failure is empty; write a value'],
    [
      'a way back with another word',
      'way back: walk',
      '1:11 word-unknown: way back is "walk"; write one of these words, or remove the line',
    ],
    [
      'text that is not YAML',
      'steps: {',
      '1:9 yaml-syntax: this is not valid YAML; check quotes, brackets, colons and indentation there',
    ],
  ])('is located: %s', (_name, text, expected) => {
    expect(only(text)).toBe(expected);
  });

  test('does not hide the others: one pass finds them all', () => {
    const text = `stepps: {}
steps:
  1: runn
  4: { skip: "" }
  12: run
  1: run
satisfied: maybe
on failure: panic
way back: by hand
accept data loss: { yes: no }
`;
    expect(problemsOf(text).map((each) => each.split(': ')[0])).toEqual([
      '1:1 key-unknown',
      '3:6 word-unknown',
      '4:14 reason-missing',
      '5:3 step-unknown',
      '6:3 key-duplicate',
      '7:12 value-not-boolean',
      '8:13 word-unknown',
      '9:11 word-unknown',
      '10:19 value-not-boolean',
    ]);
  });

  test('in a file of more than 64 KiB is not looked for', () => {
    const { answers, problems } = parseAnswers(`#${'x'.repeat(64 * 1024)}`, 'answers.yaml');
    expect(answers).toBeNull();
    expect(problems.map(({ code, where }) => [code, where])).toEqual([['file-too-large', 'answers.yaml']]);
  });
});

test('every reason that is accepted fits into the journal, and the shortest that is too long does not', () => {
  const skipped = (reason: string): boolean =>
    entryShape.safeParse({ number: 1, at: '2026-01-01T00:00:00Z', by: 'ann', type: 'skipped', action: 'a', reason })
      .success;
  const [longest, longer] = ['x'.repeat(LONGEST_REASON), 'x'.repeat(LONGEST_REASON + 1)];
  expect(stepOf(`{ skip: ${longest} }`)).toEqual({ skip: longest });
  expect([skipped(longest), skipped(longer)]).toEqual([true, false]);
  expect(only(`satisfied: { no: ${longer} }`)).toBe('1:18 text-too-long: satisfied.no has 1001 characters; shorten it');
});
