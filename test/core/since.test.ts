import { expect, test } from 'vitest';
import { parseSince } from '../../src/core/since.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');

test.each([
  ['12h', '2026-11-23T00:00:00.000Z'],
  ['90d', '2026-08-25T12:00:00.000Z'],
  ['2026-11-01', '2026-11-01T00:00:00.000Z'],
  ['2026-11-01T14:18', '2026-11-01T14:18:00.000Z'],
  ['2026-11-01 14:18:05.5', '2026-11-01T14:18:05.500Z'],
  ['2026-11-01T14:18+01:00', '2026-11-01T13:18:00.000Z'],
  [' 2026-11-01t14:18z ', '2026-11-01T14:18:00.000Z'],
])('%s is a moment', (text, iso) => {
  const parsed = parseSince(text, '--since', NOW);
  expect(parsed.ok && new Date(parsed.ms).toISOString()).toBe(iso);
});

test.each(['', 'yesterday', '2026-02-30', '2026-13-01', '2026-11-01T25:00', '14:18', '-5d', '1w'])(
  '"%s" is none, and what to write instead is said',
  (text) => {
    const parsed = parseSince(text, '--since', NOW);
    expect(parsed).toMatchObject({ ok: false, problem: { code: 'since-invalid', where: '--since' } });
    expect(!parsed.ok && parsed.problem.do).toContain('2026-11-23T14:18');
  },
);
