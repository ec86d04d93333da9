/** Whether a program could be run, determined without running it. */
import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Why a command's program cannot be run; null if it can. Resolved like the system does: paths are relative to `folder`,
 * bare names are searched in PATH. Of a script, its first line is checked too. Does not detect what only running it would
 * show, such as a missing library.
 */
export function whyNotRunnable(command: readonly string[], folder: string): string | null {
  const [program = ''] = command;
  if (program.includes('/') || process.platform === 'win32') return faultOfProgram(path.resolve(folder, program));
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const faults = folders.map((each) => faultOfProgram(path.resolve(folder, each, program)));
  return faults.includes(null)
    ? null
    : (faults.find((fault) => !fault?.endsWith(MISSING)) ?? `${program} is not in PATH`);
}

function faultOfProgram(file: string): string | null {
  return faultOf(file) ?? faultOfScript(file);
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

/** How much of a program the kernel reads to find its interpreter, in bytes. */
const FIRST_LINE_BYTES = 256;

/** What is wrong with the first line of a script: the system reports only that it found no such file. */
function faultOfScript(file: string): string | null {
  const head = firstBytes(file);
  if (head.startsWith('\uFEFF#!')) return `${file} begins with a byte order mark: save it as UTF-8 without one`;
  const line = /^#!([^\n]*)/.exec(head)?.[1];
  if (line === undefined) return null;
  if (line.endsWith('\r'))
    return `${file} has Windows line endings: save it with LF, or run: sed -i 's/\\r$//' ${file}`;
  const interpreter = line.trim().split(/\s/, 1)[0] ?? '';
  if (!path.isAbsolute(interpreter)) return null;
  const fault = faultOf(interpreter);
  return fault === null ? null : `the interpreter of ${file} cannot be run: ${fault}`;
}

/** Empty if it may be executed but not read. */
function firstBytes(file: string): string {
  let opened: number | null = null;
  try {
    opened = openSync(file, 'r');
    const bytes = Buffer.alloc(FIRST_LINE_BYTES);
    return bytes.toString('utf8', 0, readSync(opened, bytes, 0, FIRST_LINE_BYTES, 0));
  } catch {
    return '';
  } finally {
    if (opened !== null) closeSync(opened);
  }
}
