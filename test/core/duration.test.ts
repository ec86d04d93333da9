import { expect, test } from 'vitest';
import { parseDuration } from '../../src/core/duration.ts';

test.each([
  ['90s', 90_000],
  ['30m', 1_800_000],
  [' 2h ', 7_200_000],
  ['30d', 2_592_000_000],
])('%j is a time', (text, ms) => {
  expect(parseDuration(text, '--for')).toEqual({ ok: true, ms });
});

test.each(['', '0s', '90', '1.5h', '-1h', '31d', '1h30m', '99999999999s', '2 h'])('%j is none', (text) => {
  expect(parseDuration(text, '--for')).toMatchObject({ ok: false, problem: { code: 'duration-invalid' } });
});

test.each([
  ['90', 'a time is a whole number and one of the letters s, m, h, d'],
  ['0s', 'that is no time at all'],
  ['31d', 'the longest is 30 days'],
])('%j is rejected with the reason, the flag and examples', (text, why) => {
  expect(parseDuration(text, '--for')).toEqual({
    ok: false,
    problem: {
      code: 'duration-invalid',
      severity: 'error',
      what: `--for is "${text}"`,
      why,
      where: '--for',
      do: 'write it like 90s, 30m, 2h or 1d',
    },
  });
});
