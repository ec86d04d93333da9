/** What comes after the faults of a seed: everything is repaired, the pair settles, and operators clean up. */

import { isServing } from '../engine/state.ts';
import { LETTERS } from '../letter.ts';
import { begin, type Stage } from './inject-fault.ts';
import type { PairSettings } from './limits.ts';
import { restMs } from './limits.ts';
import { repair } from './topology.ts';
import { FIRST_RELEASE, START_UP_MS } from './virtual-server.ts';

/** How often an operator checks and cleans up. */
const ROUNDS = 3;

/** Every stop is complete within this time, in ms: a drain, and hooks that are killed at their limit. */
const STOPPED_WITHIN_MS = 100_000;

/** When, after the repair, the pair must have settled, operators clean up, and all must be well. In ms. */
export function scheduleOf(
  pair: PairSettings,
  hookLimitMs: number,
): { readonly restsMs: number; readonly tidiesMs: readonly number[]; readonly endsMs: number } {
  const restsMs = restMs(pair, hookLimitMs);
  const round = restsMs / 2;
  const tidiesMs = Array.from({ length: ROUNDS }, (_, index) => restsMs + 1 + index * round);
  return { restsMs, tidiesMs, endsMs: restsMs + ROUNDS * round + 1 };
}

/** Repairs everything and starts both servers. */
export function repairAll(stage: Stage): void {
  repair(stage.topology);
  for (const letter of LETTERS) {
    const server = stage.servers[letter];
    const { injected } = server;
    Object.assign(injected.disk, { full: 0, slowMs: 0 });
    Object.assign(injected.hookFails, { fence: 0, commence: 0, discontinue: 0 });
    Object.assign(injected.hookMs, { fence: 0, commence: 0, discontinue: 0 });
    Object.assign(injected, { startUpMs: START_UP_MS, workMs: 0, endsAfterEffects: null });
    Object.assign(injected.module, { hung: 0, gone: 0, unheard: 0, restartsEveryMs: 0, startsInMs: 0 });
    if (injected.release !== FIRST_RELEASE) {
      injected.release = FIRST_RELEASE;
      server.kill();
    }
    while (server.isFrozen()) server.thaw(false);
    // A server that is stopping is started once it has stopped.
    for (let ms = 0; ms <= 2 * STOPPED_WITHIN_MS; ms += STOPPED_WITHIN_MS / 10) {
      stage.queue.add(stage.now() + ms, () => begin(stage, letter));
    }
  }
}

/**
 * What an operator does at the end of such a run: sets automatic mode and lets stale servers rejoin; if that has not
 * helped, forces one of the waiting servers to be active in the next round.
 */
export function tidyUp(stage: Stage, round: number): void {
  const { servers } = stage;
  const states = LETTERS.map((letter) => servers[letter].state());
  const nobody = states.every((state) => state === null || !isServing(state));
  for (const letter of LETTERS) {
    const server = servers[letter];
    const state = server.state();
    if (
      nobody &&
      round > 0 &&
      (state === null || state.durable.role === 'stale' || state.place === 'reconnecting.held')
    ) {
      server.kill();
      begin(stage, letter, '--force-primary');
      return;
    }
    if (state?.mode === 'manual') {
      const id = `mode-${stage.nextRequest()}`;
      const request = { id, by: 'operator', mode: 'automatic', forMs: null, reason: null } as const;
      server.post({ type: 'mode-requested', request });
    }
    if (state === null || state.self.forceBackup) {
      server.kill();
      begin(stage, letter);
    } else if (state.place === 'inactive.stale') {
      server.post({ type: 'rejoin-requested', id: `rejoin-${stage.nextRequest()}`, by: 'operator' });
    }
  }
}
