import { expect, test } from 'vitest';
import { toTheSecond } from '../../../src/presentation/text/instants.ts';

const AT = '2026-11-30T23:05:09.250Z';

test('an instant of a running pair is shown in UTC', () => {
  expect(toTheSecond(AT, {})).toBe('2026-11-30 23:05:09 UTC');
});

test.each([
  [-3, '2026-11-30 23:05:09 UTC (20:05:09 local time)'],
  [1, '2026-11-30 23:05:09 UTC (2026-12-01 00:05:09 local time)'],
])('beside it stands what a clock %j hours from UTC shows, with the date where that is another one', (hours, shown) => {
  const localTime = (ms: number): string =>
    new Date(ms + hours * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
  expect(toTheSecond(AT, { localTime })).toBe(shown);
});
