/** The monitored module of one simulated server. It runs as long as its machine, and restarts with the service. */

/** The result of a ping to it. */
export type ModuleAnswer = { readonly pid: number } | 'silent' | 'refused';

export interface VirtualModule {
  /** The number of current faults. If hung, it does not answer; if gone, pings are rejected immediately. */
  hung: number;
  gone: number;
  /** It becomes a new process at this interval, in ms; 0: it stays up. */
  restartsEveryMs: number;
  /** Pings to it bring no result at all: the monitor on the other side gets nothing. */
  unheard: number;
  /** From the start of the service to its first answer, in ms. */
  startsInMs: number;
  /** The service has been started on this server, and the module with it. */
  readonly serviceStarted: () => void;
  /** It is gone and back as a new process. */
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
