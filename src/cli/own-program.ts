import { realpathSync } from 'node:fs';

/** The command that starts this same switchover: same Node, same files. */
export function ownProgram(): readonly string[] {
  return [process.execPath, realpathSync(process.argv[1]!)];
}
