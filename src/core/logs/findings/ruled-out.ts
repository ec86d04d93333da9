/** What the log shows not to have been the cause, each with the line that shows it. */
import type { Cause } from '../observation.ts';
import type { Facts } from './facts.ts';

export interface RuledOut {
  readonly cause: Cause;
  readonly because: string;
}

interface Exclusion {
  readonly cause: Cause;
  /** The reason, or null where the log does not exclude it. */
  readonly because: (facts: Facts, found: Cause) => string | null;
}

const EXCLUSIONS: readonly Exclusion[] = [
  {
    cause: 'notifier-connection-lost',
    because: ({ connectionsUp }) =>
      connectionsUp === null ? null : `both connections to the primary were up (line ${connectionsUp.line})`,
  },
  {
    cause: 'primary-unreachable',
    because: ({ checks }) => {
      const primary = checks.get('primary');
      return primary?.saw.result === 'reached' ? `the primary's server answered a ping (line ${primary.line})` : null;
    },
  },
  {
    cause: 'module-restarting',
    because: ({ moduleGivenUp }, found) =>
      found === 'module-down' && moduleGivenUp !== null
        ? `the pings were not answered at all; a restarted module answers with a new process id (line ${moduleGivenUp.line})`
        : null,
  },
  {
    cause: 'manual',
    because: (facts, found) => {
      if (facts.request !== null || found === 'unknown') return null;
      if (facts.event !== null) return `the switch came from event ${facts.event}, not from a request`;
      return facts.reason === null ? null : `the decision names another reason (line ${facts.marker.line})`;
    },
  },
  {
    cause: 'primary-stopped',
    // An operator may well switch because the primary stopped and nobody was to take over by itself.
    because: ({ own, reason }, found) =>
      own && reason !== null && found !== 'manual'
        ? 'the primary did not announce that it stops; this log would say so'
        : null,
  },
  {
    cause: 'fail-safe-start',
    because: ({ marker }) =>
      marker.text.includes('SwitchoverState::StateBackup')
        ? `this server was running as backup (line ${marker.line})`
        : null,
  },
];

export function ruledOut(facts: Facts, found: Cause): readonly RuledOut[] {
  return EXCLUSIONS.flatMap(({ cause, because }) => {
    const reason = cause === found ? null : because(facts, found);
    return reason === null ? [] : [{ cause, because: reason }];
  });
}
