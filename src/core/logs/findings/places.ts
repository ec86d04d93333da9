/** Where more would be found, in words: which log of which server, and around what time. */
import { timeOfDay } from '../moment.ts';
import type { Cause } from '../observation.ts';
import type { Facts } from './facts.ts';

/** The time near which other logs should be read. */
export function around(facts: Facts): string {
  return timeOfDay((facts.firstSymptom ?? facts.marker).at).slice(0, 8);
}

export function moduleLog({ module }: Facts): string {
  return module === null || module === 'TsServer' ? 'TS log' : `${module} log`;
}

/** The former active server, with its address where the log has it. */
export function formerActive({ checks }: Facts): string {
  const address = checks.get('primary')?.saw.address ?? null;
  return address === null ? 'the former active server' : `the former active server (${address})`;
}

export const TWO_MAY_BE_ACTIVE = 'two servers may be active';

/** It took over out of sight of the other server: by itself after a loss, or because somebody wanted it nevertheless. */
export function wasOutOfSight(facts: Facts, cause: Cause): boolean {
  return OUT_OF_SIGHT.has(cause) || (cause === 'manual' && facts.connectionFailures.length > 0);
}

const OUT_OF_SIGHT: ReadonlySet<Cause> = new Set([
  'notifier-connection-lost',
  'primary-unreachable',
  'fail-safe-start',
]);

/** The most urgent advice where the former active server may still run; none where later lines settle it. */
export function onlyOneActive(facts: Facts): readonly string[] {
  const { settled, twoActives } = facts.afterwards;
  if (settled !== null) return [];
  if (twoActives === null) {
    return [
      `make sure that only one server is active: stop ${formerActive(facts)}, or keep it off the network, until it is known to be down`,
    ];
  }
  return [
    `two servers were active at ${timeOfDay(twoActives.at).slice(0, 8)} (line ${twoActives.line}): make sure that only one server is active by now, and look for what ${formerActive(facts)} alone had written`,
  ];
}

/** After a failure the former active server is stale until it is brought back; only then is there a backup again. */
export function bringBack(facts: Facts, wasSound = false): readonly string[] {
  if (facts.afterwards.settled !== null) return [];
  const how = facts.own ? 'start it, or rejoin it' : 'restart it';
  return [`there is no backup until ${formerActive(facts)} is one again: ${wasSound ? '' : 'mend it, then '}${how}`];
}

/** What the logs say of both servers since, in one sentence; null where they say nothing. */
export function sayAfterwards({ afterwards: { settled, twoActives } }: Facts): string | null {
  if (settled !== null) {
    return `${settled.says} since ${timeOfDay(settled.by.at).slice(0, 8)} (${settled.by.file}, line ${settled.by.line}), so one server is active`;
  }
  return twoActives === null
    ? null
    : `two servers were active at ${timeOfDay(twoActives.at).slice(0, 8)} (line ${twoActives.line})`;
}
