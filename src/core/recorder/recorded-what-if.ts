/**
 * Replays a recorded threat from the state of its server with other parameters. It continues for as long as the
 * recording shows how the world would have answered, and stops where it does not.
 */

import type { Settings } from '../config/parameters/settings.ts';
import { createDriver, type Driver } from '../engine/driver.ts';
import type { Effect } from '../engine/effect.ts';
import type { Cause, Place } from '../engine/state.ts';
import { stateOf } from '../engine/state.ts';
import { type Answer, answerTo, SAME_MOMENT_MS } from './recorded-answers.ts';
import { isThreatened, type RecordedThreat } from './recorded-threats.ts';
import { type RecordedWorld, subjectOf, worldOf } from './recorded-world.ts';

export interface OtherCourse {
  /** Monotonic ms of the server; null if it does not take over within the recording. */
  readonly switched: { readonly at: number; readonly cause: Cause; readonly rule: number } | null;
  /** The first question that the recording does not answer; null if the replay reached the end. */
  readonly untold: { readonly at: number; readonly what: string } | null;
  /** Everything is healthy at the end. */
  readonly isWell: boolean;
  readonly place: Place;
  /** When it would take over next if nothing changed; null if no reconnect timeout is running. */
  readonly dueAt: number | null;
}

interface Course {
  readonly world: RecordedWorld;
  readonly driver: Driver;
  /** Recorded or requested events that have not happened yet. */
  readonly ahead: Answer[];
  untold: OtherCourse['untold'];
}

/** A recorded timer is the same one if it was due at most this long before it fired, in ms. */
const LATE_MS = 250;
/** An unrecorded one fires a moment after it is due, as all do: whatever happened within that moment came first. */
const FIRES_WITHIN_MS = 1;
/** No recording needs more. */
const STEPS_AT_MOST = 100_000;

/** `under`: changes the settings that were in effect. */
export function playUnder(threat: RecordedThreat, under: (actual: Settings) => Settings): OtherCourse {
  const world = worldOf(threat);
  const { fork } = threat;
  const self = { ...fork.self, settings: under(fork.self.settings) };
  const driver = createDriver({ ...fork, self });
  const course: Course = { world, driver, ahead: [...world.unasked], untold: null };
  for (let steps = 0; steps < STEPS_AT_MOST; steps += 1) {
    const next = nextOf(course);
    if (next === null || isBefore({ ...next, at: world.until, order: world.lastOrder }, next)) break;
    const rule = take(course, next, under);
    const { takeover, place } = driver.state();
    if (stateOf(place) === 'primary' && takeover !== null)
      return { ...outcomeOf(course), switched: { at: next.at, cause: takeover.cause, rule } };
    if (course.untold !== null) break;
  }
  return outcomeOf(course);
}

function outcomeOf({ driver, untold }: Course): OtherCourse {
  const state = driver.state();
  const { place, timers } = state;
  return { switched: null, untold, isWell: !isThreatened(state), place, dueAt: timers.reconnect ?? null };
}

/** The next event; it is removed from those ahead. */
function nextOf({ world, driver, ahead }: Course): Answer | null {
  const first = ahead.reduce<Answer | null>(
    (best, each) => (best === null || isBefore(each, best) ? each : best),
    null,
  );
  const timer = dueTimer(world, driver);
  if (timer !== null && (first === null || isBefore(timer, first))) return timer;
  if (first !== null) ahead.splice(ahead.indexOf(first), 1);
  return first;
}

function isBefore(a: Answer, b: Answer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** The next timer due, fired as late as recorded if it is the same one. */
function dueTimer({ timers, stoodStill }: RecordedWorld, { nextWake }: Driver): Answer | null {
  const wake = nextWake();
  if (wake === null) return null;
  const { timer, at } = wake;
  const there = timers.find((each) => each.timer === timer && each.at >= at && each.at <= at + LATE_MS);
  if (there !== undefined) return { at: there.at, order: there.order, event: { type: 'timer', timer, at: there.at } };
  if (stoodStill(at)) return null;
  const fires = at + FIRES_WITHIN_MS;
  return { at: fires, order: Number.POSITIVE_INFINITY, event: { type: 'timer', timer, at: fires } };
}

/** Takes one step and returns the number of its rule. */
function take(course: Course, next: Answer, under: (actual: Settings) => Settings): number {
  const { event, at } = next;
  const untimedEvent = event.type === 'configured' ? { ...event, settings: under(event.settings) } : event;
  const { state, effects, rule } = course.driver.take(untimedEvent, at).result;
  if (stateOf(state.place) !== 'primary') for (const effect of effects) ask(course, effect, at);
  return rule ?? 0;
}

function ask(course: Course, effect: Effect, now: number): void {
  if (effect.type === 'send') {
    const { kind } = effect.message;
    const isThere = course.world.sent.some((each) => each.kind === kind && Math.abs(each.at - now) <= SAME_MOMENT_MS);
    if (!isThere) course.untold ??= { at: now, what: `how its companion would have reacted to the message "${kind}"` };
    return;
  }
  if (subjectOf(effect) === null) return;
  const answer = answerTo(course.world, effect, now);
  if (answer === 'untold') course.untold ??= { at: now, what: whatOf(effect) };
  else if (answer !== 'never') course.ahead.push(answer);
}

function whatOf(effect: Effect): string {
  switch (effect.type) {
    case 'ping':
      return `whether the active server would have answered a ping on the ${effect.connection} connection`;
    case 'ping-module':
      return 'whether the module would have answered';
    case 'dial':
      return `whether the ${effect.connection} connection could have been made`;
    case 'diagnose':
      return 'what the network checks would have found';
    default:
      return `how "${effect.type}" would have ended`;
  }
}
