/**
 * Asks the monitored module on this machine whether it works, in the way the pair file says: a connection, an HTTP
 * request, or a program. One that does not answer within the limit hangs; one that says no at once is gone.
 */
import { connect } from 'node:net';
import { execa } from 'execa';
import type { ModuleProbe } from '../core/pair-file/pair-file.ts';

export type ProbeAnswer =
  /** `pid`: the process that answered; null where the probe cannot know. */
  | { readonly kind: 'answered'; readonly pid: number | null }
  | { readonly kind: 'rejected'; readonly why: string }
  /** Nothing came within the limit. */
  | { readonly kind: 'silent' };

const SILENT: ProbeAnswer = { kind: 'silent' };
/** As much of a program's output as is kept, in bytes. */
const OUTPUT_LIMIT = 4_096;

/** Never throws, and takes no longer than `limitMs`. `folder`: where a program is run. */
export async function probeModule(probe: ModuleProbe, limitMs: number, folder: string): Promise<ProbeAnswer> {
  switch (probe.kind) {
    case 'tcp':
      return connects(probe, limitMs);
    case 'http':
      return answersHttp(probe.url, limitMs);
    case 'exec':
      return succeeds(probe.command, limitMs, folder);
  }
}

function connects(
  { host, port }: { readonly host: string; readonly port: number },
  limitMs: number,
): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (answer: ProbeAnswer): void => {
      clearTimeout(limit);
      socket.destroy();
      resolve(answer);
    };
    const limit = setTimeout(() => end(SILENT), limitMs);
    socket.on('connect', () => end({ kind: 'answered', pid: null }));
    socket.on('error', (error: NodeJS.ErrnoException) => end({ kind: 'rejected', why: error.code ?? error.message }));
  });
}

async function answersHttp(url: string, limitMs: number): Promise<ProbeAnswer> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(limitMs), redirect: 'manual' });
    await response.body?.cancel();
    if (!response.ok) return { kind: 'rejected', why: `HTTP ${response.status}` };
    return { kind: 'answered', pid: wholeNumber(response.headers.get('x-process-id')) };
  } catch (error) {
    if ((error as Error).name === 'TimeoutError') return SILENT;
    const { cause, message } = error as Error;
    return { kind: 'rejected', why: (cause as NodeJS.ErrnoException | undefined)?.code ?? message };
  }
}

async function succeeds(command: readonly string[], limitMs: number, folder: string): Promise<ProbeAnswer> {
  const [program = '', ...args] = command;
  const result = await execa(program, args, {
    cwd: folder,
    stdin: 'ignore',
    reject: false,
    timeout: limitMs,
    killSignal: 'SIGKILL',
    maxBuffer: OUTPUT_LIMIT,
  });
  if (result.timedOut) return SILENT;
  if (result.exitCode === 0) return { kind: 'answered', pid: wholeNumber(result.stdout.split('\n')[0] ?? '') };
  const said = result.stderr.trim().split('\n').at(-1) ?? '';
  const how = result.exitCode === undefined ? (result.code ?? 'could not be run') : `exit code ${result.exitCode}`;
  return { kind: 'rejected', why: said === '' ? how : `${how}: ${said}` };
}

function wholeNumber(text: string | null): number | null {
  const trimmed = text?.trim() ?? '';
  return /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : null;
}
