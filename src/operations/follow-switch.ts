/** Following a switch to its end by its id, through lost answers and servers that fall silent. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Letter } from '../core/letter.ts';
import { otherLetter } from '../core/letter.ts';
import type { Reply } from '../core/pair/effect.ts';
import { SwitchoverError } from '../core/problem.ts';
import type { SwitchOutcome } from '../core/protocol/answers.ts';
import { unlessLost } from '../pairs/call-server.ts';
import type { NodePair } from '../pairs/node-pair.ts';

/** How often the progress of a switch is asked for, in ms. */
const LOOK_EVERY_MS = 50;
/** Longer than every limit that the two servers keep between them, in ms. */
const FOLLOW_LIMIT_MS = 20 * 60_000;
/** So long neither server may be able to say how it goes on, in ms. */
const SILENCE_LIMIT_MS = 6_000;

export interface FollowedSwitch {
  readonly pair: NodePair;
  readonly id: string;
  /** The server that becomes active. */
  readonly to: Letter;
  /** Where the first answer was lost: the same request, same id. Null where the server took it up. */
  readonly askAgain: (() => Promise<Reply>) | null;
  /** Hears each phase of the server that takes over. */
  readonly onPhase: (words: string) => void;
}

/** Throws `outcome-unknown` (unfinished) where nobody can say how it ended. */
export async function followSwitch(followed: FollowedSwitch): Promise<SwitchOutcome> {
  const until = performance.now() + FOLLOW_LIMIT_MS;
  let heardAt = performance.now();
  while (performance.now() < until) {
    const seen = await lookAfter(followed);
    if (typeof seen === 'object' && 'gone' in seen) throw unknown(followed, seen.gone);
    if (typeof seen === 'object') return seen;
    if (seen === 'under-way') heardAt = performance.now();
    if (performance.now() - heardAt > SILENCE_LIMIT_MS) break;
    await sleep(LOOK_EVERY_MS);
  }
  throw unknown(followed, `neither server can say, and server ${followed.to} does not answer any longer`);
}

/** `gone`: the server that was asked runs and knows of no such switch. */
type Seen = SwitchOutcome | 'under-way' | 'silent' | { readonly gone: string };

async function lookAfter({ pair, id, to, askAgain, onPhase }: FollowedSwitch): Promise<Seen> {
  const outcome = await unlessSilent(pair.switchOutcome(to, id));
  if (outcome?.outcome === 'under-way') {
    const status = await unlessSilent(pair.status(to));
    if (status !== undefined) onPhase(status.phaseMeans);
    return 'under-way';
  }
  if (outcome !== undefined && outcome !== null) return outcome;
  // Each server learns from the other which switches have been made.
  const heard = await unlessSilent(pair.switchOutcome(otherLetter(to), id));
  if (heard?.outcome === 'switched') return heard;
  if (outcome === undefined) return 'silent';
  // It runs and knows of no such switch. Where it had taken it up it has been restarted since; else it may never have
  // come, and the id sees to it that it is not made twice.
  if (askAgain === null) return { gone: `server ${to} knows nothing of it any longer: it has been restarted` };
  const reply = await unlessSilent(unlessLost(askAgain()));
  if (reply?.accepted !== false) return 'silent';
  return { gone: `server ${to} gave no answer at first, and said when it was asked again: ${reply.what}` };
}

/** Undefined where a server does not answer, or makes no sense. */
async function unlessSilent<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof SwitchoverError) return undefined;
    throw error;
  }
}

function unknown({ id, askAgain }: FollowedSwitch, why: string): SwitchoverError {
  return new SwitchoverError('unfinished', {
    code: 'outcome-unknown',
    what:
      askAgain === null
        ? 'the switch was begun, and how it ended cannot be learned'
        : 'the switch was asked for, and whether it was made cannot be learned: it may have happened',
    why,
    where: `request ${id}`,
    do: 'look at status before you repeat anything',
  });
}
