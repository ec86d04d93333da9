/** Whether a program could be run, determined without running it. */
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Why a command's program cannot be run; null if it can. Resolved like the system does: paths are relative to `folder`,
 * bare names are searched in PATH. Does not detect what only running it would show, such as a missing interpreter.
 */
export function whyNotRunnable(command: readonly string[], folder: string): string | null {
  const [program = ''] = command;
  if (program.includes('/') || process.platform === 'win32') return faultOf(path.resolve(folder, program));
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const faults = folders.map((each) => faultOf(path.resolve(folder, each, program)));
  return faults.includes(null)
    ? null
    : (faults.find((fault) => !fault?.endsWith(MISSING)) ?? `${program} is not in PATH`);
}

const MISSING = 'does not exist';

function faultOf(file: string): string | null {
  try {
    if (!statSync(file).isFile()) return `${file} is not a file`;
    accessSync(file, constants.X_OK);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return `${file} ${MISSING}`;
    return code === 'EACCES' ? `${file} is not executable for this user` : `cannot examine ${file} (${code})`;
  }
}
