import { randomUUID } from 'node:crypto';
import type { NodePair } from '../../client/node-pair.ts';
import type { Mode } from '../../core/engine/state.ts';
import type { Letter } from '../../core/letter.ts';
import { LETTERS } from '../../core/letter.ts';
import type { Problem } from '../../core/problem.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { ModeOutcome } from '../../core/results/switching.ts';

export interface ModeWish {
  readonly mode: Mode;
  /** How long it lasts, in ms; null: until it is changed. */
  readonly forMs: number | null;
  readonly reason: string | null;
}

/**
 * Sets the mode on both servers, because either may be the backup tomorrow.
 *
 * @throws SwitchoverError `mode-half-set` (unfinished) if only one accepted it; the servers' own error if neither did
 */
export async function setMode(pair: NodePair, wish: ModeWish): Promise<ModeOutcome> {
  const id = randomUUID();
  const results = await Promise.allSettled(LETTERS.map((letter) => sendMode(pair, letter, id, wish)));
  const faults = results.map((each) => (each.status === 'rejected' ? problemOf(each.reason) : null));
  const servers = LETTERS.map((letter, index) => {
    const fault = faults[index] ?? null;
    return { letter, name: pair.pairFile.servers[letter].name, set: fault === null, fault: fault?.why ?? null };
  });
  const failed = results.filter((each): each is PromiseRejectedResult => each.status === 'rejected');
  if (failed.length === LETTERS.length) throw failed[0]?.reason;
  const until = wish.forMs === null ? null : new Date(Date.now() + wish.forMs).toISOString();
  const outcome = { ...wish, until, servers };
  if (failed.length > 0) throw halfSet(outcome);
  return { mode: wish.mode, until, reason: wish.reason, servers };
}

async function sendMode(pair: NodePair, letter: Letter, id: string, wish: ModeWish): Promise<void> {
  const reply = await pair.requestMode(letter, { id, ...wish });
  if (reply.accepted) return;
  const { code, what, do: next } = reply;
  throw new SwitchoverError('refused', { code, what, why: `server ${letter} refused`, where: null, do: next });
}

function problemOf(reason: unknown): Problem {
  if (reason instanceof SwitchoverError) return reason.problem;
  throw reason;
}

function halfSet({ mode, servers }: ModeOutcome): SwitchoverError {
  const done = servers.find(({ set }) => set);
  const other = servers.find(({ set }) => !set);
  return new SwitchoverError('unfinished', {
    code: 'mode-half-set',
    what: `${done?.name} (${done?.letter}) is now in ${mode} mode, but ${other?.name} (${other?.letter}) may not be`,
    why: other?.fault ?? 'it did not answer',
    where: null,
    do: 'check "switchover status", and set the mode again when both servers answer',
  });
}
