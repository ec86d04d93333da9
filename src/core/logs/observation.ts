/**
 * What one line of a log says, stripped of wording: the vocabulary in which incidents are found and explained.
 * Old and new dialects and our own log all end up here, so nothing after this point knows how a line was spelled.
 */
import type { Moment } from './moment.ts';

/** The words of the interface for why the backup became primary. */
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

/** The words of the interface for why it did not. */
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

export type Connection = 'main' | 'auxiliary';
export type PingFailure = 'rejected' | 'timed-out' | 'lost';
export type NetworkCheck = 'link' | 'gateway' | 'net-test' | 'primary';
export type CheckResult = 'reached' | 'unreachable' | 'off' | 'unknown';

/**
 * Why a line says the server goes to StatePrimary. `start` (agreed with the companion) and `resumed` (a primary that
 * stays one) are no switches.
 */
export type PrimaryReason = Cause | 'start' | 'resumed';

/** The five phrases that mark a switch (reading R34), the most telling first. */
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
  /** It answers under a new process id: so many times in a row, and within the period. */
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
  /** The fence hook said no: this server stays what it was. */
  | { readonly kind: 'takeover-refused'; readonly why: string }
  | { readonly kind: 'switch-given-up'; readonly transaction: string; readonly why: string }
  /** A cause by the name that the reference gives it, as a message of its own. */
  | { readonly kind: 'cause-named'; readonly cause: Cause; readonly words: string }
  | {
      readonly kind: 'becoming-primary';
      readonly phrase: SwitchPhrase;
      /** Null where the phrase gives no reason. */
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
      /** Names the run; null where the line does not have it. */
      readonly boot: string | null;
    }
  | { readonly kind: 'serving'; readonly term: number }
  /** The process stood still until this line: a machine out of breath, or one that was moved. */
  | { readonly kind: 'stood-still'; readonly forMs: number }
  /** By whom: null where it came by itself. */
  | { readonly kind: 'mode-set'; readonly mode: 'manual' | 'automatic'; readonly by: string | null }
  /** Both servers are active, and the other one has to give way. */
  | { readonly kind: 'two-actives'; readonly words: string }
  /** What our own engine writes before it acts: places, and the thresholds it judged by. */
  | {
      readonly kind: 'decision';
      readonly from: string;
      readonly to: string;
      readonly says: string;
      /** By the parameters' exact names, in their own units. */
      readonly thresholds: Readonly<Record<string, number>>;
    }
  /** What the Notifier, or the service itself, says beside an incident: it points to a cause and proves none. */
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
      /** The host that the requester runs on, where the line names it: the backup. */
      readonly host: string | null;
    };

/** Kinds that tell something beside an incident, and never are a step of one. */
export const HINT_KINDS = ['subsystem-disconnected', 'took-too-long', 'thread-stopped', 'start-failed'] as const;

export type Hint = Seen<(typeof HINT_KINDS)[number]>;

export type ObservationKind = Observation['kind'];

/** An observation at its place in a log. */
export interface Sighting {
  readonly file: string;
  /** From 1, in that file. */
  readonly line: number;
  /** Rises with every sighting of one log, over all the files it was cut into. */
  readonly order: number;
  readonly at: Moment;
  /** The message as the log has it, marks and rule number included. */
  readonly text: string;
  /** The engine's rule number, where the line ends with one. */
  readonly rule: number | null;
  readonly saw: Observation;
}

/** A sighting whose observation is of kind `K`. */
export type Seen<K extends ObservationKind> = Sighting & { readonly saw: Extract<Observation, { kind: K }> };

export function isSeen<K extends ObservationKind>(sighting: Sighting, ...kinds: readonly K[]): sighting is Seen<K> {
  return (kinds as readonly string[]).includes(sighting.saw.kind);
}
