/** Which lines are failures: the first of them is the first symptom of an incident. */
import { CONNECTION_SYMPTOMS } from './incident-grouping.ts';
import { isSeen, type LogEvent } from './observation.ts';

export const PING_FAILURES = ['module-ping-failed', 'module-round-lost', 'module-given-up'] as const;

/** A logged failure; sending a ping that fails later is not one. */
export function isFailure(logEvent: LogEvent): boolean {
  return (
    isSeen(logEvent, ...PING_FAILURES, ...CONNECTION_SYMPTOMS, 'module-reported-down', 'verification-failed') ||
    isSeen(logEvent, 'reconnect-started', 'module-restarted', 'state-changed')
  );
}
