/**
 * Everything that can happen to the engine. Every event carries `at`, monotonic milliseconds: the engine never reads
 * a clock. The result of an effect names the effect's id, and belongs only while that id is awaited.
 */
import type { ConnectionName } from '../health/connections.ts';
import type { ModulePingOutcome } from '../health/module-monitor.ts';
import type { NetworkChecks } from '../health/network.ts';
import type { Settings } from '../parameters/settings.ts';
import type { HistoryMark, Mode, TimerName, View } from './state.ts';
import type { Term } from './term.ts';

/** Between the two engines, over either connection. */
export type PeerMessage =
  | {
      readonly kind: 'prepare';
      readonly id: string;
      readonly by: string;
      /** The term that the receiver is believed to serve under. */
      readonly expectedTerm: Term;
      readonly proposedTerm: Term;
      readonly commitWithinMs: number;
    }
  | { readonly kind: 'ready'; readonly id: string }
  | { readonly kind: 'refused'; readonly id: string; readonly reason: string }
  | { readonly kind: 'abort'; readonly id: string; readonly reason: string }
  | { readonly kind: 'stopped'; readonly term: Term; readonly takeover: boolean };

/** An operator's wish to switch. A repeat with the same id never switches a second time. */
export interface SwitchRequest {
  readonly id: string;
  readonly by: string;
  /** What the operator saw when asking; null where no active server could be seen. */
  readonly expectedTerm: Term | null;
  readonly immediate: boolean;
}

/** An operator's wish that this server switches by itself, or only when told (reading R25). */
export interface ModeRequest {
  readonly id: string;
  readonly by: string;
  readonly mode: Mode;
  /** How long it holds, in ms; null: until it is changed again. */
  readonly forMs: number | null;
  readonly reason: string | null;
}

interface At {
  readonly at: number;
}

export type Event = At &
  (
    | { readonly type: 'start' }
    | { readonly type: 'timer'; readonly timer: TimerName }
    | { readonly type: 'connection-up'; readonly connection: ConnectionName; readonly view: View }
    | { readonly type: 'connection-lost'; readonly connection: ConnectionName; readonly reason: string }
    | { readonly type: 'dial-failed'; readonly connection: ConnectionName; readonly reason: string }
    | { readonly type: 'unverified'; readonly connection: ConnectionName; readonly why: string }
    | { readonly type: 'view'; readonly view: View }
    /** The companion asks for a sign of life on a connection of its own, while none of ours is up. */
    | { readonly type: 'overheard' }
    | { readonly type: 'message'; readonly message: PeerMessage }
    | { readonly type: 'ping-answered'; readonly connection: ConnectionName; readonly id: number }
    | {
        readonly type: 'ping-failed';
        readonly connection: ConnectionName;
        readonly id: number;
        readonly outcome: 'timed-out' | 'rejected' | 'lost';
      }
    /** `pid`: the process that answered, null where the probe knows of none. */
    | { readonly type: 'module-answered'; readonly id: number; readonly pid: number | null }
    | {
        readonly type: 'module-ping-failed';
        readonly id: number;
        readonly outcome: ModulePingOutcome;
        readonly why: string | null;
      }
    /** What this server does after its start, before it could take over for a module's sake, is done (R26). */
    | { readonly type: 'started-up' }
    | { readonly type: 'mode-requested'; readonly request: ModeRequest }
    /** Parameters were changed that are felt at once (R16). */
    | { readonly type: 'configured'; readonly settings: Settings }
    /** What this server replicates has another last change. */
    | { readonly type: 'history-changed'; readonly history: HistoryMark }
    | { readonly type: 'persisted'; readonly id: number }
    | { readonly type: 'persist-failed'; readonly id: number; readonly detail: string }
    | { readonly type: 'claimed'; readonly id: number }
    | { readonly type: 'claim-refused'; readonly id: number; readonly detail: string }
    | { readonly type: 'commenced'; readonly id: number }
    | { readonly type: 'commence-failed'; readonly id: number; readonly detail: string }
    | { readonly type: 'drained'; readonly id: number }
    /** Work that would be lost is still under way. */
    | { readonly type: 'drain-failed'; readonly id: number; readonly detail: string }
    | { readonly type: 'discontinued'; readonly id: number }
    | { readonly type: 'discontinue-failed'; readonly id: number; readonly detail: string }
    | { readonly type: 'diagnosed'; readonly id: number; readonly checks: NetworkChecks }
    | { readonly type: 'switch-requested'; readonly request: SwitchRequest }
    | { readonly type: 'rejoin-requested'; readonly id: string; readonly by: string }
    | { readonly type: 'stop-requested'; readonly by: string; readonly takeover: boolean }
    | { readonly type: 'stalled'; readonly forMs: number }
  );

type WithoutTime<E> = E extends unknown ? Omit<E, 'at'> : never;

/** An event before it has its time: it gets that of the moment at which the engine takes it up. */
export type Happening = WithoutTime<Event>;

export type EventOf<T extends Event['type']> = Extract<Event, { readonly type: T }>;

/** What rows are keyed by: timers and messages by their own name. */
export type EventKey =
  | Exclude<Event['type'], 'timer' | 'message'>
  | `timer:${TimerName}`
  | `message:${PeerMessage['kind']}`;

export function keyOf(event: Event): EventKey {
  if (event.type === 'timer') return `timer:${event.timer}`;
  if (event.type === 'message') return `message:${event.message.kind}`;
  return event.type;
}

/** Every key there is, for the check that each is decided in each place. */
const ALL_KEYS: Readonly<Record<EventKey, true>> = {
  start: true,
  'connection-up': true,
  'connection-lost': true,
  'dial-failed': true,
  unverified: true,
  view: true,
  overheard: true,
  'ping-answered': true,
  'ping-failed': true,
  'module-answered': true,
  'module-ping-failed': true,
  'started-up': true,
  'mode-requested': true,
  configured: true,
  'history-changed': true,
  persisted: true,
  'persist-failed': true,
  claimed: true,
  'claim-refused': true,
  commenced: true,
  'commence-failed': true,
  drained: true,
  'drain-failed': true,
  discontinued: true,
  'discontinue-failed': true,
  diagnosed: true,
  'switch-requested': true,
  'rejoin-requested': true,
  'stop-requested': true,
  stalled: true,
  'timer:start-wait': true,
  'timer:reconnect': true,
  'timer:recheck': true,
  'timer:retry': true,
  'timer:ask': true,
  'timer:commit': true,
  'timer:yield': true,
  'timer:look': true,
  'timer:module-ping': true,
  'timer:module-watch': true,
  'timer:mode': true,
  'timer:answer': true,
  'timer:doubt': true,
  'timer:dial-main': true,
  'timer:dial-aux': true,
  'timer:ping-main': true,
  'timer:ping-aux': true,
  'message:prepare': true,
  'message:ready': true,
  'message:refused': true,
  'message:abort': true,
  'message:stopped': true,
};

export const EVENT_KEYS = Object.keys(ALL_KEYS) as readonly EventKey[];
