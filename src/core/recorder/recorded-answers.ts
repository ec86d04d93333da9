/**
 * How the recorded world would have answered an engine that asks at other times or waits for a different time. If the
 * result was the same before and after, it is assumed to be the same in between; beyond that, the recording shows
 * nothing.
 */

import type { Effect } from '../engine/effect.ts';
import type { Event } from '../engine/event.ts';
import type { ConnectionName } from '../engine/monitors/connections.ts';
import { verdictOf } from '../engine/monitors/network.ts';
import { type Asked, type RecordedWorld, subjectOf } from './recorded-world.ts';

/** Counts as the same moment, because a server may be a little late, in ms. */
export const SAME_MOMENT_MS = 25;

/** `at` may be past the end of the recording; then it never arrives. */
export interface Answer {
  readonly at: number;
  readonly order: number;
  readonly event: Event;
}

/** 'untold': the recording does not show how the world would have answered. */
type Answered = Answer | 'never' | 'untold';

export function answerTo(world: RecordedWorld, effect: Effect, now: number): Answered {
  if (now >= world.until) return 'never';
  const all = world.asked.get(subjectOf(effect) ?? '') ?? [];
  const near = all.filter(({ at }) => Math.abs(at - now) <= SAME_MOMENT_MS);
  const same = near.find(({ id }) => 'id' in effect && id === effect.id) ?? near[0];
  const limit = limitOf(effect, now);
  if (same !== undefined) return asThere(world, effect, same, now, limit);
  const before = all.findLast(({ at }) => at < now);
  const after = all.find(({ at }) => at > now);
  if (effect.type === 'dial') return dialled(world, effect.connection, now, before, after);
  const one = outcomeOf(before);
  if (one === null || one !== outcomeOf(after) || before?.answer == null) return 'untold';
  const took = before.answer.at - before.at;
  if (limit !== null && (one.endsWith(TIMED_OUT) || now + took > limit.at)) return silent(world, effect, now, limit);
  return { event: withId(before.answer.event, effect), at: now + took, order: Number.POSITIVE_INFINITY };
}

const TIMED_OUT = 'timed-out';

/** When a ping times out, and the event for that. */
interface Limit {
  readonly at: number;
  readonly event: Event;
}

function limitOf(effect: Effect, now: number): Limit | null {
  if (effect.type !== 'ping' && effect.type !== 'ping-module') return null;
  const { id, connection, timeoutMs } = effect;
  const at = now + timeoutMs;
  const event: Event =
    effect.type === 'ping'
      ? { at, type: 'ping-failed', connection, id, outcome: TIMED_OUT }
      : { at, type: 'module-ping-failed', id, outcome: TIMED_OUT, why: null };
  return { at, event };
}

/** It asks at the same time as in the recording, but may wait longer or shorter for the answer. */
function asThere(world: RecordedWorld, effect: Effect, asked: Asked, now: number, limit: Limit | null): Answered {
  const { at, answer, limitMs } = asked;
  if (answer === null)
    return limit === null || limit.at === now + (limitMs ?? 0) ? 'never' : silent(world, effect, now, limit);
  const end = now === at ? answer.at : now + (answer.at - at);
  const isTimeOut = outcomeOf(asked)?.endsWith(TIMED_OUT) === true;
  const isSoon = limit === null || (isTimeOut ? Math.abs(end - limit.at) <= SAME_MOMENT_MS : end <= limit.at);
  // A stalled server did not look at the clock meanwhile.
  if (isSoon || world.stoodStill(limit.at))
    return { event: withId(answer.event, effect), at: end, order: answer.order };
  return silent(world, effect, now, limit);
}

/**
 * Unanswered for as long as the engine waits, but only if everything asked meanwhile was unanswered too. A ping that
 * was answered meanwhile shows that this one would have been answered then.
 */
function silent(world: RecordedWorld, effect: Effect, now: number, limit: Limit): Answered {
  const all = world.asked.get(subjectOf(effect) ?? '') ?? [];
  if (limit.at > world.until || isDropped(world, effect, now, limit.at)) return 'never';
  const meanwhile = all.filter(({ at, answer }) => at <= limit.at && (answer === null || answer.at > now));
  const answered = meanwhile.find(({ answer }) => answer !== null && isGood(answer.event) && answer.at <= limit.at);
  if (answered?.answer != null) {
    return { event: withId(answered.answer.event, effect), at: answered.answer.at, order: answered.answer.order };
  }
  const knownTo = Math.max(now, ...meanwhile.map(({ answer }) => answer?.at ?? world.until));
  return limit.at <= knownTo + SAME_MOMENT_MS ? { ...limit, order: Number.POSITIVE_INFINITY } : 'untold';
}

/** The connection is lost, and the ping with it. */
function isDropped({ connections }: RecordedWorld, effect: Effect, from: number, to: number): boolean {
  if (effect.type !== 'ping') return false;
  return connections.some(({ at, name, view }) => name === effect.connection && view === null && at > from && at <= to);
}

function isGood(event: Event): boolean {
  return event.type === 'ping-answered' || event.type === 'module-answered';
}

/** A connection that was up in the recording can be made; between two failures it cannot. */
function dialled(
  world: RecordedWorld,
  name: ConnectionName,
  now: number,
  before: Asked | undefined,
  after: Asked | undefined,
): Answer | 'untold' {
  const there = world.connections.findLast((each) => each.name === name && each.at <= now);
  if (there?.view != null) {
    const event: Event = { type: 'connection-up', connection: name, view: there.view, at: now };
    return { at: now, order: Number.POSITIVE_INFINITY, event };
  }
  const failed = before?.answer;
  if (failed == null || outcomeOf(before) !== outcomeOf(after)) return 'untold';
  return { ...failed, at: now + failed.at - (before?.at ?? now), order: Number.POSITIVE_INFINITY };
}

/** In a word; null where it is not known. */
function outcomeOf(asked: Asked | undefined): string | null {
  const event = asked?.answer?.event;
  if (event === undefined) return null;
  if (event.type === 'ping-failed' || event.type === 'module-ping-failed') return `${event.type} ${event.outcome}`;
  if (event.type === 'module-answered') return `${event.type} ${event.pid}`;
  if (event.type === 'diagnosed') return `${event.type} ${verdictOf(event.checks)}`;
  return event.type;
}

function withId(event: Event, effect: Effect): Event {
  return 'id' in effect ? ({ ...event, id: effect.id } as Event) : event;
}
