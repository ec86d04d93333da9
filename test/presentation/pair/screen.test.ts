import { expect, test } from 'vitest';
import { renderScreen } from '../../../src/presentation/pair/screen.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';

const MEDIUM = { palette: PLAIN, columns: 80 };
const TEXT = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`).join('\n');
const AS_OF = '2026-12-01 01:00:00 UTC';

function screen(columns: number, rows: number, text = TEXT): string[] {
  return renderScreen(text, AS_OF, { columns, rows }, MEDIUM).split('\n');
}

test('a screen that is high enough shows everything, and the time below it', () => {
  expect(screen(80, 23)).toEqual([...TEXT.split('\n'), '', `${AS_OF}  Ctrl-C to exit`]);
});

test('a low screen keeps the top and the time, leaves a row for the cursor, and says how much is missing', () => {
  const shown = screen(80, 12);
  expect(shown).toHaveLength(11);
  expect(shown[0]).toBe('line 1');
  expect(shown.at(-1)).toBe(`${AS_OF}  Ctrl-C to exit, 10 more lines`);
  expect(screen(80, 22)).toHaveLength(21);
  expect(screen(80, 22).at(-2)).toBe('line 20');
});

test('lines that the terminal will break count as several rows', () => {
  const wide = ['x'.repeat(120), 'y'.repeat(10), 'z'].join('\n');
  expect(screen(60, 6, wide)).toEqual(['x'.repeat(120), 'y'.repeat(10), 'z', `${AS_OF}  Ctrl-C to exit`]);
  expect(screen(60, 5, wide)).toEqual(['x'.repeat(120), 'y'.repeat(10), `${AS_OF}  Ctrl-C to exit, 1 more line`]);
});

test.each([1, 2, 3])('a screen of %i rows shows at least the time', (rows) => {
  expect(screen(80, rows).at(-1)).toContain(AS_OF);
});
