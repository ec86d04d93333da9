import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Tests that start the program start the one of today's sources. Ends with an error where those do not compile. */
export function setup(): void {
  execFileSync(process.execPath, [join(import.meta.dirname, '..', '..', 'tools', 'build.ts')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
