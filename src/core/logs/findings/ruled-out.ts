/** What the log shows not to have been the cause, each with the line that shows it. Numbered like the other findings. */
import type { Cause } from '../observation.ts';
import type { Facts } from './facts.ts';

export interface RuledOut {
  readonly cause: Cause;
  readonly because: string;
}

export interface Exclusion {
  readonly number: number;
  readonly cause: Cause;
  readonly needs: string;
  /** The reason, or null where the log does not exclude it. */
  readonly because: (facts: Facts, found: Cause) => string | null;
}

export const EXCLUSIONS: readonly Exclusion[] = [
  {
    number: 41,
    cause: 'notifier-connection-lost',
    needs: 'a line says that the connections were up when the module did not answer',
    because: ({ connectionsUp }) =>
      connectionsUp === null ? null : `both connections to the primary were up (line ${connectionsUp.line})`,
  },
  {
    number: 42,
    cause: 'primary-unreachable',
    needs: "the last check of the primary's server was answered",
    because: ({ checks }) => {
      const primary = checks.get('primary');
      return primary?.saw.result === 'reached' ? `the primary's server answered a ping (line ${primary.line})` : null;
    },
  },
  {
    number: 43,
    cause: 'module-restarting',
    needs: 'the cause is module-down, and the module was given up',
    because: ({ moduleGivenUp }, found) =>
      found === 'module-down' && moduleGivenUp !== null
        ? `the pings were not answered at all; a restarted module answers with a new process id (line ${moduleGivenUp.line})`
        : null,
  },
  {
    number: 44,
    cause: 'manual',
    needs: 'no request is logged, and the decision or its event names another reason',
    because: (facts, found) => {
      if (facts.request !== null || found === 'unknown') return null;
      if (facts.event !== null) return `the switch came from event ${facts.event}, not from a request`;
      return facts.reason === null ? null : `the decision names another reason (line ${facts.marker.line})`;
    },
  },
  {
    number: 45,
    cause: 'primary-stopped',
    needs: 'our own log, a stated reason, and no line that the primary stops',
    // An operator may well switch because the primary stopped and nobody was to take over by itself.
    because: ({ own, reason }, found) =>
      own && reason !== null && found !== 'manual'
        ? 'the primary did not announce that it stops; this log would say so'
        : null,
  },
  {
    number: 46,
    cause: 'fail-safe-start',
    needs: 'the decision was taken in the state Backup',
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
