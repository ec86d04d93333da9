import { setTimeout as sleep } from 'node:timers/promises';
import { NO_ANSWER_IN_TIME, unlessLost } from '../../client/call-server.ts';
import type { NodePair } from '../../client/node-pair.ts';
import type { Letter } from '../../core/letter.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { PairStatus } from '../../core/results/status.ts';
import type { StopPlan } from '../../core/results/switching.ts';
import { readStatus } from './status.ts';

export interface StopResult {
  readonly server: Letter;
  readonly wasActive: boolean;
  readonly stopped: true;
  readonly tookMs: number;
  /** The state afterwards; null if no server answers. */
  readonly after: PairStatus | null;
}

const LOOK_EVERY_MS = 50;
/** Draining and the Discontinue hook have their own limits; this is for a server that exceeds both. In ms. */
const MARGIN_MS = 15_000;

/** Whether the server is active, and whether another one would be afterwards. */
export async function planStop(pair: NodePair, letter: Letter): Promise<StopPlan> {
  const { serving } = await pair.status(letter);
  const { name } = pair.pairFile.servers[letter];
  if (!serving) return { server: letter, name, isActive: false, unattended: [] };
  const { protection, why } = await readStatus(pair);
  const isAttended = protection === 'protected' || protection === 'two-actives';
  return { server: letter, name, isActive: true, unattended: isAttended ? [] : why };
}

/** Shuts one server down cleanly and waits until nothing listens on its port. */
export async function nodeStop(pair: NodePair, plan: StopPlan, takeover: boolean): Promise<StopResult> {
  const began = performance.now();
  const { server: letter, isActive: wasActive } = plan;
  const ask = (): Promise<true | null> => unlessLost(pair.requestStop(letter, takeover).then(() => true as const));
  let accepted = (await ask()) !== null;
  const until = began + pair.pairFile.hooks.timeLimitMs + MARGIN_MS;
  for (;;) {
    const seen = await observe(pair, letter);
    if (seen === 'gone') break;
    // Its answer was lost and it keeps running: ask again. Asking twice does no harm.
    if (!accepted && seen === 'well') accepted = (await ask().catch(() => null)) !== null;
    if (performance.now() > until) {
      throw new SwitchoverError('unfinished', {
        code: 'still-stopping',
        what: accepted
          ? `server ${letter} was asked to stop and is still running`
          : `server ${letter} was asked to stop, but its answer was lost: it may still be stopping`,
        why: 'it did not stop within the time limits of its hooks',
        where: null,
        do: 'check its log; kill the process if it hangs',
      });
    }
    await sleep(LOOK_EVERY_MS);
  }
  const tookMs = performance.now() - began;
  return { server: letter, wasActive, stopped: true, tookMs, after: await readStatus(pair).catch(() => null) };
}

/** A server that is merely slow to answer has not stopped. */
async function observe(pair: NodePair, letter: Letter): Promise<'well' | 'stopping' | 'silent' | 'gone'> {
  try {
    return (await pair.health(letter, '/health')) ? 'well' : 'stopping';
  } catch (error) {
    return error instanceof SwitchoverError && error.problem.why?.endsWith(NO_ANSWER_IN_TIME) ? 'silent' : 'gone';
  }
}
