/** The findings on switches that did not happen: what each one requires and means, numbered after the causes. */
import { isFailure } from '../failures.ts';
import type { AvertedIncident, GivenUpSwitch } from '../incidents.ts';
import { timeOfDay } from '../moment.ts';
import { type AvertedReason, isSeen, PING_FAILURES, type Seen, type UnhandledReason } from '../observation.ts';

export interface AvertedRule {
  /** Stable, because reports and people refer to it. Never reused. */
  readonly number: number;
  readonly reason: AvertedReason | UnhandledReason;
  readonly needs: string;
  readonly means: string;
}

export const AVERTED_RULES: readonly AvertedRule[] = [
  {
    number: 21,
    reason: 'reconnected',
    needs:
      'a connection was lost, and the log says that the connections were restored or that a ping over them was answered',
    means: 'The connections were restored before the reconnect timeout expired.',
  },
  {
    number: 22,
    reason: 'module-recovered',
    needs: 'a ping to the module failed, and a later one was answered or the failure count was reset',
    means: 'The module answered again before it was declared down.',
  },
  {
    number: 23,
    reason: 'backup-cut-off',
    needs: 'the log says that there was no switch because this server is cut off',
    means: 'The backup itself was cut off from the network, so it assumed that the active server was healthy.',
  },
  {
    number: 24,
    reason: 'path-or-site-lost',
    needs: "the log says that there was no switch because the path to the primary's site is lost",
    means: 'The NetTest address did not answer either: the path to the other site was lost, not the active server.',
  },
  {
    number: 25,
    reason: 'waiting-for-primary',
    needs:
      'the log says that there was no switch because this server waits for the primary, or for its unreachable server',
    means: 'The backup was told, or configured, to wait for the active server.',
  },
  {
    number: 26,
    reason: 'manual-mode',
    needs: 'the log says that there was no switch because of manual mode, or a failure occurred in manual mode',
    means: 'The backup would have switched, but switching was in manual mode.',
  },
  {
    number: 27,
    reason: 'upgrade-state',
    needs: 'a failure occurred while this server was in an Upgrade state, or the log gives that state as the reason',
    means: 'The servers ran different releases, and a backup in an Upgrade state never switches by itself.',
  },
  {
    number: 28,
    reason: 'backup-starting',
    needs: 'the log says that there was no switch because the backup is starting',
    means: 'The backup was still starting, and a backup does not switch until it has started.',
  },
  {
    number: 29,
    reason: 'no-backup',
    needs: 'a failure occurred while this server was stale or in error, or its Switchover service did not start',
    means: 'There was no backup: nothing was monitoring the active server.',
  },
  {
    number: 30,
    reason: 'unknown',
    needs:
      'the module was declared down or the reconnect timeout expired, and for a quarter of an hour no line says that anything followed',
    means: 'This server did not take over, and the log does not say why.',
  },
];

type Reason = AvertedRule['reason'];

export function meaningOfReason(reason: Reason): string {
  return AVERTED_RULES.find((rule) => rule.reason === reason)?.means ?? reason;
}

/** The round of pings that was lost before the module answered on the other connection; null if it did not. */
function lostRound({ before, by }: AvertedIncident): Seen<'module-round-lost'> | null {
  if (!isSeen(by, 'module-ping-answered')) return null;
  const lost = before.findLast((each) => isSeen(each, 'module-round-lost', 'module-given-up'));
  return lost !== undefined && isSeen(lost, 'module-round-lost') ? lost : null;
}

const OTHER = { main: 'auxiliary', auxiliary: 'main' } as const;

export function meaningOfAverted(incident: AvertedIncident): string {
  if (incident.reason === 'module-recovered' && isSeen(incident.by, 'verification-answered')) {
    return 'The module was declared down, but it answered the verification: it was not down.';
  }
  if (incident.reason === 'reconnected' && isSeen(incident.by, 'notifier-ping-failed')) {
    return `A ping to the Notifier on the ${incident.by.saw.connection} connection failed, and no failure followed: a later ping was answered.`;
  }
  const lost = incident.reason === 'module-recovered' ? lostRound(incident) : null;
  if (lost !== null) {
    const { module, connection } = lost.saw;
    return `${module} did not answer on the ${connection} connection, but answered on the ${OTHER[connection]} one: the ${connection} connection may be at fault.`;
  }
  return meaningOfReason(incident.reason);
}

export function findingOfAverted({ reason }: { readonly reason: Reason }): number | null {
  return AVERTED_RULES.find((rule) => rule.reason === reason)?.number ?? null;
}

/** From the first failure to the recovery, in ms; null if it did not recover, or if the clock was set back. */
export function outageOf({ reason, before, by }: AvertedIncident): number | null {
  const first = before.find(isFailure);
  // The recovery itself is not logged.
  if (isFailure(by)) return null;
  if (first === undefined || (reason !== 'module-recovered' && reason !== 'reconnected')) return null;
  return by.at.ms < first.at.ms ? null : by.at.ms - first.at.ms;
}

/** What to look at before it happens again; empty if the reason says enough. */
export function nextAfterAverted(incident: AvertedIncident): readonly string[] {
  const { reason, before, by } = incident;
  const around = timeOfDay((before.find(isFailure) ?? by).at).slice(0, 8);
  if (reason === 'reconnected')
    return [`if it happens again, check the network between the two servers around ${around}`];
  if (reason !== 'module-recovered') return [];
  const lost = lostRound(incident);
  if (lost !== null) return [`check the network path of the ${lost.saw.connection} connection around ${around}`];
  const module = before.flatMap(({ saw }) => ('module' in saw && saw.module !== null ? [saw.module] : [])).at(-1);
  const timedOut = before.some(
    (each) => isSeen(each, ...PING_FAILURES) && 'how' in each.saw && each.saw.how !== 'rejected',
  );
  const longer = timedOut ? `; if it was only slow, increase Switchover ${module === 'IP' ? 'IP' : 'TS'} Timeout` : '';
  return [`read the log of ${module ?? 'the monitored module'} on the active server around ${around}${longer}`];
}

/** Numbered after the averted ones: a switch that was requested or decided, and then given up. */
export const GIVEN_UP_RULES = {
  request: {
    number: 31,
    needs: 'a switch was requested, and the log says that it was given up',
    means: 'An operator requested a switch, but it did not happen.',
  },
  fence: {
    number: 32,
    needs: 'the decision to take over is followed by a refusal from the fence hook',
    means: 'This server had decided to take over, but its fence hook refused.',
  },
  stepBack: {
    number: 33,
    needs: 'the decision to take over is followed by another role, and the server never became active',
    means: 'This server had decided to take over, but stepped back before it became active.',
  },
} as const;

export function ruleOfGivenUp({ by }: GivenUpSwitch): (typeof GIVEN_UP_RULES)[keyof typeof GIVEN_UP_RULES] {
  if (by.saw.kind === 'switch-given-up') return GIVEN_UP_RULES.request;
  return by.saw.kind === 'takeover-refused' ? GIVEN_UP_RULES.fence : GIVEN_UP_RULES.stepBack;
}

/** One sentence: who requested it, what was given up, and why. */
export function sayGivenUp({ by, request }: GivenUpSwitch): string {
  const asked = request === null ? '' : ` requested by ${request.saw.by}`;
  switch (by.saw.kind) {
    case 'switch-given-up':
      return `The switch ${by.saw.transaction}${asked} was given up: ${by.saw.why}`;
    case 'takeover-refused':
      return `The fence hook refused a takeover${asked}: ${by.saw.why}`;
    case 'state-changed':
      return `A takeover${asked} was undone before this server became active: ${by.saw.words}`;
  }
}

/** Only why it was given up. */
export function whyGivenUp({ by }: GivenUpSwitch): string {
  return by.saw.kind === 'state-changed' ? by.saw.words : by.saw.why;
}
