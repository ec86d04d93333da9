import { describe, expect, test } from 'vitest';
import type { Place } from '../../../src/core/engine/state.ts';
import type { NewEntry } from '../../../src/core/runbooks/entry.ts';
import { NO_SERVICE_FACTS, type PairFacts, type ServerFacts } from '../../../src/core/runbooks/facts.ts';
import { pairView } from '../../../src/core/runbooks/pair-view.ts';
import { BEFORE, carriedOut, decided, upgradeRun } from '../../support/procedure-samples.ts';
import { answers } from '../../support/server-answers.ts';

type Look = Place | 'absent' | 'silent' | 'unseen';

const SILENCES = {
  absent: { status: null, silence: 'absent', why: 'nothing listens there', isPrimary: null },
  silent: { status: null, silence: 'silent', why: 'no answer in time', isPrimary: null },
  unseen: { status: null, silence: null, why: null, isPrimary: null },
} as const;

function server(letter: 'A' | 'B', look: Look): ServerFacts {
  const name = letter === 'A' ? 'alpha' : 'beta';
  const place = look as Place;
  const seen =
    look in SILENCES
      ? SILENCES[look as keyof typeof SILENCES]
      : { status: answers(place)(letter).answer, silence: null, why: null, isPrimary: place === 'primary.serving' };
  return { letter, name, ...seen, service: NO_SERVICE_FACTS };
}

const pair = (A: Look, B: Look): PairFacts => ({ A: server('A', A), B: server('B', B) });

/** Half an hour after the run began. */
const NOW = Date.parse('2026-12-01T03:30:00.000Z');
const MINUTE = 60_000;

const view = (entries: readonly NewEntry[], facts: PairFacts | null, isBusy = false) =>
  pairView(upgradeRun(entries), facts, NOW, isBusy);

const SWITCH = 'forward.first.switch';
const RUNNING: NewEntry = { type: 'running', action: SWITCH };
const RAN: NewEntry = { type: 'ran', action: SWITCH, ok: true, detail: '', tookMs: 1, downtimeMs: null };
const FAILED: NewEntry = { ...RAN, ok: false, detail: 'exit code 1' };
const BY_HAND: NewEntry = { type: 'by-hand', action: SWITCH };

describe('the alarm', () => {
  const start = (name: string) => `start the service on ${name}`;
  const ask = (name: string) => `find out why ${name} does not answer, and start its service`;
  const take = (name: string) => `make ${name} active now: switchover switch`;

  test.each<readonly [Look, Look, what: string, do_: readonly string[]]>([
    [
      'absent',
      'backup.watching',
      'alpha does not answer (nothing listens there); beta is backup',
      [start('alpha'), take('beta')],
    ],
    [
      'absent',
      'absent',
      'alpha does not answer (nothing listens there); beta does not answer',
      [start('alpha'), start('beta')],
    ],
    [
      'silent',
      'reconnecting.held',
      'alpha does not answer (no answer in time); beta is reconnecting',
      [ask('alpha'), take('beta')],
    ],
    [
      'unseen',
      'upgrade-higher.watching',
      'alpha does not answer (no reason known); beta is upgrade-higher',
      [ask('alpha'), take('beta')],
    ],
    [
      'upgrade-lower.watching',
      'absent',
      'alpha is upgrade-lower; beta does not answer',
      [take('alpha'), start('beta')],
    ],
    [
      'inactive.stale',
      'absent',
      'alpha is stale; beta',
      ['let alpha rejoin: switchover rejoin --server A', start('beta')],
    ],
    ['init.asking', 'absent', 'alpha is starting; beta', [start('beta')]],
    ['primary.claiming', 'absent', 'alpha is primary; beta', [start('beta')]],
    ['stopping.draining', 'absent', 'alpha is stopping; beta', [start('beta')]],
    ['error.unverified', 'absent', 'alpha is error; beta', [start('beta')]],
  ])('where A is %s and B is %s says so, and what can be done', (A, B, what, options) => {
    const { alarm } = view(BEFORE.step5, pair(A, B));
    expect(alarm?.what).toContain(`NO SERVER IS ACTIVE: ${what}`);
    expect(alarm?.do).toEqual(options);
  });

  test.each<readonly [Look, Look]>([
    ['primary.serving', 'absent'],
    ['primary.draining', 'silent'],
    ['absent', 'primary.serving'],
    ['primary.serving', 'primary.serving'],
  ])('is not raised while a server serves: A is %s, B is %s', (A, B) => {
    expect(view(BEFORE.step5, pair(A, B)).alarm).toBeNull();
  });

  test('is not raised where nothing can be asked', () => {
    expect(view(BEFORE.step5, null)).toMatchObject({ alarm: null, servers: [], downtimeMs: null });
  });

  const nobody = pair('primary.yielded', 'primary.claiming');

  test.each([
    ['requested', [RUNNING]],
    ['carried out, and is not checked yet', [RUNNING, RAN]],
    ['done by hand, and is not checked yet', [BY_HAND]],
  ])('is not raised while a switch is %s: that is its downtime', (_when, entries) => {
    expect(view([...BEFORE.step7, ...entries], nobody, true).alarm).toBeNull();
  });

  test.each([
    ['nobody has requested yet', []],
    ['failed', [RUNNING, FAILED]],
    ['was interrupted, and about which a question is open', [RUNNING]],
  ])('is raised where a switch %s', (_when, entries) => {
    expect(view([...BEFORE.step7, ...entries], nobody).alarm?.what).toContain('NO SERVER IS ACTIVE');
  });

  test('is raised while a command runs that is no switch', () => {
    const install: NewEntry = { type: 'running', action: 'forward.first.install' };
    const before = ['stop', 'manual-start'].flatMap((name) => carriedOut(`forward.first.${name}`));
    expect(view([...before, install], pair('absent', 'absent'), true).alarm).not.toBeNull();
  });
});

describe('the downtime', () => {
  const nobody = pair('primary.yielded', 'primary.claiming');
  const switchAt = BEFORE.step7.length + 1;

  test.each([
    ['the request of the switch', [RUNNING], true],
    ['the request of a switch that was carried out', [RUNNING, RAN], true],
    ['a switch by hand', [BY_HAND], true],
    ['the last attempt', [RUNNING, FAILED, RUNNING], true, 2],
    ['the request of a switch that was interrupted', [RUNNING], false],
  ])('is counted from %s on', (_since, entries, isBusy, later = 0) => {
    const { downtimeMs } = view([...BEFORE.step7, ...(entries as NewEntry[])], nobody, isBusy as boolean);
    expect(downtimeMs).toBe((30 - switchAt - (later as number)) * MINUTE);
  });

  test('is not counted where nobody knows since when', () => {
    expect(view(BEFORE.step7, nobody).downtimeMs).toBeNull();
    expect(view([...BEFORE.step7, RUNNING, FAILED], nobody).downtimeMs).toBeNull();
  });

  test('ends as soon as a server serves', () => {
    expect(view([...BEFORE.step7, RUNNING], pair('stopping.stopped', 'primary.serving')).downtimeMs).toBeNull();
  });

  test('is none if the clock here is behind', () => {
    const run = upgradeRun([...BEFORE.step7, RUNNING]);
    expect(pairView(run, nobody, 0, true)).toMatchObject({ downtimeMs: 0, unprotectedMs: 0 });
  });
});

describe('the time without protection', () => {
  const STOP = 'forward.first.stop';
  const alone = pair('primary.serving', 'absent');

  test.each<readonly [string, readonly NewEntry[], number | null]>([
    ['is not counted before anything is done', [], null],
    ['is not counted where only something was skipped', [{ type: 'skipped', action: STOP, reason: 'off' }], null],
    ['is counted from the first command on', carriedOut(STOP), 29],
    ['is counted from what was done first by hand', [{ type: 'stopped' }, { type: 'by-hand', action: STOP }], 28],
    [
      'is counted from where the service was found stopped already',
      [{ type: 'checked', action: STOP, ok: true, means: 'facts', detail: 'already so' }],
      29,
    ],
  ])('%s', (_what, entries, minutes) => {
    expect(view(entries, alone).unprotectedMs).toBe(minutes === null ? null : minutes * MINUTE);
    expect(view(entries, null).unprotectedMs).toBe(minutes === null ? null : minutes * MINUTE);
  });

  test.each<readonly [Look, Look, boolean]>([
    ['primary.serving', 'backup.watching', false],
    ['backup.watching', 'primary.serving', false],
    ['primary.serving', 'upgrade-higher.watching', true],
    ['upgrade-lower.watching', 'primary.serving', true],
    ['primary.claiming', 'backup.watching', true],
    ['primary.serving', 'reconnecting.waiting', true],
    ['primary.serving', 'silent', true],
    ['primary.serving', 'primary.serving', true],
  ])('goes on where A is %s and B is %s: %s', (A, B, goesOn) => {
    expect(view(BEFORE.step10, pair(A, B)).unprotectedMs !== null).toBe(goesOn);
  });

  test('goes on after the decision against the new release', () => {
    const { unprotectedMs } = view([...BEFORE.step10, decided(false)], pair('absent', 'primary.serving'));
    expect(unprotectedMs).toBe(29 * MINUTE);
  });
});

test('each server shows its state, its release and why it does not answer', () => {
  expect(view([], pair('inactive.stale', 'silent')).servers).toEqual([
    { letter: 'A', name: 'alpha', state: 'stale', release: '4.0', serving: false, fault: null },
    { letter: 'B', name: 'beta', state: 'no answer', release: null, serving: null, fault: 'no answer in time' },
  ]);
});
