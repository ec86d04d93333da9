import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { unlessLost } from '../../client/call-server.ts';
import type { NodePair } from '../../client/node-pair.ts';
import { roleAllows } from '../../core/credential.ts';
import type { Reply } from '../../core/engine/effect.ts';
import type { Letter } from '../../core/letter.ts';
import { otherLetter } from '../../core/letter.ts';
import { SwitchoverError } from '../../core/problem.ts';
import { lossWords } from '../../core/results/loss.ts';
import type { PairStatus, ServerRow } from '../../core/results/status.ts';
import type { SwitchPlan, SwitchResult } from '../../core/results/switching.ts';
import { followSwitch } from './follow-switch.ts';
import { lossOf } from './loss.ts';
import { readStatus } from './status.ts';

/** How often the progress of a switch is polled, in ms. */
const LOOK_EVERY_MS = 50;
/** How long `--wait` waits until the backup has everything, in ms. */
export const LONGEST_WAIT_MS = 60_000;

/**
 * Decides which server takes over. Throws if none can, or if the operator lacks the role. `waitMs`: how long the backup may
 * take to receive what it still lacks; otherwise only what is on its way.
 */
export async function planSwitch(pair: NodePair, immediate: boolean, waitMs?: number): Promise<SwitchPlan> {
  refuseWithoutRight(pair, immediate);
  const before = await readStatus(pair);
  const active = before.servers.find((row) => row.serving === true);
  if (before.protection === 'two-actives')
    throw refusal(
      'two-actives',
      'both servers are active',
      'wait until one has stepped down; "switchover status" shows it',
    );
  const question = { expectedTerm: active?.term ?? null, immediate };
  const to =
    active === undefined
      ? await candidate(pair, before, question)
      : await willing(pair, row(before, otherLetter(active.letter)), question);
  const wouldLose = await lossOf(pair, active?.letter ?? null, waitMs);
  return {
    id: randomUUID(),
    to: to.letter,
    from: active?.letter ?? null,
    expectedTerm: active?.term ?? null,
    immediate,
    before,
    wouldLose,
    cautions: [...cautionsOf(before, to, active, immediate), ...cautionOfLoss(wouldLose)],
  };
}

/** The servers would refuse too; checked here so that it is reported before the question, and by --dry-run. */
function refuseWithoutRight({ identity }: NodePair, immediate: boolean): void {
  const needed = immediate ? 'master-administrator' : 'remote-control';
  if (roleAllows(identity.role, needed)) return;
  throw new SwitchoverError('refused', {
    code: 'right-missing',
    what: `${identity.name} has the role ${identity.role}, but this requires ${needed}`,
    why: immediate ? 'an immediate switch does not wait for the active server' : 'a switch changes the active server',
    where: null,
    do: `use a credential with the role ${needed} (--credential DIR)`,
  });
}

function row(status: PairStatus, letter: Letter): ServerRow {
  return status.servers.find((each) => each.letter === letter)!;
}

type Question = Parameters<NodePair['switchAnswer']>[1];
type Refused = Extract<Reply, { readonly accepted: false }>;

/** Why this server would refuse, according to its rules; null if it would not, or is too old to tell in advance. */
async function refusalOf(pair: NodePair, { letter }: ServerRow, question: Question): Promise<Refused | null> {
  const reply = await pair.switchAnswer(letter, question);
  return reply?.accepted === false ? reply : null;
}

async function willing(pair: NodePair, to: ServerRow, question: Question): Promise<ServerRow> {
  if (!to.reachable) {
    throw new SwitchoverError('unreachable', {
      code: 'backup-unreachable',
      what: `the server that would take over, ${nameOf(to)}, does not answer`,
      why: to.fault ?? 'no answer',
      where: to.address,
      do: 'start it and wait until "switchover status" shows the pair as protected',
    });
  }
  const refused = await refusalOf(pair, to, question);
  if (refused === null) return to;
  throw refusal(refused.code, `${nameOf(to)} would refuse: ${refused.what}`, refused.do);
}

/** If no active server can be seen, the server that would become active. */
async function candidate(pair: NodePair, before: PairStatus, question: Question): Promise<ServerRow> {
  const reachable = before.servers.filter((each) => each.reachable);
  const refused = await Promise.all(reachable.map((each) => refusalOf(pair, each, question)));
  const able = reachable.filter((_, index) => refused[index] === null);
  if (able.length === 1) return able[0]!;
  if (able.length > 1)
    throw refusal(
      'negotiating',
      'both servers are starting and will agree on their roles by themselves',
      'wait a few seconds, then check "switchover status"',
    );
  const [only] = refused;
  throw refusal(
    'no-backup',
    `no server can take over: ${reachable.map((each, index) => `${nameOf(each)}: ${refused[index]?.what}`).join('; ')}`,
    reachable.length === 1 && only
      ? only.do
      : 'let a stale server rejoin, or restart one; "switchover status" shows the state of each',
  );
}

function nameOf({ name, letter }: ServerRow): string {
  return `${name} (${letter})`;
}

function cautionsOf(status: PairStatus, to: ServerRow, active: ServerRow | undefined, immediate: boolean): string[] {
  const cautions: string[] = [];
  if (to.state === 'error')
    cautions.push(
      `Something answers at the address of the other server but cannot be verified. If it is the other server, with a certificate that is not accepted, it may be active, and then both would be. Continue only if you are sure that it is off.`,
    );
  if (active === undefined) {
    cautions.push(
      'No active server can be seen. If the other server is only cut off from here, both will be active until they can reach each other; then the one with the lower term steps down and the changes that only it has are set aside.',
    );
  } else if (immediate) {
    cautions.push('Immediate: the active server does not finish its work first. It becomes stale and has to rejoin.');
  }
  if (status.protection === 'unprotected') cautions.push(...status.why);
  return cautions;
}

function cautionOfLoss(items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`The ${lossWords(items)}.`];
}

/**
 * --yes confirms the switch, not the loss of what only the active server has: that needs its own confirmation.
 *
 * @throws SwitchoverError (refused) `would-lose-changes` if something would be lost and nobody can be asked
 */
export function refuseLoss({ wouldLose }: SwitchPlan): void {
  if (wouldLose.length === 0) return;
  throw new SwitchoverError('refused', {
    code: 'would-lose-changes',
    what: `the ${lossWords(wouldLose)}`,
    why: 'the new active server continues with what it has; changes that only the other server has are set aside',
    where: null,
    do: 'wait until the backup has it (--wait does), unless an Upgrade state leaves it out; or accept the loss: --accept-data-loss --reason TEXT',
  });
}

/**
 * Requests the switch and follows it until it ends. `onPhase` is called with each new phase of the server that takes
 * over. Throws `refused` if the server refuses, `unfinished` if the outcome cannot be determined.
 */
export async function runSwitch(
  pair: NodePair,
  plan: SwitchPlan,
  options: {
    readonly reason: string | null;
    readonly waitForProtection: boolean;
    readonly onPhase: (words: string) => void;
  },
): Promise<SwitchResult> {
  const began = performance.now();
  const { id, to, expectedTerm, immediate } = plan;
  const ask = (): Promise<Reply> => pair.requestSwitch(to, { id, expectedTerm, immediate, reason: options.reason });
  const reply = await unlessLost(ask());
  if (reply?.accepted === false) throw refusal(reply.code, reply.what, reply.do);
  const outcome = await followSwitch({ pair, id, to, askAgain: reply === null ? ask : null, onPhase: options.onPhase });
  const tookMs = performance.now() - began;
  if (outcome.outcome === 'switched' && options.waitForProtection) await untilProtected(pair, options.onPhase);
  const after = await readStatus(pair).catch(() => null);
  return {
    id,
    outcome: outcome.outcome === 'switched' ? 'switched' : 'given-up',
    reason: outcome.reason,
    term: outcome.term,
    tookMs,
    before: plan.before,
    after,
  };
}

/** `--wait`: how long until the pair has to be protected again, in ms. */
const PROTECTION_LIMIT_MS = 60_000;

async function untilProtected(pair: NodePair, onPhase: (words: string) => void): Promise<void> {
  const until = performance.now() + PROTECTION_LIMIT_MS;
  for (;;) {
    const status = await readStatus(pair).catch(() => null);
    if (status?.protection === 'protected') return;
    if (performance.now() > until) {
      throw new SwitchoverError('unfinished', {
        code: 'not-protected-yet',
        what: `the switch is done, but the pair is still not protected after ${PROTECTION_LIMIT_MS / 1000} s`,
        why: status?.why.join('; ') ?? 'no server answers',
        where: null,
        do: 'check "switchover status"; a stale server has to rejoin (switchover rejoin)',
      });
    }
    onPhase('waiting until the pair is protected again');
    await sleep(5 * LOOK_EVERY_MS);
  }
}

function refusal(code: string, what: string, next: string): SwitchoverError {
  return new SwitchoverError('refused', {
    code,
    what,
    why: null,
    where: null,
    do: next,
  });
}
