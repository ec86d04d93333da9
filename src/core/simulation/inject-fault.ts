/** How faults take effect: what each breaks when it strikes, and what is repaired when it ends. */

import { settingsOf } from '../config/parameters/settings.ts';
import { CONNECTION_NAMES } from '../engine/monitors/connections.ts';
import type { State } from '../engine/state.ts';
import { isServing, termOf } from '../engine/state.ts';
import type { Letter } from '../letter.ts';
import { LETTERS, otherLetter } from '../letter.ts';
import type { EventQueue } from './event-queue.ts';
import type { Fault, HookName } from './faults.ts';
import { HOOK_NAMES } from './faults.ts';
import type { Random } from './random.ts';
import type { Topology } from './topology.ts';
import { QUIET_LATENCY_MS } from './topology.ts';
import type { VirtualServer } from './virtual-server.ts';
import { FIRST_RELEASE, START_UP_MS } from './virtual-server.ts';
import type { Wire } from './wire.ts';

export interface Stage {
  readonly queue: EventQueue;
  readonly random: Random;
  readonly topology: Topology;
  readonly wire: Wire;
  readonly servers: Readonly<Record<Letter, VirtualServer>>;
  readonly now: () => number;
  /** The parameters set in the pair, as operators change them. */
  readonly parameters: Record<string, unknown>;
  /** Counts the operators' requests, so that each has its own id. */
  readonly nextRequest: () => number;
}

/** The longest time between two repeated requests, in ms. */
const REPEAT_WITHIN_MS = 20_000;

/** Applies the fault and returns how to repair it; null if there is nothing to repair. */
export function injectFault(stage: Stage, fault: Fault): (() => void) | null {
  switch (fault.kind) {
    case 'start':
      return begin(stage, fault.server, fault.flag);
    case 'kill':
    case 'emptied':
    case 'stop':
    case 'restart':
    case 'crash':
    case 'power-off':
    case 'freeze':
    case 'suspend':
    case 'site-dark':
    case 'release':
      return injectProcessFault(stage, fault);
    case 'disk-full':
    case 'disk-slow':
    case 'hook-fails':
    case 'hook-slow':
    case 'work-slow':
    case 'start-slow':
      return injectSurroundingsFault(stage, fault);
    case 'module-hangs':
    case 'module-gone':
    case 'module-restarts':
    case 'module-slow':
    case 'module-monitor-silent':
      return injectModuleFault(stage, fault);
    case 'switch':
      return askSwitch(stage, fault);
    case 'mode':
      return setMode(stage, fault);
    case 'configure':
      return configure(stage, fault);
    case 'rejoin':
      stage.servers[fault.server].post({ type: 'rejoin-requested', id: `rejoin-${stage.now()}`, by: 'operator' });
      return null;
    case 'wrong-port': {
      for (const name of CONNECTION_NAMES) stage.wire.reset(fault.server, name);
      return raise(stage.topology.broken.address, fault.server);
    }
    case 'reset':
      stage.wire.reset(fault.server, fault.connection);
      return null;
    default:
      return injectNetworkFault(stage.topology, fault);
  }
}

/** Starts the process if its machine is up and no process runs there yet. */
export function begin(stage: Stage, letter: Letter, flag: Extract<Fault, { kind: 'start' }>['flag'] = null): null {
  if (stage.topology.broken.machine[letter] === 0) stage.servers[letter].start(flag);
  return null;
}

type OfKind<K extends Fault['kind']> = Extract<Fault, { readonly kind: K }>;

function injectProcessFault(
  stage: Stage,
  fault: OfKind<
    'kill' | 'emptied' | 'stop' | 'restart' | 'crash' | 'power-off' | 'freeze' | 'suspend' | 'site-dark' | 'release'
  >,
): () => void {
  const server = stage.servers[fault.server];
  const { broken } = stage.topology;
  const again = (): null => begin(stage, fault.server);
  switch (fault.kind) {
    case 'kill':
      server.kill();
      return again;
    case 'emptied':
      server.kill();
      server.empty();
      return again;
    case 'stop':
      server.post({ type: 'stop-requested', by: 'operator', takeover: fault.takeover });
      return again;
    case 'crash':
      if (server.state() !== null) server.injected.endsAfterEffects = fault.afterEffects;
      return again;
    case 'restart':
      server.kill();
      begin(stage, fault.server, fault.flag);
      return () => {
        server.kill();
        again();
      };
    case 'power-off': {
      const restore = raise(broken.machine, fault.server);
      server.kill();
      return () => {
        restore();
        again();
      };
    }
    case 'site-dark': {
      const restores = [
        raise(broken.machine, fault.server),
        raise(broken.gateway, fault.server),
        raise(broken.netTest, otherLetter(fault.server)),
      ];
      server.kill();
      return () => {
        for (const restore of restores) restore();
        again();
      };
    }
    case 'release':
      server.kill();
      server.injected.release = String(fault.release);
      again();
      return () => {
        server.kill();
        server.injected.release = FIRST_RELEASE;
        again();
      };
    case 'freeze':
      return frozen(server, false);
    case 'suspend': {
      const restore = raise(broken.machine, fault.server);
      const thaw = frozen(server, fault.clockStands);
      return () => {
        restore();
        thaw();
      };
    }
  }
}

/** Only the process that was frozen is thawed: another one may be running by then. */
function frozen(server: VirtualServer, clockStands: boolean): () => void {
  server.freeze();
  const run = server.run();
  return () => {
    if (server.run() === run) server.thaw(clockStands);
  };
}

function injectSurroundingsFault(
  stage: Stage,
  fault: OfKind<'disk-full' | 'disk-slow' | 'hook-fails' | 'hook-slow' | 'work-slow' | 'start-slow'>,
): () => void {
  const { injected } = stage.servers[fault.server];
  switch (fault.kind) {
    case 'disk-full':
      return raise(injected.disk, 'full');
    case 'disk-slow':
      return replace(injected.disk, 'slowMs', fault.takesMs, 0);
    case 'work-slow':
      return replace(injected, 'workMs', fault.takesMs, 0);
    case 'start-slow':
      return replace(injected, 'startUpMs', fault.takesMs, START_UP_MS);
    case 'hook-fails':
      return all(hooksOf(fault.hook).map((name) => raise(injected.hookFails, name)));
    case 'hook-slow':
      return all(hooksOf(fault.hook).map((name) => replace(injected.hookMs, name, fault.takesMs, 0)));
  }
}

function injectModuleFault(
  stage: Stage,
  fault: OfKind<'module-hangs' | 'module-gone' | 'module-restarts' | 'module-slow' | 'module-monitor-silent'>,
): () => void {
  const { module } = stage.servers[fault.server].injected;
  switch (fault.kind) {
    case 'module-hangs':
      return raise(module, 'hung');
    case 'module-gone': {
      const restore = raise(module, 'gone');
      return () => {
        restore();
        module.renewed();
      };
    }
    case 'module-restarts':
      return replace(module, 'restartsEveryMs', fault.everyMs, 0);
    case 'module-slow':
      return replace(module, 'startsInMs', fault.takesMs, 0);
    case 'module-monitor-silent':
      return raise(stage.servers[otherLetter(fault.server)].injected.module, 'unheard');
  }
}

function setMode(stage: Stage, { server, mode, expiresMs }: OfKind<'mode'>): null {
  for (const letter of server === null ? LETTERS : [server]) {
    const id = `mode-${stage.nextRequest()}`;
    const request = { id, by: 'operator', mode, forMs: expiresMs, reason: null };
    stage.servers[letter].post({ type: 'mode-requested', request });
  }
  return null;
}

/** Takes effect immediately on running servers; a server that starts later starts with it. */
function configure(stage: Stage, { setting }: OfKind<'configure'>): null {
  stage.parameters[setting.name] = setting.value;
  for (const letter of LETTERS) stage.servers[letter].configure(settingsOf(stage.parameters, letter));
  return null;
}

function hooksOf(hook: HookName | 'every'): readonly HookName[] {
  return hook === 'every' ? HOOK_NAMES : [hook];
}

function injectNetworkFault(
  topology: Topology,
  fault: OfKind<
    | 'cable'
    | 'gateway'
    | 'gateway-silent'
    | 'net-test-silent'
    | 'checks-unknown'
    | 'unverified'
    | 'line'
    | 'connection'
    | 'slow-network'
    | 'loss'
    | 'duplicates'
  >,
): () => void {
  const { broken } = topology;
  switch (fault.kind) {
    case 'cable':
      return raise(broken.cable, fault.server);
    case 'gateway':
      return raise(broken.gateway, fault.server);
    case 'gateway-silent':
      return raise(broken.gatewayPings, fault.server);
    case 'net-test-silent':
      return raise(broken.netTest, fault.server);
    case 'checks-unknown':
      return raise(broken.checks, fault.server);
    case 'unverified':
      return raise(broken.certificate, fault.server);
    case 'line':
      return all((fault.from === 'both' ? LETTERS : [fault.from]).map((letter) => raise(broken.line, letter)));
    case 'connection':
      return raise(broken.connection, fault.connection);
    case 'slow-network':
      return all([
        replace(topology, 'latencyFromMs', fault.fromMs, QUIET_LATENCY_MS),
        replace(topology, 'latencyToMs', fault.toMs, QUIET_LATENCY_MS),
      ]);
    case 'loss':
      return replace(topology, 'loss', fault.percent / 100, 0);
    case 'duplicates':
      return replace(topology, 'duplicates', true, false);
  }
}

/** Counts one more fault; repaired, one less. */
function raise<K extends string>(counts: Record<K, number>, key: K): () => void {
  counts[key] += 1;
  return () => {
    counts[key] = Math.max(0, counts[key] - 1);
  };
}

/** The last fault to injectFault counts, and only its own end repairs it. */
function replace<T, K extends keyof T>(holder: T, key: K, value: T[K], whole: T[K]): () => void {
  holder[key] = value;
  return () => {
    if (holder[key] === value) holder[key] = whole;
  };
}

function all(repairs: readonly (() => void)[]): () => void {
  return () => {
    for (const repair of repairs) repair();
  };
}

/** Like the command: look, then ask the server that is not active; an impatient operator repeats the request. */
function askSwitch(stage: Stage, { to, immediate, times }: OfKind<'switch'>): null {
  const { servers, random } = stage;
  const active = activeServer(stage, to);
  const target = to ?? (active === null ? random.pick(LETTERS) : otherLetter(active.self.letter));
  const id = `switch-${stage.nextRequest()}`;
  const request = { id, by: 'operator', expectedTerm: active === null ? null : termOf(active), immediate };
  const ask = (letter: Letter): void => servers[letter].post({ type: 'switch-requested', request });
  ask(target);
  for (let repeat = 1; repeat < times; repeat += 1) {
    stage.queue.add(stage.now() + repeat * random.between(0, REPEAT_WITHIN_MS), () => ask(target));
    // And on the other server, like a script that does not know which one is active.
    stage.queue.add(stage.now() + repeat * random.between(0, REPEAT_WITHIN_MS), () => ask(otherLetter(target)));
  }
  return null;
}

/** The active server as an operator sees it: the one that answers as active, other than the one to be switched to. */
function activeServer({ servers }: Stage, except: Letter | null): State | null {
  for (const letter of LETTERS) {
    const state = servers[letter].state();
    if (letter !== except && state !== null && isServing(state) && !servers[letter].isFrozen()) return state;
  }
  return null;
}
