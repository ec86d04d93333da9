import { describe, expect, test } from 'vitest';
import type { Finding, Holds } from '../../../src/core/runbooks/check.ts';
import type { NewEntry } from '../../../src/core/runbooks/entry.ts';
import { type Circumstances, type Move, nextMove } from '../../../src/core/runbooks/move.ts';
import { BEFORE, carriedOut, decided, upgradeRun, WHOLE } from '../../support/procedure-samples.ts';

const STOP = 'forward.first.stop';
const TEST = 'forward.first.test';
const LOOK = 'forward.first.look';

const running = (action: string): NewEntry => ({ type: 'running', action });
const ran = (action: string, ok = true): NewEntry => ({
  ...{ type: 'ran', action, ok, detail: ok ? 'done' : 'exit code 1' },
  ...{ tookMs: 1, downtimeMs: null },
});
const denied = (action: string): NewEntry => ({ type: 'checked', action, ok: false, means: 'operator', detail: '' });

/** The entries before an action of each kind, in each phase that it can have. */
const BEFORE_TEST = BEFORE.step10.slice(0, -2);
const BEFORE_LOOK = BEFORE.step7.slice(0, -1);
const SITUATIONS = {
  'to do': [],
  'to do, on the way back': [...carriedOut(STOP), { type: 'turned-back', reason: null }],
  'to do, on the way out': [...carriedOut(STOP), { type: 'aborted', reason: null }],
  running: [running(STOP)],
  ran: [running(STOP), ran(STOP)],
  'done by hand': [{ type: 'by-hand', action: STOP }],
  failed: [running(STOP), ran(STOP, false)],
  'not verified': [{ type: 'by-hand', action: STOP }, denied(STOP)],
  'a look': BEFORE_LOOK,
  'a look that failed': [...BEFORE_LOOK, denied(LOOK)],
  'a test to do': BEFORE_TEST,
  'a test whose command succeeded': [...BEFORE_TEST, running(TEST), ran(TEST)],
  'a test whose command failed': [...BEFORE_TEST, running(TEST), ran(TEST, false)],
  'a test by hand': [...BEFORE_TEST, { type: 'by-hand', action: TEST }],
  'a decision': BEFORE.step10,
} as const satisfies Readonly<Record<string, readonly NewEntry[]>>;

type Situation = keyof typeof SITUATIONS;

const found = (holds: Holds): Finding => ({ holds, says: `it is ${holds}` });

function move(situation: Situation, holds: Holds, more: Partial<Circumstances> = {}): Move {
  const circumstances = { hasCommand: true, isLookedAtAgain: false, isWaitOver: false, isByCommand: false };
  return nextMove(upgradeRun(SITUATIONS[situation]), { finding: found(holds), ...circumstances, ...more });
}

/** In a word: what is asked, waited for or written down. */
function inShort(next: Move): string {
  if (next.kind === 'ask') return `ask ${next.question.occasion}`;
  if (next.kind !== 'record' || next.entry.type !== 'checked') return next.kind;
  return next.entry.ok ? 'verified' : 'not verified';
}

const HOLDS: readonly Holds[] = ['yes', 'no', 'not-yet', 'unknown'];

describe('what happens next', () => {
  /** Where the check holds, does not, does not yet, and is unknown; then the same once the time to wait is over. */
  test.each<readonly [Situation, readonly string[]]>([
    ['to do', ['verified', 'ask do', 'ask do', 'ask do']],
    ['to do, on the way back', ['verified', 'ask do', 'ask do', 'ask do']],
    ['to do, on the way out', ['verified', 'ask do', 'ask do', 'ask do']],
    ['running', ['verified', 'ask interrupted', 'ask interrupted', 'ask interrupted']],
    ['ran', ['verified', 'not verified', 'wait', 'ask confirm']],
    ['done by hand', ['verified', 'not verified', 'wait', 'ask confirm']],
    ['failed', ['ask failed', 'ask failed', 'ask failed', 'ask failed']],
    ['not verified', ['ask failed', 'ask failed', 'ask failed', 'ask failed']],
    ['a look', ['verified', 'not verified', 'wait', 'ask confirm']],
    ['a look that failed', ['ask failed', 'ask failed', 'ask failed', 'ask failed']],
    ['a test to do', ['verified', 'ask do', 'ask do', 'ask do']],
    ['a test whose command succeeded', ['verified', 'verified', 'verified', 'verified']],
    ['a test whose command failed', ['ask failed', 'ask failed', 'ask failed', 'ask failed']],
    ['a test by hand', ['verified', 'not verified', 'wait', 'ask confirm']],
    ['a decision', ['ask decide', 'ask decide', 'ask decide', 'ask decide']],
  ])('about an action that is %s', (situation, expected) => {
    expect(HOLDS.map((holds) => inShort(move(situation, holds)))).toEqual(expected);
    const late = HOLDS.map((holds) => inShort(move(situation, holds, { isWaitOver: true })));
    expect(late).toEqual(expected.map((each) => (each === 'wait' ? 'not verified' : each)));
  });

  test.each<readonly [Situation, Holds, string]>([
    ['failed', 'yes', 'verified'],
    ['not verified', 'yes', 'verified'],
    ['a look that failed', 'yes', 'verified'],
    ['failed', 'no', 'ask failed'],
    ['failed', 'not-yet', 'ask failed'],
    ['running', 'no', 'ask interrupted'],
  ])(
    'about an action that is %s, once the operator had it looked at again and it is so: %s',
    (situation, holds, next) => {
      expect(inShort(move(situation, holds, { isLookedAtAgain: true }))).toBe(next);
    },
  );

  test('is the end where nothing is left to do', () => {
    expect(nextMove(upgradeRun(WHOLE.slice(0, -1)), null)).toEqual({ kind: 'end', outcome: 'finished' });
    expect(nextMove(upgradeRun([{ type: 'aborted', reason: null }]), null)).toEqual({
      kind: 'end',
      outcome: 'aborted',
    });
    expect(nextMove(upgradeRun([{ type: 'turned-back', reason: null }]), null)).toEqual({
      ...{ kind: 'end', outcome: 'went-back' },
    });
  });
});

describe('what is written down', () => {
  const entry = (next: Move): unknown => (next.kind === 'record' ? next.entry : null);

  test('says that something was so already, where nothing was done about it', () => {
    expect(entry(move('to do', 'yes'))).toMatchObject({ action: STOP, ok: true, detail: 'already so: it is yes' });
    expect(entry(move('ran', 'yes'))).toMatchObject({ ok: true, detail: 'it is yes' });
    expect(entry(move('a look', 'yes'))).toMatchObject({ ok: true, detail: 'it is yes' });
  });

  test('says what it rests on', () => {
    expect(entry(move('ran', 'no'))).toMatchObject({ ok: false, means: 'facts', detail: 'it is no' });
    expect(entry(move('ran', 'no', { isByCommand: true }))).toMatchObject({ ok: false, means: 'command' });
    expect(entry(move('a test whose command succeeded', 'no'))).toMatchObject({ means: 'command', detail: 'done' });
  });
});

describe('the choices', () => {
  const choices = (situation: Situation, more: Partial<Circumstances> = {}): string => {
    const next = move(situation, 'unknown', more);
    return next.kind === 'ask' ? next.question.choices.join(' ') : next.kind;
  };

  test.each<readonly [Situation, string]>([
    ['to do', 'run by-hand skip stop back abort'],
    ['running', 'look-again run by-hand skip stop back abort'],
    ['failed', 'look-again run by-hand skip stop back abort'],
    ['not verified', 'look-again run by-hand skip stop back abort'],
    ['done by hand', 'confirm deny skip stop back abort'],
    ['a look', 'confirm deny skip stop back abort'],
    ['a look that failed', 'look-again skip stop back abort'],
    ['a decision', 'satisfied not-satisfied stop abort'],
    ['to do, on the way back', 'run by-hand skip stop abort'],
    ['to do, on the way out', 'run by-hand skip stop'],
  ])('about an action that is %s are: %s', (situation, expected) => {
    expect(choices(situation)).toBe(expected);
    expect(choices(situation, { hasCommand: false })).toBe(expected.replace('run ', ''));
  });

  test('do not offer to go back after the decision against the new release', () => {
    const circumstances = { hasCommand: true, isLookedAtAgain: false, isWaitOver: false, isByCommand: false };
    const run = upgradeRun([...BEFORE.step10, decided(false)]);
    expect(nextMove(run, { finding: found('no'), ...circumstances })).toMatchObject({
      question: { choices: ['run', 'by-hand', 'skip', 'stop', 'abort'] },
    });
  });

  test('come with what was found, except for a decision', () => {
    expect(move('failed', 'no')).toMatchObject({ question: { finding: { says: 'it is no' } } });
    expect(move('a decision', 'unknown')).toMatchObject({ question: { finding: null } });
  });
});
