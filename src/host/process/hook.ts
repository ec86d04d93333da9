import { type ProgramRun, runProgram } from './program.ts';

export interface HookResult {
  readonly ok: boolean;
  /** What went wrong, with the end of the hook's output. Empty on success. */
  readonly detail: string;
}

/** Between SIGTERM and SIGKILL, in ms. */
const KILL_AFTER_MS = 5_000;

/**
 * Runs a hook: path and arguments, `environment` added to ours. At the time limit, it and everything it started get
 * SIGTERM, and five seconds later SIGKILL. Never throws.
 */
export async function runHook(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  limitMs: number,
  folder: string,
  control: Pick<ProgramRun, 'started' | 'signal'> = {},
): Promise<HookResult> {
  const [program] = command;
  if (program === undefined) return { ok: true, detail: '' };
  const end = await runProgram({ command, environment, folder, limitMs, graceMs: KILL_AFTER_MS, ...control });
  if (end.how === 'not-run') return { ok: false, detail: `${program} could not be run: ${end.why}` };
  if (end.how === 'ended' && end.code === 0) return { ok: true, detail: '' };
  const ended = end.code === null ? `was ended by ${end.signal}` : `ended with exit code ${end.code}`;
  const how = end.how === 'took-too-long' ? `ran longer than ${limitMs / 1000} s` : ended;
  const { lastWords } = await end.printed;
  return { ok: false, detail: `${program} ${how}${lastWords === '' ? '' : `: ${lastWords}`}` };
}
