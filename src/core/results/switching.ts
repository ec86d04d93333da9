import type { Mode } from '../engine/state.ts';
import type { Letter } from '../letter.ts';
import type { PairStatus } from './status.ts';

/** What a switch would do, determined before the servers are asked to do anything. */
export interface SwitchPlan {
  readonly id: string;
  /** The server that becomes active; the request goes to it. */
  readonly to: Letter;
  /** The current active server; null if none can be seen. */
  readonly from: Letter | null;
  readonly expectedTerm: number | null;
  readonly immediate: boolean;
  readonly before: PairStatus;
  /** What only the active server has and a switch may lose, each in a few words. */
  readonly wouldLose: readonly string[];
  /** What the operator should know before confirming. */
  readonly cautions: readonly string[];
}

export interface SwitchResult {
  readonly id: string;
  readonly outcome: 'switched' | 'given-up';
  readonly reason: string | null;
  readonly term: number;
  readonly tookMs: number;
  readonly before: PairStatus;
  readonly after: PairStatus | null;
}

export interface RejoinPlan {
  readonly id: string;
  readonly letter: Letter;
  readonly name: string;
  readonly reason: string | null;
  readonly before: PairStatus;
}

export interface StopPlan {
  readonly server: Letter;
  readonly name: string;
  readonly isActive: boolean;
  /** Why no server would be active afterwards; empty if one would, or if this one is not active anyway. */
  readonly unattended: readonly string[];
}

export interface ModeOutcome {
  readonly mode: Mode;
  /** ISO 8601; null if it has no end. */
  readonly until: string | null;
  readonly reason: string | null;
  readonly servers: readonly {
    readonly letter: Letter;
    readonly name: string;
    readonly set: boolean;
    readonly fault: string | null;
  }[];
}
