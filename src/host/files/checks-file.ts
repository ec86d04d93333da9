/** Reads the checks of an upgrade by hand. */
import { dirname, resolve, win32 } from 'node:path';
import type { Checks } from '../../core/config/checks-file/checks.ts';
import { CHECKS_FILE, parseChecks } from '../../core/config/checks-file/checks.ts';
import type { Problem } from '../../core/problem.ts';
import { unusableInput } from '../../core/problem.ts';
import { readTrustedText, type TrustedFile } from './trusted-file.ts';

const TRUSTED: TrustedFile = {
  kind: CHECKS_FILE,
  code: 'checks-file',
  likely: null,
  runBy: 'you',
  ifMissing: 'check the name; relative names start in the current folder',
};

/**
 * Reads and checks a checks file; paths of programs in it are absolute here. `file` is also the name shown in problems.
 *
 * @throws SwitchoverError as `readTrustedText`; errors in its content (usage), further problems in `also`
 */
export async function readChecksFile(file: string): Promise<{ checks: Checks; warnings: readonly Problem[] }> {
  const { checks, problems } = parseChecks(await readTrustedText(file, TRUSTED), file);
  if (checks === null) throw unusableInput(problems);
  const folder = dirname(resolve(file));
  const absolute = [...checks].map(([label, command]) => [label, fromFolder(command, folder)] as const);
  return { checks: new Map(absolute), warnings: problems };
}

/** A program without a path is one of the system's own. */
function fromFolder([program = '', ...rest]: readonly string[], folder: string): readonly string[] {
  const isRelative = program.includes('/') && !win32.isAbsolute(program);
  return [isRelative ? resolve(folder, program) : program, ...rest];
}
