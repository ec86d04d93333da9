import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Set by what runs only tests that do not start the program. */
export const WITHOUT_BUILD = 'SWITCHOVER_TESTS_WITHOUT_BUILD';

/**
 * Builds the program from the current sources for the tests that start it. If the sources do not compile, the pure tests
 * still run; `npm test` builds first and would have stopped there.
 */
export function setup(): void {
  if (process.env[WITHOUT_BUILD] !== undefined) return;
  const build = join(import.meta.dirname, '..', '..', 'tools', 'build.ts');
  const { status } = spawnSync(process.execPath, [build], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) process.stderr.write('tests that start the program use the last build\n');
}
