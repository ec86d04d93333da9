import { setTimeout as sleep } from 'node:timers/promises';

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export async function untilGone(pid: number): Promise<void> {
  const limit = performance.now() + 8_000;
  while (isAlive(pid)) {
    if (performance.now() > limit) throw new Error(`process ${pid} is still there`);
    await sleep(20);
  }
}
