/** Finds out from facts whether the check of an action holds. */
import { compareReleases } from '../engine/release.ts';
import type { Letter } from '../letter.ts';
import { otherLetter } from '../letter.ts';
import type { ServerStatus } from '../protocol/answers.ts';
import { STATE_WORDS } from '../results/state-words.ts';
import type { PairFacts, ServerFacts } from './facts.ts';
import type { Check } from './step.ts';

/**
 * - `yes`, `no`: measured
 * - `not-yet`: not so now, but it may become so without anybody doing anything
 * - `unknown`: nothing tells, so the operator has to say it
 */
export type Holds = 'yes' | 'no' | 'not-yet' | 'unknown';

export interface Finding {
  readonly holds: Holds;
  /** What was found: one sentence, lower case, no full stop. */
  readonly says: string;
}

/** What was known before, which some checks compare with. */
export interface Before {
  readonly oldRelease: string | null;
  readonly newRelease: string | null;
  readonly startModes: Readonly<Record<Letter, string | null>>;
  /** `ServiceFacts.boot` before the machine was restarted. */
  readonly boot: string | null;
}

export function findingOf(check: Check, facts: PairFacts, before: Before): Finding {
  if (check.is === 'confirmed') return finding('unknown', 'only the operator can tell');
  const server = facts[check.server];
  switch (check.is) {
    case 'stopped':
      return stopped(server);
    case 'running':
      return running(server);
    case 'restarted':
      return restarted(server, before.boot);
    case 'start-mode':
      return startMode(server, check.to, before.startModes[check.server]);
    case 'release':
      return release(server, check.release === 'new' ? before.newRelease : before.oldRelease, check.release, before);
    case 'backup':
      return backup(server, check.state, facts[otherLetter(check.server)]);
    case 'active':
      return active(server);
  }
}

function finding(holds: Holds, says: string): Finding {
  return { holds, says };
}

/** The server itself counts for more than what a command says about it. */
function stopped({ name, status, silence, why, service }: ServerFacts): Finding {
  if (status !== null) return finding('not-yet', `${name} still answers (${status.phaseMeans})`);
  if (service.running === true) return finding('not-yet', `the service on ${name} still runs`);
  if (service.running === false) return finding('yes', `the service on ${name} does not run`);
  if (silence === 'absent') return finding('yes', `nothing listens on the port of ${name}`);
  return finding('unknown', `${name} does not answer (${why ?? 'no reason known'}), so it may still run`);
}

function running({ name, status, why }: ServerFacts): Finding {
  if (status === null) return finding('not-yet', `${name} does not answer (${why ?? 'no reason known'})`);
  if (status.state === 'error') return finding('no', errorWords(name));
  if (isStarting(status)) return finding('not-yet', `${name} is starting (${status.phaseMeans})`);
  return finding('yes', `${name} is ${STATE_WORDS[status.state]}`);
}

function isStarting({ state, serving }: ServerStatus): boolean {
  return state === 'init' || state === 'stopping' || (state === 'primary' && !serving);
}

function restarted({ name, service }: ServerFacts, bootBefore: string | null): Finding {
  if (service.boot === null || bootBefore === null) return finding('unknown', `nothing tells when ${name} was started`);
  if (service.boot === bootBefore) return finding('not-yet', `the machine of ${name} has not been restarted`);
  return finding('yes', `the machine of ${name} has been restarted`);
}

function startMode({ name, service }: ServerFacts, to: 'manual' | 'original', original: string | null): Finding {
  const wanted = to === 'manual' ? service.manualWord : original;
  if (service.startMode === null || wanted === null) return finding('unknown', `nothing tells how ${name} starts`);
  const says = `the start mode of the service on ${name} is "${service.startMode}"`;
  return service.startMode === wanted ? finding('yes', says) : finding('no', `${says}, not "${wanted}"`);
}

function release(
  { name, status, service }: ServerFacts,
  wanted: string | null,
  which: 'old' | 'new',
  { oldRelease }: Before,
): Finding {
  const installed = service.release ?? status?.release ?? null;
  if (installed === null) return finding('unknown', `nothing tells which release is installed on ${name}`);
  const says = `release ${installed} is installed on ${name}`;
  if (which === 'new' && oldRelease !== null && compareReleases(installed, oldRelease) === 0) {
    return finding('no', `${says}: the installation changed nothing`);
  }
  if (wanted !== null && compareReleases(installed, wanted) !== 0) return finding('no', `${says}, not ${wanted}`);
  // Another release than the old one is the new one; but what is it compared with if neither has a name?
  const isKnown = wanted !== null || (which === 'new' && oldRelease !== null);
  return finding(isKnown ? 'yes' : 'unknown', says);
}

function backup({ name, status, why }: ServerFacts, wanted: string, companion: ServerFacts): Finding {
  if (status === null) return finding('not-yet', `${name} does not answer (${why ?? 'no reason known'})`);
  const { state } = status;
  const releases = `${name} runs release ${status.release ?? 'unknown'}, ${companion.name} ${companion.status?.release ?? 'unknown'}`;
  if (state === wanted) {
    if (companion.status?.serving !== true) return finding('not-yet', `${companion.name} is not active`);
    return isConnected(status)
      ? finding('yes', `${name} is ${STATE_WORDS[state]}, ${companion.name} is active; ${releases}`)
      : finding('not-yet', `${name} is not connected to ${companion.name} yet`);
  }
  if (state === 'error') return finding('no', errorWords(name));
  if (state === 'inactive') return finding('no', `${name} is stale`);
  if (status.serving) return finding('no', `${name} is active`);
  if (isStarting(status) || state === 'reconnecting') {
    return finding('not-yet', `${name} is ${STATE_WORDS[state]} (${status.phaseMeans})`);
  }
  // It has connected, and is about to find out that the releases differ, or do not any more.
  const isAbout = stateByReleases(status.release, companion.status?.release ?? null) === wanted;
  return finding(isAbout ? 'not-yet' : 'no', `${name} is ${STATE_WORDS[state]}: ${releases}`);
}

/** The state of a backup with this release; null if one of the two is not known. */
function stateByReleases(own: string | null, companion: string | null): string | null {
  if (own === null || companion === null) return null;
  const order = compareReleases(own, companion);
  return order === 0 ? 'backup' : order > 0 ? 'upgrade-higher' : 'upgrade-lower';
}

function isConnected({ connections }: ServerStatus): boolean {
  return connections.main.status === 'up' && connections.aux.status === 'up';
}

function active({ name, status, why, isPrimary, module = null }: ServerFacts): Finding {
  if (status === null) return finding('not-yet', `${name} does not answer (${why ?? 'no reason known'})`);
  if (status.state === 'error') return finding('no', errorWords(name));
  // A stale server becomes active only if somebody lets it rejoin.
  if (status.state === 'inactive') return finding('no', `${name} is stale`);
  if (!status.serving) return finding('not-yet', `${name} is ${STATE_WORDS[status.state]} (${status.phaseMeans})`);
  if (status.warnings.some(({ code }) => code === 'commence-failed')) {
    return finding('no', `${name} is active, but its Commence hook failed`);
  }
  if (isPrimary !== true) return finding('not-yet', `${name} is active, but does not answer on /primary yet`);
  if (module?.answers === false) {
    return finding('not-yet', `${name} is active, but its module ${module.module} does not answer (${module.why})`);
  }
  if (module?.answers === true) {
    return finding('yes', `${name} is active in term ${status.term}, and answers on /primary; so does its module`);
  }
  return finding('yes', `${name} is active in term ${status.term}, and answers on /primary`);
}

function errorWords(name: string): string {
  return `${name} is in the error state: it cannot verify its companion`;
}
