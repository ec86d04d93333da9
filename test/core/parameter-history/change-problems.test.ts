/** What an operator is told whose change of parameters was refused. */
import { describe, expect, it } from 'vitest';
import type { ChangeRequest } from '../../../src/core/parameter-history/change.ts';
import { checkChange } from '../../../src/core/parameter-history/change.ts';
import { EMPTY, type History } from '../../../src/core/parameter-history/history.ts';
import { checkpointLine } from '../../../src/core/parameter-history/log-words.ts';
import { made } from '../../support/histories.ts';

const TIMEOUT = 'Switchover TS Timeout';
const PERIOD = 'Switchover Reconnect Timeout';
const FACTS = { servers: {}, pairFile: '/srv/pair.yaml' };

/** Four changes by two operators. */
const HISTORY = [
  made(EMPTY, { [TIMEOUT]: 10 }),
  (history: History) => made(history, { [PERIOD]: 40 }, { by: 'bob', reason: 'slow line' }),
  (history: History) => made(history, { [TIMEOUT]: 20, [PERIOD]: null }, { by: 'bob' }),
  (history: History) => made(history, {}, { by: 'ann' }),
].reduce<History>((history, next) => (typeof next === 'function' ? next(history) : next), EMPTY);

function refused(change: Partial<ChangeRequest>, history = HISTORY): unknown {
  const wish = { is: 'set', values: { [TIMEOUT]: '30' } } as const;
  const request = { id: 'r', reason: null, dryRun: false, wish, expected: {}, after: null, ...change };
  const result = checkChange(history, request, FACTS);
  return result.ok ? 'made' : [result.kind, ...result.problems];
}

describe('a change is refused', () => {
  it('with the value found, who set it, and why', () => {
    expect(refused({ expected: { [TIMEOUT]: 10 } })).toEqual([
      'refused',
      {
        code: 'parameter-changed-meanwhile',
        severity: 'error',
        what: `${TIMEOUT} is 20, not 10 as expected; bob changed it at 2026-07-01T10:00:03.000Z`,
        why: 'your change was based on the other value, so nothing was changed',
        where: null,
        do: `check what was changed (switchover params history "${TIMEOUT}"), then repeat your change if you still want it`,
      },
    ]);
    const older = made(made(EMPTY, { [PERIOD]: 40 }, { by: 'bob', reason: 'slow line' }), { [TIMEOUT]: 10 });
    expect(refused({ expected: { [PERIOD]: null } }, older)).toMatchObject([
      'refused',
      { what: `${PERIOD} is 40, not not set as expected; bob changed it at 2026-07-01T10:00:01.000Z (slow line)` },
    ]);
  });

  it('without anybody who set a value that nobody ever set', () => {
    expect(refused({ expected: { 'Switchover Monitoring': 'IP' } })).toMatchObject([
      'refused',
      { what: 'Switchover Monitoring is not set, not IP as expected' },
    ]);
  });

  it('with at most sixty characters of a value', () => {
    const [long, longest] = ['x'.repeat(61), 'x'.repeat(60)];
    expect(refused({ expected: { CustomMirrorDir: long } })).toMatchObject([
      'refused',
      { what: `CustomMirrorDir is not set, not ${longest}… as expected` },
    ]);
    expect(refused({ expected: { CustomMirrorDir: longest } })).toMatchObject([
      'refused',
      { what: `CustomMirrorDir is not set, not ${longest} as expected` },
    ]);
  });

  it('with the last three changes if there is a newer checkpoint', () => {
    expect(refused({ after: 0 })).toEqual([
      'refused',
      {
        code: 'parameters-changed-meanwhile',
        severity: 'error',
        what: `the last checkpoint is 4, not 0 as expected (2 by bob at 2026-07-01T10:00:02.000Z (slow line): ${PERIOD}; 3 by bob at 2026-07-01T10:00:03.000Z: ${TIMEOUT}, ${PERIOD}; 4 by ann at 2026-07-01T10:00:04.000Z: nothing)`,
        why: 'your change was based on other values, so nothing was changed',
        where: null,
        do: 'check what was changed (switchover params history), then repeat the command if you still want it',
      },
    ]);
    expect(refused({ after: 3, wish: { is: 'restore', number: 1 } })).toMatchObject([
      'refused',
      {
        what: 'the last checkpoint is 4, not 3 as expected (4 by ann at 2026-07-01T10:00:04.000Z: nothing)',
        why: 'your restore was based on other values, so nothing was changed',
      },
    ]);
    expect(refused({ after: 5 })).toMatchObject(['refused', { what: 'the last checkpoint is 4, not 5 as expected' }]);
    expect(refused({ after: 4 })).toBe('made');
  });

  it('with the checkpoints that there are', () => {
    const missing = (number: number, history: History): unknown =>
      refused({ wish: { is: 'restore', number } }, history);
    expect(missing(9, HISTORY)).toEqual([
      'refused',
      {
        code: 'checkpoint-unknown',
        severity: 'error',
        what: 'there is no checkpoint 9',
        why: 'the checkpoints are 1 to 4',
        where: null,
        do: 'list the checkpoints with: switchover params history',
      },
    ]);
    expect(missing(9, EMPTY)).toMatchObject(['refused', { why: 'nothing has been changed yet' }]);
    const forgotten = { ...HISTORY, base: { ...HISTORY.base, number: 2 }, checkpoints: HISTORY.checkpoints.slice(2) };
    expect(missing(1, forgotten)).toMatchObject([
      'refused',
      { why: 'it is no longer stored: the checkpoints are 3 to 4' },
    ]);
  });

  it('if a name is set twice, or belongs to the pair file', () => {
    const wish = { is: 'set', values: { [TIMEOUT]: 5, [TIMEOUT.toUpperCase()]: 6 } } as const;
    expect(refused({ wish })).toEqual([
      'usage',
      {
        code: 'assigned-twice',
        severity: 'error',
        what: `${TIMEOUT} is set twice`,
        why: 'letter case does not matter, so it is unclear which value is meant',
        where: null,
        do: 'keep one of the two',
      },
    ]);
    expect(refused({ wish: { is: 'set', values: { 'SwitchoverServer A': 'alpha' } } })).toEqual([
      'refused',
      {
        code: 'parameter-set-elsewhere',
        severity: 'error',
        what: 'SwitchoverServer A cannot be set with params',
        why: 'the names and addresses of the two servers are set only under "servers" in the pair file',
        where: '/srv/pair.yaml',
        do: 'edit the pair file on both machines, then restart both servers',
      },
    ]);
  });
});

describe('a checkpoint is logged', () => {
  const by = { number: 4, by: 'ann', reason: null };
  const line = (...given: Parameters<typeof checkpointLine>): string => checkpointLine(...given).text;

  it('with each change, and its reason', () => {
    const changes = [
      { name: TIMEOUT, from: 10, to: 20 },
      { name: PERIOD, from: null, to: 40 },
    ];
    expect(checkpointLine({ ...by, reason: 'slow disks' }, 'restored', changes, 'warning')).toEqual({
      topic: 'SwitchoverMain',
      level: 'warning',
      text: `SwitchoverMain::Parameters : checkpoint [4] of [ann], restored: ${TIMEOUT} [10] to [20], ${PERIOD} [not set] to [40] (slow disks)`,
    });
  });

  it('without a change', () => {
    expect(line(by, null, [], 'note')).toBe('SwitchoverMain::Parameters : checkpoint [4] of [ann]: nothing set');
  });

  it('with at most 120 characters of a value, also of a parameter that this version does not know', () => {
    const logged = (to: string): string => line(by, null, [{ name: 'Later', from: true, to }], 'note');
    expect(logged('x'.repeat(120))).toContain(`: Later [true] to [${'x'.repeat(120)}]`);
    expect(logged('x'.repeat(121))).toContain(`: Later [true] to [${'x'.repeat(120)}…]`);
  });
});
