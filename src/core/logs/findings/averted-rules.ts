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
    needs: 'a connection was lost, and the log says that the connections are restored',
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
    needs: 'the log says that no switch was made because the primary is waited for',
    means: 'The backup was told, or configured, to wait for the primary.',
  },
  {
    number: 26,
    reason: 'manual-mode',
    needs: 'the log says that no switch was made because of manual mode',
    means: 'The backup would have switched, but switching was in manual mode.',
  },
];

export function meaningOfAverted(incident: AvertedIncident): string {
  const rule = AVERTED_RULES.find(({ reason }) => reason === incident.reason);
  return rule?.means ?? incident.reason;
}

export function meaningOfGivenUp({ by, request }: GivenUpSwitch): string {
  const asked = request === null ? '' : `, asked for by ${request.saw.by},`;
  return by.saw.kind === 'takeover-refused'
    ? `A takeover${asked} was refused by the fence hook: ${by.saw.why}`
    : `The switch ${by.saw.transaction}${asked} was given up: ${by.saw.why}`;
}
