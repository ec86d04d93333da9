/** The monitored module of one simulated server. It runs as long as its machine does, and starts anew with the service. */

/** What a ping to it brings. */
export type ModuleAnswer = { readonly pid: number } | 'silent' | 'refused';

export interface VirtualModule {
  /** Faults that hold now. Hung, it says nothing; gone, whoever asks is told so at once. */
  hung: number;
  gone: number;
  /** It is another process after each such time, in ms; 0: it stays up. */
  restartsEveryMs: number;
  /** What is asked of it brings no result at all: the monitor on the other side is deaf. */
  unheard: number;
  /** From the start of the service to its first answer, in ms. */
  startsInMs: number;
  /** The service has been started on this server: so has the module. */
  readonly serviceStarted: () => void;
  /** It went and came back: another process. */
  readonly renewed: () => void;
  readonly ask: () => ModuleAnswer;
}

export function createVirtualModule(now: () => number): VirtualModule {
  let generation = 1;
  let startedAt = Number.NEGATIVE_INFINITY;
  const module: VirtualModule = {
    hung: 0,
    gone: 0,
    restartsEveryMs: 0,
    unheard: 0,
    startsInMs: 0,
    serviceStarted: () => {
      generation += 1;
      startedAt = now();
    },
    renewed: () => {
      generation += 1;
    },
    ask: () => {
      if (module.gone > 0 || now() - startedAt < module.startsInMs) return 'refused';
      if (module.hung > 0) return 'silent';
      const restarts = module.restartsEveryMs === 0 ? 0 : Math.floor(now() / module.restartsEveryMs);
      return { pid: generation * 100_000 + restarts };
    },
  };
  return module;
}
