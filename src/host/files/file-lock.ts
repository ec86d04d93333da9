/**
 * Mutual exclusion: only one process at a time may check a file and replace it. There is no system lock for that, so a
 * file next to it records whose turn it is.
 */
import { createHash } from 'node:crypto';
import { lstat, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isAlive } from './temporary-files.ts';

/** A turn takes a few milliseconds. One older than this was left behind. In ms. */
const LONGEST_TURN_MS = 60_000;

/** Ends the turn. */
export type ReleaseLock = () => Promise<void>;

/** Takes the turn for `target`, a path without links; null if another process has it. */
export async function acquireLock(target: string): Promise<ReleaseLock | null> {
  const place = lockFileOf(target);
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeFile(place, `${process.pid} ${hostname()}\n`, { flag: 'wx' });
      return () => rm(place, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (attempt > 0 || !(await isLeftOver(place))) return null;
    await clearAway(place);
  }
  return null;
}

/** File names may have the maximum length, so the name of the turn file does not contain the name of the target. */
export function lockFileOf(target: string): string {
  const name = createHash('sha256').update(basename(target)).digest('hex').slice(0, 16);
  return join(dirname(target), `.switchover-${name}.turn`);
}

/** Whether the process that took it is dead or has had it far too long. */
async function isLeftOver(place: string): Promise<boolean> {
  const facts = await lstat(place).catch(() => null);
  if (facts === null) return false;
  if (Date.now() - facts.mtimeMs > LONGEST_TURN_MS) return true;
  const [pid, host] = (await readFile(place, 'utf8').catch(() => '')).trim().split(' ');
  return host === hostname() && !isAlive(Number(pid));
}

/** Renames it first: if two processes clean up at the same time, one finds nothing and cannot remove a new turn. */
async function clearAway(place: string): Promise<void> {
  const away = `${place}-${process.pid}`;
  await rename(place, away).catch(() => undefined);
  await rm(away, { force: true });
}
