/** Where to find out more, in words: which log of which server, and around what time. */
import { timeOfDay } from '../moment.ts';
import type { Cause } from '../observation.ts';
import type { Facts } from './facts.ts';

/** The time around which to read other logs. */
export function around(facts: Facts): string {
  return timeOfDay((facts.firstSymptom ?? facts.marker).at).slice(0, 8);
}

export function moduleLog({ module }: Facts): string {
  return module === null || module === 'TsServer' ? 'TS log' : `${module} log`;
}

/** The former active server, with its name and its address if the logs have them. */
export function formerActive({ checks, other }: Facts): string {
  const address = checks.get('primary')?.saw.address ?? null;
  return `the former active server${other.name === null ? '' : ` ${other.name}`}${address === null ? '' : ` (${address})`}`;
}

/** Where to look for what the other server did, unless its log was given. */
export function itsLog({ own, other }: Facts): string {
  if (other.ownLog !== null) return other.ownLog;
  return own ? `its own log (logs/switchover.log in the data folder of ${other.name ?? 'that server'})` : 'its own log';
}

export const TWO_MAY_BE_ACTIVE = 'two servers may be active';

/**
 * It took over without contact to the other server: by itself after a loss, or because somebody requested it anyway.
 */
export function wasOutOfSight(facts: Facts, cause: Cause): boolean {
  return OUT_OF_SIGHT.has(cause) || (cause === 'manual' && facts.connectionFailures.length > 0);
}

const OUT_OF_SIGHT: ReadonlySet<Cause> = new Set([
  'notifier-connection-lost',
  'primary-unreachable',
  'fail-safe-start',
]);

/** The time in which the logs show that both servers were active, in one sentence; null if they do not show it. */
export function sayBothActive({ marker, afterwards: { settled, twoActives }, other }: Facts): string | null {
  if (settled === null || (twoActives === null && other.activeServer !== 'lived')) return null;
  const from = timeOfDay(marker.at).slice(0, 8);
  return `both servers were active from ${from} to ${timeOfDay(settled.by.at).slice(0, 8)} (${settled.by.file}, line ${settled.by.line})`;
}

/** The most urgent advice if the former active server may still be active; none if later lines show that it is not. */
export function onlyOneActive(facts: Facts): readonly string[] {
  const { settled, twoActives } = facts.afterwards;
  if (settled !== null) {
    const both = sayBothActive(facts);
    return both === null ? [] : [`${both}: look for data that was written only on ${formerActive(facts)} in that time`];
  }
  if (twoActives === null) {
    return [
      `make sure that only one server is active: stop ${formerActive(facts)}, or isolate it from the network until you are certain that it is down`,
    ];
  }
  return [
    `two servers were active at ${timeOfDay(twoActives.at).slice(0, 8)} (line ${twoActives.line}): make sure that only one of them is active now, and look for data that was written only on ${formerActive(facts)}`,
  ];
}

/**
 * After a failure the former active server is stale until somebody brings it back; only then is there a backup again.
 */
export function bringBack(facts: Facts, wasSound = false): readonly string[] {
  if (facts.afterwards.settled !== null) return [];
  const how = facts.own ? 'start it or rejoin it' : 'restart it';
  return [
    `there is no backup until ${formerActive(facts)} runs as the backup: ${wasSound ? '' : 'fix it, then '}${how}`,
  ];
}

/** What the logs say about both servers since then, in one sentence; null if they say nothing. */
export function sayAfterwards({ afterwards: { settled, latest, twoActives } }: Facts): string | null {
  if (latest.length > 0) {
    const said = latest.map(
      ({ says, by }) => `${says} since ${timeOfDay(by.at).slice(0, 8)} (${by.file}, line ${by.line})`,
    );
    const isOne = settled !== null && latest.some(({ isActive }) => !isActive);
    return `${said.join(', and ')}${isOne ? ', so only one server is active' : ''}`;
  }
  return twoActives === null
    ? null
    : `two servers were active at ${timeOfDay(twoActives.at).slice(0, 8)} (line ${twoActives.line})`;
}
