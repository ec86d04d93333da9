import type { ModuleEntry } from '../core/pair-file/pair-file.ts';
import type { ProbeAnswer } from '../host/module-probe.ts';
import { probeModule } from '../host/module-probe.ts';

/**
 * Answers for this server's module while it serves. The probe runs once at a time: whoever asks meanwhile gets the
 * same answer, so that a companion cannot make this server run it more often.
 */
export function createModuleProbe(host: {
  readonly module: ModuleEntry | null;
  /** Where programs are run: the folder of the pair file. */
  readonly folder: string;
  readonly serves: () => boolean;
}): (timeoutMs: number) => Promise<ProbeAnswer> {
  let underWay: Promise<ProbeAnswer> | null = null;
  return (timeoutMs) => {
    if (host.module === null) return Promise.resolve({ kind: 'rejected', why: 'no module is configured here' });
    if (!host.serves()) return Promise.resolve({ kind: 'rejected', why: 'this server does not serve' });
    underWay ??= probeModule(host.module.probe, timeoutMs, host.folder)
      .catch((error: Error): ProbeAnswer => ({ kind: 'rejected', why: error.message }))
      .finally(() => {
        underWay = null;
      });
    return underWay;
  };
}
