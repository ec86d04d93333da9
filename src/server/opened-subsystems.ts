/** All subsystems of one server as one: which ones are called, in which order, and the defaults for missing methods. */

import type { ParameterValues } from '../core/config/parameters/catalogue.ts';
import type { ConnectionName } from '../core/engine/monitors/connections.ts';
import type { HistoryMark, State } from '../core/engine/state.ts';
import type { Behind, StatusWarning } from '../core/protocol/answers.ts';
import type { Frame } from '../core/protocol/frames.ts';
import type { WatchedFile } from '../host/files/watched-file.ts';
import { monotonicMs } from '../host/process/clock.ts';
import type { Route } from './route.ts';
import type { Metric, Source, Subsystem, SubsystemBuilder, SubsystemEffect, SubsystemHost } from './subsystem.ts';

export interface Subsystems {
  readonly channels: readonly string[];
  readonly onStateChange: (state: State) => void;
  /** Frames for unknown channels are ignored: they come from a newer companion. */
  readonly onFrame: (frame: Frame, from: Source) => void;
  readonly onConnectionLost: (connection: ConnectionName, why: string) => void;
  readonly onEffect: (effect: SubsystemEffect) => void;
  /** One after the other within the limit. Null if all succeeded; otherwise what could not be finished, and why. */
  readonly drain: (limitMs: number) => Promise<string | null>;
  /** By channel, for those that replicate anything. */
  readonly behind: () => Readonly<Record<string, Behind>>;
  readonly wouldLose: () => Promise<readonly string[]>;
  /** By channel. */
  readonly facts: () => Readonly<Record<string, unknown>>;
  readonly warnings: () => readonly StatusWarning[];
  readonly metrics: () => readonly Metric[];
  readonly routes: readonly Route[];
  readonly files: readonly WatchedFile[];
  /** The values in force; those of the pair file if no subsystem provides others. */
  readonly historyMark: () => HistoryMark;
  readonly inForce: () => ParameterValues;
}

/** What a subsystem gets, before its name is known. */
export type Hosting = Omit<SubsystemHost, 'send' | 'isUnknownThere'> & {
  readonly send: (frame: Frame, on: ConnectionName | null) => boolean;
  readonly isUnknownThere: (channel: string) => boolean;
};

/** Opens them in order. `opened`: registers how to close each, even if a later one cannot be opened. */
export async function openSubsystems(
  builders: readonly SubsystemBuilder[],
  host: Hosting,
  opened: (close: () => unknown) => void,
): Promise<Subsystems> {
  const all: Subsystem[] = [];
  for (const build of builders) {
    const one: Subsystem = await build({
      ...host,
      send: (payload, on) => host.send({ channel: one.channel, payload }, on ?? null),
      isUnknownThere: () => host.isUnknownThere(one.channel),
    });
    opened(() => one.close?.());
    all.push(one);
  }
  return asOne(all, host.pair.pairFile.parameters);
}

function asOne(all: readonly Subsystem[], firstValues: ParameterValues): Subsystems {
  let known: State | null = null;
  return {
    channels: all.map(({ channel }) => channel),
    onStateChange: (state) => {
      if (state === known) return;
      known = state;
      for (const each of all) each.onStateChange?.(state);
    },
    onFrame: ({ channel, payload }, from) => all.find((each) => each.channel === channel)?.onFrame?.(payload, from),
    onConnectionLost: (connection, why) => {
      for (const each of all) each.onConnectionLost?.(connection, why);
    },
    onEffect: (effect) => {
      for (const each of all) each.onEffect?.(effect);
    },
    drain: async (limitMs) => {
      const until = monotonicMs() + limitMs;
      for (const each of all) {
        const why = await drained(each, Math.max(0, until - monotonicMs()));
        if (why !== null) return `${each.channel}: ${why}`;
      }
      return null;
    },
    behind: () => byChannel(all, ({ behind }) => behind?.()),
    wouldLose: async () => (await Promise.all(all.map((each) => each.wouldLose?.() ?? []))).flat(),
    facts: () => byChannel(all, ({ facts }) => facts?.()),
    warnings: () => all.flatMap((each) => each.warnings?.() ?? []),
    metrics: () => all.flatMap((each) => each.metrics?.() ?? []),
    routes: all.flatMap(({ routes = [] }) => routes),
    files: all.flatMap(({ files = [] }) => files),
    historyMark: () => {
      const marks = all.flatMap(({ historyMark }) => historyMark?.() ?? []);
      return marks.find((mark) => mark !== 'none') ?? marks[0] ?? 'unknown';
    },
    inForce: () => all.find(({ inForce }) => inForce !== undefined)?.inForce?.() ?? firstValues,
  };
}

async function drained({ drain }: Subsystem, limitMs: number): Promise<string | null> {
  if (drain === undefined) return null;
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const limit = setTimeout(() => resolve('not finished in time'), limitMs);
  drain(limitMs).then(resolve, (error: Error) => resolve(error.message));
  return promise.finally(() => clearTimeout(limit));
}

/** The facts of each subsystem by its channel, without those that have none. */
function byChannel<T>(all: readonly Subsystem[], say: (one: Subsystem) => T | undefined): Readonly<Record<string, T>> {
  return Object.fromEntries(
    all.flatMap((one) => {
      const said = say(one);
      return said === undefined ? [] : [[one.channel, said]];
    }),
  );
}
