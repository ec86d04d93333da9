import { setTimeout as sleep } from 'node:timers/promises';
import type { Letter } from '../core/letter.ts';
import { SwitchoverError } from '../core/problem.ts';
import type { NodePair } from '../pairs/node-pair.ts';
import { NO_ANSWER_IN_TIME } from '../pairs/node-pair.ts';
import type { PairStatus } from './status.ts';
import { readStatus } from './status.ts';

export interface StopResult {
  readonly server: Letter;
  readonly wasActive: boolean;
  readonly stopped: true;
  readonly tookMs: number;
  /** What is left; null where no server answers. */
  readonly after: PairStatus | null;
}

const LOOK_EVERY_MS = 50;
/** Draining and the Discontinue hook have limits of their own; this is for a server that keeps neither. In ms. */
const MARGIN_MS = 15_000;

/** Stops one server in order and waits until its port is silent. */
export async function nodeStop(pair: NodePair, letter: Letter, takeover: boolean): Promise<StopResult> {
  const began = performance.now();
  const { serving } = await pair.status(letter);
  await pair.requestStop(letter, takeover);
  const until = began + pair.pairFile.hooks.timeLimitMs + MARGIN_MS;
  while (await answers(pair, letter)) {
    if (performance.now() > until) {
      throw new SwitchoverError('unfinished', {
        code: 'still-stopping',
        what: `server ${letter} was told to stop and still runs`,
        why: 'it did not end within the limits of its hooks',
        where: null,
        do: 'look at its log; kill the process if it hangs',
      });
    }
    await sleep(LOOK_EVERY_MS);
  }
  const tookMs = performance.now() - began;
  return { server: letter, wasActive: serving, stopped: true, tookMs, after: await readStatus(pair).catch(() => null) };
}

/** A server that is only slow to answer has not stopped. */
async function answers(pair: NodePair, letter: Letter): Promise<boolean> {
  try {
    await pair.health(letter, '/health');
    return true;
  } catch (error) {
    return error instanceof SwitchoverError && error.problem.why.endsWith(NO_ANSWER_IN_TIME);
  }
}
