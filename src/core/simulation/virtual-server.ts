/**
 * One server of the simulated pair: the real engine, and around it a disk, hooks and a process that faults can stop,
 * freeze and kill between any two effects. Its clock drifts.
 */
import type { Letter } from '../letter.ts';
import { otherLetter } from '../letter.ts';
import type { Effect, LogLine } from '../pair/effect.ts';
import type { Event } from '../pair/event.ts';
import type { Durable, Self, State, View } from '../pair/state.ts';
import { NEVER_RAN, viewOf } from '../pair/state.ts';
import type { Step } from '../pair/step.ts';
import { initialState, nextWake, step } from '../pair/step.ts';
import type { TableIndex } from '../pair/table.ts';
import type { Agenda } from './agenda.ts';
import type { Random } from './random.ts';
import type { Topology } from './topology.ts';
import { checksOf } from './topology.ts';
import type { Wire } from './wire.ts';

type WithoutTime<E> = E extends unknown ? Omit<E, 'at'> : never;
export type Happening = WithoutTime<Event>;

/** What faults may do to one server. Times in ms. */
export interface Frailty {
  /** Probability that a durable write fails. */
  persistFails: number;
  /** Probability that a hook fails, and how long hooks take at most. */
  hookFails: number;
  hookMs: number;
  /** The module that runs where the server serves: `hung` does not answer, `gone` is refused at once. */
  module: 'well' | 'hung' | 'gone';
  /** Process id of the module. */
  pid: number;
  /** Probability that the process dies right after an effect. */
  diesAfterEffect: number;
}

export interface ServerWorld {
  readonly agenda: Agenda;
  readonly random: Random;
  readonly topology: Topology;
  readonly now: () => number;
  readonly wire: () => Wire;
  readonly index: TableIndex;
  readonly onStep: (letter: Letter, event: Event, result: Step, before: State) => void;
  readonly onLog: (letter: Letter, line: LogLine) => void;
  readonly onEffect: (letter: Letter, effect: Effect) => void;
}

export interface StartFlags {
  readonly mode: 'automatic' | 'manual';
  readonly forcePrimary: boolean;
}

export interface VirtualServer {
  readonly letter: Letter;
  readonly frailty: Frailty;
  readonly state: () => State | null;
  readonly view: () => View | null;
  readonly isAlive: () => boolean;
  readonly isFrozen: () => boolean;
  /** Counts processes: what belongs to an earlier one is void. */
  readonly run: () => number;
  readonly start: (flags: StartFlags) => void;
  readonly kill: () => void;
  readonly freeze: () => void;
  readonly thaw: () => void;
  readonly post: (happening: Happening) => void;
  /** Whether a view on some connection is newer than the last; the real Notifier does the same. */
  readonly isNews: (view: View, number: number) => boolean;
  readonly viewNumber: () => number;
}

/** What a server does after its start takes this long, in ms. */
const START_UP_MS = 2_000;

export function createVirtualServer(
  world: ServerWorld,
  base: Omit<Self, 'bootId' | 'forcePrimary'>,
  drift: number,
): VirtualServer {
  const { letter } = base;
  const { agenda, random } = world;
  let state: State | null = null;
  let run = 0;
  let startedAt = 0;
  let frozenAt: number | null = null;
  let disk: Durable = NEVER_RAN;
  let writing: Durable | null = null;
  let writesFreeAt = 0;
  let hooksFreeAt = 0;
  let published = '';
  let viewNumber = 0;
  let heard = { bootId: '', number: -1 };
  let inbox: Happening[] = [];
  let taking = false;
  const frailty: Frailty = {
    persistFails: 0,
    hookFails: 0,
    hookMs: 0,
    module: 'well',
    pid: 1,
    diesAfterEffect: 0,
  };

  /** Rounded, so that a timer is never looked at a millionth of a millisecond too soon. */
  const localNow = (): number => Math.round((world.now() - startedAt) * drift * 1000) / 1000;
  const later = (ms: number, work: () => void): void => {
    const mine = run;
    agenda.add(world.now() + ms, () => {
      if (run === mine && state !== null) work();
    });
  };

  const post = (happening: Happening): void => {
    if (state === null) return;
    inbox.push(happening);
    if (frozenAt === null) drain();
  };

  const drain = (): void => {
    if (taking) return;
    taking = true;
    while (inbox.length > 0 && state !== null && frozenAt === null) take(inbox.shift()!);
    taking = false;
    if (state === null || frozenAt !== null) return;
    publish(state);
    setWake(state);
  };

  const take = (happening: Happening): void => {
    const before = state!;
    const event = { ...happening, at: localNow() } as Event;
    const result = step(before, event, world.index);
    state = result.state;
    world.onStep(letter, event, result, before);
    for (const effect of result.effects) {
      if (state === null) return;
      execute(effect);
      if (frailty.diesAfterEffect > 0 && effect.type !== 'log' && random.chance(frailty.diesAfterEffect)) kill();
    }
  };

  let wakeAt = Number.POSITIVE_INFINITY;
  const setWake = (current: State): void => {
    const wake = nextWake(current);
    if (wake === null) return;
    const at = startedAt + (wake.at + 0.001) / drift;
    // An earlier alarm is set already: it will look again.
    if (wakeAt <= at && wakeAt > world.now()) return;
    wakeAt = at;
    const mine = run;
    agenda.add(Math.max(at, world.now()), () => {
      if (run !== mine || state === null) return;
      wakeAt = Number.POSITIVE_INFINITY;
      if (frozenAt === null) wakeUp();
    });
  };

  const wakeUp = (): void => {
    const wake = nextWake(state!);
    if (wake !== null && wake.at <= localNow()) post({ type: 'timer', timer: wake.timer });
    else if (state !== null) setWake(state);
  };

  const publish = (current: State): void => {
    const view = viewOf(current);
    const text = `${view.place} ${view.term} ${view.highestTerm} ${view.lastPrimaryTerm} ${view.stale} ${view.mode}`;
    if (text === published) return;
    published = text;
    viewNumber += 1;
    world.wire().publish(letter, view, viewNumber);
  };

  const execute = (effect: Effect): void => {
    world.onEffect(letter, effect);
    switch (effect.type) {
      case 'log':
        return world.onLog(letter, effect);
      case 'persist':
        return write(effect.id, effect.durable);
      case 'claim':
        return hook(effect.id, 'claimed', 'claim-refused');
      case 'commence':
        return hook(effect.id, 'commenced', 'commence-failed');
      case 'discontinue':
        return hook(effect.id, 'discontinued', 'discontinue-failed');
      case 'drain':
        return post({ type: 'drained', id: effect.id });
      case 'diagnose':
        return diagnose(effect.id);
      case 'dial':
        return world.wire().dial(letter, effect.connection);
      case 'hang-up':
        return world.wire().hangUp(letter, effect.connection);
      case 'ping':
        return world.wire().ping(letter, effect.connection, effect.id, effect.timeoutMs / drift);
      case 'ping-module':
        return world.wire().pingModule(letter, effect.connection, effect.id, effect.timeoutMs / drift);
      case 'send':
        return world.wire().send(letter, effect.message);
      case 'exit':
        return kill();
      default:
        return undefined;
    }
  };

  /** One write after the other; a crash in the middle leaves the old or the new. */
  const write = (id: number, durable: Durable): void => {
    const fails = random.chance(frailty.persistFails);
    writesFreeAt = Math.max(writesFreeAt, world.now()) + random.between(1, 15);
    later(writesFreeAt - world.now(), () => {
      writing = null;
      if (!fails) disk = durable;
      if (fails) post({ type: 'persist-failed', id, detail: 'no space left on device' });
      else if (id !== 0) post({ type: 'persisted', id });
    });
    writing = durable;
  };

  const hook = (
    id: number,
    done: 'claimed' | 'commenced' | 'discontinued',
    failed: 'claim-refused' | 'commence-failed' | 'discontinue-failed',
  ): void => {
    const fails = random.chance(frailty.hookFails);
    hooksFreeAt = Math.max(hooksFreeAt, world.now()) + (frailty.hookMs === 0 ? 0 : random.between(0, frailty.hookMs));
    later(hooksFreeAt - world.now(), () =>
      post(fails ? { type: failed, id, detail: 'exit code 1' } : { type: done, id }),
    );
  };

  const diagnose = (id: number): void => {
    const { settings } = base;
    const enabled = { gateway: settings.gatewayPing, netTest: settings.netTest !== null };
    const quick = checksOf(world.topology, letter, enabled).primary.result === 'reached';
    later(quick ? 2 : settings.netTestTimeoutMs, () =>
      post({ type: 'diagnosed', id, checks: checksOf(world.topology, letter, enabled) }),
    );
  };

  const kill = (): void => {
    if (state === null) return;
    if (writing !== null && random.chance(0.5)) disk = writing;
    writing = null;
    state = null;
    run += 1;
    frozenAt = null;
    inbox = [];
    wakeAt = Number.POSITIVE_INFINITY;
    world.wire().processEnded(letter);
  };

  return {
    letter,
    frailty,
    state: () => state,
    view: () => (state === null ? null : viewOf(state)),
    isAlive: () => state !== null,
    isFrozen: () => frozenAt !== null,
    run: () => run,
    start: ({ mode, forcePrimary }) => {
      if (state !== null) return;
      run += 1;
      startedAt = world.now();
      writesFreeAt = 0;
      hooksFreeAt = 0;
      published = '';
      viewNumber = 0;
      heard = { bootId: '', number: -1 };
      const self: Self = { ...base, bootId: `${letter}${run}`, forcePrimary };
      state = initialState(self, disk, mode, 0);
      post({ type: 'start' });
      later(START_UP_MS, () => post({ type: 'started-up' }));
    },
    kill,
    freeze: () => {
      if (state !== null && frozenAt === null) frozenAt = world.now();
    },
    thaw: () => {
      if (frozenAt === null || state === null) return;
      const forMs = (world.now() - frozenAt) * drift;
      frozenAt = null;
      // What a process that stood still learns first is that it stood still.
      if (forMs > 1_500) inbox.unshift({ type: 'stalled', forMs });
      drain();
      if (state !== null) wakeUp();
    },
    post,
    isNews: (view, number) => {
      if (view.letter !== otherLetter(letter)) return false;
      if (view.bootId === heard.bootId && number < heard.number) return false;
      heard = { bootId: view.bootId, number };
      return true;
    },
    viewNumber: () => viewNumber,
  };
}
