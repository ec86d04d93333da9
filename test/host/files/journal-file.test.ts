import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SwitchoverError } from '../../../src/core/problem.ts';
import type { JournalLimits } from '../../../src/host/files/journal-file.ts';
import { openJournal } from '../../../src/host/files/journal-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const LIMITS: JournalLimits = { maxBytes: 200, keep: 3, header: 'Time\tText' };

function journalIn(folder: string, limits: Partial<JournalLimits> = {}) {
  const journal = openJournal(join(folder, 'logs', 'a.log'), { ...LIMITS, ...limits });
  onTestFinished(() => journal.close());
  const read = (name = 'a.log'): string[] =>
    readFileSync(join(folder, 'logs', name), 'utf8')
      .split('\n')
      .slice(0, -1);
  return { append: journal.append, read, names: () => readdirSync(join(folder, 'logs')).sort() };
}

/** A disk of its own of this size; null where this machine lets nobody mount one. */
function tinyDisk(size: string): string | null {
  const folder = temporaryFolder();
  const place = join(folder, 'disk');
  mkdirSync(place);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', place], { stdio: 'ignore' });
  } catch {
    return null;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', place]));
  return place;
}

describe('a journal', () => {
  test('starts every file with its header and keeps the configured number, the newest as .1', () => {
    const folder = temporaryFolder();
    const { append, read, names } = journalIn(folder);
    for (let line = 1; line <= 100; line += 1) expect(append(`line ${line} ${'x'.repeat(40)}`)).toBe(true);
    expect(names()).toEqual(['a.log', 'a.log.1', 'a.log.2', 'a.log.3']);
    for (const name of names()) expect(read(name)[0]).toBe('Time\tText');
    const numbers = ['a.log.3', 'a.log.2', 'a.log.1', 'a.log']
      .flatMap((name) => read(name).slice(1))
      .map((line) => Number(line.split(' ')[1]));
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => 101 - numbers.length + index));
    expect(numbers.length).toBeGreaterThan(9);
  });

  test('that is opened again continues at its end, without a second header', () => {
    const folder = temporaryFolder();
    journalIn(folder).append('one');
    const { append, read } = journalIn(folder);
    append('two');
    expect(read()).toEqual(['Time\tText', 'one', 'two']);
  });

  test('begins a new line where its last writer was killed in the middle of one', () => {
    const folder = temporaryFolder();
    journalIn(folder).append('one');
    appendFileSync(join(folder, 'logs', 'a.log'), 'half of a li');
    const { append, read } = journalIn(folder);
    append('two');
    expect(read()).toEqual(['Time\tText', 'one', 'half of a li', 'two']);
  });

  test('holds umlauts and emoji in whole bytes, and counts them as such', () => {
    const { append, read, names } = journalIn(temporaryFolder(), { header: null });
    for (let line = 0; line < 6; line += 1) append('ä😀'.repeat(10));
    expect(names()).toEqual(['a.log', 'a.log.1']);
    expect(read('a.log.1')).toEqual(Array(4).fill('ä😀'.repeat(10)));
  });

  test('continues if its file was removed', () => {
    const folder = temporaryFolder();
    const { append, read } = journalIn(folder);
    append('one');
    rmSync(join(folder, 'logs', 'a.log'));
    for (let line = 0; line < 30; line += 1) expect(append(`later ${line} ${'x'.repeat(20)}`)).toBe(true);
    expect(read().at(-1)).toMatch(/^later 29/);
  });

  test('that cannot be opened says so: a file lies where its folder would be', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'logs'), 'in the way');
    expect(() => journalIn(folder)).toThrow(SwitchoverError);
    expect(() => journalIn(folder)).toThrow(/cannot open the log .* for writing/);
  });
});

describe('on a full disk a journal', () => {
  test.skipIf(!existsSync('/dev/full'))('says false and does not throw', () => {
    const journal = openJournal('/dev/full', LIMITS);
    expect(journal.append('one')).toBe(false);
    expect(journal.append('two')).toBe(false);
    journal.close();
  });

  test('leaves no half line, and continues once there is space again', ({ skip }) => {
    const disk = tinyDisk('64k');
    if (disk === null) return skip('no tmpfs can be mounted here');
    const { append, read } = journalIn(disk, { maxBytes: 1_000_000 });
    expect(append('first')).toBe(true);
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(32 * 1024));
    let accepted = 0;
    while (append(`${accepted} ${'x'.repeat(1000)}`)) accepted += 1;
    expect(accepted).toBeGreaterThan(5);
    expect(append('y'.repeat(3000))).toBe(false);
    rmSync(join(disk, 'ballast'));
    expect(append('after')).toBe(true);
    const lines = read();
    expect(lines).toHaveLength(accepted + 3);
    expect(lines.at(-1)).toBe('after');
    expect(lines.slice(2, -1).every((line) => /^\d+ x{1000}$/.test(line))).toBe(true);
  });

  test('does not rotate its history away', ({ skip }) => {
    const disk = tinyDisk('64k');
    if (disk === null) return skip('no tmpfs can be mounted here');
    const { append, read, names } = journalIn(disk, { maxBytes: 4096, keep: 5 });
    // Four whole pieces, the last of them at its limit: the next line would begin another.
    for (let line = 0; line < 16; line += 1) append(`${line} ${'x'.repeat(1020)}`);
    const history = names().flatMap((name) => read(name));
    expect(names()).toHaveLength(4);
    for (let size = 16 * 1024; size > 0; size = Math.floor(size / 2)) {
      try {
        appendFileSync(join(disk, 'ballast'), Buffer.alloc(size));
      } catch {
        // Less fits than that.
      }
    }
    for (let line = 0; line < 20; line += 1) expect(append(`lost ${'y'.repeat(4000)}`)).toBe(false);
    const kept = names().flatMap((name) => (name.startsWith('a.log') ? read(name) : []));
    expect(kept.sort()).toEqual(history.sort());
  });
});
