/** From what the operator asked for to an upgrade: the files that are named are read and checked first. */
import { dirname, resolve } from 'node:path';
import type { NodePair } from '../../client/node-pair.ts';
import type { Letter } from '../../core/letter.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { MachineFacts } from '../../core/protocol/machine-facts.ts';
import { readChecksFile } from '../../host/files/checks-file.ts';
import { readFactsFile } from '../../host/files/facts-file.ts';
import type { Upgrade } from './upgrade.ts';
import { upgradeByHand, upgradeOfPair } from './upgrade.ts';

/** Null where it was not given. */
export interface UpgradeWanted {
  readonly release: string | null;
  readonly os: boolean;
  /** Each `A=FILE` or `B=FILE`. */
  readonly facts: readonly string[];
  /** Of a pair that this tool does not run. */
  readonly byHand: {
    readonly serverA: string | null;
    readonly serverB: string | null;
    readonly oldRelease: string | null;
    readonly service: string;
    /** Path of the journal. */
    readonly journal: string;
    /** Path of the file with the checks. */
    readonly checks: string | null;
    readonly operator: string;
  };
}

/**
 * @param pair null for a pair that this tool does not run
 * @throws SwitchoverError (usage) `server-names-needed`, `facts-flag-invalid`, and as the readers of the files
 */
export async function upgradeFrom(pair: NodePair | null, wanted: UpgradeWanted): Promise<Upgrade> {
  const { release: newRelease, os } = wanted;
  if (pair !== null) return upgradeOfPair(pair, { newRelease, os, facts: await factsFrom(wanted.facts) });
  const { serverA, serverB, oldRelease, service, journal, checks, operator } = wanted.byHand;
  const commands = checks === null ? new Map<string, readonly string[]>() : (await readChecksFile(checks)).checks;
  return upgradeByHand({
    names: serverA === null || serverB === null ? null : { A: serverA, B: serverB },
    ...{ oldRelease, newRelease, service, os, operator },
    journal: resolve(journal),
    checks: { commands, folder: checks === null ? dirname(resolve(journal)) : dirname(resolve(checks)) },
  });
}

async function factsFrom(flags: readonly string[]): Promise<Readonly<Partial<Record<Letter, MachineFacts>>>> {
  const facts: Partial<Record<Letter, MachineFacts>> = {};
  const given = new Set<Letter>();
  for (const flag of flags) {
    const [, letter, file] = /^([AB])=(.+)$/i.exec(flag) ?? [];
    if (letter === undefined || file === undefined) throw invalidFacts(flag, 'it takes A=FILE or B=FILE');
    const server = letter.toUpperCase() as Letter;
    if (given.has(server)) throw invalidFacts(flag, `${server} is given twice`);
    given.add(server);
    facts[server] = await readFactsFile(file);
  }
  return facts;
}

function invalidFacts(flag: string, why: string): SwitchoverError {
  return new SwitchoverError('usage', {
    code: 'facts-flag-invalid',
    what: `--facts is "${flag.slice(0, 80)}"`,
    why,
    where: '--facts',
    do: 'for example: --facts B=beta-facts.json',
  });
}
