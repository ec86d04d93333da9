/** Which lines are failures, so that one of them is the first symptom of an incident. */
import { CONNECTION_SYMPTOMS } from './belonging.ts';
import { isSeen, type Sighting } from './observation.ts';

export const PING_FAILURES = ['module-ping-failed', 'module-round-lost', 'module-given-up'] as const;

/** A logged failure; the sending of a ping that later fails is none. */
export function isFailure(sighting: Sighting): boolean {
  return (
    isSeen(sighting, ...PING_FAILURES, ...CONNECTION_SYMPTOMS, 'module-reported-down', 'verification-failed') ||
    isSeen(sighting, 'reconnect-started', 'module-restarted', 'state-changed')
  );
}
