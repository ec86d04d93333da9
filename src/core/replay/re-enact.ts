/**
 * Puts the engine in the place of the backup that wrote a log: it gets what the log shows, when the log shows it, and
 * decides. It stops where it would need something that the log does not show.
 */

import type { Settings } from '../config/parameters/settings.ts';
import { createDriver, type Driver } from '../engine/driver.ts';
import type { Effect } from '../engine/effect.ts';
import type { UntimedEvent } from '../engine/event.ts';
import type { ConnectionName } from '../engine/monitors/connections.ts';
import { CONNECTION_NAMES } from '../engine/monitors/connections.ts';
import type { NetworkChecks } from '../engine/monitors/network.ts';
import type { Cause, Durable, Place, Self, State, View } from '../engine/state.ts';
import { NEVER_RAN, stateOf, viewOf } from '../engine/state.ts';
import { initialState } from '../engine/step.ts';
import { type Evidence, NOTHING_TOLD, type Sample } from './evidence.ts';

export interface ReenactedDecision {
  readonly at: number;
  readonly rule: number;
  readonly from: Place;
  readonly to: Place;
  readonly says: string;
}

export interface Reenactment {
  /** Decisions worth a line, in order. */
  readonly decisions: readonly ReenactedDecision[];
  /** When and why the engine takes over; null if it does not, as far as the log shows. */
  readonly switched: { readonly at: number; readonly cause: Cause } | null;
  /** From here on the log does not show what the engine would need; null if it takes over. */
  readonly unknownFrom: number | null;
  /** Its final place. */
  readonly place: Place;
  /** When it would take over if nothing changed after the end of the log; null if no timer leads there. */
  readonly dueAt: number | null;
}

interface Stage {
  readonly evidence: Evidence;
  readonly driver: Driver;
  /** What the log will show, and when. */
  readonly ahead: { readonly at: number; readonly untimedEvent: UntimedEvent }[];
  readonly decisions: ReenactedDecision[];
  now: number;
  unknownFrom: number | null;
}

/** Logs have times in ms, and threads write a little late. */
const SAME_MOMENT_MS = 25;
/** A check result at most this much later belongs to the check that is requested now. */
const CHECK_TAKES_MS = 5_000;
/** No log needs more steps; an inconsistent one must not cause an endless loop. */
const STEPS_AT_MOST = 50_000;

export function reenact(evidence: Evidence, settings: Settings, actual: Settings): Reenactment {
  const from = evidence.from - (evidence.module === null ? 1_000 : actual.moduleTimeoutMs);
  const self: Self = {
    letter: 'B',
    name: 'backup',
    companionName: 'primary',
    bootId: 'replay',
    release: '',
    settings,
    module: evidence.module === null ? null : { name: evidence.module.name, startLimitMs: 0 },
    hookLimitMs: 30_000,
    forceBackup: false,
    forcePrimary: false,
  };
  const durable: Durable = { ...NEVER_RAN, role: 'backup', highestTerm: 1 };
  const driver = createDriver(initialState(self, durable, evidence.manual ? 'manual' : 'automatic', from));
  const stage: Stage = { evidence, driver, ahead: [], decisions: [], now: from, unknownFrom: null };
  happen(stage, { type: 'start' });
  happen(stage, { type: 'started-up' });
  for (const { at, connection, up } of evidence.connections) {
    if (!up) stage.ahead.push({ at, untimedEvent: { type: 'connection-lost', connection, reason: '' } });
  }
  run(stage);
  return outcomeOf(stage);
}

function run(stage: Stage): void {
  for (let steps = 0; steps < STEPS_AT_MOST; steps += 1) {
    if (stateOf(stage.driver.state().place) === 'primary' || stage.unknownFrom !== null) return;
    stage.ahead.sort((a, b) => a.at - b.at);
    const next = stage.ahead[0];
    const wake = stage.driver.nextWake();
    const at = Math.min(next?.at ?? Number.POSITIVE_INFINITY, wake?.at ?? Number.POSITIVE_INFINITY);
    if (at > stage.evidence.until + SAME_MOMENT_MS) {
      stage.unknownFrom = stage.evidence.until;
      return;
    }
    stage.now = Math.max(stage.now, at);
    if (next !== undefined && next.at === at) {
      stage.ahead.shift();
      happen(stage, next.untimedEvent);
    } else if (wake !== null) happen(stage, { type: 'timer', timer: wake.timer });
  }
  unknown(stage);
}

function happen(stage: Stage, untimedEvent: UntimedEvent): void {
  const { decision, effects } = stage.driver.take(untimedEvent, stage.now).result;
  if (decision !== null && !decision.quiet) {
    const { rule, from, to, says } = decision;
    stage.decisions.push({ at: stage.now, rule, from, to, says });
  }
  for (const effect of effects) if (stage.unknownFrom === null) carryOut(stage, effect);
}

function carryOut(stage: Stage, effect: Effect): void {
  const later = (at: number, untimedEvent: UntimedEvent): void => void stage.ahead.push({ at, untimedEvent });
  switch (effect.type) {
    case 'dial':
      return dialled(stage, effect.connection);
    case 'ping': {
      const { connection, id } = effect;
      const found = pingOutcome(stage.evidence.notifier[connection], stage.now, effect.timeoutMs, true, stage.evidence);
      if (found === null) return void unknown(stage);
      return later(
        found.at,
        found.outcome === 'answered'
          ? { type: 'ping-answered', connection, id }
          : { type: 'ping-failed', connection, id, outcome: found.outcome },
      );
    }
    case 'ping-module': {
      const { id } = effect;
      const samples = stage.evidence.module?.samples ?? [];
      const found = pingOutcome(samples, stage.now, effect.timeoutMs, false, stage.evidence);
      if (found === null) return void unknown(stage);
      return later(
        found.at,
        found.outcome === 'answered'
          ? { type: 'module-answered', id, pid: null }
          : { type: 'module-ping-failed', id, outcome: found.outcome, why: null },
      );
    }
    case 'diagnose': {
      const found = checksAt(stage.evidence, stage.now);
      return later(found.at, { type: 'diagnosed', id: effect.id, checks: found.checks });
    }
    default:
      return undefined;
  }
}

function unknown(stage: Stage): void {
  stage.unknownFrom = stage.now;
}

/** The first connections are up; a lost one comes back when the log says so. */
function dialled(stage: Stage, connection: ConnectionName): void {
  const wasLost = stage.evidence.connections.some((each) => each.connection === connection && each.at <= stage.now);
  const back = stage.evidence.connections.find(
    (each) => each.connection === connection && each.up && each.at >= stage.now,
  );
  const at = wasLost ? back?.at : stage.now;
  if (at === undefined) return;
  const untimedEvent: UntimedEvent = { type: 'connection-up', connection, view: activeView(stage.driver.state()) };
  stage.ahead.push({ at, untimedEvent });
}

function activeView(state: State): View {
  return {
    ...viewOf(state),
    letter: 'A',
    name: 'primary',
    bootId: 'active',
    place: 'primary.serving',
    serving: true,
    term: 1,
    highestTerm: 1,
    lastPrimaryTerm: 1,
    mode: 'automatic',
  };
}

interface Found {
  readonly at: number;
  readonly outcome: Sample['outcome'];
}

/**
 * How a ping sent now would end, according to the pings in the log; null if the log does not show it. Between two
 * failures with no answer in between, the module is assumed to have failed all the time. `quietIsGood`: unlogged pings
 * were answered.
 */
function pingOutcome(
  samples: readonly Sample[],
  now: number,
  timeoutMs: number,
  quietIsGood: boolean,
  { until }: Evidence,
): Found | null {
  const good: Found = { at: now, outcome: 'answered' };
  const next = samples.find(({ at }) => at >= now - SAME_MOMENT_MS);
  if (next === undefined) return quietIsGood && samples.length === 0 && now <= until ? good : null;
  const before = samples.findLast(({ at }) => at < now - SAME_MOMENT_MS);
  if (next.outcome === 'answered') return before === undefined || before.outcome === 'answered' ? good : null;
  const failsNow = next.sentAt <= now + SAME_MOMENT_MS || (before !== undefined && before.outcome !== 'answered');
  if (!failsNow) return good;
  if (next.outcome === 'rejected') return { at: now, outcome: 'rejected' };
  const end = now + timeoutMs;
  const answered = samples.find((each) => each.outcome === 'answered' && each.at >= now && each.at <= end);
  if (answered !== undefined) return { at: answered.at, outcome: 'answered' };
  // The same ping as in the log ends at the same time.
  if (Math.abs(next.sentAt - now) <= SAME_MOMENT_MS && Math.abs(next.at - end) <= 2_000) {
    return { at: Math.max(now, next.at), outcome: 'timed-out' };
  }
  const failedUntil = samples.findLast(({ outcome }) => outcome !== 'answered')?.at ?? now;
  if (failedUntil + SAME_MOMENT_MS >= end) return { at: end, outcome: 'timed-out' };
  return null;
}

/** The next check in the log, at its time; if none is near, the network is assumed to be as last found. */
function checksAt({ network }: Evidence, now: number): { readonly at: number; readonly checks: NetworkChecks } {
  const next = network.find(({ at }) => at >= now - SAME_MOMENT_MS);
  if (next !== undefined && next.at <= now + CHECK_TAKES_MS) return { at: Math.max(now, next.at), checks: next.checks };
  return { at: now, checks: (next ?? network.at(-1))?.checks ?? NOTHING_TOLD };
}

function outcomeOf({ driver, decisions, now, unknownFrom }: Stage): Reenactment {
  const { takeover, place, timers, connections } = driver.state();
  const switched = takeover === null || stateOf(place) !== 'primary' ? null : { at: now, cause: takeover.cause };
  const bothDown = CONNECTION_NAMES.every((name) => connections[name].status !== 'up');
  const dueAt = switched === null && bothDown ? (timers.reconnect ?? null) : null;
  return { decisions, switched, unknownFrom: switched === null ? unknownFrom : null, place, dueAt };
}
