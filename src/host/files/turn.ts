/**
 * One at a time: what is between a look at a file and putting another in its place must not be done by two processes at
 * once. No lock of the system's is at hand that a file could be given, so a file beside it says whose turn it is.
 */
import { createHash } from 'node:crypto';
import { lstat, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isAlive } from './left-behind.ts';

/** A turn takes a few milliseconds. One that is older than this was left behind, whoever took it. In ms. */
const LONGEST_TURN_MS = 60_000;

/** Gives the turn back. */
export type EndTurn = () => Promise<void>;

/** The turn at `target`, a file without links in its path; null where somebody else has it. */
export async function takeTurn(target: string): Promise<EndTurn | null> {
  const place = turnFileOf(target);
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeFile(place, `${process.pid} ${hostname()}\n`, { flag: 'wx' });
      return () => rm(place, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (attempt > 0 || !(await leftBehind(place))) return null;
    await clearAway(place);
  }
  return null;
}

/** Names of files may be as long as a name can be, so the one of the turn does not hold it. */
export function turnFileOf(target: string): string {
  const name = createHash('sha256').update(basename(target)).digest('hex').slice(0, 16);
  return join(dirname(target), `.switchover-${name}.turn`);
}

/** Whether the process that took it is dead, or has had it for far too long. */
async function leftBehind(place: string): Promise<boolean> {
  const facts = await lstat(place).catch(() => null);
  if (facts === null) return false;
  if (Date.now() - facts.mtimeMs > LONGEST_TURN_MS) return true;
  const [pid, host] = (await readFile(place, 'utf8').catch(() => '')).trim().split(' ');
  return host === hostname() && !isAlive(Number(pid));
}

/** By a name of its own first: of two that clear away at once, one finds nothing, and takes no new turn away. */
async function clearAway(place: string): Promise<void> {
  const away = `${place}-${process.pid}`;
  await rename(place, away).catch(() => undefined);
  await rm(away, { force: true });
}
