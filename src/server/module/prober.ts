/**
 * The active server's side of the module monitor: probes its module when the backup asks. One probe at a time, whatever
 * the companion sends, and only while this server is active: a module that is being stopped for a switch is not down.
 */

import type { ModuleEntry } from '../../core/config/pair-file/pair-file.ts';
import type { LogLine } from '../../core/engine/effect.ts';
import { monotonicMs } from '../../host/process/clock.ts';
import type { ProbeAnswer, ProbeSurroundings } from '../../host/process/module-probe.ts';
import { probeModule } from '../../host/process/module-probe.ts';
import type { ModuleRegistry } from '../../host/process/module-registry.ts';
import { openModuleRegistry } from '../../host/process/module-registry.ts';

export interface ModuleProber {
  /** The module's answer, or why there is none, within `limitMs` of this call. Never rejects. */
  readonly ask: (limitMs: number) => Promise<ProbeAnswer>;
  /** Why the last probe could not be run; null if it could. */
  readonly fault: () => string | null;
  readonly close: () => Promise<void>;
}

export interface ProberHost {
  /** Null if this server's pair file names none. */
  readonly module: ModuleEntry | null;
  /** Its name, once the server runs. */
  readonly name: () => string;
  readonly surroundings: ProbeSurroundings;
  readonly dataFolder: string;
  readonly isServing: () => boolean;
  readonly log: (line: LogLine) => void;
}

/** The longest ping timeout: whatever the companion sends, a probe ends by then, in ms. */
const LONGEST_PROBE_MS = 60_000;

interface Waiting {
  readonly until: number;
  readonly answer: (heard: ProbeAnswer) => void;
}

/** @throws SwitchoverError `module-socket-unusable` */
export async function createModuleProber(host: ProberHost): Promise<ModuleProber> {
  const { module } = host;
  const registry = module?.probe.kind === 'registered' ? await openModuleRegistry(host.dataFolder, host.name) : null;
  let running = false;
  let next: Waiting | null = null;
  let last: ProbeAnswer['kind'] | null = null;
  let fault: string | null = null;

  const heardFrom = (heard: ProbeAnswer): ProbeAnswer => {
    if (!host.isServing()) return NOT_SERVING;
    fault = heard.kind === 'unknown' ? heard.why : null;
    if (module !== null && heard.kind !== last) host.log(probeLine(host.name(), heard));
    last = heard.kind;
    return heard;
  };

  const run = async ({ until, answer }: Waiting): Promise<void> => {
    running = true;
    const limitMs = until - monotonicMs();
    if (limitMs <= 0) answer({ kind: 'silent' });
    else if (!host.isServing()) answer(NOT_SERVING);
    else answer(heardFrom(await probe(module, registry, limitMs, host.surroundings)));
    running = false;
    const following = next;
    next = null;
    if (following !== null) void run(following);
  };

  return {
    ask: (limitMs) => {
      if (module === null) return Promise.resolve(NO_MODULE);
      if (!host.isServing()) return Promise.resolve(NOT_SERVING);
      return new Promise((answer) => {
        const wanted = { until: monotonicMs() + Math.min(limitMs, LONGEST_PROBE_MS), answer };
        if (!running) return void run(wanted);
        // Nobody waits for an older one any more: the requester has asked again.
        next?.answer({ kind: 'unknown', why: 'superseded by another request' });
        next = wanted;
        return undefined;
      });
    },
    fault: () => fault,
    close: async () => registry?.close(),
  };
}

const NO_MODULE: ProbeAnswer = { kind: 'unknown', why: 'no module is set in the pair file of that server' };
const NOT_SERVING: ProbeAnswer = { kind: 'unknown', why: 'that server is not active' };

async function probe(
  module: ModuleEntry | null,
  registry: ModuleRegistry | null,
  limitMs: number,
  surroundings: ProbeSurroundings,
): Promise<ProbeAnswer> {
  if (module === null) return NO_MODULE;
  try {
    if (module.probe.kind !== 'registered') return await probeModule(module.probe, limitMs, surroundings);
    return registry === null ? NO_MODULE : await registry.ask(limitMs);
  } catch (error) {
    return { kind: 'unknown', why: (error as Error).message };
  }
}

const SAYS = 'SwitchoverMain::ModuleProbe : The';

/** Each change is logged once, on the server with the module: the backup's log shows the consequences. */
function probeLine(name: string, heard: ProbeAnswer): LogLine {
  const topic = 'SwitchoverMain';
  switch (heard.kind) {
    case 'answered':
      return { topic, level: 'note', text: `${SAYS} ${name} module on this server answers` };
    case 'silent':
      return { topic, level: 'warning', text: `${SAYS} ${name} module on this server does not answer in time` };
    case 'rejected':
      return { topic, level: 'warning', text: `${SAYS} ${name} module on this server reports a failure: ${heard.why}` };
    case 'unknown':
      return { topic, level: 'error', text: `${SAYS} ${name} module on this server cannot be probed: ${heard.why}` };
  }
}
