/**
 * What a flight recorder shows about the world around its server during a threat: what the engine asked and with what
 * result, and what happened without being asked.
 */

import { createDriver } from '../engine/driver.ts';
import type { Effect } from '../engine/effect.ts';
import type { Event } from '../engine/event.ts';
import { CONNECTION_NAMES, type ConnectionName } from '../engine/monitors/connections.ts';
import { RESULT_OF } from '../engine/observe.ts';
import type { State, TimerName, View } from '../engine/state.ts';
import type { RecordedThreat } from './recorded-threats.ts';

/** One thing that the engine asked. */
export interface Asked {
  readonly at: number;
  readonly id: number | null;
  /** How long the engine waited for it, in ms; null if there is no limit. */
  readonly limitMs: number | null;
  /** With its time and its place in the recording; null if there was none before the end. */
  answer: Placed | null;
}

/** An event with its place in the recording, so that events at the same time keep their order. */
export interface Placed {
  readonly at: number;
  readonly order: number;
  readonly event: Event;
}

export interface RecordedWorld {
  readonly asked: ReadonlyMap<string, readonly Asked[]>;
  /** What happened without having been asked since the beginning. */
  readonly unasked: readonly Placed[];
  /** Timers as they actually fired, a little late. */
  readonly timers: readonly (Placed & { readonly timer: TimerName })[];
  /** Connections as they came and went, the first at the beginning. */
  readonly connections: readonly { readonly at: number; readonly name: ConnectionName; readonly view: View | null }[];
  /** Messages to the companion. */
  readonly sent: readonly { readonly at: number; readonly kind: string }[];
  /** The last event on record. */
  readonly until: number;
  readonly lastOrder: number;
  /** Whether the server was stalled then, so that none of its timers could fire. */
  readonly stoodStill: (at: number) => boolean;
}

export function worldOf({ fork, events, at: until }: RecordedThreat): RecordedWorld {
  const asked = new Map<string, Asked[]>();
  const [unasked, timers]: [Placed[], RecordedWorld['timers'][number][]] = [[], []];
  const sent: { at: number; kind: string }[] = [];
  const connections: RecordedWorld['connections'][number][] = [];
  const driver = createDriver(fork);
  const look = (before: State | null, at: number): void => {
    const state = driver.state();
    for (const name of CONNECTION_NAMES) {
      const isUp = state.connections[name].status === 'up';
      if (before === null || (before.connections[name].status === 'up') !== isUp)
        connections.push({ at, name, view: isUp ? state.companion : null });
    }
  };
  look(null, events[0]?.at ?? until);
  for (const [order, event] of events.entries()) {
    const placed = { at: event.at, order, event };
    if (event.type === 'timer') timers.push({ ...placed, timer: event.timer });
    else if (!isAnswer(asked, placed)) unasked.push(placed);
    const { before, result } = driver.take(event, event.at);
    look(before, event.at);
    for (const effect of result.effects) {
      if (effect.type === 'send') sent.push({ at: event.at, kind: effect.message.kind });
      const subject = subjectOf(effect);
      if (subject === null) continue;
      const limitMs = 'timeoutMs' in effect ? effect.timeoutMs : null;
      const entry = { at: event.at, id: 'id' in effect ? effect.id : null, limitMs, answer: null };
      asked.set(subject, [...(asked.get(subject) ?? []), entry]);
    }
  }
  const stalls = events.flatMap((event) => (event.type === 'stalled' ? [event] : []));
  const stoodStill = (at: number): boolean => stalls.some((each) => at < each.at && at >= each.at - each.forMs);
  return { asked, unasked, timers, connections, sent, until, lastOrder: events.length - 1, stoodStill };
}

/** What a question is about; null for an effect that gets no answer. */
export function subjectOf(effect: Effect): string | null {
  switch (effect.type) {
    case 'ping':
    case 'dial':
      return `${effect.type} ${effect.connection}`;
    case 'ping-module':
    case 'diagnose':
      return effect.type;
    case 'claim':
    case 'commence':
    case 'discontinue':
    case 'drain':
      return effect.type;
    case 'persist':
      return effect.id === 0 ? null : effect.type;
    default:
      return null;
  }
}

const ANSWERS: Readonly<Partial<Record<Event['type'], string>>> = {
  ...RESULT_OF,
  'module-answered': 'ping-module',
  'module-ping-failed': 'ping-module',
  diagnosed: 'diagnose',
};

function answeredBy(event: Event): string | null {
  switch (event.type) {
    case 'ping-answered':
    case 'ping-failed':
      return `ping ${event.connection}`;
    case 'connection-up':
    case 'dial-failed':
    case 'unverified':
      return `dial ${event.connection}`;
    default:
      return ANSWERS[event.type] ?? null;
  }
}

/** Assigns an answer to its question, if that was asked since the beginning. */
function isAnswer(asked: ReadonlyMap<string, Asked[]>, placed: Placed): boolean {
  const subject = answeredBy(placed.event);
  const id = 'id' in placed.event ? placed.event.id : null;
  const question = (subject === null ? undefined : asked.get(subject))?.findLast((each) => each.id === id);
  if (question === undefined || question.answer !== null) return false;
  question.answer = placed;
  return true;
}
