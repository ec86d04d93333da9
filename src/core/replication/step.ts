import type { Commit } from './replica.ts';

/**
 * What follows from an event. The commit is made before anything is sent: an acknowledgement says that something is
 * durable.
 */
export interface Step<State, Message, Content> {
  readonly state: State;
  readonly commit: Commit<Content> | null;
  readonly send: readonly Message[];
  /** What the companion sent that no version of this program would send; the connection should be closed. */
  readonly fault?: string;
}
