import { dataFolder, serverFolder } from '../../client/locate.ts';
import type { NodePair } from '../../client/node-pair.ts';
import { type ServicePlan, serviceOf } from '../../core/config/pair-file/service.ts';
import type { Letter } from '../../core/letter.ts';
import { LETTERS } from '../../core/letter.ts';
import type { Problem } from '../../core/problem.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { MachineFacts } from '../../core/protocol/machine-facts.ts';
import type { PairFacts } from '../../core/results/facts.ts';
import { readPairFile } from '../../host/files/pair-file.ts';
import { machineFacts } from '../../host/process/machine-facts.ts';
import { readRelease } from '../../host/process/release.ts';
import { serviceFacts } from '../../host/process/service-facts.ts';
import { chooseServer, localServer } from './choose-server.ts';
import { noServerAnswers } from './no-server.ts';

/**
 * Asks the servers in parallel, or only the selected one. Of two, one that does not answer is a warning.
 *
 * @throws SwitchoverError (unreachable) if none of them answers; (usage) `unknown-server`
 */
export async function readFacts(
  pair: NodePair,
  selector: string | null,
): Promise<{ readonly facts: PairFacts; readonly warnings: readonly Problem[] }> {
  const { pair: name } = pair.pairFile;
  if (selector !== null) {
    const one = await pair.facts(chooseServer(pair.pairFile, selector));
    return { facts: { pair: name, servers: [one], missing: [] }, warnings: [] };
  }
  const answers = await Promise.allSettled(LETTERS.map((letter) => pair.facts(letter)));
  const servers = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  const faults = new Map<Letter, Problem>();
  for (const [index, letter] of LETTERS.entries()) {
    const answer = answers[index];
    if (answer?.status !== 'rejected') continue;
    if (!(answer.reason instanceof SwitchoverError)) throw answer.reason;
    faults.set(letter, answer.reason.problem);
  }
  if (servers.length === 0) throw noServerAnswers(pair, faults);
  const warnings = [...faults.values()].map((fault): Problem => ({ ...fault, severity: 'warning' }));
  return { facts: { pair: name, servers, missing: [...faults.keys()] }, warnings };
}

export interface LocalWanted {
  /** Null: there is none on this machine. */
  readonly pairFile: string | null;
  readonly selector: string | null;
  readonly version: string;
}

/**
 * The facts of this machine, without a server.
 *
 * @throws SwitchoverError (usage) `server-needed` if it is not clear which server of the pair this machine is for
 */
export async function localFacts({ pairFile: file, selector, version }: LocalWanted): Promise<MachineFacts> {
  const about = { running: false, switchover: version, service: null };
  if (file === null) return machineFacts({ ...about, pair: null, server: null, release: null, dataFolder: null });
  const loaded = await readPairFile(file);
  const { pairFile, path } = loaded;
  const letter = selector === null ? await localServer(path, pairFile) : chooseServer(pairFile, selector);
  const { name } = pairFile.servers[letter];
  // Without a certificate here, the pair file may still name the folder.
  const own = await serverFolder(path, letter).catch(() => null);
  const folder = own === null ? pairFile.servers[letter].data : dataFolder(pairFile, letter, own);
  const server = { letter, name };
  const release = await readRelease(loaded, letter, version);
  // Whatever the pair file says about the way to this machine: we are on it.
  const plan: ServicePlan = { ...serviceOf(pairFile, letter), run: 'local', ssh: null };
  const { running, startMode } = await serviceFacts(plan, loaded.folder, ['running', 'startMode']);
  const known = { ...about, pair: pairFile.pair, server, release: release.name, service: { running, startMode } };
  return machineFacts({ ...known, dataFolder: folder });
}
