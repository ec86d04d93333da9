/**
 * Why there was no switch, if the logs show more than the individual averted threats (reference: "Why didn't a
 * switchover occur?"). Numbered; each with the line that shows it, if there is one.
 */

import { timeOfDay } from '../moment.ts';
import { isSeen, type LogEvent } from '../observation.ts';
import type { LogReading } from '../reading.ts';
import type { RoleChange } from '../roles.ts';

export interface NoSwitchRule {
  /** Stable. Never reused. */
  readonly number: number;
  readonly needs: string;
  readonly means: string;
  readonly next?: readonly string[];
}

export const NO_SWITCH_RULES = {
  upgrade: {
    number: 51,
    needs: 'the last role of this server is one of the Upgrade states',
    means:
      'This server is in an Upgrade state because the servers run different releases: it does not switch by itself, only when an operator requests it.',
  },
  manual: {
    number: 52,
    needs: 'switching was set to manual mode and not back to automatic',
    means: 'Switching is in manual mode: this server does not switch by itself, only when an operator requests it.',
  },
  stale: {
    number: 53,
    needs: 'the last role of this server is stale or in error',
    means:
      'This server is stale: it does not monitor the active server and does not take over until it is the backup again.',
  },
  stopped: {
    number: 54,
    needs: 'the last thing that this server logs is that it stops',
    means: 'This server stopped: from then on there was no backup, unless a later log shows one.',
  },
  starting: {
    number: 55,
    needs: 'the last thing that this server logs is that it starts',
    means: 'This server was still starting at the end of the log, and a backup does not switch until it has started.',
  },
  notStarted: {
    number: 56,
    needs: 'the Switchover service says that it did not start, and nothing later shows it running',
    means: 'The Switchover service did not start: there was no backup monitoring the active server.',
    next: [
      'if it says that it failed to authenticate, check the known causes: the parameters Switchover Server A and Switchover Server B are reversed; there is no active server, it is still starting, or it is stale; no CIC user, or a wrong one, belongs to the Windows domain user of the CIC service; DCOM is disabled',
      'if it says that it is not active in the process tree, check that Switchover and SwitchoverFileMonitor are active there',
      'start the service again, and check that it becomes the backup',
    ],
  },
  threadStopped: {
    number: 57,
    needs: 'the self monitor of the Switchover service says that one of its threads stopped',
    means:
      "A thread of the Switchover service failed, so its work (replication or monitoring) was no longer done. Contact the vendor's support.",
    next: [
      'check the event log of this server for other errors of the Switchover system at that time',
      "restart the Switchover service at a quiet time, and send the logs to the vendor's support",
    ],
  },
  stalled: {
    number: 50,
    needs: 'this server says that its process was stalled while it was the backup',
    means: "This server's own process was stalled for a time, in which it monitored nothing and could not take over.",
    next: [
      "find out why this server's process was stalled: it may have run out of memory, its disk may have hung, or its virtual machine may have been paused or migrated",
    ],
  },
  active: {
    number: 58,
    needs: 'the last role of this server is active, and the log contains no switch',
    means: "This server was the active one. To find out why its backup did not switch, read the backup's log.",
  },
  answered: {
    number: 59,
    needs: 'the log shows pings answered by the monitored module',
    means: 'The monitored module answered its pings.',
  },
  notMonitored: {
    number: 60,
    needs: 'a log that would show a switch, and no switch in it',
    means:
      'Only the monitored module and the Notifier are monitored. If anything else makes the active server unusable, that does not cause a switch.',
  },
} as const satisfies Readonly<Record<string, NoSwitchRule>>;

export interface NoSwitchReason {
  readonly rule: NoSwitchRule;
  /** The rule's meaning, with details from this log. */
  readonly means: string;
  readonly next: readonly string[];
  readonly by: LogEvent | null;
}

/** From the logs that would show a switch; the most informative first. */
export function noSwitchReasons(logs: readonly LogReading[]): readonly NoSwitchReason[] {
  const found = logs.flatMap((log) => [...ofRole(log), ...ofStall(log), ...ofFaults(log), ...ofAnswers(log)]);
  const { notMonitored } = NO_SWITCH_RULES;
  return [...found, { rule: notMonitored, means: notMonitored.means, next: [], by: null }];
}

function ofRole({ incidents: { roles, manual } }: LogReading): NoSwitchReason[] {
  const last = roles.at(-1);
  const byRole = last === undefined ? null : ruleOfRole(last);
  return [
    ...(last === undefined || byRole === null ? [] : [{ rule: byRole, means: byRole.means, next: [], by: last.by }]),
    ...(manual === null
      ? []
      : [{ rule: NO_SWITCH_RULES.manual, means: NO_SWITCH_RULES.manual.means, next: [], by: manual }]),
  ];
}

function ruleOfRole({ role, state }: RoleChange): NoSwitchRule | null {
  switch (role) {
    case 'upgrade':
      return NO_SWITCH_RULES.upgrade;
    case 'aside':
      return state === 'Stopping' ? NO_SWITCH_RULES.stopped : NO_SWITCH_RULES.stale;
    case 'starting':
      return NO_SWITCH_RULES.starting;
    case 'active':
      return NO_SWITCH_RULES.active;
    case 'backup':
      return null;
  }
}

/** The longest time in which this server stood still as the backup. */
function ofStall({ runs: { standstills }, incidents: { roles } }: LogReading): NoSwitchReason[] {
  const asBackup = standstills.filter(({ order }) => roles.findLast(({ by }) => by.order < order)?.role === 'backup');
  const longest = asBackup.toSorted((a, b) => b.saw.forMs - a.saw.forMs)[0];
  if (longest === undefined) return [];
  const { stalled } = NO_SWITCH_RULES;
  const means = `This server's own process was stalled for ${(longest.saw.forMs / 1000).toFixed(1)} s until ${timeOfDay(longest.at).slice(0, 8)}: in that time it monitored nothing and could not take over.`;
  return [{ rule: stalled, means, next: stalled.next, by: longest }];
}

function ofFaults(log: LogReading): NoSwitchReason[] {
  const failed = neverStarted(log);
  const thread = log.hints.findLast((hint) => isSeen(hint, 'thread-stopped'));
  const { notStarted, threadStopped } = NO_SWITCH_RULES;
  return [
    ...(failed === null ? [] : [{ rule: notStarted, means: notStarted.means, next: notStarted.next, by: failed }]),
    ...(thread === undefined
      ? []
      : [{ rule: threadStopped, means: threadStopped.means, next: threadStopped.next, by: thread }]),
  ];
}

/** The line saying that the service did not start, if nothing later shows it running. */
export function neverStarted(log: LogReading): LogEvent | null {
  const failed = log.hints.findLast((hint) => isSeen(hint, 'start-failed'));
  const later = log.incidents.roles.at(-1);
  const at = log.incidents.answers?.last.order ?? 0;
  return failed === undefined || (later !== undefined && Math.max(later.by.order, at) > failed.order) ? null : failed;
}

function ofAnswers({ incidents: { answers } }: LogReading): NoSwitchReason[] {
  if (answers === null) return [];
  const { answered } = NO_SWITCH_RULES;
  const pings = answers.count === 1 ? '1 ping' : `${answers.count} pings`;
  return [{ rule: answered, means: `${answers.module} answered ${pings} in this log.`, next: [], by: answers.last }];
}
