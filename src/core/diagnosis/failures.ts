/** Which lines are failures: the first of them is the first symptom of an incident. */
import { CONNECTION_SYMPTOMS } from './incident-grouping.ts';
import { isSeen, type LogEvent, PING_FAILURES } from './observation.ts';

/** A logged failure; sending a ping that fails later is not one. */
export function isFailure(logEvent: LogEvent): boolean {
  return (
    isSeen(logEvent, ...PING_FAILURES, ...CONNECTION_SYMPTOMS, 'module-reported-down', 'verification-failed') ||
    isSeen(logEvent, 'reconnect-started', 'module-restarted', 'state-changed')
  );
}
