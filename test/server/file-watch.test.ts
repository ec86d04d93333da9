import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { LogLine } from '../../src/core/engine/effect.ts';
import { lockData } from '../../src/host/files/data-lock.ts';
import { openDurableFile } from '../../src/host/files/durable-file.ts';
import { openJournal } from '../../src/host/files/journal-file.ts';
import { openUpgradeJournal, serverJournalPath } from '../../src/host/files/upgrade-journal.ts';
import type { FileOutcome } from '../../src/host/files/watched-file.ts';
import { watchFiles } from '../../src/server/file-watch.ts';
import { caught } from '../support/caught.ts';
import { realPair, until } from '../support/real-pair.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const TERM_5 = { role: 'primary', lastPrimaryTerm: 5, highestTerm: 5, switched: [] } as const;

/** The files of a server in a folder, with a watch that checks on request. */
async function watchedFolder(data = join(temporaryFolder(), 'data')) {
  const lock = await lockData(data);
  const durable = await openDurableFile(data);
  await durable.write(TERM_5);
  const journal = openJournal(join(data, 'logs', 'a.log'), { maxBytes: 1_000_000, keep: 2, header: 'Head' });
  journal.append('first');
  const upgrade = await openUpgradeJournal(serverJournalPath(data), null);
  const said: LogLine[] = [];
  const watch = watchFiles(data, [lock, durable, journal, upgrade], (line) => said.push(line), 86_400_000);
  onTestFinished(async () => {
    await watch.stop();
    journal.close();
    await durable.close();
    await upgrade.close();
    lock.release();
  });
  const warned = (): string[] => watch.warnings().map(({ code, what }) => `${code} ${what.split(' ')[0]}`);
  return { data, durable, journal, watch, said, warned };
}

test('files that nobody touched are left alone', async () => {
  const { watch, said, warned } = await watchedFolder();
  await watch.check();
  expect([said, warned()]).toEqual([[], []]);
});

test('a renamed log is recreated, once, and reported', async () => {
  const { data, journal, watch, said, warned } = await watchedFolder();
  const log = join(data, 'logs', 'a.log');
  renameSync(log, `${log}.old`);
  await watch.check();
  await watch.check();
  journal.append('second');
  expect(readFileSync(log, 'utf8')).toBe('Head\nsecond\n');
  expect(readFileSync(`${log}.old`, 'utf8')).toBe('Head\nfirst\n');
  expect(warned()).toEqual([`file-begun-anew ${log}`]);
  expect(said).toHaveLength(1);
});

test('a log that was copied and truncated continues from its beginning', async () => {
  const { data, journal, watch, warned } = await watchedFolder();
  writeFileSync(join(data, 'logs', 'a.log'), '');
  await watch.check();
  journal.append('second');
  expect(readFileSync(join(data, 'logs', 'a.log'), 'utf8')).toBe('Head\nsecond\n');
  expect(warned()).toEqual([]);
});

test('a deleted data folder is recreated with everything the server had in it', async () => {
  const { data, durable, journal, watch, said, warned } = await watchedFolder();
  rmSync(data, { recursive: true });
  await watch.check();
  journal.append('second');
  const files = ['in-use.lock', 'role.state', 'logs/a.log', 'upgrade.journal'];
  expect(warned()).toEqual(files.map((file) => `file-begun-anew ${join(data, file)}`));
  expect(said.map(({ level }) => level)).toEqual(['warning', 'warning', 'warning', 'warning']);
  expect((await caught(lockData(data))).problem.code).toBe('data-folder-in-use');
  expect(readFileSync(journal.path, 'utf8')).toBe('Head\nsecond\n');
  expect(statSync(join(data, 'role.state')).mode & 0o777).toBe(0o600);
  const seen = await openDurableFile(data);
  expect([seen.last, seen.isHalfDamaged()]).toEqual([TERM_5, false]);
  await seen.close();
  const term7 = { ...TERM_5, lastPrimaryTerm: 7, highestTerm: 7 };
  await durable.write(term7);
  const later = await openDurableFile(data);
  expect(later.last).toEqual(term7);
  await later.close();
});

test("somebody else's role.state in its place is not overwritten", async () => {
  const { data, watch, warned } = await watchedFolder();
  const file = join(data, 'role.state');
  rmSync(file);
  writeFileSync(file, 'another');
  await watch.check();
  expect(readFileSync(file, 'utf8')).toBe('another');
  expect(warned()).toEqual([`file-lost ${file}`]);
});

test('a read-only disk is reported until it is writable again', async ({ skip }) => {
  const place = temporaryFolder();
  if (spawnSync('mount', ['-t', 'tmpfs', 'none', place]).status !== 0) return skip('nothing can be mounted here');
  onTestFinished(() => void spawnSync('umount', ['-l', place]));
  const data = join(place, 'data');
  mkdirSync(data);
  const { watch, said, warned } = await watchedFolder(data);
  // A file open for writing prevents remounting the disk, but not a bind mount of it.
  spawnSync('mount', ['--bind', data, data]);
  spawnSync('mount', ['-o', 'remount,bind,ro', data]);
  await watch.check();
  expect(warned()).toEqual([`data-folder-read-only ${data}`]);
  expect(said.map(({ level }) => level)).toEqual(['error']);
  spawnSync('mount', ['-o', 'remount,bind,rw', data]);
  await watch.check();
  expect(warned()).toEqual([]);
  spawnSync('umount', ['-l', data]);
});

test('a running server whose data folder is deleted reports it within a minute, and its log continues', async () => {
  const pair = await realPair();
  const dataFolder = join(pair.dir, 'data');
  await pair.start('A', { dataFolder });
  rmSync(dataFolder, { recursive: true });
  const log = join(dataFolder, 'logs', 'switchover.log');
  await until(() => existsSync(log) && readFileSync(log, 'utf8').includes('has been recreated'), 'the log goes on');
  const { json } = await pair.ask('A', 'GET', '/v1/status', { credential: 'viewer' });
  const codes = json.warnings.map(({ code }: { code: string }) => code);
  expect(codes).toContain('file-begun-anew');
  expect(codes).not.toContain('file-lost');
});

test('a server looks every 20 seconds, and tells of a recreated file for an hour', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let outcome: FileOutcome = 'same';
  let looks = 0;
  const file = {
    path: '/a.log',
    refresh: () => {
      looks += 1;
      return outcome;
    },
  };
  const said: LogLine[] = [];
  const watch = watchFiles(temporaryFolder(), [file], (line) => said.push(line));
  const counts: number[] = [];
  for (const passed of [0, 19_999, 1, 20_000]) {
    await vi.advanceTimersByTimeAsync(passed);
    counts.push(looks);
  }
  await watch.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([...counts, looks]).toEqual([0, 0, 1, 2, 2]);

  const told = (): string[] => watch.warnings().map(({ code, what, do: next }) => `${code}: ${what} > ${next}`);
  outcome = 'lost';
  await watch.check();
  await watch.check();
  expect(told()).toEqual([
    'file-lost: /a.log was renamed or deleted while in use and cannot be recreated > restore it, or restart this server',
  ]);
  outcome = 'begun-anew';
  await watch.check();
  outcome = 'same';
  await watch.check();
  const recreated = 'was renamed, compressed or deleted while in use and has been recreated';
  expect(told()).toEqual([`file-begun-anew: /a.log ${recreated} > find out what removed it, and where it is now`]);
  await vi.advanceTimersByTimeAsync(3_599_999);
  expect(told()).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(told()).toEqual([]);
  expect(said.map(({ level, text }) => `${level} ${text}`)).toEqual([
    'error SwitchoverMain::Files : [/a.log] was renamed or deleted while in use and cannot be recreated',
    `warning SwitchoverMain::Files : [/a.log] ${recreated}`,
  ]);
});
