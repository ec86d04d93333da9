/** The exit code of a program that a signal ended: 128 and the signal's number. */
const SIGNAL_EXIT = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Calls `stop` at the first SIGINT, SIGTERM or SIGHUP; at the second the process ends at once. Returns a function
 * that takes the handlers away again.
 */
export function interruption(stop: (signal: string) => void): () => void {
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
