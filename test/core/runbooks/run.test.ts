import { describe, expect, test } from 'vitest';
import { type Entry, MOST_ENTRIES, type NewEntry } from '../../../src/core/runbooks/entry.ts';
import { begin, currentOf, placed, recordOf, runOf, withEntry } from '../../../src/core/runbooks/run.ts';
import { UPGRADE } from '../../../src/core/runbooks/upgrade/steps.ts';
import { begunEntry } from '../../support/journals.ts';
import { BEFORE, carriedOut, NOT_SATISFIED, upgradeRun, WHOLE } from '../../support/procedure-samples.ts';

const STOP = 'forward.first.stop';
const DECIDE = 'forward.first.decide';
const BACK: NewEntry = { type: 'turned-back', reason: null };
const OUT: NewEntry = { type: 'aborted', reason: null };
const RAN: NewEntry = { type: 'ran', action: STOP, ok: true, detail: '', tookMs: 1, downtimeMs: null };
const CHECKED: NewEntry = { type: 'checked', action: STOP, ok: true, means: 'facts', detail: '' };
const SATISFIED: NewEntry = { type: 'decided', action: DECIDE, satisfied: true, reason: null };
const ENDED: NewEntry = { type: 'ended', outcome: 'finished' };
const { number: _number, at: _at, by: _by, ...BEGUN } = begunEntry('run-2');

describe('an entry is refused', () => {
  test.each<readonly [when: string, before: readonly NewEntry[], entry: NewEntry, why: string]>([
    ['that begins the run again', [], BEGUN as NewEntry, 'the run has begun already'],
    ['after the end of a run that finished', WHOLE, { type: 'stopped' }, 'the run has ended'],
    [
      'after the end of a run that went back',
      NOT_SATISFIED,
      { type: 'resumed', machine: 'm', pairFile: '' },
      'the run has ended',
    ],
    ['that aborts a run that has ended', [OUT, { type: 'ended', outcome: 'aborted' }], OUT, 'the run has ended'],
    ['that ends a run with steps left', [], ENDED, 'not all of its steps are done'],
    ['that ends a run before a decision', BEFORE.step10, ENDED, 'not all of its steps are done'],
    ['that ends a run otherwise than it went: aborted', [OUT], ENDED, 'its outcome is "aborted"'],
    [
      'that ends a run otherwise than it went: back',
      [BACK],
      { type: 'ended', outcome: 'aborted' },
      'its outcome is "went-back"',
    ],
    [
      'that ends a run otherwise than it went: finished',
      WHOLE.slice(0, -1),
      { type: 'ended', outcome: 'went-back' },
      'its outcome is "finished"',
    ],
    ['that goes back twice', [...carriedOut(STOP), BACK], BACK, 'the run does not go forward any more'],
    ['that goes back after an abort', [...carriedOut(STOP), OUT], BACK, 'the run does not go forward any more'],
    [
      'that goes back after the decision to',
      [...BEFORE.step10, { ...SATISFIED, satisfied: false }],
      BACK,
      'the run does not go forward any more',
    ],
    ['that aborts twice', [...carriedOut(STOP), OUT], OUT, 'the run was aborted already'],
    [
      'about an action that is not its turn',
      [],
      { type: 'running', action: 'forward.first.install' },
      `its current action is "${STOP}", not "forward.first.install"`,
    ],
    [
      'about an action that is done',
      carriedOut(STOP),
      { type: 'by-hand', action: STOP },
      `its current action is "forward.first.manual-start", not "${STOP}"`,
    ],
    [
      'about an action that does not exist',
      [],
      { type: 'by-hand', action: 'nothing' },
      `its current action is "${STOP}", not "nothing"`,
    ],
    [
      'about an action of the way that was left',
      [...carriedOut(STOP), OUT],
      { type: 'running', action: 'forward.first.manual-start' },
      'its current action is "out.first.start", not "forward.first.manual-start"',
    ],
    [
      'about an action where none is left',
      [OUT],
      { type: 'running', action: STOP },
      `its current action is "none", not "${STOP}"`,
    ],
    ['that ends a command that was not started', [], RAN, 'its command was not started'],
    ['that ends a command twice', [{ type: 'running', action: STOP }, RAN], RAN, 'its command was not started'],
    [
      'that ends the command of what was done by hand',
      [{ type: 'by-hand', action: STOP }],
      RAN,
      'its command was not started',
    ],
    [
      'that ends a command that was checked meanwhile',
      [
        { type: 'running', action: STOP },
        { ...CHECKED, ok: false },
      ],
      RAN,
      'its command was not started',
    ],
    [
      'that decides what is no decision',
      [],
      { ...SATISFIED, action: STOP },
      'a decision is decided, and nothing else is',
    ],
    [
      'that skips a decision',
      BEFORE.step10,
      { type: 'skipped', action: DECIDE, reason: 'late' },
      'a decision is decided, and nothing else is',
    ],
    [
      'that verifies a decision',
      BEFORE.step10,
      { ...CHECKED, action: DECIDE },
      'a decision is decided, and nothing else is',
    ],
    [
      'that runs a decision',
      BEFORE.step10,
      { type: 'running', action: DECIDE },
      'a decision is decided, and nothing else is',
    ],
  ])('%s', (_when, before, entry, why) => {
    const run = upgradeRun(before);
    expect(withEntry(run, placed(run, entry, '2026-12-01T05:00:00.000Z', 'ann'))).toEqual({ ok: false, why });
  });

  test.each([-1, 0, 1, 3])('whose number is %s in the place of number 2', (number) => {
    const run = upgradeRun([]);
    const entry = { ...placed(run, { type: 'stopped' }, '2026-12-01T05:00:00.000Z', 'ann'), number };
    expect(withEntry(run, entry)).toEqual({ ok: false, why: `entry ${number} does not follow entry 1` });
  });

  test('beyond the most that a run has', () => {
    let run = upgradeRun(Array.from({ length: MOST_ENTRIES - 1 }, () => ({ type: 'stopped' as const })));
    const more = placed(run, { type: 'stopped' }, '2026-12-01T05:00:00.000Z', 'ann');
    expect(withEntry(run, more)).toEqual({ ok: false, why: `a run has at most ${MOST_ENTRIES} entries` });
    run = upgradeRun([]);
    expect(withEntry(run, { ...more, number: 2 }).ok).toBe(true);
  });
});

describe('a run does not begin', () => {
  const FIRST = begunEntry('run-1');
  test.each<readonly [when: string, entries: readonly Entry[], why: string]>([
    ['without an entry', [], 'it is empty'],
    ['with another entry', [placed(null, { type: 'stopped' }, FIRST.at, 'ann')], 'the first entry must begin the run'],
    ['with a later entry', [{ ...FIRST, number: 2 }], 'the first entry must begin the run'],
    ['with another procedure', [begunEntry('run-1', { runbook: 'drill' })], 'it is a run of "drill", not of "upgrade"'],
    [
      'with another version of the procedure',
      [begunEntry('run-1', { version: UPGRADE.version + 1 })],
      `it was begun with version ${UPGRADE.version + 1} of the procedure; this is version ${UPGRADE.version}`,
    ],
    ['twice', [FIRST, placed(null, BEGUN as NewEntry, FIRST.at, 'ann')], 'entry 1: entry 1 does not follow entry 1'],
  ])('%s', (_when, entries, why) => {
    expect(runOf(UPGRADE, entries)).toEqual({ ok: false, why });
  });

  test('where the entry is one of its own', () => {
    expect(begin(UPGRADE, FIRST)).toMatchObject({ ok: true, run: { ended: null, turns: [], satisfied: null } });
  });
});

describe('a refused entry', () => {
  test('leaves the run as it was', () => {
    const run = upgradeRun([{ type: 'running', action: STOP }]);
    const before = structuredClone({ entries: run.entries, records: run.records, turns: run.turns });
    withEntry(run, placed(run, ENDED, '2026-12-01T05:00:00.000Z', 'ann'));
    expect({ entries: run.entries, records: run.records, turns: run.turns }).toEqual(before);
  });
});

describe('what is known of an action', () => {
  const RUNNING: NewEntry = { type: 'running', action: STOP, before: 'boot-1' };
  test.each<readonly [what: string, entries: readonly NewEntry[], record: object]>([
    ['is nothing at first', [], { phase: 'to-do', how: null, attempts: 0, before: null, at: '' }],
    ['is that its command was started', [RUNNING], { phase: 'running', how: 'command', attempts: 1, before: 'boot-1' }],
    [
      'is how its command ended',
      [RUNNING, { ...RAN, ok: false, detail: 'exit code 1' }],
      { phase: 'failed', detail: 'exit code 1' },
    ],
    [
      'counts its attempts',
      [RUNNING, { ...RAN, ok: false }, { type: 'running', action: STOP }],
      { phase: 'running', attempts: 2, before: null, detail: '' },
    ],
    [
      'is that it was done by hand after a command failed',
      [RUNNING, { ...RAN, ok: false, detail: 'bad' }, { type: 'by-hand', action: STOP }],
      { phase: 'ran', how: 'by-hand', attempts: 1, detail: '' },
    ],
    [
      'is that its check does not hold',
      [RUNNING, RAN, { ...CHECKED, ok: false, detail: 'it runs' }],
      { phase: 'failed', means: 'facts', detail: 'it runs' },
    ],
    [
      'is that it holds on the operator’s word',
      [
        { type: 'by-hand', action: STOP },
        { ...CHECKED, means: 'operator' },
      ],
      { phase: 'done', means: 'operator', how: 'by-hand' },
    ],
    [
      'is why it was skipped',
      [{ type: 'skipped', action: STOP, reason: 'off' }],
      { phase: 'skipped', detail: 'off', means: null },
    ],
    [
      'is what loss was accepted',
      [{ type: 'accepted-loss', action: STOP, items: ['one'] }],
      { phase: 'to-do', acceptedLoss: ['one'] },
    ],
    [
      'does not change while the walkthrough is stopped',
      [RUNNING, { type: 'stopped' }, { type: 'resumed', machine: 'm', pairFile: '' }],
      { phase: 'running' },
    ],
  ])('%s', (_what, entries, record) => {
    const run = upgradeRun(entries);
    expect(recordOf(run, STOP)).toMatchObject(record);
  });

  test('decides which action comes next', () => {
    expect(currentOf(upgradeRun([]))?.action.id).toBe(STOP);
    expect(currentOf(upgradeRun([{ type: 'skipped', action: STOP, reason: 'off' }]))?.step.id).toBe('manual-start');
    expect(currentOf(upgradeRun([...BEFORE.step10, SATISFIED]))?.action.id).toBe('forward.second.stop');
    expect(currentOf(upgradeRun([OUT]))).toBeNull();
  });
});
