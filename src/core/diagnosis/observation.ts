/**
 * What one line of a log says, independent of its wording: the vocabulary for finding and explaining incidents. Old and
 * new dialects and our own log all end up here, so nothing beyond this point knows the wording of a line.
 */
import type { Moment } from './moment.ts';

/** The interface's codes for why the backup became primary. */
export type Cause =
  | 'module-down'
  | 'module-restarting'
  | 'notifier-connection-lost'
  | 'primary-unreachable'
  | 'primary-stopped'
  | 'primary-gave-up'
  | 'fail-safe-start'
  | 'manual'
  | 'unknown';

/** The interface's codes for why it did not. */
export type AvertedReason =
  | 'reconnected'
  | 'module-recovered'
  | 'backup-cut-off'
  | 'path-or-site-lost'
  | 'waiting-for-primary'
  | 'manual-mode'
  | 'upgrade-state'
  | 'backup-starting'
  | 'no-backup';

/** Why nobody took over for a failure; `unknown` if the log does not say. */
export type UnhandledReason =
  | Extract<AvertedReason, 'manual-mode' | 'upgrade-state' | 'backup-starting' | 'no-backup'>
  | 'unknown';

export type Connection = 'main' | 'auxiliary';
export type PingFailure = 'rejected' | 'timed-out' | 'lost';
export type NetworkCheck = 'link' | 'gateway' | 'net-test' | 'primary';
export type CheckResult = 'reached' | 'unreachable' | 'off' | 'unknown';

/**
 * The reason given by a line for going to StatePrimary. `start` (agreed with the companion) and `resumed` (a primary
 * that remains primary) are not switches.
 */
export type PrimaryReason = Cause | 'start' | 'resumed';

/** The five phrases that mark a switch (reading R34), the most informative first. */
export type SwitchPhrase =
  | 'going-to-state-primary'
  | 'switching-to-primary-mode'
  | 'switch-initiated'
  | 'initiating-connections-switch'
  | 'initiating-switch';

export type Observation =
  | {
      readonly kind: 'module-ping-sent';
      readonly module: string | null;
      /** Failures counted so far; null where the line does not say. */
      readonly failures: number | null;
      readonly timeoutMs: number | null;
    }
  | {
      readonly kind: 'module-ping-failed';
      readonly module: string | null;
      readonly how: PingFailure | null;
      readonly failures: number;
      readonly limit: number | null;
    }
  | { readonly kind: 'module-retry-scheduled'; readonly delayMs: number }
  | {
      readonly kind: 'module-round-lost';
      readonly module: string;
      readonly limit: number;
      readonly connection: Connection;
    }
  | {
      readonly kind: 'module-given-up';
      readonly module: string | null;
      readonly how: PingFailure | null;
      readonly limit: number | null;
    }
  | { readonly kind: 'module-ping-answered'; readonly module: string }
  /** It answers under a new process ID: how many restarts in a row, and how many within the period. */
  | {
      readonly kind: 'module-restarted';
      readonly module: string;
      readonly inARow: number;
      readonly inPeriod: number;
    }
  | { readonly kind: 'module-reported-down'; readonly module: string; readonly connections: string }
  | {
      readonly kind: 'verification-started';
      readonly module: string;
      readonly pings: number;
      readonly connection: Connection;
    }
  | { readonly kind: 'verification-failed'; readonly module: string; readonly pings: number | null }
  | { readonly kind: 'verification-answered'; readonly module: string }
  | {
      readonly kind: 'notifier-ping-failed';
      readonly how: PingFailure;
      readonly connection: Connection;
      readonly failures: number;
      readonly limit: number;
    }
  | { readonly kind: 'socket-failed'; readonly code: string; readonly connection: string }
  | { readonly kind: 'connection-lost'; readonly connection: string | null }
  | {
      readonly kind: 'network-check';
      readonly check: NetworkCheck;
      readonly result: CheckResult;
      readonly address: string | null;
    }
  | {
      readonly kind: 'diagnosis';
      /** `both connections down`, `monitored module down`, … as written. */
      readonly connections: string;
      /** `primary reached`, `backup cut off`, … as written; null where the line does not say. */
      readonly network: string | null;
      readonly module: string | null;
      readonly event: string | null;
    }
  | { readonly kind: 'reconnect-started'; readonly limitMs: number }
  | { readonly kind: 'reconnect-expired'; readonly event: string }
  | { readonly kind: 'ping-sets-left'; readonly left: number }
  | { readonly kind: 'held-back'; readonly reason: AvertedReason | null; readonly words: string }
  | { readonly kind: 'reconnected' }
  | { readonly kind: 'state-event'; readonly state: string; readonly event: string }
  | {
      readonly kind: 'switch-requested';
      readonly by: string;
      readonly immediate: boolean;
      readonly transaction: string;
    }
  /** The words an operator gave with a request. */
  | { readonly kind: 'switch-reason'; readonly by: string; readonly transaction: string; readonly words: string }
  /** The fence hook refused: this server keeps its role. */
  | { readonly kind: 'takeover-refused'; readonly why: string }
  | { readonly kind: 'switch-given-up'; readonly transaction: string; readonly why: string }
  /** A cause by its name in the reference, in a message of its own. */
  | { readonly kind: 'cause-named'; readonly cause: Cause; readonly words: string }
  | {
      readonly kind: 'becoming-primary';
      readonly phrase: SwitchPhrase;
      /** Null if the phrase gives no reason. */
      readonly reason: PrimaryReason | null;
      readonly words: string;
    }
  | { readonly kind: 'state-changed'; readonly from: string; readonly to: string; readonly words: string }
  | {
      readonly kind: 'started';
      readonly version: string;
      readonly pair: string;
      readonly letter: 'A' | 'B';
      readonly name: string;
      /** The name of the other server; null if the line does not have it. */
      readonly companion: string | null;
      /** Identifies the run; null if the line does not have it. */
      readonly boot: string | null;
    }
  | { readonly kind: 'serving'; readonly term: number }
  /** The process was stalled until this line: an overloaded machine, or one that was migrated. */
  | { readonly kind: 'stood-still'; readonly forMs: number }
  /** By whom; null if nobody requested it. */
  | { readonly kind: 'mode-set'; readonly mode: 'manual' | 'automatic'; readonly by: string | null }
  /** Both servers are active, and the other one must step down. */
  | { readonly kind: 'two-actives'; readonly words: string }
  /** What our own engine logs before it acts: places, and the thresholds that it applied. */
  | {
      readonly kind: 'decision';
      readonly from: string;
      readonly to: string;
      readonly says: string;
      /** By the parameters' exact names, in the parameters' own units. */
      readonly thresholds: Readonly<Record<string, number>>;
    }
  /** Any other line, quoted because of where it stands. */
  | { readonly kind: 'unrecognised' }
  /** What the Notifier or the service itself logs besides an incident: it points to a cause but proves nothing. */
  | { readonly kind: 'subsystem-disconnected'; readonly subsystem: string | null }
  | { readonly kind: 'took-too-long'; readonly tookMs: number | null; readonly words: string }
  | { readonly kind: 'thread-stopped'; readonly thread: string }
  | { readonly kind: 'start-failed'; readonly words: string }
  | {
      readonly kind: 'net-test-address';
      readonly entry: 'server-1' | 'server-2' | 'effective';
      readonly address: string;
    }
  | {
      readonly kind: 'exchange';
      /**
       * Where on its way the request was seen: 1 sent, 2 passed on, 3 received, 4 answered, 5 answer passed on,
       * 6 answer received. A later stage cannot happen before an earlier one, whatever the clocks say.
       */
      readonly stage: 1 | 2 | 3 | 4 | 5 | 6;
      readonly requester: string;
      readonly subject: string;
      readonly request: number;
      readonly peer: string | null;
      /** The host of the requester, which is the backup, if the line names it. */
      readonly host: string | null;
    };

/** The lines of a failed ping to the module; several may be about one ping. */
export const PING_FAILURES = ['module-ping-failed', 'module-round-lost', 'module-given-up'] as const;

/** Kinds that say something besides an incident and are never a step of one. */
export const HINT_KINDS = ['subsystem-disconnected', 'took-too-long', 'thread-stopped', 'start-failed'] as const;

export type Hint = Seen<(typeof HINT_KINDS)[number]>;

export type ObservationKind = Observation['kind'];

/** An observation at its place in a log. */
export interface LogEvent {
  readonly file: string;
  /** From 1, in that file. */
  readonly line: number;
  /** Increases with every logEvent of one log, across all of its files. */
  readonly order: number;
  readonly at: Moment;
  /** The message as logged, including marks and rule number. */
  readonly text: string;
  /** The engine's rule number, if the line ends with one. */
  readonly rule: number | null;
  readonly saw: Observation;
  /** Of the line of a switch: the row right before it, if no format knows it. */
  readonly rightBefore?: Seen<'unrecognised'>;
}

/** A logEvent whose observation is of kind `K`. */
export type Seen<K extends ObservationKind> = LogEvent & { readonly saw: Extract<Observation, { kind: K }> };

export function isSeen<K extends ObservationKind>(logEvent: LogEvent, ...kinds: readonly K[]): logEvent is Seen<K> {
  return (kinds as readonly string[]).includes(logEvent.saw.kind);
}
