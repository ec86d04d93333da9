/**
 * One server of the simulated pair: the real engine, surrounded by a disk, hooks, network checks and a process that
 * faults can stop, freeze and kill between any two effects. Its clock drifts and may jump.
 */

import type { Settings } from '../config/parameters/settings.ts';
import { createDriver, type Driver, type Taken } from '../engine/driver.ts';
import type { Effect, LogLine } from '../engine/effect.ts';
import type { Event, UntimedEvent } from '../engine/event.ts';
import { anyUp } from '../engine/monitors/connections.ts';
import type { Durable, HistoryMark, Mode, Self, State, View } from '../engine/state.ts';
import { isBackupState, isServing, stateOf, termOf, viewOf } from '../engine/state.ts';
import type { Step } from '../engine/step.ts';
import { initialState } from '../engine/step.ts';
import type { TableIndex } from '../engine/table.ts';
import type { Letter } from '../letter.ts';
import { otherLetter } from '../letter.ts';
import type { EventQueue } from './event-queue.ts';
import type { HookName, StartFlag } from './faults.ts';
import type { Random } from './random.ts';
import type { Topology } from './topology.ts';
import { checksOf } from './topology.ts';
import { createVirtualDisk, type VirtualDisk } from './virtual-disk.ts';
import { createVirtualModule, type VirtualModule } from './virtual-module.ts';
import type { Wire, WireEnd } from './wire.ts';

/** How long the start-up work takes, in ms. */
export const START_UP_MS = 2_000;

/** What faults do to one server. */
export interface InjectedFaults {
  readonly disk: VirtualDisk;
  readonly module: VirtualModule;
  /** The release of the next process. */
  release: string;
  /** The number of current faults, by hook. */
  readonly hookFails: Record<HookName, number>;
  readonly hookMs: Record<HookName, number>;
  /** How long a process is busy after its start, in ms. */
  startUpMs: number;
  /** How long the work under way takes before a switch, in ms. */
  workMs: number;
  /** The process ends after this many more effects; null: it does not. */
  endsAfterEffects: number | null;
}

export interface ServerWorld {
  readonly queue: EventQueue;
  readonly random: Random;
  readonly topology: Topology;
  readonly now: () => number;
  readonly wire: () => Wire;
  readonly index: TableIndex;
  readonly onStep: (letter: Letter, event: Event, result: Step, before: State) => void;
  readonly onLog: (letter: Letter, line: LogLine) => void;
  readonly onEffect: (letter: Letter, effect: Effect, state: State) => void;
  /** The process started, ended, froze or resumed. */
  readonly onProcess: (letter: Letter) => void;
}

export interface VirtualServer extends WireEnd {
  readonly injected: InjectedFaults;
  readonly settings: () => Settings;
  readonly disk: () => Durable;
  /** Whether it answers as active: it runs, serves and is not in doubt. */
  readonly serves: () => boolean;
  readonly start: (flag: StartFlag | null) => void;
  readonly kill: () => void;
  /** Empties its data folder. Only while no process runs. */
  readonly empty: () => void;
  readonly freeze: () => void;
  /** `clockStands`: its clock stops as well. */
  readonly thaw: (clockStands: boolean) => void;
  /** Parameters that take effect immediately were changed. */
  readonly configure: (settings: Settings) => void;
}

export type ServerBase = Omit<Self, 'bootId' | 'release' | 'forcePrimary' | 'forceBackup'>;

/** The default release. */
export const FIRST_RELEASE = '1';

export function createVirtualServer(world: ServerWorld, base: ServerBase, drift: number): VirtualServer {
  const { letter } = base;
  const { queue } = world;
  /** Null: no process runs. */
  let driver: Driver | null = null;
  let run = 0;
  let startedAt = 0;
  let freezes = 0;
  let frozenAt = 0;
  let clockStoodMs = 0;
  let hooksFreeAt = 0;
  let checksEndAt = 0;
  let { settings } = base;
  let published: View | null = null;
  let viewNumber = 0;
  let heard: { readonly bootId: string; readonly number: number; readonly view: View | null } = NOTHING_HEARD;
  let asleep: (() => void)[] = [];
  let taking = false;
  let kept: KeptMode = AUTOMATIC;
  let history: HistoryMark = 'none';
  let wakeAt = Number.POSITIVE_INFINITY;
  const disk = createVirtualDisk(world);
  const injected: InjectedFaults = {
    disk,
    module: createVirtualModule(world.now),
    release: FIRST_RELEASE,
    hookFails: { fence: 0, commence: 0, discontinue: 0 },
    hookMs: { fence: 0, commence: 0, discontinue: 0 },
    startUpMs: START_UP_MS,
    workMs: 0,
    endsAfterEffects: null,
  };

  const state = (): State | null => driver?.state() ?? null;
  /** Rounded, so that a timer is never checked a millionth of a millisecond too early. */
  const localNow = (): number => Math.round((world.now() - startedAt) * drift * 1000) / 1000;
  const at = (when: number, work: () => void): void => {
    const mine = run;
    queue.add(when, () => {
      if (run === mine && driver !== null) work();
    });
  };

  const post = (untimedEvent: UntimedEvent): void => {
    if (driver === null) return;
    driver.post(untimedEvent);
    if (freezes === 0) drain();
  };

  const drain = (): void => {
    if (taking) return;
    taking = true;
    while (driver !== null && freezes === 0) {
      const next = driver.next();
      if (next === null) break;
      carryOut(driver.take(next, localNow()));
    }
    taking = false;
    if (driver === null || freezes > 0) return;
    keepHistory(driver.state());
    publish(driver.state());
    setWake(driver);
  };

  /** An active server starts a history if there is none, and a backup gets that of its active server immediately. */
  const keepHistory = (current: State): void => {
    if (isServing(current) && history === 'none') writeHistory({ term: termOf(current), number: 1 });
    const theirs = current.companion?.history;
    if (!follows(current) || typeof theirs !== 'object' || isSameMark(theirs, history)) return;
    writeHistory(theirs);
  };

  const writeHistory = (mark: HistoryMark): void => {
    history = mark;
    post({ type: 'history-changed', history });
  };

  const carryOut = ({ event, before, result }: Taken): void => {
    world.onStep(letter, event, result, before);
    for (const effect of result.effects) {
      if (driver === null) return;
      world.onEffect(letter, effect, result.state);
      execute(effect);
      if (injected.endsAfterEffects === null || effect.type === 'log') continue;
      injected.endsAfterEffects -= 1;
      if (injected.endsAfterEffects <= 0) kill();
    }
  };

  const setWake = (current: Driver): void => {
    const wake = current.nextWake();
    if (wake === null) return;
    const when = startedAt + (wake.at + 0.001) / drift;
    // An earlier alarm is already set and will check again.
    if (wakeAt <= when && wakeAt > world.now()) return;
    wakeAt = when;
    at(Math.max(when, world.now()), () => {
      // An alarm for an earlier time has been set since: that one counts.
      if (wakeAt !== when) return;
      wakeAt = Number.POSITIVE_INFINITY;
      if (freezes === 0) wakeUp();
    });
  };

  const wakeUp = (): void => {
    if (driver === null) return;
    const wake = driver.nextWake();
    if (wake !== null && wake.at <= localNow()) post({ type: 'timer', timer: wake.timer });
    else setWake(driver);
  };

  const publish = (current: State): void => {
    const view = viewOf(current);
    if (published !== null && isSameView(view, published)) return;
    published = view;
    viewNumber += 1;
    world.wire().publish(letter, view, viewNumber);
  };

  const execute = (effect: Effect): void => {
    const { id } = effect as { readonly id: number };
    switch (effect.type) {
      case 'log':
        return world.onLog(letter, effect);
      case 'persist':
        return disk.write(effect.durable, id !== 0, (written) => {
          if (id === 0) return;
          post(written ? { type: 'persisted', id } : { type: 'persist-failed', id, detail: 'no space left on device' });
        });
      case 'claim':
        return hook('fence', (fails) => post(fails ? failed('claim-refused', id) : { type: 'claimed', id }));
      case 'commence':
        return hook('commence', (fails) => {
          injected.module.serviceStarted();
          post(fails ? failed('commence-failed', id) : { type: 'commenced', id });
        });
      case 'discontinue':
        return hook('discontinue', (fails) =>
          post(fails ? failed('discontinue-failed', id) : { type: 'discontinued', id }),
        );
      case 'drain': {
        const { workMs } = injected;
        if (workMs === 0) return post({ type: 'drained', id });
        const fails = workMs > effect.limitMs;
        return at(world.now() + Math.min(workMs, effect.limitMs), () =>
          post(fails ? { type: 'drain-failed', id, detail: 'it takes too long' } : { type: 'drained', id }),
        );
      }
      case 'diagnose':
        return diagnose(id);
      case 'dial':
        return world.wire().dial(letter, effect.connection);
      case 'hang-up':
        return world.wire().hangUp(letter, effect.connection);
      case 'ping':
        return world.wire().ping(letter, effect.connection, id, effect.timeoutMs / drift);
      case 'ping-module':
        return world.wire().pingModule(letter, effect.connection, id, effect.timeoutMs / drift);
      case 'keep-mode':
        kept = { ...effect, until: effect.forMs === null ? null : world.now() + effect.forMs / drift };
        return;
      case 'send':
        return world.wire().send(letter, effect.message);
      case 'exit':
        return kill();
      default:
        return undefined;
    }
  };

  /** One hook at a time; each is killed at its limit. */
  const hook = (name: HookName, done: (fails: boolean) => void): void => {
    const takesMs = injected.hookMs[name];
    const fails = injected.hookFails[name] > 0 || takesMs > base.hookLimitMs;
    hooksFreeAt = Math.max(hooksFreeAt, world.now()) + Math.min(takesMs, base.hookLimitMs);
    at(hooksFreeAt, () => done(fails));
  };

  /** All checks in parallel; a check requested while a round is under way shares its result. */
  const diagnose = (id: number): void => {
    const enabled = { gateway: settings.gatewayPing, netTest: settings.netTest !== null };
    const { topology, random } = world;
    const passes = (): boolean =>
      topology.loss === 0 || !(random.chance(topology.loss) || random.chance(topology.loss));
    const look = (): ReturnType<typeof checksOf> => checksOf(topology, letter, enabled, passes);
    if (checksEndAt <= world.now()) {
      const silent = Object.values(look()).some(({ result }) => result === 'unreachable');
      const takesMs = silent
        ? settings.netTestTimeoutMs
        : Math.min(2 * topology.latencyToMs, settings.netTestTimeoutMs);
      checksEndAt = world.now() + takesMs;
    }
    at(checksEndAt, () => post({ type: 'diagnosed', id, checks: look() }));
  };

  const kill = (): void => {
    if (driver === null) return;
    disk.processEnded();
    injected.endsAfterEffects = null;
    driver = null;
    run += 1;
    freezes = 0;
    asleep = [];
    wakeAt = Number.POSITIVE_INFINITY;
    world.wire().processEnded(letter);
    world.onProcess(letter);
  };

  /** The flag takes precedence over a saved mode that has not ended. */
  const modeAtStart = (flag: StartFlag | null): KeptMode => {
    if (flag === '--manual-switch-only') return { mode: 'manual', until: null, reason: 'started so' };
    return kept.until !== null && kept.until <= world.now() ? AUTOMATIC : kept;
  };

  const start = (flag: StartFlag | null): void => {
    if (driver !== null) return;
    run += 1;
    startedAt = world.now();
    hooksFreeAt = 0;
    checksEndAt = 0;
    published = null;
    viewNumber = 0;
    heard = NOTHING_HEARD;
    const forcePrimary = flag === '--force-primary';
    const { release } = injected;
    const forceBackup = flag === '--force-backup';
    const self: Self = { ...base, settings, bootId: `${letter}${run}`, release, forcePrimary, forceBackup };
    const { mode, until, reason } = modeAtStart(flag);
    const first = initialState(self, disk.contents(), mode, 0);
    const timers = until === null ? first.timers : { ...first.timers, mode: (until - world.now()) * drift };
    driver = createDriver({ ...first, history, modeReason: reason, timers }, world.index);
    world.onProcess(letter);
    post({ type: 'start' });
    at(world.now() + injected.startUpMs, () => post({ type: 'started-up' }));
  };

  const freeze = (): void => {
    if (driver === null) return;
    if (freezes === 0) frozenAt = world.now();
    freezes += 1;
    world.onProcess(letter);
  };

  const thaw = (clockStands: boolean): void => {
    if (driver === null || freezes === 0) return;
    freezes -= 1;
    if (freezes > 0) return;
    const stoodMs = world.now() - frozenAt;
    if (clockStands) {
      startedAt += stoodMs;
      clockStoodMs += stoodMs;
    } else driver.stoodStill(stoodMs * drift);
    const waiting = asleep;
    asleep = [];
    drain();
    for (const work of waiting) work();
    wakeAt = Number.POSITIVE_INFINITY;
    wakeUp();
    world.onProcess(letter);
  };

  return {
    letter,
    injected,
    state,
    view: () => {
      const current = state();
      return current === null ? null : viewOf(current);
    },
    settings: () => settings,
    disk: disk.contents,
    isFrozen: () => freezes > 0,
    serves: () => {
      const current = state();
      return current !== null && freezes === 0 && isServing(current) && !current.inDoubt;
    },
    run: () => run,
    start,
    kill,
    empty: () => {
      disk.empty();
      history = 'none';
      kept = AUTOMATIC;
    },
    freeze,
    thaw,
    post,
    configure: (changed) => {
      settings = changed;
      post({ type: 'configured', settings });
      const current = state();
      if (current === null || !isServing(current)) return;
      const number = typeof history === 'object' ? history.number + 1 : 1;
      writeHistory({ term: termOf(current), number });
    },
    whenAwake: (work) => {
      if (freezes === 0) work();
      else asleep.push(work);
    },
    clockStoodMs: () => clockStoodMs,
    isNews: (view, number) => {
      if (view.letter !== otherLetter(letter)) return false;
      if (view.bootId === heard.bootId && number < heard.number) return false;
      heard = { bootId: view.bootId, number, view };
      return true;
    },
    lastHeard: () => heard.view,
    viewNumber: () => viewNumber,
  };
}

/** A mode that outlives the process. `until` in simulated ms; null: until it is changed. */
interface KeptMode {
  readonly mode: Mode;
  readonly until: number | null;
  readonly reason: string | null;
}

const AUTOMATIC: KeptMode = { mode: 'automatic', until: null, reason: null };

const NOTHING_HEARD = { bootId: '', number: -1, view: null } as const;

function failed<T extends 'claim-refused' | 'commence-failed' | 'discontinue-failed'>(type: T, id: number) {
  return { type, id, detail: 'exit code 1' } as const;
}

function follows({ place, companion, connections }: State): boolean {
  return isBackupState(stateOf(place)) && companion?.serving === true && anyUp(connections);
}

function isSameMark(one: HistoryMark, other: HistoryMark): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Views are compared as data: a new view with the same content is not published again. */
function isSameView(a: View, b: View): boolean {
  for (const key of Object.keys(a) as (keyof View)[]) {
    const [mine, theirs] = [a[key], b[key]];
    if (mine !== theirs && !(Array.isArray(mine) && mine.join() === String(theirs))) return false;
  }
  return true;
}
