/** The findings on switches that did not happen: what each needs and means, numbered after the causes. */
import type { AvertedIncident, GivenUpSwitch } from '../incidents.ts';
import type { AvertedReason } from '../observation.ts';

export interface AvertedRule {
  /** Stable: reports and people refer to it. Never reused. */
  readonly number: number;
  readonly reason: AvertedReason;
  readonly needs: string;
  readonly means: string;
}

export const AVERTED_RULES: readonly AvertedRule[] = [
  {
    number: 21,
    reason: 'reconnected',
    needs:
      'a connection was lost, and the log says that the connections are restored, or that a ping over them was answered',
    means: 'The connections came back before the time to reconnect was over.',
  },
  {
    number: 22,
    reason: 'module-recovered',
    needs: 'a ping to the module failed, and a later one was answered, or the count of failures began anew',
    means: 'The module answered again before it was given up.',
  },
  {
    number: 23,
    reason: 'backup-cut-off',
    needs: 'the log says that no switch was made because this server is cut off',
    means: 'The backup itself was off the network, so the active server was taken to be well.',
  },
  {
    number: 24,
    reason: 'path-or-site-lost',
    needs: "the log says that no switch was made because the path to the primary's site is lost",
    means: 'The NetTest address was silent too: the way to the other site was lost, not the server.',
  },
  {
    number: 25,
    reason: 'waiting-for-primary',
    needs: 'the log says that no switch was made because the primary, or its unreachable server, is waited for',
    means: 'The backup was told, or configured, to wait for the primary.',
  },
  {
    number: 26,
    reason: 'manual-mode',
    needs: 'the log says that no switch was made because of manual mode, or a failure came while it was set',
    means: 'The backup would have switched, but switching was in manual mode.',
  },
  {
    number: 27,
    reason: 'upgrade-state',
    needs: 'a failure came while this server was in an Upgrade state, or the log says that it was the reason',
    means: 'The servers ran different releases, and a backup in an Upgrade state never switches by itself.',
  },
  {
    number: 28,
    reason: 'backup-starting',
    needs: 'the log says that no switch was made because the backup is starting',
    means: 'The backup was still starting, and does not switch before its start is complete.',
  },
  {
    number: 29,
    reason: 'no-backup',
    needs: 'a failure came while this server was stale or in error, or its Switchover service did not start',
    means: 'There was no backup: nobody watched the active server.',
  },
];

export function meaningOfAverted(incident: Pick<AvertedIncident, 'reason'>): string {
  return AVERTED_RULES.find(({ reason }) => reason === incident.reason)?.means ?? incident.reason;
}

export function findingOfAverted(incident: Pick<AvertedIncident, 'reason'>): number | null {
  return AVERTED_RULES.find(({ reason }) => reason === incident.reason)?.number ?? null;
}

/** Numbered after the averted ones: a switch that was asked for, or decided, and taken back. */
export const GIVEN_UP_RULES = {
  request: {
    number: 31,
    needs: 'a switch was asked for, and the log says that it was given up',
    means: 'An operator asked for a switch, and it did not come about.',
  },
  fence: {
    number: 32,
    needs: 'the decision to take over is followed by a refusal of the fence hook',
    means: 'This server had decided to take over, and its fence hook did not let it.',
  },
  stepBack: {
    number: 33,
    needs: 'the decision to take over is followed by another role, and the server never served',
    means: 'This server had decided to take over, and stepped back before it served.',
  },
} as const;

export function ruleOfGivenUp({ by }: GivenUpSwitch): (typeof GIVEN_UP_RULES)[keyof typeof GIVEN_UP_RULES] {
  if (by.saw.kind === 'switch-given-up') return GIVEN_UP_RULES.request;
  return by.saw.kind === 'takeover-refused' ? GIVEN_UP_RULES.fence : GIVEN_UP_RULES.stepBack;
}

/** One sentence: who asked, what was given up, why. */
export function sayGivenUp({ by, request }: GivenUpSwitch): string {
  const asked = request === null ? '' : `, asked for by ${request.saw.by},`;
  switch (by.saw.kind) {
    case 'switch-given-up':
      return `The switch ${by.saw.transaction}${asked} was given up: ${by.saw.why}`;
    case 'takeover-refused':
      return `A takeover${asked} was refused by the fence hook: ${by.saw.why}`;
    case 'state-changed':
      return `A takeover${asked} was undone before this server served: ${by.saw.words}`;
  }
}

/** Why it was given up, alone. */
export function whyGivenUp({ by }: GivenUpSwitch): string {
  return by.saw.kind === 'state-changed' ? by.saw.words : by.saw.why;
}
