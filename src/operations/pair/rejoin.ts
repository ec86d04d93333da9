import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { unlessLost } from '../../client/call-server.ts';
import type { NodePair } from '../../client/node-pair.ts';
import type { Reply } from '../../core/engine/effect.ts';
import type { Letter } from '../../core/letter.ts';
import { SwitchoverError } from '../../core/problem.ts';
import { STATE_WORDS } from '../../core/results/state-words.ts';
import type { PairStatus } from '../../core/results/status.ts';
import type { RejoinPlan } from '../../core/results/switching.ts';
import { readStatus } from './status.ts';

/** The stale server to rejoin: the one named, otherwise the only one. */
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
      why: 'one of them has to be active before the other can rejoin',
      where: null,
      do: 'restart the one whose data you want to keep with: switchover node run --force-primary',
    });
  }
  return { id: randomUUID(), letter: row.letter, name: row.name, reason: row.reason, before };
}

function notStale(status: PairStatus, letter: Letter | null): SwitchoverError {
  const words = status.servers
    .map((row) => `${row.name} (${row.letter}): ${row.state === null ? 'no answer' : STATE_WORDS[row.state]}`)
    .join(', ');
  return new SwitchoverError('refused', {
    code: 'not-stale',
    what: letter === null ? 'no server is stale' : `server ${letter} is not stale`,
    why: `only a stale server can rejoin; ${words}`,
    where: null,
    do: 'nothing if the pair is protected; otherwise start the server that does not answer',
  });
}

const LOOK_EVERY_MS = 100;
/** If the answer was lost: how long to poll the server for the outcome, in ms. */
const FIND_OUT_MS = 6_000;

/** Makes the stale server the backup again. If the answer is lost, its state decides; eventually `answer-lost`. */
export async function rejoin(pair: NodePair, plan: RejoinPlan): Promise<PairStatus | null> {
  const { id } = plan;
  const ask = async (): Promise<boolean> => {
    const reply = await unlessLost(pair.requestRejoin(plan.letter, id));
    if (reply?.accepted === false) throw refusal(plan, reply);
    return reply !== null;
  };
  if (!(await ask())) await findOut(pair, plan, ask);
  return readStatus(pair).catch(() => null);
}

/** Polls until it is no longer stale, and repeats the request while it is: rejoining twice does no harm. */
async function findOut(pair: NodePair, plan: RejoinPlan, ask: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + FIND_OUT_MS;
  while (performance.now() < until) {
    const status = await pair.status(plan.letter).catch(() => null);
    if (status !== null && status.state !== 'inactive') return;
    if (status !== null && (await ask().catch(ifStillStale))) return;
    await sleep(LOOK_EVERY_MS);
  }
  throw new SwitchoverError('unfinished', {
    code: 'answer-lost',
    what: `${plan.name} (${plan.letter}) was asked to rejoin, but its answer was lost: it may have rejoined`,
    why: `server ${plan.letter} no longer answers`,
    where: `request ${plan.id}`,
    do: 'check "switchover status" before you retry',
  });
}

/** It may have rejoined between the poll and the second request; the next poll shows that. */
function ifStillStale(error: unknown): false {
  if (error instanceof SwitchoverError && (error.kind !== 'refused' || error.problem.code === 'not-stale'))
    return false;
  throw error;
}

function refusal(plan: RejoinPlan, said: Extract<Reply, { readonly accepted: false }>): SwitchoverError {
  return new SwitchoverError('refused', {
    code: said.code,
    what: said.what,
    why: `server ${plan.letter} refused to rejoin`,
    where: null,
    do: said.do,
  });
}
