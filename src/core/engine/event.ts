/**
 * Everything that can happen to the engine. Every event carries `at`, monotonic milliseconds: the engine never reads
 * a clock. The result of an effect carries the effect's id, and is accepted only while that id is awaited.
 */

import type { Settings } from '../config/parameters/settings.ts';
import type { ConnectionName } from './monitors/connections.ts';
import type { ModulePingOutcome } from './monitors/module-monitor.ts';
import type { NetworkChecks } from './monitors/network.ts';
import type { HistoryMark, Mode, TimerName, View } from './state.ts';
import type { Term } from './term.ts';

/** Between the two engines, over either connection. */
export type PeerMessage =
  | {
      readonly kind: 'prepare';
      readonly id: string;
      readonly by: string;
      /** The receiver's current term, as far as the sender knows. */
      readonly expectedTerm: Term;
      readonly proposedTerm: Term;
      readonly commitWithinMs: number;
    }
  | { readonly kind: 'ready'; readonly id: string }
  | { readonly kind: 'refused'; readonly id: string; readonly reason: string }
  | { readonly kind: 'abort'; readonly id: string; readonly reason: string }
  | { readonly kind: 'stopped'; readonly term: Term; readonly takeover: boolean };

/** An operator's request to switch. Repeating it with the same id never switches a second time. */
export interface SwitchRequest {
  readonly id: string;
  readonly by: string;
  /** The term of the active server when the operator asked; null if no active server could be seen. */
  readonly expectedTerm: Term | null;
  readonly immediate: boolean;
}

/** An operator's request that this server switch by itself, or only when told (reading R25). */
export interface ModeRequest {
  readonly id: string;
  readonly by: string;
  readonly mode: Mode;
  /** How long it lasts, in ms; null: until it is changed again. */
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
    /** The companion pings this server on its own connection while none of ours is up. */
    | { readonly type: 'overheard' }
    | { readonly type: 'message'; readonly message: PeerMessage }
    | { readonly type: 'ping-answered'; readonly connection: ConnectionName; readonly id: number }
    | {
        readonly type: 'ping-failed';
        readonly connection: ConnectionName;
        readonly id: number;
        readonly outcome: 'timed-out' | 'rejected' | 'lost';
      }
    /** `pid`: the process that answered; null if the probe does not know it. */
    | { readonly type: 'module-answered'; readonly id: number; readonly pid: number | null }
    | {
        readonly type: 'module-ping-failed';
        readonly id: number;
        readonly outcome: ModulePingOutcome;
        readonly why: string | null;
      }
    /** The start-up work, without which this server does not take over because of a module, is finished (R26). */
    | { readonly type: 'started-up' }
    | { readonly type: 'mode-requested'; readonly request: ModeRequest }
    /** Parameters that take effect immediately were changed (R16). */
    | { readonly type: 'configured'; readonly settings: Settings }
    /** The replicated data has a new last change. */
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

/** An event without its time: it gets the time at which the engine takes it up. */
export type UntimedEvent = WithoutTime<Event>;

export type EventOf<T extends Event['type']> = Extract<Event, { readonly type: T }>;

/** The keys of rows: timers and messages by their own names. */
export type EventKey =
  | Exclude<Event['type'], 'timer' | 'message'>
  | `timer:${TimerName}`
  | `message:${PeerMessage['kind']}`;

export function keyOf(event: Event): EventKey {
  if (event.type === 'timer') return `timer:${event.timer}`;
  if (event.type === 'message') return `message:${event.message.kind}`;
  return event.type;
}

/** Every key, for the check that each is decided in each place. */
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
  'timer:catch-up': true,
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
