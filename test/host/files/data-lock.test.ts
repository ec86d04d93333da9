import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { lockData } from '../../../src/host/files/data-lock.ts';
import { caught } from '../../support/caught.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A process that holds the lock of the folder, once it reports it. */
async function holder(folder: string): Promise<{ readonly kill: (signal: NodeJS.Signals) => Promise<unknown> }> {
  const script = join(import.meta.dirname, '..', '..', 'processes', 'lock-holder.ts');
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  return {
    kill: (signal) => {
      child.kill(signal);
      return exited;
    },
  };
}

const IN_USE = { kind: 'refused', problem: { code: 'data-folder-in-use' } };

describe('the lock of a data folder', () => {
  test('is refused to a second process, with the folder named, and free again after kill -9', async () => {
    const folder = temporaryFolder();
    const first = await holder(folder);
    const error = await caught(lockData(folder));
    expect(error).toMatchObject(IN_USE);
    expect(error.problem.where).toBe(folder);
    await first.kill('SIGKILL');
    (await lockData(folder)).release();
  });

  test.skipIf(process.platform === 'win32')(
    'is accessible to nobody else, even if an older version created it',
    async () => {
      const folder = temporaryFolder();
      const file = join(folder, 'in-use.lock');
      const mode = (): number => statSync(file).mode & 0o777;
      (await lockData(folder)).release();
      expect(mode()).toBe(0o600);
      chmodSync(file, 0o644);
      const lock = await lockData(folder);
      expect(mode()).toBe(0o600);
      lock.release();
    },
  );

  test.skipIf(process.platform === 'win32').each(['', 'logs'])(
    'is refused where others may write to its folder: %j',
    async (below) => {
      const folder = temporaryFolder();
      mkdirSync(join(folder, 'logs'));
      chmodSync(join(folder, below), 0o770);
      const { kind, problem } = await caught(lockData(folder));
      expect([kind, problem.code, problem.where]).toEqual(['refused', 'data-folder-writable', join(folder, below)]);
    },
  );

  test.skipIf(process.platform === 'win32').each(['in-use.lock', 'role.state', 'logs', 'logs/switchover.log'])(
    'is refused where a link lies in its folder, and what it leads to is left alone: %s',
    async (name) => {
      const [folder, elsewhere] = [temporaryFolder(), join(temporaryFolder(), 'elsewhere')];
      if (name.includes('/')) mkdirSync(join(folder, 'logs'));
      symlinkSync(elsewhere, join(folder, name));
      const { kind, problem } = await caught(lockData(folder));
      expect([kind, problem.code, problem.where]).toEqual(['refused', 'data-folder-link', join(folder, name)]);
      expect(existsSync(elsewhere)).toBe(false);
    },
  );

  test('is held by a process that is frozen', async () => {
    const folder = temporaryFolder();
    const first = await holder(folder);
    void first.kill('SIGSTOP');
    expect(await caught(lockData(folder))).toMatchObject(IN_USE);
  });

  test('is refused within one process too, and given back by release', async () => {
    const folder = temporaryFolder();
    const first = await lockData(folder);
    expect(await caught(lockData(folder))).toMatchObject(IN_USE);
    // A refused attempt must not have released the first lock.
    expect(await caught(lockData(folder))).toMatchObject(IN_USE);
    first.release();
    (await lockData(folder)).release();
  });

  test('creates the folder if there is none', async () => {
    (await lockData(join(temporaryFolder(), 'not', 'yet'))).release();
  });

  test.each([
    ['a file lies where a folder above it would be', (folder: string) => writeFileSync(join(folder, 'data'), 'x')],
    [
      'a folder lies in the place of the lock',
      (folder: string) => mkdirSync(join(folder, 'data', 'in-use.lock'), { recursive: true }),
    ],
    [
      'something else lies in the place of the lock',
      (folder: string) => {
        mkdirSync(join(folder, 'data'));
        writeFileSync(join(folder, 'data', 'in-use.lock'), 'no database at all, and longer than nothing'.repeat(30));
      },
    ],
  ])('is a clear error where %s', async (_, spoil) => {
    const folder = temporaryFolder();
    spoil(folder);
    expect(await caught(lockData(join(folder, 'data')))).toMatchObject({
      kind: 'unreachable',
      problem: { code: 'data-folder-unusable' },
    });
  });
});
