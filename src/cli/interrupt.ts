import { SwitchoverError } from '../core/problem.ts';

/**
 * Runs work that can be interrupted: Ctrl-C, SIGTERM and SIGHUP abort its signal instead of ending the process, so that
 * it can clean up and report.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, abort);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (controller.signal.aborted && !(error instanceof SwitchoverError)) throw interrupted();
    throw error;
  } finally {
    for (const name of signals) process.off(name, abort);
  }
}

function interrupted(): SwitchoverError {
  return new SwitchoverError('unfinished', {
    code: 'interrupted',
    what: 'interrupted before it was finished',
    why: 'the command got Ctrl-C, SIGTERM or SIGHUP',
    where: null,
    do: 'run it again',
  });
}

/** The exit code of a program ended by a signal: 128 plus the signal number. */
const SIGNAL_EXIT = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Calls `stop` on the first SIGINT, SIGTERM or SIGHUP; on the second the process exits immediately. Returns a function
 * that removes the handlers.
 */
export function onInterruption(stop: (signal: string) => void): () => void {
  let asked = false;
  const handlers = (Object.keys(SIGNAL_EXIT) as (keyof typeof SIGNAL_EXIT)[]).map((signal) => {
    const handler = (): void => {
      if (asked) process.exit(SIGNAL_EXIT[signal]);
      asked = true;
      stop(signal);
    };
    process.on(signal, handler);
    return [signal, handler] as const;
  });
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}
