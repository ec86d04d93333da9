/** What a server has opened so far, and its end. */
export interface Lifetime {
  /** Told how something that was just opened is closed again. */
  readonly opened: (...closers: (() => unknown)[]) => void;
  /** Closes everything, the last that was opened first; `done` resolves then. */
  readonly close: () => Promise<void>;
  /** For a fault: `done` rejects with it at once, and everything is closed. */
  readonly giveUp: (fault: Error) => void;
  readonly done: Promise<void>;
}

export function beginLifetime(): Lifetime {
  const all: (() => unknown)[] = [];
  const { promise: done, resolve, reject } = Promise.withResolvers<void>();
  // Whoever is interested waits for it; nobody has to.
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
