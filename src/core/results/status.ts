import type { Activity, Hold } from '../engine/activity.ts';
import type { Letter } from '../letter.ts';
import type {
  ReplicationState,
  ServerCheck,
  ServerStatus,
  StatusWarning,
  TreeStatus,
  UpgradeProgress,
} from '../protocol/answers.ts';
import type { HistoryEvent } from '../protocol/history-answers.ts';

export type Protection = 'protected' | 'unprotected' | 'no-active' | 'two-actives' | 'unknown';

/** One server in the status of the pair. Unknown facts are null. */
export interface ServerRow {
  readonly letter: Letter;
  readonly name: string;
  readonly address: string;
  readonly reachable: boolean;
  /** Why it cannot be queried; null if it answers. */
  readonly fault: string | null;
  readonly state: ServerStatus['state'] | null;
  readonly phase: string | null;
  readonly phaseMeans: string | null;
  readonly serving: boolean | null;
  readonly release: string | null;
  readonly mode: 'automatic' | 'manual' | null;
  /** ISO 8601; null if it has no end. */
  readonly modeUntil: string | null;
  readonly modeBy: string | null;
  readonly modeReason: string | null;
  readonly term: number | null;
  readonly since: string | null;
  readonly reason: string | null;
  readonly takeoverInMs: number | null;
  /** Why it will not take over by itself; null if it would, or is not a backup. */
  readonly heldBack: Hold | null;
  readonly log: string | null;
}

/** Something to look at after a switch. */
export interface AfterSwitchPoint {
  /** Stable, lower case with hyphens. */
  readonly code: string;
  /** No full stop. */
  readonly what: string;
  /** What to do about it, often a command. */
  readonly do: string;
}

/** The facts about the pair, as the Control Panel of the reference shows them. */
export interface PairStatus {
  readonly pair: string;
  readonly asOf: string;
  readonly protection: Protection;
  /** The verdict in one line. */
  readonly headline: string;
  /** Whether a role is changing hands, as far as the servers that answer know. */
  readonly activity: Activity | null;
  readonly why: readonly string[];
  /** What to do next, one line each, usually a command. Empty if nothing is wrong. */
  readonly next: readonly string[];
  readonly servers: readonly ServerRow[];
  /** As the backup sees it; null if none is monitored or no backup reports it. */
  readonly module: ServerStatus['module'];
  /** As the backup sees them; null if there is no backup to query. */
  readonly connections: { readonly main: string | null; readonly aux: string | null };
  readonly network: { readonly verdict: string; readonly ageMs: number } | null;
  readonly checks: readonly ServerCheck[];
  /** `none`: not configured, which is no obstacle and not the same as 0 (reading R15). Null: unknown. */
  readonly replication: {
    readonly ds: {
      readonly state: ReplicationState;
      /** Changes that the backup lacks. */
      readonly behind: number | null;
      /** How long ago it had everything that there was at that time. */
      readonly ageMs: number | null;
    };
    readonly files: {
      readonly state: ReplicationState;
      readonly behind: null;
      readonly bytes: null;
      readonly ageMs: null;
    };
  };
  /** The configuration tree of the active server; null if it cannot be asked, or has none. */
  readonly tree: TreeStatus | null;
  /** The last switch or takeover; if there was none, how the active server started; null if unknown. */
  readonly lastSwitch: HistoryEvent | null;
  /** For an hour after a switch or takeover: what to look at. Empty otherwise. */
  readonly afterSwitch: readonly AfterSwitchPoint[];
  readonly parameters: {
    /** Number of the last checkpoint on the active server; null if it cannot be queried. */
    readonly checkpoint: number | null;
    /** Parameters that wait for a restart, and of which servers. */
    readonly waiting: readonly { readonly name: string; readonly servers: readonly Letter[] }[];
  };
  readonly procedures: {
    /** The upgrade that goes on, or the last one; null if neither server that answers knows of any. */
    readonly upgrade: UpgradeProgress | null;
  };
  readonly warnings: readonly (StatusWarning & { readonly server: Letter | null })[];
}
