/**
 * Minimizes a failing run: fewer, shorter and milder faults, closer together, at rounder times, and fewer parameters, as
 * long as the same invariant is still violated. What is left is a short scenario.
 */
import type { ParameterName, ParameterValues } from '../config/parameters/catalogue.ts';
import type { Fault, Plan, ScheduledFault } from './faults.ts';
import { lasts } from './faults.ts';
import type { SimulationOptions } from './simulate.ts';
import { simulate } from './simulate.ts';

export interface Case {
  readonly seed: number;
  readonly parameters: ParameterValues;
  readonly plan: Plan;
}

export interface Shrunk extends Case {
  /** How many runs it took. */
  readonly runs: number;
}

/** Enough for a run with sixty faults; one run takes a few dozen ms. */
const MOST_RUNS = 1_500;
/** How much of the run is kept after the violation, in ms. */
const AFTER_MS = 1_000;

/** The smallest case found in which `checker` still reports a violation. */
export function shrink(failing: Case, checker: string, index?: SimulationOptions['index']): Shrunk {
  let best = failing;
  let runs = 0;
  const fails = (candidate: Case): boolean => {
    runs += 1;
    const options = index === undefined ? candidate : { ...candidate, index };
    return simulate(options).violations.some((violation) => violation.checker === checker);
  };
  /** Takes the first candidate that still fails. */
  const improve = (candidates: Iterable<Case>): boolean => {
    for (const candidate of candidates) {
      if (runs >= MOST_RUNS) return false;
      if (complexity(candidate) >= complexity(best) || !fails(candidate)) continue;
      best = candidate;
      return true;
    }
    return false;
  };

  improve(withoutEnd(best, checker, index));
  for (let size = Math.ceil(best.plan.faults.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    while (improve(withoutSome(best, size)));
  }
  for (let before: Case | null = null; before !== best && runs < MOST_RUNS; ) {
    before = best;
    for (const step of [withoutOne, withoutChance, withoutParameter, simpler, sooner, shorterEnd]) {
      while (improve(step(best)));
    }
  }
  return { ...best, runs };
}

/** How much a reader has to take in: faults first, then parameters, then long times and odd ones. */
export function complexity({ seed, parameters, plan }: Case): number {
  const { faults, drift, healedAt, endsAt, starts } = plan;
  let cost = 100 * Object.keys(parameters).length + (seed === 0 ? 0 : 50 + Math.min(seed, 10));
  cost += drift.A === 1 && drift.B === 1 ? 0 : 50;
  cost += timeCost(endsAt ?? 0) + timeCost(healedAt ?? 0) / 10 + timeCost(starts.B ?? 0) / 10;
  let before = 0;
  for (const { at, fault } of faults) {
    cost += 1_000 + timeCost(at - before) + faultCost(fault);
    before = at;
  }
  return cost;
}

function timeCost(ms: number): number {
  const odd = [10_000, 1_000, 100, 10].filter((unit) => ms % unit !== 0).length;
  return ms / 10_000 + 5 * odd;
}

function faultCost(fault: Fault): number {
  let cost = KINDS_BY_COST.indexOf(fault.kind) < 0 ? 5 : KINDS_BY_COST.indexOf(fault.kind);
  if ('forMs' in fault) cost += timeCost(fault.forMs ?? 0);
  if ('takesMs' in fault) cost += timeCost(fault.takesMs);
  if (fault.kind === 'slow-network') cost += timeCost(fault.toMs) + (fault.fromMs === fault.toMs ? 0 : 10);
  if (fault.kind === 'module-restarts') cost += timeCost(fault.everyMs);
  if (fault.kind === 'release') cost += fault.release;
  if (fault.kind === 'mode') cost += timeCost(fault.expiresMs ?? 0) + (fault.server === null ? 0 : 1);
  if (fault.kind === 'crash') cost += fault.afterEffects;
  if (fault.kind === 'switch') cost += 10 * fault.times + (fault.immediate ? 1 : 0);
  return cost;
}

/** One that can stand for another is the simpler one. */
const KINDS_BY_COST: readonly Fault['kind'][] = ['kill', 'emptied', 'power-off', 'restart', 'site-dark', 'release'];

function withPlan(candidate: Case, change: Partial<Plan>): Case {
  return { ...candidate, plan: { ...candidate.plan, ...change } };
}

function withFaults(candidate: Case, faults: readonly ScheduledFault[]): Case {
  return withPlan(candidate, { faults });
}

/** Leaves out everything after the violation, and the repair if the violation came before it. */
function* withoutEnd(candidate: Case, checker: string, index: SimulationOptions['index']): Generator<Case> {
  const options = index === undefined ? candidate : { ...candidate, index };
  const found = simulate(options).violations.find((violation) => violation.checker === checker);
  if (found === undefined) return;
  const faults = candidate.plan.faults.filter(({ at }) => at <= found.at);
  const endsAt = Math.ceil(found.at) + AFTER_MS;
  if (candidate.plan.healedAt === null || endsAt < candidate.plan.healedAt) {
    yield withPlan(candidate, { faults, healedAt: null, endsAt });
  }
}

/** Leaves out `size` consecutive faults. */
function* withoutSome(candidate: Case, size: number): Generator<Case> {
  const { faults } = candidate.plan;
  for (let from = 0; from < faults.length; from += size) {
    yield withFaults(candidate, [...faults.slice(0, from), ...faults.slice(from + size)]);
  }
}

function withoutOne(candidate: Case): Generator<Case> {
  return withoutSome(candidate, 1);
}

function* withoutChance(candidate: Case): Generator<Case> {
  const { drift, starts } = candidate.plan;
  if (drift.A !== 1 || drift.B !== 1) yield withPlan(candidate, { drift: { A: 1, B: 1 } });
  if (candidate.seed !== 0) yield { ...candidate, seed: 0 };
  if (candidate.seed > 9) for (let seed = 1; seed <= 9; seed += 1) yield { ...candidate, seed };
  if (starts.B !== null && starts.B > 0) yield withPlan(candidate, { starts: { ...starts, B: 0 } });
}

function* withoutParameter({ parameters, ...rest }: Case): Generator<Case> {
  for (const name of Object.keys(parameters) as ParameterName[]) {
    const { [name]: _left, ...others } = parameters;
    yield { ...rest, parameters: others };
  }
}

/** One fault made shorter or milder, or with rounder numbers. */
function* simpler(candidate: Case): Generator<Case> {
  const { faults } = candidate.plan;
  for (const [index, { at, fault }] of faults.entries()) {
    for (const milder of simplerFaults(fault)) {
      yield withFaults(candidate, faults.with(index, { at, fault: milder }));
    }
  }
}

/** The same fault, shorter or milder, or another that can stand for it. */
export function* simplerFaults(fault: Fault): Generator<Fault> {
  if ('forMs' in fault && fault.forMs !== null) {
    for (const forMs of simplerTimes(fault.forMs)) yield { ...fault, forMs };
  }
  if ('takesMs' in fault) for (const takesMs of simplerTimes(fault.takesMs)) yield { ...fault, takesMs };
  switch (fault.kind) {
    case 'crash':
      if (fault.afterEffects > 1) yield { ...fault, afterEffects: fault.afterEffects - 1 };
      yield { kind: 'kill', server: fault.server, forMs: fault.forMs };
      return;
    case 'module-restarts':
      for (const everyMs of simplerTimes(fault.everyMs)) yield { ...fault, everyMs };
      return;
    case 'release':
      if (fault.release > 2) yield { ...fault, release: 2 };
      return yield { kind: 'kill', server: fault.server, forMs: 1_000 };
    case 'mode':
      if (fault.server !== null) yield { ...fault, server: null };
      if (fault.expiresMs !== null) yield { ...fault, expiresMs: null };
      return;
    case 'emptied':
    case 'power-off':
    case 'restart':
      return yield { kind: 'kill', server: fault.server, forMs: fault.forMs };
    case 'site-dark':
      return yield { kind: 'power-off', server: fault.server, forMs: fault.forMs };
    case 'slow-network':
      if (fault.fromMs !== fault.toMs) yield { ...fault, fromMs: fault.toMs };
      for (const toMs of simplerTimes(fault.toMs)) if (toMs >= fault.fromMs) yield { ...fault, toMs };
      return;
    case 'switch':
      if (fault.times > 1) yield { ...fault, times: fault.times - 1 };
      if (fault.immediate) yield { ...fault, immediate: false };
      return;
    default:
      return;
  }
}

/** Times other than `ms`, simplest first: short ones, then `ms` rounded up and down. */
function* simplerTimes(ms: number): Generator<number> {
  const units = [60_000, 10_000, 1_000, 100];
  const rounded = units.flatMap((unit) => [Math.floor(ms / unit) * unit, Math.ceil(ms / unit) * unit]);
  const half = Math.floor(ms / 2_000) * 1_000;
  yield* new Set([1_000, 5_000, 10_000, 30_000, half, ...rounded].filter((time) => time > 0 && time !== ms));
}

/** Less time before one of the faults, with everything after it that much earlier. */
function* sooner(candidate: Case): Generator<Case> {
  const { faults, healedAt, endsAt } = candidate.plan;
  for (const [index, { at }] of faults.entries()) {
    const before = faults[index - 1]?.at ?? 0;
    for (const gap of new Set([0, ...simplerTimes(at - before)])) {
      const by = at - before - gap;
      const moved = faults.map((each, other) => (other < index ? each : { ...each, at: each.at - by }));
      const earliest = Math.max(0, ...moved.map((each) => each.at + (healedAt === null ? 0 : lasts(each.fault))));
      if (by < 0 && earliest > (endsAt ?? healedAt ?? 0)) continue;
      yield withPlan(candidate, {
        faults: moved,
        healedAt: healedAt === null ? null : healedAt - by,
        endsAt: endsAt === null ? null : endsAt - by,
      });
    }
  }
}

function* shorterEnd(candidate: Case): Generator<Case> {
  const { faults, healedAt, endsAt } = candidate.plan;
  if (healedAt === null) return yield withPlan(candidate, { endsAt: Math.ceil((endsAt ?? 0) / 1_000) * 1_000 });
  const over = Math.max(1_000, ...faults.map(({ at, fault }) => at + lasts(fault)));
  const earliest = Math.ceil(over / 1_000) * 1_000;
  if (earliest < healedAt) yield withPlan(candidate, { healedAt: earliest });
}
