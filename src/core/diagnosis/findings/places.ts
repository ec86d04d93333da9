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

/** The former active server, with its address if the log has it. */
export function formerActive({ checks }: Facts): string {
  const address = checks.get('primary')?.saw.address ?? null;
  return address === null ? 'the former active server' : `the former active server (${address})`;
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

/** The most urgent advice if the former active server may still be active; none if later lines show that it is not. */
export function onlyOneActive(facts: Facts): readonly string[] {
  const { settled, twoActives } = facts.afterwards;
  if (settled !== null) return [];
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
export function sayAfterwards({ afterwards: { settled, twoActives } }: Facts): string | null {
  if (settled !== null) {
    return `${settled.says} since ${timeOfDay(settled.by.at).slice(0, 8)} (${settled.by.file}, line ${settled.by.line}), so only one server is active`;
  }
  return twoActives === null
    ? null
    : `two servers were active at ${timeOfDay(twoActives.at).slice(0, 8)} (line ${twoActives.line})`;
}
