/** Whether a program could be run, found out without running it. */
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Why a command's program cannot be run, null where it can. As the system looks for it: a path begins at `folder`, a
 * bare name is looked for in PATH. What is found only on running it, as a missing interpreter, is not.
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
    if (!statSync(file).isFile()) return `${file} is no file`;
    accessSync(file, constants.X_OK);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return `${file} ${MISSING}`;
    return code === 'EACCES' ? `${file} is not executable for this user` : `${file} cannot be looked at (${code})`;
  }
}
