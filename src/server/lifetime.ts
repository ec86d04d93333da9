/** What a server has opened so far, and how it is closed. */
export interface Lifetime {
  /** Registers how to close something that was just opened. */
  readonly opened: (...closers: (() => unknown)[]) => void;
  /** Closes everything in reverse order; then `done` resolves. */
  readonly close: () => Promise<void>;
  /** For an internal error: `done` rejects with it immediately, and everything is closed. */
  readonly giveUp: (fault: Error) => void;
  readonly done: Promise<void>;
}

export function beginLifetime(): Lifetime {
  const all: (() => unknown)[] = [];
  const { promise: done, resolve, reject } = Promise.withResolvers<void>();
  // Callers may wait for it, but need not.
  done.catch(() => undefined);
  let closing = false;
  const close = async (): Promise<void> => {
    if (closing) return;
    closing = true;
    for (const each of all.reverse()) await each();
    resolve();
  };
  return {
    opened: (...closers) => void all.push(...closers),
    close,
    giveUp: (fault) => {
      reject(fault);
      void close().catch(() => undefined);
    },
    done,
  };
}
