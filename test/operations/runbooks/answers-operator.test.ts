import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/core/runbooks/check.ts';
import type { NewEntry } from '../../../src/core/runbooks/entry.ts';
import type { Answered, Operator } from '../../../src/core/runbooks/operator.ts';
import { answersOperator } from '../../../src/operations/runbooks/answers-operator.ts';
import { caught } from '../../support/caught.ts';
import { BEFORE, carriedOut, decided, questionAfter, viewAfter } from '../../support/procedure-samples.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const NEVER = new AbortController().signal;
const STOP = 'forward.first.stop';

const running: NewEntry = { type: 'running', action: STOP };
const failed: NewEntry = { type: 'ran', action: STOP, ok: false, detail: 'exit code 1', tookMs: 1, downtimeMs: null };
const byHand: NewEntry = { type: 'by-hand', action: STOP };

type Kind = keyof typeof QUESTIONS;

const command = ['do', 'it'];
const unknown: Finding = { holds: 'unknown', says: 'nothing tells' };

/** What is asked after these entries, and how the procedure stands then. */
const asked = (entries: readonly NewEntry[], more: Parameters<typeof questionAfter>[1] = {}) =>
  [questionAfter(entries, more), viewAfter(entries)] as const;

/** A question of every kind. */
const QUESTIONS = {
  do: () => asked([], { command }),
  'do without a command': () => asked([]),
  confirm: () => asked([byHand], { finding: unknown }),
  'confirm a look': () => asked(BEFORE.step7.slice(0, -1), { finding: unknown }),
  failed: () => asked([running, failed], { command }),
  'failed, although it looks right': () =>
    asked([running, failed], { command, finding: { holds: 'yes', says: 'it is so' } }),
  interrupted: () => asked([running], { command }),
  'failed on the way back': () =>
    asked(
      [
        ...carriedOut(STOP),
        { type: 'turned-back', reason: null },
        { type: 'by-hand', action: 'back.first.start' },
        { type: 'checked', action: 'back.first.start', ok: false, means: 'operator', detail: 'no' },
      ],
      { command },
    ),
  'failed on the way out': () =>
    asked(
      [
        ...carriedOut(STOP),
        { type: 'aborted', reason: null },
        { type: 'by-hand', action: 'out.first.start' },
        { type: 'checked', action: 'out.first.start', ok: false, means: 'operator', detail: 'no' },
      ],
      { command },
    ),
  'on the way back': () => asked([...BEFORE.step10, decided(false)], { command }),
  'confirm on the way back': () =>
    asked([...BEFORE.step10, decided(false), { type: 'by-hand', action: 'back.second.switch' }], {
      finding: unknown,
    }),
  'confirm on the way out': () =>
    asked([...carriedOut(STOP), { type: 'aborted', reason: null }, { type: 'by-hand', action: 'out.first.start' }], {
      finding: unknown,
    }),
  'original start mode, on the way out': () =>
    asked(
      [
        ...carriedOut(STOP),
        ...carriedOut('forward.first.manual-start'),
        { type: 'aborted', reason: null },
        ...carriedOut('out.first.start'),
      ],
      {
        command,
      },
    ),
  'on the way out': () => asked([...carriedOut(STOP), { type: 'aborted', reason: null }], { command }),
  decide: () => asked(BEFORE.step10),
};

async function operator(text: string | null, said: string[] = []): Promise<Operator> {
  if (text === null) return answersOperator(null, (line) => said.push(line));
  const file = join(temporaryFolder(), 'answers.yaml');
  writeFileSync(file, text);
  return answersOperator(file, (line) => said.push(line));
}

const answer = async (text: string | null, kind: Kind): Promise<Answered> =>
  (await operator(text)).ask(...QUESTIONS[kind](), NEVER);

const SATISFIED = 'satisfied: yes\n';

describe('an answer', () => {
  const ANSWERS: readonly (readonly [Kind, text: string | null, choice: string, reason?: string])[] = [
    ['do', 'steps: { 1: run }', 'run'],
    ['do', 'steps: { 1: by-hand }', 'by-hand'],
    ['do', 'steps: { 1: { skip: done before } }', 'skip', 'done before'],
    ['do without a command', 'steps: { 1: by-hand }', 'by-hand'],
    ['do without a command', 'steps: { 1: { skip: done before } }', 'skip', 'done before'],
    ['confirm', 'steps: { 1: { do: by-hand, confirm: yes } }', 'confirm'],
    ['confirm', 'steps: { 1: { do: by-hand, confirm: no } }', 'deny'],
    ['confirm', 'steps: { 1: { do: run, confirm: yes } }', 'confirm'],
    ['confirm', 'steps: { 1: { skip: nobody is there }}', 'skip', 'nobody is there'],
    ['confirm a look', 'steps: { 6: { do: by-hand, confirm: yes } }', 'confirm'],
    ['confirm a look', 'steps: { 6: { skip: nobody is there } }', 'skip', 'nobody is there'],
    ['failed', `${SATISFIED}on failure: back`, 'back', 'Stop the service on beta: not so yet'],
    ['failed', `${SATISFIED}on failure: abort`, 'abort', 'Stop the service on beta: not so yet'],
    [
      'failed, although it looks right',
      `${SATISFIED}on failure: abort`,
      'abort',
      'Stop the service on beta: exit code 1',
    ],
    ['interrupted', `${SATISFIED}on failure: back`, 'back', 'Stop the service on beta: not so yet'],
    ['failed on the way back', `${SATISFIED}on failure: abort`, 'abort', 'Start the service on beta: not so yet'],
    ['on the way back', SATISFIED, 'run'],
    ['on the way back', 'way back: by-hand', 'by-hand'],
    ['on the way back', 'steps: { 10b: { skip: too late } }', 'skip', 'too late'],
    ['on the way back', 'steps: { 10b: by-hand }\nway back: run', 'by-hand'],
    ['on the way back', null, 'run'],
    ['confirm on the way back', 'way back: by-hand', 'confirm'],
    ['on the way out', null, 'run'],
    ['original start mode, on the way out', null, 'run'],
    ['original start mode, on the way out', 'way back: by-hand', 'by-hand'],
    ['original start mode, on the way out', 'steps: { 11: by-hand }', 'by-hand'],
    ['on the way out', SATISFIED, 'run'],
    ['decide', SATISFIED, 'satisfied'],
    ['decide', 'satisfied: no', 'not-satisfied'],
    ['decide', 'satisfied: { no: echo }', 'not-satisfied', 'echo'],
  ];

  test.each(ANSWERS.map((row) => [row[0], row[1], row[2], row] as const))(
    'to "%s" from %j is %s',
    async (kind, text, choice, [, , , reason = null]) => {
      expect(await answer(text, kind)).toEqual({ choice, reason });
    },
  );
});

describe('the procedure stops', () => {
  const NOTHING = 'says nothing about it';
  test.each<readonly [Kind, text: string | null, what: string, why: string | null, advice: string]>([
    ['do', SATISFIED, 'step 1: Stop the service on beta', NOTHING, 'add an answer for step 1'],
    ['do', null, 'step 1: Stop the service on beta', null, 'switchover upgrade walkthrough --resume'],
    ['do without a command', 'steps: { 1: run }', 'there is no command for it', null, 'by hand'],
    [
      'confirm',
      'steps: { 1: run }',
      'Is the service on beta stopped?',
      NOTHING,
      'add "confirm: yes" to the answer for step 1',
    ],
    ['confirm a look', SATISFIED, 'step 6', NOTHING, 'add an answer for step 6'],
    ['confirm a look', 'steps: { 6: run }', 'Is it so that', NOTHING, 'confirm: yes'],
    ['confirm on the way back', SATISFIED, 'Is alpha active?', NOTHING, 'answer for step 10b'],
    ['confirm on the way out', SATISFIED, 'Does the service on beta run?', NOTHING, '--resume'],
    ['failed', SATISFIED, 'Stop the service on beta: not so yet', null, 'switchover upgrade walkthrough --resume'],
    ['failed', 'on failure: stop', 'Stop the service on beta: not so yet', null, '--resume'],
    ['failed', null, 'Stop the service on beta: not so yet', null, '--resume'],
    ['failed, although it looks right', SATISFIED, 'Stop the service on beta: exit code 1', null, '--resume'],
    ['interrupted', SATISFIED, 'Stop the service on beta: not so yet', null, '--resume'],
    ['failed on the way back', 'on failure: back', 'Start the service on beta: not so yet', null, '--resume'],
    ['failed on the way out', 'on failure: abort', 'Start the service on beta: not so yet', null, '--resume'],
    ['decide', 'steps: { 1: run }', 'Are you satisfied with the new release?', NOTHING, 'add "satisfied: yes"'],
    ['decide', null, 'Are you satisfied with the new release?', null, '--resume'],
  ])('at "%s" with %j', async (kind, text, what, why, advice) => {
    const { kind: sort, problem } = await caught(answer(text, kind));
    expect(sort).toBe('unfinished');
    expect(problem).toMatchObject({ code: 'answer-missing', what: expect.stringContaining(what) });
    expect(problem.why).toEqual(why === null ? null : expect.stringContaining(why));
    expect(problem.do).toContain(advice);
  });

  test('where a switch would lose something, unless that was accepted', async () => {
    const items = ['two changes', 'one file'];
    const ask = async (text: string | null) => (await operator(text)).acceptsLoss(items, viewAfter([]), NEVER);
    expect(await ask('accept data loss: yes')).toBe(true);
    for (const text of [SATISFIED, 'accept data loss: no', null]) {
      const { problem } = await caught(ask(text));
      expect(problem).toMatchObject({ what: expect.stringContaining('two changes, one file') });
      expect(problem.do).toContain(text === null ? '--resume' : 'accept data loss: yes');
    }
  });

  test('where the pair file has changed', async () => {
    const { problem } = await caught((await operator(SATISFIED)).accepts('Go on with those of now?'));
    expect(problem).toMatchObject({ what: expect.stringContaining('Go on with those of now?') });
  });
});

test('each thing that happens is said once', async () => {
  const said: string[] = [];
  const { show, begins } = await operator(SATISFIED, said);
  expect(await begins('the plan')).toBe(true);
  const waiting = { activity: 'waiting: it starts' };
  for (const view of [
    viewAfter([]),
    viewAfter([running], { activity: 'Stop …' }),
    viewAfter([running], waiting),
    viewAfter([running], waiting),
  ])
    show(view);
  expect(said.map((line) => line.replace(/^\S+Z {2}/, ''))).toEqual([
    'begun',
    'Stop the service on beta: command started',
    'waiting: it starts',
  ]);
});

test('a file of answers with a mistake is refused before anything is asked', async () => {
  expect((await caught(operator('stepz: { 1: run }'))).kind).toBe('usage');
});
