import { describe, expect, test } from 'vitest';
import type { NewEntry } from '../../../src/core/runbooks/entry.ts';
import type { StepResult } from '../../../src/core/runbooks/report.ts';
import { BEFORE, carriedOut, decided, NOT_SATISFIED, reportAfter, WHOLE } from '../../support/procedure-samples.ts';

const STOP = 'forward.first.stop';
const SWITCH = 'forward.first.switch';
const running: NewEntry = { type: 'running', action: SWITCH };
const ran = (ok: boolean, downtimeMs: number | null): NewEntry => ({
  ...{ type: 'ran', action: SWITCH, ok, detail: '', tookMs: 1 },
  downtimeMs,
});
const checked = (ok: boolean): NewEntry => ({ type: 'checked', action: SWITCH, ok, means: 'facts', detail: '' });
const byHand: NewEntry = { type: 'by-hand', action: SWITCH };

const minute = (number: number): string => new Date(Date.UTC(2026, 11, 1, 3, number)).toISOString();
/** The minute of the first entry after those before the switch. */
const AT = BEFORE.step7.length + 1;

describe('the downtimes', () => {
  test.each<
    readonly [what: string, entries: readonly NewEntry[], downtimes: readonly (readonly [number, number | null])[]]
  >([
    ['are none before a switch', [], []],
    ['have no length while a switch is under way', [running], []],
    ['have the length that was measured', [running, ran(true, 4_200), checked(true)], [[AT, 4_200]]],
    ['have no length where nothing could measure it', [running, ran(true, null), checked(true)], [[AT, null]]],
    [
      'include that of a switch that failed',
      [running, ran(false, 900), running, ran(true, 3_000)],
      [
        [AT, 900],
        [AT + 2, 3_000],
      ],
    ],
    [
      'leave out a switch that failed and cost none',
      [running, ran(false, 0), running, ran(true, 3_000)],
      [[AT + 2, 3_000]],
    ],
    ['include a switch by hand, which nothing measured', [byHand, checked(true)], [[AT, null]]],
    [
      'include a switch whose end nobody saw, and that was found done',
      [running, { type: 'stopped' }, checked(true)],
      [[AT, null]],
    ],
    ['do not include a switch that was found done before anything was requested', [checked(true)], []],
    ['do not include a switch that was skipped', [{ type: 'skipped', action: SWITCH, reason: 'no' }], []],
  ])('%s', (_what, entries, downtimes) => {
    const report = reportAfter([...BEFORE.step7, ...entries]);
    expect(report.downtimes).toEqual(downtimes.map(([at, ms]) => ({ at: minute(at), to: 'B', ms })));
  });

  test('of a run that went back are two, one to each server', () => {
    expect(reportAfter(NOT_SATISFIED).downtimes).toMatchObject([
      { to: 'B', ms: 4_200 },
      { to: 'A', ms: 3_100 },
    ]);
  });
});

describe('the results', () => {
  const results = (entries: readonly NewEntry[]): Readonly<Record<string, StepResult>> =>
    Object.fromEntries(
      reportAfter(entries).steps.map(({ number, branch, title, result }) => [
        number === null || branch !== null ? title : String(number),
        result,
      ]),
    );

  const failed: NewEntry[] = [
    { type: 'running', action: STOP },
    { type: 'ran', action: STOP, ok: false, detail: 'exit code 1', tookMs: 1, downtimeMs: null },
  ];

  test('of a run that has just begun are all to come', () => {
    const found = results([]);
    expect(found['1']).toBe('current');
    expect(new Set(Object.values(found).slice(1))).toEqual(new Set(['to-do']));
  });

  test.each<readonly [what: string, entries: readonly NewEntry[], expected: Readonly<Record<string, StepResult>>]>([
    ['a command runs', [{ type: 'running', action: STOP }], { 1: 'current', 2: 'to-do' }],
    ['a command failed', failed, { 1: 'current', 2: 'to-do' }],
    ['a step is done', carriedOut(STOP), { 1: 'done', 2: 'current' }],
    ['a step was skipped', [{ type: 'skipped', action: STOP, reason: 'off' }], { 1: 'skipped', 2: 'current' }],
    [
      'a run was aborted before its first step',
      [
        { type: 'aborted', reason: null },
        { type: 'ended', outcome: 'aborted' },
      ],
      {},
    ],
    [
      'a run was aborted after a failure',
      [...failed, { type: 'aborted', reason: null }],
      { 1: 'failed', 'Start the service on beta': 'current' },
    ],
    [
      'a run was aborted while a command ran',
      [
        { type: 'running', action: STOP },
        { type: 'aborted', reason: null },
      ],
      { 1: 'given-up', 'Start the service on beta': 'current' },
    ],
    [
      'the second server is being upgraded',
      [...BEFORE.step10, decided(true), ...carriedOut('forward.second.stop')],
      { 10: 'done', 'Upgrade alpha': 'current', 11: 'to-do' },
    ],
  ])('where %s', (_what, entries, expected) => {
    const found = results(entries);
    expect(found).toMatchObject(expected);
    if (Object.keys(expected).length === 0) expect(found).toEqual({});
  });

  test('of the actions of one step are their own', () => {
    const { steps } = reportAfter([...BEFORE.step10, decided(true), ...carriedOut('forward.second.stop')]);
    const step = steps.find(({ title }) => title === 'Upgrade alpha')!;
    expect(step.actions.map(({ result }) => result)).toEqual(['done', 'current', 'to-do']);
  });

  test('of a finished run are done or skipped, and of one that went back the way there is shown too', () => {
    expect(new Set(Object.values(results(WHOLE)))).toEqual(new Set(['done', 'skipped']));
    const { steps, route, outcome, reason, acceptedLoss } = reportAfter(NOT_SATISFIED);
    expect(steps.map(({ result }) => result)).toEqual(steps.map(() => 'done'));
    expect({ route, outcome, reason }).toEqual({ route: 'back', outcome: 'went-back', reason: 'echo on the lines' });
    expect(acceptedLoss).toHaveLength(2);
  });
});

describe('the end', () => {
  test('is not there while the run goes on', () => {
    expect(reportAfter([{ type: 'stopped' }])).toMatchObject({
      endedAt: null,
      outcome: null,
      route: 'forward',
      satisfied: null,
    });
  });

  test('is the time of the last entry', () => {
    expect(reportAfter(WHOLE)).toMatchObject({
      ...{ startedAt: minute(0), endedAt: minute(WHOLE.length), outcome: 'finished', satisfied: true, reason: null },
    });
  });

  test('has the reason of the last turn', () => {
    const turns: NewEntry[] = [
      { type: 'turned-back', reason: 'too slow' },
      { type: 'aborted', reason: 'no time' },
    ];
    expect(reportAfter([...carriedOut(STOP), ...turns])).toMatchObject({ route: 'out', reason: 'no time' });
    expect(reportAfter([...carriedOut(STOP), turns[0]!, { type: 'aborted', reason: null }]).reason).toBeNull();
  });
});

test('every entry of a journal has a line that says what happened', () => {
  for (const entries of [WHOLE, NOT_SATISFIED]) {
    for (const { what } of reportAfter(entries).journal) expect(what).not.toMatch(/forward\.|back\.|undefined|null/);
  }
  const all: NewEntry[] = [
    { type: 'turned-back', reason: 'slow' },
    { type: 'aborted', reason: null },
  ];
  const said = reportAfter([...carriedOut(STOP), ...all]).journal.map(({ what }) => what);
  expect(said.slice(-2)).toEqual(['going back: slow', 'aborted']);
});
