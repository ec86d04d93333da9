import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Tests that start the program start the one of today's sources. Where those do not compile, the pure tests still run:
 * `npm test` has built before, and has ended there.
 */
export function setup(): void {
  const build = join(import.meta.dirname, '..', '..', 'tools', 'build.ts');
  const { status } = spawnSync(process.execPath, [build], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) process.stderr.write('tests that start the program meet the last one that was built\n');
}
