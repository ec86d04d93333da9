/**
 * The temporary file for new content, and the cleanup of those left behind by a process that was killed. The name
 * identifies the process that created it, so that it is never removed while that process is alive.
 */
import { createHash, randomBytes } from 'node:crypto';
import { lstat, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** No write takes this long: older ones are removed even if their process cannot be seen or its pid was reused. */
const SURELY_LEFT_MS = 86_400_000;

/** `.switchover-PROCESS-MACHINE-RANDOM.new` */
const NAME = /^\.switchover-(\d{1,10})-([0-9a-f]{8})-[0-9a-f]{8}\.new$/;

/** A unique path next to the target. */
export function temporaryPath(folder: string): string {
  return join(folder, `.switchover-${process.pid}-${machine()}-${randomBytes(4).toString('hex')}.new`);
}

/** Removes what dead processes left in a folder. What cannot be removed stays; it does no harm. */
export async function removeTemporaryFiles(folder: string): Promise<void> {
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

/** Whether a process on this machine is alive; if that cannot be determined, it counts as alive. */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Short, and made of characters that every file system accepts. */
function machine(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}
