/**
 * The contract between a server and its parts. A server is a loop and a list of subsystems; each is a folder, built by
 * one function, and leaves out what it has nothing to say about. `opened-subsystems.ts` says what then holds.
 */
import type { ConnectionName } from '../core/health/connections.ts';
import type { Letter } from '../core/letter.ts';
import type { Effect, LogLine } from '../core/pair/effect.ts';
import type { Happening } from '../core/pair/event.ts';
import type { HistoryMark, State } from '../core/pair/state.ts';
import type { ParameterValues } from '../core/parameters/catalogue.ts';
import type { Behind, StatusWarning } from '../core/protocol/answers.ts';
import type { WatchedFile } from '../host/files/watched-file.ts';
import type { LoadedPairFile } from '../host/pair-file.ts';
import type { Route } from './route.ts';

export interface Subsystem {
  /** Its name: on the frames to its other half in the companion, and on its facts in `/v1/status`. */
  readonly channel: string;
  /**
   * After each run of events that changed the state, once their effects are out. What is posted here waits for the
   * next event, or for a fifth of a second.
   */
  readonly onStateChange?: (state: State) => void;
  /** Something was said on its channel. Nothing of it has been checked. */
  readonly onFrame?: (payload: unknown, from: Source) => void;
  /** A connection of ours to the companion is gone, and what is under way on it with it. The engine hears it next. */
  readonly onConnectionLost?: (connection: ConnectionName, why: string) => void;
  /** An effect of the engine that is not the server's own to carry out; whose it is sees by its type. */
  readonly onEffect?: (effect: SubsystemEffect) => void;
  /**
   * Finishes what would be lost if this server were not the active one any longer. Null when that is done; else why it
   * could not be, which gives a controlled switch up. One that is not back within `limitMs` could not.
   */
  readonly drain?: (limitMs: number) => Promise<string | null>;
  /** How far the backup is behind, as the active server knows it. Elsewhere nothing of it is known. */
  readonly behind?: () => Behind;
  /** What a switch would lose now: what only this server has, item by item, each in a few words. */
  readonly wouldLose?: () => readonly string[];
  /** Its part of `/v1/status`, as JSON. */
  readonly facts?: () => unknown;
  readonly warnings?: () => readonly StatusWarning[];
  readonly metrics?: () => readonly Metric[];
  readonly routes?: readonly Route[];
  /** The values of parameters that this server goes by, where this is the subsystem that keeps them. */
  readonly inForce?: () => ParameterValues;
  /** How far the history of what it replicates goes at the start, where the contest for the role depends on it. */
  readonly historyMark?: () => HistoryMark;
  /** Files that it holds open in the data folder: the server looks after them. */
  readonly files?: readonly WatchedFile[];
  /** Ends what it began. Called once, also when the server does not come as far as to run. */
  readonly close?: () => unknown;
}

/** Builds a subsystem. What it throws keeps the server from starting. */
export type SubsystemBuilder = (host: SubsystemHost) => Subsystem | Promise<Subsystem>;

/** What any subsystem may use. */
export interface SubsystemHost {
  readonly pair: LoadedPairFile;
  readonly letter: Letter;
  /** Absolute; it is this server's alone. */
  readonly dataFolder: string;
  /** The state of the engine. It begins when all subsystems are built, and so do `post` and `send`. */
  readonly state: () => State;
  readonly post: (happening: Happening) => void;
  /**
   * Says something to its other half, on the named connection of ours or on any. False where it cannot be said: no
   * connection is up, the companion has no such subsystem, or it is longer than a frame may be.
   */
  readonly send: (payload: unknown, on?: ConnectionName) => boolean;
  /** Whether the companion is connected and has no such subsystem: its version is older. */
  readonly isUnknownThere: () => boolean;
  readonly log: (line: LogLine) => void;
}

/** Where a frame came from. */
export interface Source {
  readonly connection: ConnectionName;
  /** Says something back the same way, as long as it is there. */
  readonly answer: (payload: unknown) => void;
  /** For what no version of ours would say: that connection ends. */
  readonly hangUp: () => void;
}

export type SubsystemEffect = Extract<Effect, { readonly type: 'ping-module' }>;

/** One figure for `/metrics`; what is not known is left out. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly value: number;
}
