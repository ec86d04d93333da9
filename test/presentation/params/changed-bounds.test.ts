import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../../src/core/config/parameters/catalogue.ts';
import { changedBounds } from '../../../src/core/engine/bounds/changed.ts';
import { changedBoundsInFull, changedBoundsInShort } from '../../../src/presentation/params/changed-bounds.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';

const MEDIUM = { palette: PLAIN, columns: 80 };

const full = (before: ParameterValues, after: ParameterValues): string =>
  changedBoundsInFull(changedBounds(before, after), MEDIUM).join('\n');
const short = (before: ParameterValues, after: ParameterValues): string =>
  changedBoundsInShort(changedBounds(before, after), MEDIUM).join('\n');

describe('takeover times before and after a change', () => {
  it('are shown below each other, only for failures where they differ', () => {
    const text = full({}, { 'Switchover Max Sequential Restarts': 1 });
    expect(text).toBe(`Changed takeover times, from the failure to the decision to take over, not
including hooks:
failure                         shortest   typical   longest
module restarting   before          10 s      15 s      24 s
                    after    immediately     5.0 s      14 s`);
  });

  it('include the reason if there is no takeover any more', () => {
    const text = full({}, { 'Switchover Unreachable Primary Ping Count': -1 });
    expect(text).toMatch(/^ +after +never +never +never$/m);
    expect(text).toMatch(/^primary unreachable: never, because Switchover Unreachable Primary Ping Count is$/m);
  });

  it('warn if a backup that is cut off would take over, in full and in short', () => {
    const checked = { 'Switchover Disable Gateway Ping': false };
    expect(full(checked, {})).toMatch(/^backup cut off: DANGER: neither gateway nor NetTest/m);
    expect(short(checked, {})).toContain('although the other server is active');
    expect(short({}, { 'Switchover Reconnect Timeout': 10 })).not.toContain('although the other server is active');
  });

  it('fit in 80 columns, however long the times are and whichever server is the backup', () => {
    const slow = {
      'Switchover TS Timeout': 60,
      'Switchover Reconnect Timeout': 3599,
      'Switchover Primary Monitor Timeout': 59,
      'Switchover NetTest A': '10.0.0.1',
    };
    const lines = full({}, slow).split('\n');
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it('are not shown if none changes', () => {
    expect([full({}, {}), short({}, {})]).toEqual(['', '']);
  });

  it('are listed in one sentence after the change', () => {
    expect(
      short({}, { 'Switchover Reconnect Timeout': 10 }),
    ).toBe(`Takeover times changed: process killed, both connections, primary unreachable
and backup cut off. See switchover params bounds.`);
  });
});
