/** One simulated run from a seed: a pair, what happens to it, and the invariants it is checked against. */

import type { ParameterValues } from '../config/parameters/catalogue.ts';
import { settingsOf } from '../config/parameters/settings.ts';
import type { Failure } from '../engine/bounds/takeover.ts';
import type { LogLine } from '../engine/effect.ts';
import type { Event } from '../engine/event.ts';
import type { State } from '../engine/state.ts';
import type { Decision, Step } from '../engine/step.ts';
import type { TableIndex } from '../engine/table.ts';
import { indexTable, TABLE } from '../engine/table.ts';
import type { Letter } from '../letter.ts';
import { LETTERS } from '../letter.ts';
import { drawParameters, drawPlan } from './draw.ts';
import { createEventQueue } from './event-queue.ts';
import type { Fault, Plan } from './faults.ts';
import { lasts } from './faults.ts';
import { begin, injectFault, type Stage } from './inject-fault.ts';
import type { PairStates } from './invariant.ts';
import type { Violation } from './invariant-checks.ts';
import { createInvariantChecks } from './invariant-checks.ts';
import { findDisorder } from './invariants.ts';
import type { PairSettings } from './limits.ts';
import { randomOf } from './random.ts';
import { repairAll, scheduleOf, tidyUp } from './recovery-phase.ts';
import { canTalk, wholeTopology } from './topology.ts';
import type { ServerBase, ServerWorld, VirtualServer } from './virtual-server.ts';
import { createVirtualServer } from './virtual-server.ts';
import { createWire } from './wire.ts';

export interface SimulationOptions {
  readonly seed: number;
  readonly parameters: ParameterValues;
  /** A plan other than the seed's own: a scenario, or a part of it while a failure is minimized. */
  readonly plan?: Plan;
  readonly index?: TableIndex;
  readonly watch?: Watch;
}

/** Called with what happens, in order. Times in simulated ms. */
export interface Watch {
  readonly onLog?: (at: number, letter: Letter, line: LogLine) => void;
  /** Every event a server takes up, with its step and the state before it. */
  readonly onStep?: (at: number, letter: Letter, event: Event, result: Step, before: State) => void;
  /** `ended`: the fault is over. */
  readonly onFault?: (at: number, fault: Fault, ended: boolean) => void;
  readonly onDecision?: (at: number, letter: Letter, decision: Decision, state: State) => void;
  /** Something may have changed in which servers run and which are active. */
  readonly onServers?: (at: number, servers: Readonly<Record<Letter, VirtualServer>>) => void;
}

export interface SimulationResult {
  readonly seed: number;
  readonly simulatedMs: number;
  readonly steps: number;
  readonly rulesFired: ReadonlySet<number>;
  readonly violations: readonly Violation[];
  /** How many times a server became active. */
  readonly takeovers: number;
  /** The classes of failure whose takeover was checked against its bounds, one entry per check. */
  readonly timed: readonly Failure[];
}

/** The defaults, plus the check that tells a backup that it is cut off itself (R2). */
export const SIMULATED_PARAMETERS: ParameterValues = { 'Switchover Disable Gateway Ping': false };

const INDEX = indexTable(TABLE);
const HOOK_LIMIT_MS = 30_000;
const MODULE_START_LIMIT_MS = 60_000;
/** How long a healthy pair is watched after the faults. */
const WELL_FOR_MS = 60_000;

export function planOf(seed: number): Plan {
  return drawPlan(randomOf(seed));
}

/** The parameters of the pair of a seed. */
export function parametersOf(seed: number): ParameterValues {
  return drawParameters(randomOf(seed ^ 0x2545f491));
}

/** When the run ends: as planned, or when the invariants have been checked after the repair. In ms. */
export function endOf({ healedAt, endsAt }: Plan, parameters: ParameterValues): number {
  if (endsAt !== null) return endsAt;
  return (healedAt ?? 0) + scheduleOf(pairOf(parameters), HOOK_LIMIT_MS).endsMs;
}

function pairOf(parameters: ParameterValues): PairSettings {
  return LETTERS.map((letter) => settingsOf(parameters, letter));
}

export function simulate(options: SimulationOptions): SimulationResult {
  const { seed, parameters, watch } = options;
  const plan = options.plan ?? planOf(seed);
  const endsAt = endOf(plan, parameters);
  const random = randomOf(seed ^ 0x5bd1e995);
  const queue = createEventQueue();
  const topology = wholeTopology();
  const rulesFired = new Set<number>();
  const timed: Failure[] = [];
  let now = 0;
  let steps = 0;
  let takeovers = 0;
  let requests = 0;
  let talkingSince: number | null = null;
  let wellSince: number | null = null;

  const world: ServerWorld & Parameters<typeof createWire>[0] = {
    queue,
    random,
    topology,
    now: () => now,
    index: options.index ?? INDEX,
    wire: () => wire,
    server: (letter: Letter) => servers[letter],
    onStep: (letter, event, result, before) => {
      steps += 1;
      if (result.rule !== null) rulesFired.add(result.rule);
      if (result.state.place === 'primary.serving' && before.place === 'primary.commencing') takeovers += 1;
      invariantChecks.onStep(letter, event, result, before);
      watch?.onStep?.(now, letter, event, result, before);
      if (watch !== undefined) show(letter, result, before);
    },
    onLog: (letter, line) => watch?.onLog?.(now, letter, line),
    onEffect: (letter, effect, state) => invariantChecks.onEffect(letter, effect, state),
    onProcess: () => look(),
  };
  const look = (): void => watch?.onServers?.(now, servers);
  const servers: Record<Letter, VirtualServer> = {
    A: createVirtualServer(world, baseOf('A', parameters), plan.drift.A),
    B: createVirtualServer(world, baseOf('B', parameters), plan.drift.B),
  };
  const wire = createWire(world);
  const stage: Stage = { ...world, wire, servers, parameters: { ...parameters }, nextRequest: () => (requests += 1) };
  const states = (): PairStates => ({ A: servers.A.state(), B: servers.B.state() });
  const invariantChecks = createInvariantChecks({
    now: () => now,
    pair: () => LETTERS.map((letter) => servers[letter].settings()),
    hookLimitMs: HOOK_LIMIT_MS,
    states,
    disk: (letter) => servers[letter].disk(),
    talkingSince: () => talkingSince,
    wellSince: () => wellSince,
    onTimed: (failure) => timed.push(failure),
    isSound: () =>
      LETTERS.every((each) => !servers[each].isFrozen() && servers[each].injected.endsAfterEffects === null),
  });
  /** An invariant was violated; or all has been well long enough after the faults, and the plan sets no other end. */
  const isOver = (): boolean =>
    invariantChecks.violations().length > 0 ||
    (wellSince !== null && now - wellSince >= WELL_FOR_MS && plan.endsAt === null);

  /** Reports decisions and changes of the active server to the watcher. */
  const show = (letter: Letter, { state, decision }: Step, before: State): void => {
    const { place, inDoubt } = state;
    if (decision !== null) watch?.onDecision?.(now, letter, decision, state);
    if (place !== before.place || inDoubt !== before.inDoubt) look();
    const { startsInMs } = servers[letter].injected.module;
    if (place === 'primary.serving' && startsInMs > 0) queue.add(now + startsInMs, look);
  };

  const happen = (fault: Fault): void => {
    watch?.onFault?.(now, fault, false);
    wellSince = null;
    invariantChecks.onFault(fault, false);
    const repaired = injectFault(stage, fault);
    look();
    if (repaired === null || lasts(fault) === Number.POSITIVE_INFINITY) return;
    queue.add(now + lasts(fault), () => {
      invariantChecks.onFault(fault, true);
      // After the end of all faults, everything has been repaired.
      if (plan.healedAt !== null && now > plan.healedAt) return;
      if (lasts(fault) > 0) watch?.onFault?.(now, fault, true);
      repaired();
      look();
    });
  };
  for (const { at, fault } of plan.faults) queue.add(at, () => happen(fault));
  for (const letter of LETTERS) {
    const at = plan.starts[letter];
    if (at !== null) queue.add(at, () => begin(stage, letter));
  }
  const everySecond = (): void => {
    const running = LETTERS.every((letter) => servers[letter].state() !== null && !servers[letter].isFrozen());
    talkingSince = running && canTalk(topology) ? (talkingSince ?? now) : null;
    invariantChecks.onSecond(states());
    queue.add(now + 1_000, everySecond);
  };
  everySecond();
  if (plan.healedAt !== null) {
    const { restsMs, tidiesMs, endsMs } = scheduleOf(pairOf(parameters), HOOK_LIMIT_MS);
    const healedAt = plan.healedAt;
    queue.add(healedAt, () => {
      invariantChecks.onFault(null, true);
      repairAll(stage);
    });
    queue.add(healedAt + restsMs, () => invariantChecks.onRest(states()));
    tidiesMs.forEach((ms, round) => {
      queue.add(healedAt + ms, () => {
        if (findDisorder(states()).length === 0) {
          wellSince ??= now;
          return;
        }
        wellSince = null;
        invariantChecks.onFault(null, false);
        tidyUp(stage, round);
      });
    });
    queue.add(healedAt + endsMs, () => invariantChecks.onEnd(states()));
  }

  while (!isOver() && queue.nextAt() <= endsAt) {
    now = queue.nextAt();
    queue.runNext();
  }
  if (!isOver()) now = endsAt;
  return { seed, simulatedMs: now, steps, rulesFired, violations: invariantChecks.violations(), takeovers, timed };
}

function baseOf(letter: Letter, parameters: ParameterValues): ServerBase {
  return {
    letter,
    name: letter === 'A' ? 'alpha' : 'beta',
    companionName: letter === 'A' ? 'beta' : 'alpha',
    settings: settingsOf(parameters, letter),
    module: { name: 'TsServer', startLimitMs: MODULE_START_LIMIT_MS },
    hookLimitMs: HOOK_LIMIT_MS,
  };
}
