/**
 * The contract between a server and its subsystems. A server is a loop and a list of subsystems; each is a folder with
 * one build function, and omits the methods it does not need. `opened-subsystems.ts` defines the defaults.
 */

import type { ParameterValues } from '../core/config/parameters/catalogue.ts';
import type { Effect, LogLine } from '../core/engine/effect.ts';
import type { UntimedEvent } from '../core/engine/event.ts';
import type { ConnectionName } from '../core/engine/monitors/connections.ts';
import type { HistoryMark, State } from '../core/engine/state.ts';
import type { Letter } from '../core/letter.ts';
import type { Behind, StatusWarning } from '../core/protocol/answers.ts';
import type { LoadedPairFile } from '../host/files/pair-file.ts';
import type { WatchedFile } from '../host/files/watched-file.ts';
import type { Route } from './route.ts';

export interface Subsystem {
  /** Its name: in frames to its counterpart in the companion, and for its facts in `/v1/status`. */
  readonly channel: string;
  /**
   * Called after each run of events that changed the state, once their effects are out. Events posted here wait for the
   * next event, or for a fifth of a second.
   */
  readonly onStateChange?: (state: State) => void;
  /** Called with a message on its channel, not validated in any way. */
  readonly onFrame?: (payload: unknown, from: Source) => void;
  /** A connection of ours to the companion is lost, with everything in progress on it. The engine is informed next. */
  readonly onConnectionLost?: (connection: ConnectionName, why: string) => void;
  /** An effect of the engine that the server does not carry out itself; its type shows which subsystem does. */
  readonly onEffect?: (effect: SubsystemEffect) => void;
  /**
   * Finishes what would be lost if this server were no longer active. Null if successful; otherwise why it failed,
   * which aborts a controlled switch. Taking longer than `limitMs` is a failure.
   */
  readonly drain?: (limitMs: number) => Promise<string | null>;
  /** How far the backup is behind, as far as the active server knows. Only the active server knows. */
  readonly behind?: () => Behind;
  /** What a switch would lose now: items that only this server has, each in a few words. */
  readonly wouldLose?: () => readonly string[] | Promise<readonly string[]>;
  /** Its part of `/v1/status`, as JSON. */
  readonly facts?: () => unknown;
  readonly warnings?: () => readonly StatusWarning[];
  readonly metrics?: () => readonly Metric[];
  readonly routes?: readonly Route[];
  /** The parameter values in force on this server, if this is the subsystem that keeps them. */
  readonly inForce?: () => ParameterValues;
  /** How far its replicated history goes at the start, if the negotiation of roles depends on it. The first that has one counts. */
  readonly historyMark?: () => HistoryMark;
  /** Files that it keeps open in the data folder; the server watches them. */
  readonly files?: readonly WatchedFile[];
  /** Stops what it started. Called once, even if the server never gets to run. */
  readonly close?: () => unknown;
}

/** Builds a subsystem. If it throws, the server does not start. */
export type SubsystemBuilder = (host: SubsystemHost) => Subsystem | Promise<Subsystem>;

/** What every subsystem may use. */
export interface SubsystemHost {
  readonly pair: LoadedPairFile;
  readonly letter: Letter;
  /** Absolute; used by this server only. */
  readonly dataFolder: string;
  /** The state of the engine. Available once all subsystems are built, like `post` and `send`. */
  readonly state: () => State;
  readonly post: (untimedEvent: UntimedEvent) => void;
  /**
   * Sends a message to its counterpart, on the given connection of ours or on any. False if that is impossible: no
   * connection is up, the companion has no such subsystem, or the message exceeds the frame limit.
   */
  readonly send: (payload: unknown, on?: ConnectionName) => boolean;
  /** Whether the companion is connected but has no such subsystem, because its version is older. */
  readonly isUnknownThere: () => boolean;
  /** Opens a connection of its own to its counterpart; once. */
  readonly openLink: (channel: string, listener: LinkListener) => Link;
  readonly log: (line: LogLine) => void;
}

/** Which side makes the connection: `dial`: this one, again and again; `accept`: the companion; `off`: none. */
export type LinkMode = 'dial' | 'accept' | 'off';

export interface LinkListener {
  /** It is there: whatever was on its way over an earlier one is lost. */
  readonly onUp: () => void;
  /** Not validated in any way. */
  readonly onMessage: (bytes: Uint8Array) => void;
  readonly onDown: (why: string) => void;
}

/** A connection of a subsystem's own to its counterpart: messages of any kind, in order, up to 32 MB each. */
export interface Link {
  readonly set: (mode: LinkMode) => void;
  /** Lost if there is no connection. */
  readonly send: (bytes: Uint8Array) => void;
  /** Closes the connection; the dialling side makes another one. */
  readonly drop: (why: string) => void;
}

/** The source of a frame. */
export interface Source {
  readonly connection: ConnectionName;
  /** Replies over the same connection, while it exists. */
  readonly answer: (payload: unknown) => void;
  /** For messages that no version would send: closes that connection. */
  readonly hangUp: () => void;
}

export type SubsystemEffect = Extract<Effect, { readonly type: 'ping-module' }>;

/** One metric for `/metrics`; omitted while unknown. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly value: number;
}
