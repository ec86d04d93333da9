import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logTail } from '../../../src/host/logs/log-tail.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Lines `line N`, numbered from the oldest piece on. */
function logOf(...lengths: readonly number[]): string {
  const file = join(temporaryFolder(), 'switchover.log');
  let number = 0;
  for (const [index, length] of lengths.entries()) {
    const lines = Array.from({ length }, (_, line) => `line ${String(number + line + 1).padStart(3, '0')}\n`);
    number += length;
    const older = lengths.length - 1 - index;
    writeFileSync(older === 0 ? file : `${file}.${older}`, lines.join(''));
  }
  return file;
}

const LINE = 'line 001\n'.length;
const numbersIn = (text: string): number[] => [...text.matchAll(/^line (\d+)$/gm)].map(([, number]) => Number(number));

test('the end of a log has whole lines, and says that there are more', () => {
  const file = logOf(50);
  const { text, more } = logTail(file, 3 * LINE + 4);
  expect([numbersIn(text), text.startsWith('line 048'), more]).toEqual([[48, 49, 50], true, true]);
  expect(logTail(file, 10_000)).toMatchObject({ more: false });
  expect(numbersIn(logTail(file, 10_000).text)).toHaveLength(50);
});

test('rotated pieces come before it where it is too short', () => {
  const file = logOf(10, 10, 2);
  expect(numbersIn(logTail(file, 15 * LINE + 1).text)).toEqual(Array.from({ length: 15 }, (_, index) => 8 + index));
  const all = logTail(file, 10_000);
  expect([numbersIn(all.text).length, all.more]).toEqual([22, false]);
});

test('an empty log, right after a rotation, is no reason to show nothing', () => {
  expect(numbersIn(logTail(logOf(5, 0), 3 * LINE + 1).text)).toEqual([3, 4, 5]);
});

test('a log that is missing is empty', () => {
  expect(logTail(join(temporaryFolder(), 'none.log'), 100)).toEqual({ text: '', more: false });
});

test('control characters, which would be six times as long in an answer, are replaced; tabs stay', () => {
  const file = join(temporaryFolder(), 'switchover.log');
  writeFileSync(file, `a\tb\u0000\u001b[31m\n${'\u0001'.repeat(1_000)}\n`);
  const { text } = logTail(file, 10_000);
  expect(text.startsWith('a\tb\ufffd\ufffd[31m\n')).toBe(true);
  expect(JSON.stringify(text).length).toBeLessThan(1_200);
});
