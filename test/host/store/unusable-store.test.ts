import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { caught } from '../../support/caught.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { change, contentsOf, newFile, opened, written } from '../../support/text-store.ts';

const WRITER = join(import.meta.dirname, '..', '..', 'processes', 'store-writer.ts');

/** A file in a folder. */
function writtenIn(folder: string): string {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  return file;
}

/** A disk of its own; null where this machine lets nobody mount one. */
function mounted(options: string): string | null {
  const place = join(temporaryFolder(), 'disk');
  mkdirSync(place);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'none', place]).status !== 0) return null;
  onTestFinished(() => void execFileSync('umount', ['-l', place]));
  return place;
}

describe('a store that cannot be used', () => {
  it('because it is open already is refused, here and in another process, until it is closed', async () => {
    const file = newFile();
    const first = opened(file);
    const again = async () => opened(file);
    expect((await caught(again())).problem).toMatchObject({ code: 'store-in-use', where: file });
    first.close();
    const child = spawn(process.execPath, [WRITER, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'close');
    await once(child.stdout, 'data');
    expect((await caught(again())).problem).toMatchObject({ code: 'store-in-use', where: file });
    child.kill('SIGKILL');
    await exited;
    expect((await again()).damage).toBeNull();
  });

  it.each([
    ['its folder is missing', (folder: string) => join(folder, 'missing', 'tree.db')],
    ['a folder has its name', (folder: string) => mkdirSync(join(folder, 'tree.db'), { recursive: true })!],
    ['its folder is a file', (folder: string) => join(writtenIn(folder), 'tree.db')],
  ])('because %s says where', async (_, fileIn) => {
    const file = fileIn(temporaryFolder());
    const { kind, problem } = await caught((async () => opened(file))());
    expect(kind).toBe('unreachable');
    expect(problem).toMatchObject({ code: 'store-unusable', where: file });
  });

  it('because nothing may be written there says where, and is left as it is', async ({ skip }) => {
    const place = mounted('size=1m');
    if (place === null) return skip('nothing can be mounted here');
    const file = join(place, 'tree.db');
    writeFileSync(file, readFileSync(written(3)));
    execFileSync('mount', ['-o', 'remount,ro', place]);
    const { problem } = await caught((async () => opened(file))());
    expect(problem).toMatchObject({ code: 'store-unusable', where: file });
    execFileSync('mount', ['-o', 'remount,rw', place]);
    expect(readdirSync(place)).toEqual(['tree.db']);
    expect(opened(file)).toMatchObject({ damage: null });
  });

  it('because there is no room for it says where', async ({ skip }) => {
    const place = mounted('size=16k');
    if (place === null) return skip('nothing can be mounted here');
    const { problem } = await caught((async () => opened(join(place, 'tree.db')))());
    expect(problem).toMatchObject({ code: 'store-unusable' });
  });
});

it('on a disk that was full when it was opened, a sound store is not taken for damaged', async ({ skip }) => {
  const place = mounted('size=1m');
  if (place === null) return skip('nothing can be mounted here');
  const file = join(place, 'tree.db');
  writeFileSync(file, readFileSync(written(5)));
  writeFileSync(`${file}.lock`, '');
  expect(() => writeFileSync(join(place, 'filler'), 'x'.repeat(2_000_000))).toThrow('no space left');
  const { problem } = await caught((async () => opened(file))());
  expect(problem.code).toBe('store-unusable');
  rmSync(join(place, 'filler'));
  const { store, damage } = opened(file);
  expect([damage, store.log().last]).toEqual([null, 5]);
});

it('on a full disk a store takes nothing of a commit, and goes on as soon as there is room', ({ skip }) => {
  const place = mounted('size=1m');
  if (place === null) return skip('nothing can be mounted here');
  const file = join(place, 'tree.db');
  const { store, close } = opened(file);
  change(store, 'small', { a: '1' });
  const filler = join(place, 'filler');
  writeFileSync(filler, 'x'.repeat(300_000));
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const before = contentsOf(store);
    const large = (): void => change(store, `large ${attempt}`, { a: null, [`b ${attempt}`]: 'x'.repeat(600_000) });
    expect(large).toThrow(/full/);
    expect(contentsOf(store)).toEqual(before);
    change(store, `small ${attempt}`, { a: `small ${attempt}` });
  }
  rmSync(filler);
  change(store, 'medium', { a: null, b: 'x'.repeat(100_000) });
  const before = contentsOf(store);
  close();
  const again = opened(file);
  expect(again.damage).toBeNull();
  expect(contentsOf(again.store)).toEqual(before);
});
