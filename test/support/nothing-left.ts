import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * All tests of a run put their temporary files into one folder. At the end it must be empty, and no process may be left
 * that refers to it: a test that leaves something behind fails the run.
 */
export function setup(): () => Promise<void> {
  const shared = tmpdir();
  const folder = mkdtempSync(join(shared, 'switchover-tests-'));
  process.env.TMPDIR = folder;
  // Commands leave their compile cache there for later ones; so does npm.
  const cache = mkdtempSync(join(shared, 'switchover-cache-'));
  process.env.XDG_CACHE_HOME = cache;
  process.env.NODE_COMPILE_CACHE = join(cache, 'node');
  return async () => {
    const files = readdirSync(folder);
    const left = (): string[] => commandLines().filter((line) => line.includes(folder));
    // A process that was killed a moment ago may still be visible.
    for (const until = performance.now() + 2_000; left().length > 0 && performance.now() < until; ) await sleep(20);
    const processes = left();
    for (const each of [folder, cache]) rmSync(each, { recursive: true, force: true });
    if (files.length + processes.length === 0) return;
    throw new Error(`the tests left behind:\n${[...files, ...processes].join('\n')}`);
  };
}

/** Every visible process, if the system shows them. */
function commandLines(): string[] {
  return namesIn('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return [`${name}: ${readFileSync(join('/proc', name, 'cmdline'), 'utf8').replaceAll('\0', ' ')}`];
    } catch {
      // It has ended in the meantime.
      return [];
    }
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
