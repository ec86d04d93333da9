/**
 * The file in which a new content waits for its place, and what is done with one that was left behind: whoever is killed
 * in the middle cannot take it away. Its name says who made it, so that it is never taken from a process that lives.
 */
import { createHash, randomBytes } from 'node:crypto';
import { lstat, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Nobody writes this long: older ones are taken away even where their process cannot be seen, or its number is another's. */
const SURELY_LEFT_MS = 86_400_000;

/** `.switchover-PROCESS-MACHINE-RANDOM.new` */
const NAME = /^\.switchover-(\d{1,10})-([0-9a-f]{8})-[0-9a-f]{8}\.new$/;

/** A place beside the target that nobody else has. */
export function placeAside(folder: string): string {
  return join(folder, `.switchover-${process.pid}-${machine()}-${randomBytes(4).toString('hex')}.new`);
}

/** Takes away what dead processes left in a folder. What cannot be taken away stays: it is in nobody's way. */
export async function clearLeftBehind(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const [, pid, on] = NAME.exec(name) ?? [];
    if (pid === undefined) continue;
    const path = join(folder, name);
    const facts = await lstat(path).catch(() => null);
    if (facts?.isFile() !== true) continue;
    const isDead = on === machine() && !isAlive(Number(pid));
    if (isDead || Date.now() - facts.mtimeMs > SURELY_LEFT_MS) await rm(path, { force: true }).catch(() => undefined);
  }
}

/** A process of this machine; whoever may not be asked about lives. */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Short, and made of letters that every file system takes. */
function machine(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}
