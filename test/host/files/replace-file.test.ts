import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { acquireLock, lockFileOf } from '../../../src/host/files/file-lock.ts';
import { replaceFile } from '../../../src/host/files/replace-file.ts';
import { temporaryPath } from '../../../src/host/files/temporary-files.ts';
import { caught } from '../../support/caught.ts';
import { run } from '../../support/cli.ts';
import { until } from '../../support/real-pair.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const OLD = Buffer.from('old\n');
const NEW = Buffer.from('new\n');

function oldFile(): { folder: string; file: string } {
  const folder = temporaryFolder();
  const file = join(folder, 'p.yaml');
  writeFileSync(file, OLD);
  return { folder, file };
}

const REPLACER = join(import.meta.dirname, '..', '..', 'processes', 'file-replacer.ts');

const asRoot = process.getuid?.() === 0;

describe('a file that is replaced', () => {
  test('has the new content, and nothing else is left in its folder', async () => {
    const { folder, file } = oldFile();
    await replaceFile(file, OLD, NEW);
    expect(readFileSync(file)).toEqual(NEW);
    expect(readdirSync(folder)).toEqual(['p.yaml']);
  });

  test('keeps its mode, whatever the mask', async () => {
    const { file } = oldFile();
    chmodSync(file, 0o666);
    await replaceFile(file, OLD, NEW);
    expect(statSync(file).mode & 0o7777).toBe(0o666);
    chmodSync(file, 0o640);
    await replaceFile(file, NEW, OLD);
    expect(statSync(file).mode & 0o7777).toBe(0o640);
  });

  test.runIf(asRoot)('keeps its owner', async () => {
    const { file } = oldFile();
    chownSync(file, 12_345, 23_456);
    await replaceFile(file, OLD, NEW);
    expect([statSync(file).uid, statSync(file).gid]).toEqual([12_345, 23_456]);
  });

  test('is the one behind all links, which stay links', async () => {
    const { folder, file } = oldFile();
    mkdirSync(join(folder, 'links'));
    symlinkSync('../p.yaml', join(folder, 'links', 'one'));
    symlinkSync('links/one', join(folder, 'two'));
    await replaceFile(join(folder, 'two'), OLD, NEW);
    expect(readFileSync(file)).toEqual(NEW);
    expect(lstatSync(join(folder, 'two')).isSymbolicLink()).toBe(true);
    expect(lstatSync(join(folder, 'links', 'one')).isSymbolicLink()).toBe(true);
    expect(readdirSync(join(folder, 'links'))).toEqual(['one']);
  });
});

describe('of several that replace one file at once', () => {
  test('none loses what another has written: whoever was not told has all changes of the others', async () => {
    const { folder, file } = oldFile();
    let told = 0;
    for (let round = 0; round < 40; round++) {
      const before = readFileSync(file);
      const writers = [0, 1, 2, 3].map(async (writer) => {
        const mine = Buffer.from(`${before}${round} ${writer}\n`);
        await replaceFile(file, before, mine);
        return mine;
      });
      const ended = await Promise.allSettled(writers);
      const done = ended.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      expect(done).toEqual([readFileSync(file)]);
      told += ended.filter((each) => each.status === 'rejected' && each.reason.problem.code === 'file-changed').length;
    }
    expect(told).toBe(40 * 3);
    expect(readdirSync(folder)).toEqual(['p.yaml']);
  });

  test('one that died at its turn does not keep the others from theirs', async () => {
    const { folder, file } = oldFile();
    const dead = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
    await once(dead, 'close');
    writeFileSync(lockFileOf(file), `${dead.pid} ${hostname()}\n`);
    await replaceFile(file, OLD, NEW);
    expect([readFileSync(file), readdirSync(folder)]).toEqual([NEW, ['p.yaml']]);
  });

  test('one of another machine has a minute for its turn', async () => {
    const { folder, file } = oldFile();
    writeFileSync(lockFileOf(file), '1 another-machine\n');
    expect((await caught(replaceFile(file, OLD, NEW))).problem.code).toBe('file-changed');
    const longAgo = Date.now() / 1000 - 61;
    utimesSync(lockFileOf(file), longAgo, longAgo);
    await replaceFile(file, OLD, NEW);
    expect([readFileSync(file), readdirSync(folder)]).toEqual([NEW, ['p.yaml']]);
  });
});

describe('a file that is made', () => {
  test('is complete, with the mode of new files', async () => {
    const folder = temporaryFolder();
    await replaceFile(join(folder, 'new.yaml'), null, NEW);
    expect(readFileSync(join(folder, 'new.yaml'))).toEqual(NEW);
    expect(statSync(join(folder, 'new.yaml')).mode & 0o777).toBe(0o666 & ~process.umask());
    expect(readdirSync(folder)).toEqual(['new.yaml']);
  });

  test('lies where a link to nothing leads', async () => {
    const folder = temporaryFolder();
    symlinkSync('there', join(folder, 'link'));
    await replaceFile(join(folder, 'link'), null, NEW);
    expect(readFileSync(join(folder, 'there'))).toEqual(NEW);
    expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
  });

  test('is not made where somebody else made one meanwhile', async () => {
    const { folder, file } = oldFile();
    const { kind, problem } = await caught(replaceFile(file, null, NEW));
    expect([kind, problem.code, problem.where]).toEqual(['refused', 'file-changed', file]);
    expect([readFileSync(file), readdirSync(folder)]).toEqual([OLD, ['p.yaml']]);
  });

  test('is refused if its folder is not a folder', async () => {
    const { file } = oldFile();
    for (const name of [join(temporaryFolder(), 'no', 'p.yaml'), join(file, 'p.yaml')]) {
      expect((await caught(replaceFile(name, null, NEW))).problem.code).toBe('file-unwritable');
    }
  });
});

describe('a file that is left alone', () => {
  const untouched = async (file: string, code: string): Promise<void> => {
    const error = await caught(replaceFile(file, OLD, NEW));
    expect([error.kind, error.problem.code, error.problem.where]).toEqual(['refused', code, file]);
  };

  test('was changed since it was read', async () => {
    const { folder, file } = oldFile();
    writeFileSync(file, 'olD\n');
    await untouched(file, 'file-changed');
    expect(readFileSync(file, 'utf8')).toBe('olD\n');
    expect(readdirSync(folder)).toEqual(['p.yaml']);
  });

  test('is being changed by another process at that moment', async () => {
    const { folder, file } = oldFile();
    const end = await acquireLock(file);
    await untouched(file, 'file-changed');
    expect(readFileSync(file)).toEqual(OLD);
    await end!();
    await replaceFile(file, OLD, NEW);
    expect([readFileSync(file), readdirSync(folder)]).toEqual([NEW, ['p.yaml']]);
  });

  test('has gone since it was read', async () => {
    const { file } = oldFile();
    const gone = `${file}.gone`;
    expect((await caught(replaceFile(gone, OLD, NEW))).problem.code).toBe('file-unwritable');
    expect(existsSync(gone)).toBe(false);
  });

  test('is read-only, even for root', async () => {
    const { file } = oldFile();
    chmodSync(file, 0o444);
    await untouched(file, 'file-read-only');
    const { problem } = await caught(replaceFile(file, OLD, NEW));
    expect([problem.why, problem.do]).toEqual(['its mode is 0444', `make it writable: chmod u+w ${file}`]);
    expect(readFileSync(file)).toEqual(OLD);
  });

  test('is a pipe, a device or a folder', async () => {
    const { folder } = oldFile();
    await run('mkfifo', [join(folder, 'pipe')]);
    for (const name of [join(folder, 'pipe'), '/dev/null', folder]) await untouched(name, 'file-not-regular');
  });

  test.skipIf(asRoot)('lies in a folder that this user may not write', async () => {
    const { folder, file } = oldFile();
    chmodSync(folder, 0o555);
    onTestFinished(() => chmodSync(folder, 0o755));
    await untouched(file, 'folder-read-only');
  });

  test('lies on a disk that is full or read-only', async ({ skip }) => {
    const place = join(temporaryFolder(), 'disk');
    mkdirSync(place);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'none', place], { stdio: 'ignore' });
    } catch {
      skip();
    }
    onTestFinished(() => void execFileSync('umount', ['-l', place]));
    const file = join(place, 'p.yaml');
    writeFileSync(file, OLD);
    const full = await caught(replaceFile(file, OLD, Buffer.alloc(100_000)));
    expect([full.kind, full.problem.code]).toEqual(['unreachable', 'file-unwritable']);
    expect([readFileSync(file), readdirSync(place)]).toEqual([OLD, ['p.yaml']]);
    execFileSync('mount', ['-o', 'remount,ro', place]);
    const error = await caught(replaceFile(file, OLD, NEW));
    expect(error.problem.code).toMatch(/^(?:file-read-only|folder-read-only)$/);
    expect(readFileSync(file)).toEqual(OLD);
  });
});

describe('what a killed writer leaves behind', () => {
  const ofUs = (folder: string): string[] => readdirSync(folder).filter((name) => /^\.switchover-.*\.new$/.test(name));
  const isStopped = (pid: number): boolean => /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

  /** A writer that is stopped while its new file waits for its place. */
  async function stoppedWriter(file: string, folder: string): Promise<ChildProcess> {
    const child = spawn(process.execPath, [REPLACER, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    for (;;) {
      while (ofUs(folder).length === 0);
      child.kill('SIGSTOP');
      await until(() => isStopped(child.pid!), 'it is stopped');
      if (ofUs(folder).length > 0) return child;
      child.kill('SIGCONT');
    }
  }

  test('stays as long as it lives, and is taken away by the next change in the folder when it does not', async ({
    skip,
  }) => {
    if (!existsSync('/proc/self/stat')) skip();
    const { folder, file } = oldFile();
    const other = join(folder, 'other.yaml');
    const child = await stoppedWriter(file, folder);
    const left = ofUs(folder);
    await replaceFile(other, null, OLD);
    expect(ofUs(folder)).toEqual(left);
    child.kill('SIGKILL');
    await once(child, 'close');
    await replaceFile(other, OLD, NEW);
    expect(ofUs(folder)).toEqual([]);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['other.yaml', 'p.yaml']));
  });

  test('is nothing but a file of that very name: all else stays', async () => {
    const { folder, file } = oldFile();
    const dead = await deadProcess();
    const here = basename(temporaryPath(folder)).split('-')[2]!;
    const names = [
      `.switchover-${dead}-${here}-0123456.new`,
      `.switchover-${dead}-${here}-01234567.new2`,
      `x.switchover-${dead}-${here}-01234567.new`,
      `.switchover-${dead}-.new`,
      `.switchover-0-${here}-01234567.new`,
      `.switchover-${process.pid}-${here}-01234567.new`,
      `.switchover-${dead}-00000000-01234567.new`,
    ];
    for (const name of names) writeFileSync(join(folder, name), 'mine');
    mkdirSync(join(folder, `.switchover-${dead}-${here}-00000001.new`));
    symlinkSync(file, join(folder, `.switchover-${dead}-${here}-00000002.new`));
    const before = readdirSync(folder);
    await replaceFile(file, OLD, NEW);
    expect(readdirSync(folder)).toEqual(before);
  });

  test('on another machine is removed after a day', async () => {
    const { folder, file } = oldFile();
    const left = join(folder, `.switchover-${process.pid}-00000000-01234567.new`);
    writeFileSync(left, 'half');
    utimesSync(left, 0, Date.now() / 1000 - 86_500);
    await replaceFile(file, OLD, NEW);
    expect(readdirSync(folder)).toEqual(['p.yaml']);
  });
});

/** The id of a process that was. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '0']);
  await once(child, 'close');
  return child.pid!;
}

test('a file is the old one or the new one, whole, wherever kill -9 meets its writer, 20 times in a row', async () => {
  const { file } = oldFile();
  writeFileSync(file, 'short\n');
  const versions = ['short\n', 'long\n'.repeat(100_000)];
  for (let round = 1; round <= 20; round += 1) {
    const child = spawn(process.execPath, [REPLACER, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'close');
    child.stdout.once('data', () => {
      // In another place of the work each time: one replacement takes a few milliseconds.
      const until = performance.now() + round * 0.7;
      while (performance.now() < until);
      child.kill('SIGKILL');
    });
    await ended;
    expect(versions).toContain(readFileSync(file, 'utf8'));
  }
});
