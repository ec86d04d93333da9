/** Causes that the log rules out, each with the line that does so. Numbered like the other findings. */
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
  /** The reason, or null if the log does not rule it out. */
  readonly because: (facts: Facts, found: Cause) => string | null;
}

export const EXCLUSIONS: readonly Exclusion[] = [
  {
    number: 41,
    cause: 'notifier-connection-lost',
    needs: 'a line says that the connections were up when the module did not answer',
    because: ({ connectionsUp }) =>
      connectionsUp === null ? null : `both connections to the active server were up (line ${connectionsUp.line})`,
  },
  {
    number: 42,
    cause: 'primary-unreachable',
    needs: "the primary's server answered the last check",
    because: ({ checks }) => {
      const primary = checks.get('primary');
      return primary?.saw.result === 'reached' ? `the active server answered a ping (line ${primary.line})` : null;
    },
  },
  {
    number: 43,
    cause: 'module-restarting',
    needs: 'the cause is module-down, and the module was declared down',
    because: ({ moduleGivenUp }, found) =>
      found === 'module-down' && moduleGivenUp !== null
        ? `no ping was answered (line ${moduleGivenUp.line}); a restarted module would answer under a new process ID`
        : null,
  },
  {
    number: 44,
    cause: 'manual',
    needs: 'no request is logged, and the decision or its event names another reason',
    because: (facts, found) => {
      if (facts.request !== null || found === 'unknown') return null;
      if (facts.event !== null) return `the event ${facts.event} led to the switch, not a request`;
      return facts.reason === null ? null : `the decision names another reason (line ${facts.marker.line})`;
    },
  },
  {
    number: 45,
    cause: 'primary-stopped',
    needs: 'the log is one of ours, the reason is stated, and no line says that the primary shuts down',
    // An operator may well switch because the primary stopped and automatic takeover was not allowed.
    because: ({ own, reason }, found) =>
      own && reason !== null && found !== 'manual'
        ? 'the active server did not announce a shutdown; this log would show it'
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
