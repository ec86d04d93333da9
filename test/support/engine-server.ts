/**
 * One engine in a simulated environment: a clock that moves when told, hooks and a disk that answer immediately unless
 * told otherwise, and a companion that consists only of its messages. For transcript files.
 */

import { settingsOf } from '../../src/core/config/parameters/settings.ts';
import { createDriver, type Driver } from '../../src/core/engine/driver.ts';
import type { Effect } from '../../src/core/engine/effect.ts';
import type { Event, UntimedEvent } from '../../src/core/engine/event.ts';
import { keyOf } from '../../src/core/engine/event.ts';
import { CONNECTION_NAMES, type ConnectionName } from '../../src/core/engine/monitors/connections.ts';
import type { NetworkChecks, NetworkVerdict } from '../../src/core/engine/monitors/network.ts';
import type { Durable, Self, State, View } from '../../src/core/engine/state.ts';
import { initialState, type Step } from '../../src/core/engine/step.ts';
import type { TableIndex } from '../../src/core/engine/table.ts';

/** Effects with a result. `claim` is the fence hook. */
export type Job = 'persist' | 'claim' | 'commence' | 'drain' | 'discontinue';
export const JOBS: readonly Job[] = ['persist', 'claim', 'commence', 'drain', 'discontinue'];

export interface World {
  at: number;
  readonly driver: Driver;
  readonly state: State;
  /** What was last written, which a restart finds. */
  disk: Durable;
  /** Null: nothing answers. */
  companion: View | null;
  /** Connections that come up when dialled; the others are refused. */
  reachable: readonly ConnectionName[];
  /** Why whatever answers in the companion's place cannot be verified; null if nothing answers there. */
  impostor: string | null;
  /** It keeps its connections open and does not answer. */
  frozen: boolean;
  /** How the companion's module reacts to a ping; `silent`: this server's own monitor produces no result at all. */
  module: 'well' | 'hung' | 'gone' | 'silent';
  pid: number | null;
  /** What every check finds; null if checks are answered one by one. */
  network: NetworkVerdict | null;
  readonly held: Set<Job>;
  readonly failing: Map<Job, string>;
  readonly pending: Map<Job | 'diagnose', number>;
  /** Pings that will be unanswered at that time. */
  readonly timeouts: { readonly at: number; readonly failed: PingFailed }[];
  readonly seen: (event: Event, result: Step) => void;
}

export function selfOf(letter: 'A' | 'B', given: Partial<Self> = {}): Self {
  return {
    letter,
    name: letter === 'A' ? 'alpha' : 'beta',
    companionName: letter === 'A' ? 'beta' : 'alpha',
    bootId: `boot-${letter}`,
    release: '1.0',
    settings: settingsOf({}, letter),
    module: null,
    hookLimitMs: 30_000,
    forceBackup: false,
    forcePrimary: false,
    ...given,
  };
}

/** `index`: a table other than the engine's own, deliberately broken. */
export function newWorld(
  self: Self,
  disk: Durable,
  mode: State['mode'],
  at: number,
  seen: World['seen'],
  index?: TableIndex,
): World {
  const driver = createDriver(initialState(self, disk, mode, at), index);
  return {
    at,
    driver,
    get state() {
      return driver.state();
    },
    disk,
    companion: null,
    reachable: CONNECTION_NAMES,
    impostor: null,
    frozen: false,
    module: 'well',
    pid: 100,
    network: null,
    held: new Set(),
    failing: new Map(),
    pending: new Map(),
    timeouts: [],
    seen,
  };
}

/** One event, and everything that follows from it at the same time. */
export function happen(world: World, untimedEvent: UntimedEvent): void {
  const { driver } = world;
  driver.post(untimedEvent);
  for (let next = driver.next(); next !== null; next = driver.next()) {
    const { event, result } = driver.take(next, world.at);
    world.seen(event, result);
    for (const effect of result.effects) carriedOut(world, effect).forEach(driver.post);
  }
}

function carriedOut(world: World, effect: Effect): readonly UntimedEvent[] {
  switch (effect.type) {
    case 'persist':
      if (effect.id !== 0)
        return asJob(world, 'persist', effect.id, () => {
          world.disk = effect.durable;
        });
      world.disk = effect.durable;
      return [];
    case 'claim':
    case 'commence':
    case 'drain':
    case 'discontinue':
      return asJob(world, effect.type, effect.id);
    case 'diagnose':
      if (world.network !== null) return [{ type: 'diagnosed', id: effect.id, checks: checksFor(world.network) }];
      world.pending.set('diagnose', effect.id);
      return [];
    case 'dial':
      return dialled(world, effect.connection);
    case 'ping':
      if (!world.frozen) return [{ type: 'ping-answered', connection: effect.connection, id: effect.id }];
      return timesOut(world, effect, { type: 'ping-failed', connection: effect.connection, id: effect.id });
    case 'ping-module':
      return modulePinged(world, effect);
    default:
      return [];
  }
}

type PingFailed = Extract<UntimedEvent, { readonly type: 'ping-failed' | 'module-ping-failed' }>;

function timesOut(
  world: World,
  effect: { readonly timeoutMs: number },
  failed: Omit<Extract<PingFailed, { type: 'ping-failed' }>, 'outcome'> | PingFailed,
): readonly UntimedEvent[] {
  world.timeouts.push({ at: world.at + effect.timeoutMs, failed: { outcome: 'timed-out', ...failed } as PingFailed });
  world.timeouts.sort((a, b) => a.at - b.at);
  return [];
}

function modulePinged(world: World, effect: Extract<Effect, { type: 'ping-module' }>): readonly UntimedEvent[] {
  const { id } = effect;
  if (world.module === 'silent') return [];
  if (world.module === 'gone')
    return [{ type: 'module-ping-failed', id, outcome: 'rejected', why: 'connection refused' }];
  if (world.module === 'well' && !world.frozen) return [{ type: 'module-answered', id, pid: world.pid }];
  return timesOut(world, effect, { type: 'module-ping-failed', id, outcome: 'timed-out', why: null });
}

function asJob(world: World, job: Job, id: number, done: () => void = () => undefined): readonly UntimedEvent[] {
  if (world.held.has(job)) {
    world.pending.set(job, id);
    return [];
  }
  const detail = world.failing.get(job);
  world.failing.delete(job);
  if (detail === undefined) done();
  return [resultOf(job, id, detail)];
}

export function resultOf(job: Job, id: number, detail: string | undefined): UntimedEvent {
  if (detail === undefined) return { type: DONE[job], id };
  return { type: FAILED[job], id, detail };
}

const DONE = {
  persist: 'persisted',
  claim: 'claimed',
  commence: 'commenced',
  drain: 'drained',
  discontinue: 'discontinued',
} as const;
const FAILED = {
  persist: 'persist-failed',
  claim: 'claim-refused',
  commence: 'commence-failed',
  drain: 'drain-failed',
  discontinue: 'discontinue-failed',
} as const;

function dialled(world: World, connection: ConnectionName): readonly UntimedEvent[] {
  if (world.impostor !== null) return [{ type: 'unverified', connection, why: world.impostor }];
  const view = world.companion;
  if (view !== null && !world.frozen && world.reachable.includes(connection))
    return [{ type: 'connection-up', connection, view }];
  return [{ type: 'dial-failed', connection, reason: world.frozen ? 'TIMEOUT' : 'ECONNREFUSED' }];
}

/** Lets time pass and fires timers when due, in order. */
export function pass(world: World, ms: number): void {
  const end = world.at + ms;
  for (;;) {
    const wake = world.driver.nextWake();
    const silence = world.timeouts[0];
    const due = Math.min(wake?.at ?? Number.POSITIVE_INFINITY, silence?.at ?? Number.POSITIVE_INFINITY);
    if (due > end) break;
    world.at = Math.max(world.at, due);
    if (silence !== undefined && silence.at === due) {
      world.timeouts.shift();
      if (isUnderWay(world.state, silence.failed)) happen(world, silence.failed);
    } else if (wake !== null) happen(world, { type: 'timer', timer: wake.timer });
  }
  world.at = end;
}

function isUnderWay({ monitors, module }: State, failed: PingFailed): boolean {
  if (failed.type === 'module-ping-failed') return module.outstanding?.id === failed.id;
  return monitors[failed.connection].outstanding === failed.id;
}

const reached = { result: 'reached', address: '10.0.0.1' } as const;
const silent = { result: 'unreachable', address: '10.0.0.1' } as const;
const unknown = { result: 'unknown', why: 'there is no ping program' } as const;

/** The simplest checks that lead to a verdict. */
export function checksFor(verdict: NetworkVerdict): NetworkChecks {
  const good: NetworkChecks = { link: reached, gateway: reached, netTest: reached, primary: reached };
  switch (verdict) {
    case 'primary-reached':
      return good;
    case 'backup-cut-off':
      return { ...good, gateway: silent, netTest: silent, primary: silent };
    case 'path-or-site-lost':
      return { ...good, netTest: silent, primary: silent };
    case 'primary-unreachable':
      return { ...good, primary: silent };
    case 'unknown':
      return { link: unknown, gateway: { result: 'off' }, netTest: { result: 'off' }, primary: unknown };
  }
}

/** Maintenance of the connections, left out of transcripts. */
export function isUpkeep(event: Event): boolean {
  return /^(timer:(dial|ping|module-ping)|dial-failed|ping-answered|module-answered|started-up|timer:catch-up)/.test(
    keyOf(event),
  );
}
