/** Before the first step of an upgrade: what the pair is like, and whether anything stands in the way. */
import { createHash, randomUUID } from 'node:crypto';
import { unlessFailed } from '../../client/call-server.ts';
import type { NodePair } from '../../client/node-pair.ts';
import type { Letter } from '../../core/letter.ts';
import { LETTERS } from '../../core/letter.ts';
import type { MachineFacts } from '../../core/protocol/machine-facts.ts';
import type { NewEntry } from '../../core/runbooks/entry.ts';
import type { ReadinessCheck } from '../../core/runbooks/readiness.ts';
import { machineOf } from '../../core/runbooks/upgrade/machine.ts';
import type { Preparation } from '../../core/runbooks/upgrade/readiness.ts';
import { readinessOf } from '../../core/runbooks/upgrade/readiness.ts';
import { UPGRADE } from '../../core/runbooks/upgrade/steps.ts';
import { serviceFacts } from '../../host/process/service-facts.ts';
import { readStatus } from '../pair/status.ts';
import type { ServicePlans } from './ground.ts';
import { folderOf, plansOf } from './pair-ground.ts';

export interface UpgradeOptions {
  readonly newRelease: string | null;
  /** The operating system is upgraded too. */
  readonly os: boolean;
  /** Facts of servers that cannot be asked, or have to be told. */
  readonly facts: Readonly<Partial<Record<Letter, MachineFacts>>>;
}

export interface Prepared {
  readonly checks: readonly ReadinessCheck[];
  /** Null if the pair has no backup, so nothing can be planned. */
  readonly entry: Extract<NewEntry, { type: 'begun' }> | null;
}

/** @throws SwitchoverError `no-server-answers` (unreachable) */
export async function prepareUpgrade(pair: NodePair, options: UpgradeOptions): Promise<Prepared> {
  const plans = plansOf(pair);
  const folder = folderOf(pair);
  const status = await readStatus(pair);
  const serving = status.servers.find((server) => server.serving === true)?.letter ?? null;
  const [machines, startModes, active, parameters] = await Promise.all([
    // A server of an older version does not know the question.
    perServer((letter) => options.facts[letter] ?? unlessFailed(pair.facts(letter))),
    perServer(async (letter) => (await serviceFacts(plans[letter], folder, ['startMode'])).startMode),
    serving === null ? null : unlessFailed(pair.status(serving)),
    serving === null ? null : unlessFailed(pair.parameters.read(serving)),
  ]);
  const releases = perLetter((letter) => status.servers.find((server) => server.letter === letter)?.release ?? null);
  const names = perLetter((letter) => pair.pairFile.servers[letter].name);
  const backup = status.servers.find(({ state }) => state === 'backup')?.letter ?? null;
  const begunMachines = perLetter((letter) => machineOf(machines[letter]));
  const known: Preparation = {
    names,
    isProtected: status.protection === 'protected',
    why: status.why,
    first: backup,
    releases,
    newRelease: options.newRelease,
    behind: { items: behindOf(active?.behind ?? null) },
    wouldLose: active?.wouldLose ?? [],
    startModes,
    byHand: perLetter((letter) => byHandOn(plans, letter, letter === backup)),
    freeBytes: perLetter((letter) => machines[letter]?.data?.freeBytes ?? null),
    os: options.os,
    machines: begunMachines,
    parameters: parameters?.values ?? null,
  };
  const entry: Prepared['entry'] =
    backup === null
      ? null
      : {
          type: 'begun',
          run: randomUUID(),
          runbook: UPGRADE.name,
          version: UPGRADE.version,
          pair: pair.pairFile.pair,
          names,
          first: backup,
          oldRelease: releases[backup],
          newRelease: options.newRelease,
          startModes,
          os: options.os,
          machines: begunMachines,
          pairFile: hashOfPairFile(pair),
          byHand: false,
          service: null,
        };
  return { checks: readinessOf(known), entry };
}

/**
 * What a run depends on in the pair file: the servers, and the commands of their services. Not a release that is given as
 * text: the procedure itself has it changed.
 */
export function hashOfPairFile({ pairFile }: Pick<NodePair, 'pairFile'>): string {
  const { service } = pairFile;
  const servers = perLetter((letter) => {
    const server = pairFile.servers[letter];
    return typeof server.release === 'string' ? { ...server, release: null } : server;
  });
  return createHash('sha256').update(JSON.stringify({ servers, service })).digest('hex').slice(0, 16);
}

/** All that is replicated together. Unknown if any part is. */
function behindOf(behind: Readonly<Record<string, { readonly items: number | null }>> | null): number | null {
  if (behind === null) return null;
  let sum = 0;
  for (const { items } of Object.values(behind)) {
    if (items === null) return null;
    sum += items;
  }
  return sum;
}

function byHandOn(plans: ServicePlans, letter: Letter, isFirst: boolean): readonly string[] {
  const plan = plans[letter];
  const isByHand = plan.run === 'by-hand';
  const missing: string[] = [];
  if (isByHand || plan.stop === null) missing.push('stop');
  if (isFirst && (isByHand || plan.startMode === null)) missing.push('set the start mode');
  if (isByHand || plan.install === null) missing.push('install');
  if (isFirst && (isByHand || plan.restart === null)) missing.push('restart the machine');
  if (isByHand || plan.start === null) missing.push('start');
  return missing;
}

function perLetter<T>(of: (letter: Letter) => T): Readonly<Record<Letter, T>> {
  return { A: of('A'), B: of('B') };
}

async function perServer<T>(of: (letter: Letter) => T | Promise<T>): Promise<Readonly<Record<Letter, T>>> {
  const [A, B] = await Promise.all(LETTERS.map(of));
  return { A: A as T, B: B as T };
}
