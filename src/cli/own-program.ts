import { realpathSync } from 'node:fs';

/** The words that start this very switchover again: the same Node, the same files. */
export function ownProgram(): readonly string[] {
  return [process.execPath, realpathSync(process.argv[1]!)];
}
