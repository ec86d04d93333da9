/** The release that a program prints, as the pair file may name one for each server. */
import type { Command } from '../../core/config/pair-file/pair-file.ts';
import { inQuotes } from '../../core/unseen.ts';
import { type ProgramRun, runProgram } from './program.ts';

export type PrintedRelease =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly why: string };

/** How long the program may take, in ms: a server does not begin before it knows. */
const LIMIT_MS = 10_000;
/** Views carry it, and log lines show it. */
const LONGEST_RELEASE = 100;

/** Runs the program, and takes the first line of its output. Never throws. */
export async function printedRelease(
  command: Command,
  {
    environment,
    folder,
    limitMs = LIMIT_MS,
  }: Pick<ProgramRun, 'environment' | 'folder'> & { readonly limitMs?: number },
): Promise<PrintedRelease> {
  const no = (why: string): PrintedRelease => ({ ok: false, why: `${command[0]} ${why}` });
  const end = await runProgram({ command, environment, folder, limitMs, graceMs: 0 });
  if (end.how === 'not-run') return no(`could not be run: ${end.why}`);
  if (end.how === 'took-too-long') return no(`ran longer than ${limitMs / 1000} s`);
  const { firstLine, lastWords } = await end.printed;
  if (end.code !== 0) {
    const how = end.code === null ? `was ended by ${end.signal}` : `ended with exit code ${end.code}`;
    return no(`${how}${lastWords === '' ? '' : `: ${lastWords}`}`);
  }
  if (firstLine === '') return no('printed nothing on the first line of its output');
  if (firstLine.length > LONGEST_RELEASE || /\p{Cc}/u.test(firstLine)) {
    return no(`printed what is not a release: ${inQuotes(firstLine, 60)}`);
  }
  return { ok: true, name: firstLine };
}
