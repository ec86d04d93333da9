import { randomUUID } from 'node:crypto';
import type { Letter } from '../core/letter.ts';
import { SwitchoverError } from '../core/problem.ts';
import type { NodePair } from '../pairs/node-pair.ts';
import type { PairStatus } from './status.ts';
import { readStatus } from './status.ts';

export interface RejoinPlan {
  readonly letter: Letter;
  readonly name: string;
  readonly reason: string | null;
  readonly before: PairStatus;
}

/** The stale server that is meant: the one named, else the only one. */
export async function planRejoin(pair: NodePair, letter: Letter | null): Promise<RejoinPlan> {
  const before = await readStatus(pair);
  const stale = before.servers.filter((row) => row.state === 'inactive');
  const row = letter === null ? stale[0] : before.servers.find((each) => each.letter === letter);
  if (row !== undefined && !row.reachable) {
    throw new SwitchoverError('unreachable', {
      code: 'server-unreachable',
      what: `server ${row.letter} (${row.name}) does not answer`,
      why: row.fault ?? 'no answer',
      where: row.address,
      do: 'start it; it then finds its role by itself',
    });
  }
  if (row === undefined || row.state !== 'inactive') throw notStale(before, letter);
  if (letter === null && stale.length > 1) {
    throw new SwitchoverError('usage', {
      code: 'server-needed',
      what: 'both servers are stale',
      why: 'one of them has to be the active one before the other can rejoin',
      where: null,
      do: 'restart the one whose data shall count with: switchover node run --force-primary',
    });
  }
  return { letter: row.letter, name: row.name, reason: row.reason, before };
}

function notStale(status: PairStatus, letter: Letter | null): SwitchoverError {
  const words = status.servers.map((row) => `${row.name} (${row.letter}): ${row.state ?? 'no answer'}`).join(', ');
  return new SwitchoverError('refused', {
    code: 'not-stale',
    what: letter === null ? 'no server is stale' : `server ${letter} is not stale`,
    why: `only a stale server rejoins; ${words}`,
    where: null,
    do: 'nothing, if the pair is protected; else start the server that does not answer',
  });
}

/** Lets the stale server become backup again. */
export async function rejoin(pair: NodePair, plan: RejoinPlan): Promise<PairStatus | null> {
  const reply = await pair.requestRejoin(plan.letter, randomUUID());
  if (!reply.accepted) {
    throw new SwitchoverError('refused', {
      code: reply.code,
      what: reply.what,
      why: `server ${plan.letter} refused to rejoin`,
      where: null,
      do: reply.do,
    });
  }
  return readStatus(pair).catch(() => null);
}
