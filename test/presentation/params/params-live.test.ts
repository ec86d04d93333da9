import { describe, expect, test } from 'vitest';
import type { PairChange, ParameterHistory } from '../../../src/core/results/parameters.ts';
import { renderPairChange } from '../../../src/presentation/params/params-change.ts';
import { renderHistory } from '../../../src/presentation/params/params-history.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';

const MEDIUM = { palette: PLAIN, columns: 80 };
const TIMEOUT = 'Switchover TS Timeout';

const CHANGE: PairChange = {
  pair: 'demo',
  server: { letter: 'A', name: 'alpha' },
  dryRun: false,
  checkpoint: 5,
  replicated: true,
  changes: [{ name: TIMEOUT, from: 10, to: null, default: 10, dynamic: true, used: true }],
  unchanged: ['MirrorExceptions'],
  bounds: [],
  problems: [],
};

describe('a change of a running pair', () => {
  test('shows the server, the values before and after, and when it takes effect', () => {
    expect(renderPairChange(CHANGE, MEDIUM)).toBe(
      [
        'demo changed: checkpoint 5 on alpha (A), confirmed by the backup',
        `  ${TIMEOUT}`,
        '  - 10 seconds',
        '  + not set (10 seconds by default)',
        '  MirrorExceptions: unchanged',
        'In force now.',
      ].join('\n'),
    );
  });

  test('that is not replicated or waits for a restart says so', () => {
    const changes = [{ ...CHANGE.changes[0]!, dynamic: false }];
    const text = renderPairChange({ ...CHANGE, changes, replicated: false }, MEDIUM).replace(/\s+/g, ' ');
    expect(text).toContain('not yet confirmed by the backup');
    expect(text).toContain('It takes effect after a restart of the servers');
  });

  test('of an unused parameter does not say that it takes effect', () => {
    const used = CHANGE.changes[0]!;
    const unused = { name: 'CustomMirrorDir', from: null, to: '/srv/x', default: null, dynamic: true, used: false };
    const text = (changes: PairChange['changes'], dryRun = false) =>
      renderPairChange({ ...CHANGE, changes, dryRun }, { ...MEDIUM, columns: 200 });
    for (const dynamic of [true, false]) {
      const alone = [{ ...unused, dynamic }];
      expect(text(alone)).toContain('Nothing in this version uses it.');
      expect(text(alone) + text(alone, true)).not.toMatch(/in force|immediately|restart/i);
    }
    expect(text([used, unused])).toContain(`${TIMEOUT}: in force now.\nNothing in this version uses CustomMirrorDir.`);
  });

  test('that changes nothing makes no checkpoint', () => {
    const nothing = { ...CHANGE, changes: [], checkpoint: null, replicated: null };
    expect(renderPairChange(nothing, MEDIUM)).toBe('demo: nothing to change\n  MirrorExceptions: unchanged');
  });

  test('counts unchanged values if there are many', () => {
    const unchanged = Array.from({ length: 20 }, (_, at) => `P${at}`);
    expect(renderPairChange({ ...CHANGE, unchanged }, MEDIUM)).toContain('  20 others: unchanged\n');
  });
});

describe('a history', () => {
  const entry = { at: '2026-07-01T10:00:00.000Z', by: 'ann', reason: null, term: 1, made: 'set', of: null } as const;
  const empty: ParameterHistory = {
    pair: 'demo',
    server: { letter: 'A', name: 'alpha' },
    name: null,
    checkpoints: [],
    more: false,
    forgotten: 0,
    setAside: [],
    warnings: [],
  };

  test('shows each checkpoint, newest first, and what was set aside', () => {
    const history: ParameterHistory = {
      ...empty,
      checkpoints: [
        { ...entry, number: 3, made: 'restore', of: 1, changes: [{ name: TIMEOUT, from: 20, to: null }] },
        { ...entry, number: 2, reason: 'slow', changes: [{ name: TIMEOUT, from: null, to: 20 }] },
      ],
      forgotten: 1,
      setAside: [{ ...entry, number: 3, server: 'B', setAsideAt: '2026-07-01T11:00:00.000Z', to: { [TIMEOUT]: 30 } }],
    };
    expect(renderHistory(history, MEDIUM)).toBe(
      [
        '3  2026-07-01 10:00:00 UTC  ann  (checkpoint 1 restored)',
        `  ${TIMEOUT}: 20 seconds -> not set`,
        '',
        '2  2026-07-01 10:00:00 UTC  ann',
        '  "slow"',
        `  ${TIMEOUT}: not set -> 20 seconds`,
        '',
        'Checkpoints up to 1 are no longer stored.',
        '',
        'Set aside on B at 2026-07-01 11:00:00 UTC, because the other server had become',
        'active; not in force:',
        '3  2026-07-01 10:00:00 UTC  ann',
        `  ${TIMEOUT}: 30 seconds`,
      ].join('\n'),
    );
  });

  test('that is empty says so, and a long value has its own lines', () => {
    expect(renderHistory(empty, MEDIUM)).toBe('demo: no parameter has ever been set.');
    expect(renderHistory({ ...empty, name: TIMEOUT }, MEDIUM)).toBe(`${TIMEOUT} has never been set.`);
    const changes = [{ name: 'CustomMirrorDir', from: null, to: 'C:\\Some\\Directory;'.repeat(8) }];
    const text = renderHistory({ ...empty, checkpoints: [{ ...entry, number: 2, changes }] }, MEDIUM);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
