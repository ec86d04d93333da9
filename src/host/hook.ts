import { execa } from 'execa';

export interface HookResult {
  readonly ok: boolean;
  /** What went wrong, with the end of what the hook printed. Empty where it went well. */
  readonly detail: string;
}

/** As much of a hook's output as is kept, in characters. */
const OUTPUT_KEPT = 64 * 1024;

/**
 * Runs a hook without a shell: path and arguments, `environment` added to ours, nothing on standard input. After the
 * limit it gets SIGTERM and five seconds later SIGKILL. Never throws.
 */
export async function runHook(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  limitMs: number,
  folder: string,
): Promise<HookResult> {
  const [program, ...args] = command;
  if (program === undefined) return { ok: true, detail: '' };
  const result = await execa(program, args, {
    cwd: folder,
    env: environment,
    stdin: 'ignore',
    all: true,
    timeout: limitMs,
    forceKillAfterDelay: 5_000,
    maxBuffer: OUTPUT_KEPT,
    reject: false,
  });
  if (!result.failed) return { ok: true, detail: '' };
  const tail = (result.all ?? '').trim().split('\n').slice(-3).join(' | ').slice(-300);
  const said = tail === '' ? '' : `: ${tail}`;
  if (result.timedOut) return { ok: false, detail: `${program} ran longer than ${limitMs / 1000} s${said}` };
  if (result.exitCode !== undefined)
    return { ok: false, detail: `${program} ended with exit code ${result.exitCode}${said}` };
  return { ok: false, detail: `${program} could not be run: ${(result.shortMessage ?? 'unknown').split('\n')[0]}` };
}
