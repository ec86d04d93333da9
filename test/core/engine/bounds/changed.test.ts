import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../../../src/core/config/parameters/catalogue.ts';
import { settingsOf } from '../../../../src/core/config/parameters/settings.ts';
import { changedBounds } from '../../../../src/core/engine/bounds/changed.ts';
import { takeoverBounds } from '../../../../src/core/engine/bounds/takeover.ts';
import { anyValues } from '../../../support/parameter-values.ts';

const failures = (before: ParameterValues, after: ParameterValues): string[] =>
  changedBounds(before, after).map(({ failure, backup }) => `${failure} ${backup.join('')}`);

describe('the effect of changed parameters on the takeover times', () => {
  it('names the failures whose times change, with the times before and after', () => {
    const changes = changedBounds({}, { 'Switchover Reconnect Timeout': 10 });
    expect(changes.map(({ failure }) => failure)).toEqual([
      'process-killed',
      'both-connections',
      'primary-unreachable',
      'backup-cut-off',
    ]);
    expect(changes[0]).toEqual({
      failure: 'process-killed',
      backup: ['A', 'B'],
      before: { shortestMs: 30_000, typicalMs: 30_000, longestMs: 34_000, never: null, note: null },
      after: { shortestMs: 10_000, typicalMs: 10_000, longestMs: 14_000, never: null, note: null },
    });
  });

  it('reports the servers separately if a change applies to one of them, or differs between them', () => {
    expect(failures({}, { 'Switchover NetTest A': '10.0.0.1' })).toEqual(['backup-cut-off A']);
    const after = { 'Switchover NetTest A': '10.0.0.1', 'Switchover Reconnect Timeout': 10 };
    expect(failures({}, after).slice(-2)).toEqual(['backup-cut-off A', 'backup-cut-off B']);
    expect(failures({}, { 'Switchover NetTest A': '10.0.0.1', 'Switchover NetTest B': '10.0.0.2' })).toEqual([
      'backup-cut-off AB',
    ]);
  });

  it('reports nothing for a value that affects no takeover time, nor for a default value', () => {
    expect(failures({}, { 'Handler Path': 'D:\\I3\\IC\\Handlers' })).toEqual([]);
    expect(failures({}, { 'Switchover Reconnect Timeout': 30, 'Switchover TS Timeout': 10 })).toEqual([]);
    expect(failures({ 'Switchover NetTest A': '10.0.0.1' }, { 'Switchover NetTest A': '10.0.0.2' })).toEqual([]);
  });

  it('agrees with the bounds themselves for any two sets of values and either backup, and is complete', () => {
    fc.assert(
      fc.property(anyValues(), anyValues(), (before, after) => {
        const changes = changedBounds(before, after);
        for (const backup of ['A', 'B'] as const) {
          const [was, is] = [before, after].map((values) =>
            takeoverBounds({ settings: settingsOf(values, backup), hasModule: true, mode: 'automatic' }),
          );
          was!.forEach((bound, index) => {
            const told = changes.find((each) => each.failure === bound.failure && each.backup.includes(backup));
            const times = (one: typeof bound): unknown[] => [one.shortestMs, one.typicalMs, one.longestMs];
            const [from, to] = [times(bound), times(is![index]!)];
            if (told === undefined) expect(to).toEqual(from);
            else expect([told.before, told.after]).toMatchObject([{ longestMs: from[2] }, { longestMs: to[2] }]);
            if (told !== undefined) expect(to).not.toEqual(from);
          });
        }
      }),
    );
  });
});
