/**
 * What the engine wants done. The host carries effects out in the order given; that order is part of the contract
 * (a log line comes before the effect that it announces). Effects with an id answer with an event of the same id.
 */
import type { ConnectionName } from '../health/connections.ts';
import type { PeerMessage } from './event.ts';
import type { Cause, Durable, Mode } from './state.ts';
import type { Term } from './term.ts';

export type LogLevel = 'note' | 'warning' | 'error';

/** The topics of the reference's logs. */
export type LogTopic = 'SwitchoverMain' | 'SwitchoverStates' | 'PrimaryMonitor' | 'ModuleMonitor' | 'Notifier';

export interface LogLine {
  readonly topic: LogTopic;
  readonly level: LogLevel;
  readonly text: string;
}

/** The first answer to an operator's request. How a switch then ends is read from `settled`. */
export type Reply =
  | { readonly accepted: true; readonly state: 'begun' | 'under-way' | 'switched' | 'given-up' | 'done' }
  | { readonly accepted: false; readonly code: string; readonly what: string; readonly do: string };

export type Effect =
  | ({ readonly type: 'log' } & LogLine)
  /** Make it durable. `persisted` or `persist-failed` only where awaited. */
  | { readonly type: 'persist'; readonly id: number; readonly durable: Durable }
  /** Fence hook: `claimed` or `claim-refused`; granted at once where there is none. */
  | { readonly type: 'claim'; readonly id: number; readonly term: Term; readonly cause: Cause }
  | { readonly type: 'commence'; readonly id: number; readonly term: Term; readonly cause: Cause }
  | { readonly type: 'discontinue'; readonly id: number; readonly term: Term; readonly why: string }
  /** Stop taking new work, finish what is under way: `drained` or `drain-failed`. */
  | { readonly type: 'drain'; readonly id: number; readonly limitMs: number }
  /** Take new work again after a drain that led to nothing. */
  | { readonly type: 'undrain' }
  | { readonly type: 'diagnose'; readonly id: number }
  | { readonly type: 'dial'; readonly connection: ConnectionName }
  | { readonly type: 'hang-up'; readonly connection: ConnectionName; readonly reason: string }
  | { readonly type: 'ping'; readonly id: number; readonly connection: ConnectionName; readonly timeoutMs: number }
  /** Ask the module through the Notifier of the active server: `module-answered` or `module-ping-failed`. */
  | {
      readonly type: 'ping-module';
      readonly id: number;
      readonly connection: ConnectionName;
      readonly timeoutMs: number;
    }
  /** Keep the mode over a restart of the process. `forMs`: from now; null: until it is changed. */
  | {
      readonly type: 'keep-mode';
      readonly mode: Mode;
      readonly forMs: number | null;
      readonly reason: string | null;
      readonly by: string | null;
    }
  | { readonly type: 'send'; readonly message: PeerMessage }
  | { readonly type: 'reply'; readonly requestId: string; readonly reply: Reply }
  /** Everything is in order: the process may end. */
  | { readonly type: 'exit' };
