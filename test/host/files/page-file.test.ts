import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../../src/core/problem.ts';
import { writePage } from '../../../src/host/files/page-file.ts';
import { caught } from '../../support/caught.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const PAGE = '<!doctype html>\n<title>new</title>\n';

describe('a page', () => {
  it('is written whole, and nothing else stays in its folder', async () => {
    const folder = temporaryFolder();
    await writePage(join(folder, 'why.html'), PAGE);
    expect(readdirSync(folder)).toEqual(['why.html']);
    expect(readFileSync(join(folder, 'why.html'), 'utf8')).toBe(PAGE);
  });

  it('removes what a killed writer left behind', async () => {
    const folder = temporaryFolder();
    const left = join(folder, '.switchover-4711-0123abcd-0123abcd.new');
    writeFileSync(left, '<!doctype html>\n<title>ha');
    const longAgo = Date.now() / 1000 - 2 * 86_400;
    utimesSync(left, longAgo, longAgo);
    await writePage(join(folder, 'why.html'), PAGE);
    expect(readdirSync(folder)).toEqual(['why.html']);
  });

  it.each([
    ['an older page', '<!DOCTYPE html>\n<title>old</title>'],
    ['an empty file', ''],
  ])('replaces %s', async (_what, before) => {
    const file = join(temporaryFolder(), 'why.html');
    writeFileSync(file, before);
    await writePage(file, PAGE);
    expect(readFileSync(file, 'utf8')).toBe(PAGE);
  });

  it('never replaces a log that was named by mistake', async () => {
    const file = join(temporaryFolder(), 'switchover.log');
    writeFileSync(file, 'Time\tMessage\n');
    const error = await caught(writePage(file, PAGE));
    expect(error.problem).toMatchObject({ code: 'page-would-replace', where: file });
    expect(EXIT_CODES[error.kind]).toBe(4);
    expect(readFileSync(file, 'utf8')).toBe('Time\tMessage\n');
  });

  it.each([
    ['a folder', (file: string) => mkdirSync(file)],
    ['a link, wherever it leads', (file: string) => symlinkSync('/dev/null', file)],
    ['a pipe', (file: string) => execFileSync('mkfifo', [file])],
  ])('is not written over %s', async (_what, make) => {
    const folder = temporaryFolder();
    const file = join(folder, 'why.html');
    make(file);
    const error = await caught(writePage(file, PAGE));
    expect([error.problem.code, EXIT_CODES[error.kind]]).toEqual(['page-not-a-file', 2]);
    expect(readdirSync(folder)).toEqual(['why.html']);
  });

  it('reports that its folder does not exist', async () => {
    const error = await caught(writePage(join(temporaryFolder(), 'none', 'why.html'), PAGE));
    expect(error.problem).toMatchObject({ code: 'page-unwritable', why: 'the folder does not exist' });
    expect(EXIT_CODES[error.kind]).toBe(3);
  });

  it.skipIf(process.getuid?.() === 0)('leaves no half page where it may not write', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o500);
    expect((await caught(writePage(join(folder, 'why.html'), PAGE))).problem.code).toBe('page-unwritable');
    chmodSync(folder, 0o700);
    expect(readdirSync(folder)).toEqual([]);
  });
});
