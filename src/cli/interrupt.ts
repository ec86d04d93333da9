import { isatty } from 'node:tty';
import { SwitchoverError } from '../core/problem.ts';

const STANDARD_STREAMS = [0, 1, 2];

/** The exit code of a program ended by a signal: 128 plus the signal number. */
const SIGNAL_EXIT = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

type EndingSignal = keyof typeof SIGNAL_EXIT;

/**
 * The signals that end a command. SIGHUP says that the terminal is gone, and is ignored if there was none: `nohup`
 * redirects all three streams, and that is all that is left of it, because Node resets the signals that it ignored.
 */
export function endingSignals(): readonly EndingSignal[] {
  return STANDARD_STREAMS.some((stream) => isatty(stream)) ? ['SIGINT', 'SIGTERM', 'SIGHUP'] : ['SIGINT', 'SIGTERM'];
}

/** Without a terminal, SIGHUP does not end this process. */
export function ignoreHangUp(): void {
  if (!endingSignals().includes('SIGHUP')) process.on('SIGHUP', () => undefined);
}

/**
 * Runs work that can be interrupted: Ctrl-C, SIGTERM and SIGHUP abort its signal instead of ending the process, so that
 * it can clean up and report.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const signals = endingSignals();
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

/**
 * Calls `stop` on the first ending signal; on a second SIGINT or SIGTERM the process exits immediately. A terminal that
 * is closed may send SIGHUP twice: once by its shell, once by the system. Returns a function that removes the handlers.
 */
export function onInterruption(stop: (signal: string) => void): () => void {
  let asked = false;
  const handlers = endingSignals().map((signal) => {
    const handler = (): void => {
      if (asked && signal !== 'SIGHUP') process.exit(SIGNAL_EXIT[signal]);
      if (asked) return;
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
