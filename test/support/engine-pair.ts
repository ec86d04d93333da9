/**
 * Two engines joined by an in-memory link. Every delivery and every effect is a separate step that the test takes or does
 * not take, so a crash can come between any two effects, and any two things can happen in either order.
 */

import { settingsOf } from '../../src/core/config/parameters/settings.ts';
import type { Effect } from '../../src/core/engine/effect.ts';
import type { Event, UntimedEvent } from '../../src/core/engine/event.ts';
import type { ConnectionName } from '../../src/core/engine/monitors/connections.ts';
import type { NetworkVerdict } from '../../src/core/engine/monitors/network.ts';
import type { Durable, Self, State, View } from '../../src/core/engine/state.ts';
import { isServing, NEVER_RAN, viewOf } from '../../src/core/engine/state.ts';
import { initialState, nextWake, type Step, step } from '../../src/core/engine/step.ts';
import type { Letter } from '../../src/core/letter.ts';
import { otherLetter } from '../../src/core/letter.ts';
import { checksFor, type Job, resultOf, selfOf } from './engine-server.ts';

/** What is pending: an effect to be carried out, or an event to be delivered. */
type Task =
  | { readonly kind: 'effect'; readonly effect: Effect }
  | { readonly kind: 'event'; readonly untimedEvent: UntimedEvent }
  | { readonly kind: 'ended'; readonly connection: ConnectionName };

export interface Node {
  readonly letter: Letter;
  self: Self;
  mode: State['mode'];
  /** Null: the process is not running. */
  state: State | null;
  disk: Durable;
  boot: number;
  /** Its own effects, carried out in order. */
  effects: Task[];
  /** Results of hooks and disk, in order. */
  results: Task[];
  /** Results that arrive later. */
  later: { readonly at: number; readonly untimedEvent: UntimedEvent }[];
  /** Messages from the companion, in order. */
  inbox: Task[];
  /** Its own connections that are established on the wire. */
  readonly wires: Set<ConnectionName>;
  published: string;
}

export interface Pair {
  at: number;
  readonly nodes: Readonly<Record<Letter, Node>>;
  cut: boolean;
  /** What the network checks of either server find while the link is cut. */
  readonly whenCut: Record<Letter, NetworkVerdict>;
  readonly seen: (node: Node, before: State, event: Event, result: Step) => void;
  /** Jobs that fail the next time. */
  readonly failing: Map<Letter, Job>;
  /** How long the next hook takes, in ms; infinity if it never returns. */
  readonly slow: Map<Letter, number>;
  /** Servers whose dials are answered by something else. */
  readonly unverified: Set<Letter>;
}

/** Few pings and short hooks, to keep runs short. */
const SETTINGS = { ...settingsOf({}, 'A'), primaryMonitorPingDelayMs: 20_000 };

export function newPair(seen: Pair['seen']): Pair {
  const node = (letter: Letter): Node => ({
    letter,
    self: selfOf(letter, { settings: SETTINGS, hookLimitMs: 5_000 }),
    mode: 'automatic',
    state: null,
    disk: NEVER_RAN,
    boot: 0,
    effects: [],
    results: [],
    later: [],
    inbox: [],
    wires: new Set(),
    published: '',
  });
  return {
    at: 0,
    nodes: { A: node('A'), B: node('B') },
    cut: false,
    whenCut: { A: 'primary-unreachable', B: 'primary-unreachable' },
    seen,
    failing: new Map(),
    slow: new Map(),
    unverified: new Set(),
  };
}

export function other(pair: Pair, node: Node): Node {
  return pair.nodes[otherLetter(node.letter)];
}

export function boot(pair: Pair, node: Node): void {
  if (node.state !== null) return;
  node.boot += 1;
  node.self = { ...node.self, bootId: `${node.letter}${node.boot}` };
  node.state = initialState(node.self, node.disk, node.mode, pair.at);
  node.published = '';
  happen(pair, node, { type: 'start' });
}

/** The process is gone: its pending effects are never carried out, and its companion's connections break. */
export function kill(pair: Pair, node: Node): void {
  node.state = null;
  node.effects = [];
  node.results = [];
  node.later = [];
  node.inbox = [];
  node.wires.clear();
  breakWires(other(pair, node));
}

export function cut(pair: Pair): void {
  pair.cut = true;
  for (const node of Object.values(pair.nodes)) {
    breakWires(node);
    node.inbox = node.inbox.filter((task) => task.kind === 'ended');
  }
}

function breakWires(node: Node): void {
  for (const connection of node.wires) node.inbox.push({ kind: 'ended', connection });
  node.wires.clear();
}

/** One connection breaks; what was sent on the other one stays. */
export function breakOne(node: Node, connection: ConnectionName): void {
  if (node.wires.delete(connection)) node.inbox.push({ kind: 'ended', connection });
}

export function happen(pair: Pair, node: Node, untimedEvent: UntimedEvent): void {
  if (node.state === null) return;
  const event = { ...untimedEvent, at: pair.at } as Event;
  const before = node.state;
  const result = step(before, event);
  node.state = result.state;
  pair.seen(node, before, event, result);
  for (const effect of result.effects) node.effects.push({ kind: 'effect', effect });
  const view = viewOf(node.state);
  const text = JSON.stringify(view);
  if (text === node.published) return;
  node.published = text;
  // After the effects of the step, as in the server.
  node.effects.push({ kind: 'event', untimedEvent: { type: 'view', view } });
}

/** Whether the two can talk: a connection dialled by either of them carries messages both ways. */
function linked(pair: Pair, node: Node): boolean {
  return !pair.cut && (node.wires.size > 0 || other(pair, node).wires.size > 0);
}

export type Lane = 'effects' | 'results' | 'inbox';

/** Takes the first task of a lane. False if there is none. */
export function take(pair: Pair, node: Node, lane: Lane): boolean {
  if (node.state === null) return false;
  const task = node[lane].shift();
  if (task === undefined) return false;
  if (task.kind === 'effect') carryOut(pair, node, task.effect);
  else if (task.kind === 'ended') {
    const status = node.state.connections[task.connection].status;
    const { connection } = task;
    if (status === 'up') happen(pair, node, { type: 'connection-lost', connection, reason: 'ECONNRESET' });
    if (status === 'dialing') happen(pair, node, { type: 'dial-failed', connection, reason: 'ECONNRESET' });
  } else if (lane === 'effects') say(pair, node, task.untimedEvent);
  else happen(pair, node, task.untimedEvent);
  return true;
}

function say(pair: Pair, node: Node, untimedEvent: UntimedEvent): void {
  if (linked(pair, node)) other(pair, node).inbox.push({ kind: 'event', untimedEvent });
}

function carryOut(pair: Pair, node: Node, effect: Effect): void {
  const result = (untimedEvent: UntimedEvent): void => void node.results.push({ kind: 'event', untimedEvent });
  switch (effect.type) {
    case 'persist':
      if (fails(pair, node, 'persist')) {
        if (effect.id !== 0) result(resultOf('persist', effect.id, 'ENOSPC'));
        return;
      }
      node.disk = effect.durable;
      if (effect.id !== 0) result(resultOf('persist', effect.id, undefined));
      return;
    case 'claim':
    case 'commence':
    case 'discontinue':
      return hook(pair, node, resultOf(effect.type, effect.id, fails(pair, node, effect.type) ? 'exit 1' : undefined));
    case 'drain':
      return result(resultOf('drain', effect.id, undefined));
    case 'diagnose': {
      const verdict = pair.cut ? pair.whenCut[node.letter] : 'primary-reached';
      return result({ type: 'diagnosed', id: effect.id, checks: checksFor(verdict) });
    }
    case 'dial':
      return dial(pair, node, effect.connection);
    case 'hang-up':
      node.wires.delete(effect.connection);
      return;
    case 'ping': {
      const answered = node.wires.has(effect.connection);
      return result(
        answered
          ? { type: 'ping-answered', connection: effect.connection, id: effect.id }
          : { type: 'ping-failed', connection: effect.connection, id: effect.id, outcome: 'timed-out' },
      );
    }
    case 'send':
      return say(pair, node, { type: 'message', message: effect.message });
    case 'exit':
      return kill(pair, node);
    default:
      return;
  }
}

function hook(pair: Pair, node: Node, untimedEvent: UntimedEvent): void {
  const takes = pair.slow.get(node.letter);
  pair.slow.delete(node.letter);
  if (takes === undefined) node.results.push({ kind: 'event', untimedEvent });
  else if (Number.isFinite(takes)) node.later.push({ at: pair.at + takes, untimedEvent });
}

function fails(pair: Pair, node: Node, job: Job): boolean {
  return pair.failing.get(node.letter) === job && pair.failing.delete(node.letter);
}

function dial(pair: Pair, node: Node, connection: ConnectionName): void {
  const there = other(pair, node);
  if (pair.cut || there.state === null) {
    node.results.push({
      kind: 'event',
      untimedEvent: { type: 'dial-failed', connection, reason: 'ECONNREFUSED' },
    });
    return;
  }
  if (pair.unverified.has(node.letter)) {
    node.results.push({
      kind: 'event',
      untimedEvent: { type: 'unverified', connection, why: 'certificate has expired' },
    });
    return;
  }
  node.wires.add(connection);
  // Both send a hello: the dialler gets the view with its new connection, the other side as an event.
  const view: View = viewOf(there.state);
  node.inbox.push({ kind: 'event', untimedEvent: { type: 'connection-up', connection, view } });
  if (node.state !== null)
    there.inbox.push({ kind: 'event', untimedEvent: { type: 'view', view: viewOf(node.state) } });
}

/** Fires the next timer due on either server and moves time there. False if none is due within `limitMs`. */
export function tick(pair: Pair, limitMs: number): boolean {
  const due = Object.values(pair.nodes).flatMap((node) => {
    const wake = node.state === null ? null : nextWake(node.state);
    const timer =
      wake === null ? [] : [{ node, at: wake.at, untimedEvent: { type: 'timer', timer: wake.timer } as const }];
    return [...node.later.map(({ at, untimedEvent }) => ({ node, at, untimedEvent })), ...timer];
  });
  const first = due.sort((a, b) => a.at - b.at)[0];
  if (first === undefined || first.at - pair.at > limitMs) return false;
  pair.at = Math.max(pair.at, first.at);
  first.node.later = first.node.later.filter((each) => each.untimedEvent !== first.untimedEvent);
  happen(pair, first.node, first.untimedEvent);
  return true;
}

const LANES: readonly Lane[] = ['effects', 'results', 'inbox'];

/** Delivers everything that is pending, then lets time pass, until `ms` are over. */
export function quiet(pair: Pair, ms: number): void {
  const end = pair.at + ms;
  for (let steps = 0; steps < 50_000; steps++) {
    const moved = Object.values(pair.nodes).some((node) => LANES.some((lane) => take(pair, node, lane)));
    if (moved) continue;
    if (!tick(pair, end - pair.at)) break;
  }
  pair.at = end;
}

export function servers(pair: Pair): readonly Node[] {
  return Object.values(pair.nodes).filter((node) => node.state !== null && isServing(node.state));
}
