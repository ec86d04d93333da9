/**
 * What the engine wants done. The host carries out the effects in the given order, which is part of the contract (a log
 * line comes before the effect that it announces). Effects with an id are answered by an event with the same id.
 */

import type { PeerMessage } from './event.ts';
import type { ConnectionName } from './monitors/connections.ts';
import type { Cause, DiscontinueCause, Durable, Mode } from './state.ts';
import type { Term } from './term.ts';

export type LogLevel = 'note' | 'warning' | 'error';

/** The topics of the reference's logs. */
export type LogTopic = 'SwitchoverMain' | 'SwitchoverStates' | 'PrimaryMonitor' | 'ModuleMonitor' | 'Notifier';

export interface LogLine {
  readonly topic: LogTopic;
  readonly level: LogLevel;
  readonly text: string;
}

/** The first answer to an operator's request. How a switch ends is read from `settled`. */
export type Reply =
  | { readonly accepted: true; readonly state: 'begun' | 'under-way' | 'switched' | 'given-up' | 'done' }
  | { readonly accepted: false; readonly code: string; readonly what: string; readonly do: string };

export type Effect =
  | ({ readonly type: 'log' } & LogLine)
  /** Make it durable. Answered by `persisted` or `persist-failed`, only if awaited. */
  | { readonly type: 'persist'; readonly id: number; readonly durable: Durable }
  /** Fence hook: answered by `claimed` or `claim-refused`; granted immediately if there is no hook. */
  | { readonly type: 'claim'; readonly id: number; readonly term: Term; readonly cause: Cause }
  | { readonly type: 'commence'; readonly id: number; readonly term: Term; readonly cause: Cause }
  | { readonly type: 'discontinue'; readonly id: number; readonly term: Term; readonly why: DiscontinueCause }
  /** Stop accepting new work and finish what is under way: answered by `drained` or `drain-failed`. */
  | { readonly type: 'drain'; readonly id: number; readonly limitMs: number }
  /** Accept new work again after a drain that was given up. */
  | { readonly type: 'undrain' }
  | { readonly type: 'diagnose'; readonly id: number }
  | { readonly type: 'dial'; readonly connection: ConnectionName }
  | { readonly type: 'hang-up'; readonly connection: ConnectionName; readonly reason: string }
  | { readonly type: 'ping'; readonly id: number; readonly connection: ConnectionName; readonly timeoutMs: number }
  /** Ping the module through the active server's Notifier: answered by `module-answered` or `module-ping-failed`. */
  | {
      readonly type: 'ping-module';
      readonly id: number;
      readonly connection: ConnectionName;
      readonly timeoutMs: number;
    }
  /** Keep the mode across a restart of the process. `forMs`: from now; null: until it is changed. */
  | {
      readonly type: 'keep-mode';
      readonly mode: Mode;
      readonly forMs: number | null;
      readonly reason: string | null;
      readonly by: string | null;
    }
  | { readonly type: 'send'; readonly message: PeerMessage }
  | { readonly type: 'reply'; readonly requestId: string; readonly reply: Reply }
  /** Everything is done: the process may exit. */
  | { readonly type: 'exit' };
