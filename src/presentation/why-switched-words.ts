/** The words of the interface, said for people. */
import type { LogReport, SwitchReport } from '../core/logs/report.ts';

type Cause = SwitchReport['cause'];

export const HEADLINE_CAUSES: Readonly<Record<Cause, (found: SwitchReport) => string>> = {
  'module-down': ({ module }) => `${module ?? 'the monitored module'} on the active server did not answer`,
  'module-restarting': ({ module }) => `${module ?? 'the monitored module'} on the active server restarted too often`,
  'notifier-connection-lost': () => 'both connections to the active server were lost',
  'primary-unreachable': () => 'the active server could not be reached',
  'primary-stopped': () => 'the active server stopped in order',
  'fail-safe-start': () => 'this server started, and its companion did not answer',
  manual: ({ requestedBy }) => `${requestedBy ?? 'somebody, or something,'} asked for it`,
  unknown: () => 'the log does not say why',
};

export function sayConfidence(confidence: SwitchReport['confidence']): string {
  switch (confidence) {
    case 'certain':
      return 'certain: the log states it';
    case 'likely':
      return 'likely: the log points to it, but does not show all of it';
    case 'possible':
      return 'possible: the log does not state a reason';
  }
}

export function sayInitiator({ initiator, cause, requestedBy }: SwitchReport): string {
  switch (initiator) {
    case 'engine':
      return 'the switchover system on the backup, by itself';
    case 'module':
      return 'the monitored module';
    case 'user':
      return requestedBy === null ? 'a user; this log does not name them' : `the user ${requestedBy}`;
    case 'unknown':
      return cause === 'manual' ? 'not known: a request from inside the system' : 'not known';
  }
}

const KINDS: Readonly<Record<LogReport['kind'], string>> = {
  switchover: 'Switchover log',
  notifier: 'Notifier log',
  tsserver: 'TsServer log',
  node: 'log of a switchover server',
  unknown: 'kind of log not known',
};

export function sayKind({ kind, dialect }: LogReport): string {
  return dialect === 'current' || dialect === 'older' ? `${KINDS[kind]} (${dialect} dialect)` : KINDS[kind];
}
