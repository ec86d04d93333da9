/** Follows a switch by its id until it ends, despite lost answers and silent servers. */
import { setTimeout as sleep } from 'node:timers/promises';
import { unlessLost } from '../../client/call-server.ts';
import type { NodePair } from '../../client/node-pair.ts';
import type { Reply } from '../../core/engine/effect.ts';
import type { Letter } from '../../core/letter.ts';
import { otherLetter } from '../../core/letter.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { SwitchOutcome } from '../../core/protocol/answers.ts';

/** How often the progress of a switch is polled, in ms. */
const LOOK_EVERY_MS = 50;
/** Longer than any time limit of the two servers, in ms. */
const FOLLOW_LIMIT_MS = 20 * 60_000;
/** How long both servers may be unable to report on the switch, in ms. */
const SILENCE_LIMIT_MS = 6_000;

export interface FollowedSwitch {
  readonly pair: NodePair;
  readonly id: string;
  /** The server that becomes active. */
  readonly to: Letter;
  /** If the first answer was lost: sends the same request again, same id. Null if the server accepted it. */
  readonly askAgain: (() => Promise<Reply>) | null;
  /** Called with each phase of the server that takes over. */
  readonly onPhase: (words: string) => void;
}

/** Throws `outcome-unknown` (unfinished) if neither server can report how it ended. */
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
  throw unknown(followed, `neither server can report the outcome, and server ${followed.to} no longer answers`);
}

/** `gone`: the server is running and knows no such switch. */
type Seen = SwitchOutcome | 'under-way' | 'silent' | { readonly gone: string };

async function lookAfter({ pair, id, to, askAgain, onPhase }: FollowedSwitch): Promise<Seen> {
  const outcome = await unlessSilent(pair.switchOutcome(to, id));
  if (outcome?.outcome === 'under-way') {
    const status = await unlessSilent(pair.status(to));
    if (status !== undefined) onPhase(status.phaseMeans);
    return 'under-way';
  }
  if (outcome !== undefined && outcome !== null) return outcome;
  // Each server learns from the other which switches were completed.
  const heard = await unlessSilent(pair.switchOutcome(otherLetter(to), id));
  if (heard?.outcome === 'switched') return heard;
  if (outcome === undefined) return 'silent';
  // It is running and knows no such switch. If it had accepted the request, it has been restarted since; otherwise the
  // request may never have arrived, and the id ensures that the switch is not made twice.
  if (askAgain === null) return { gone: `server ${to} was restarted and no longer knows about the switch` };
  const reply = await unlessSilent(unlessLost(askAgain()));
  if (reply?.accepted !== false) return 'silent';
  return { gone: `server ${to} did not answer at first; when asked again it said: ${reply.what}` };
}

/** Undefined if a server does not answer, or its answer makes no sense. */
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
        ? 'the switch was started, but its outcome is unknown'
        : 'the switch was requested, but its outcome is unknown: it may have happened',
    why,
    where: `request ${id}`,
    do: 'check "switchover status" before you retry',
  });
}
