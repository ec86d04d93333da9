/** One simulated run: a pair, what happens to it, and its judges, from a seed. */
import type { Letter } from '../letter.ts';
import { LETTERS } from '../letter.ts';
import type { LogLine } from '../pair/effect.ts';
import type { State } from '../pair/state.ts';
import { isServing } from '../pair/state.ts';
import type { Decision } from '../pair/step.ts';
import type { TableIndex } from '../pair/table.ts';
import { indexTable, TABLE } from '../pair/table.ts';
import type { ParameterValues } from '../parameters/catalogue.ts';
import { settingsOf } from '../parameters/settings.ts';
import { createAgenda } from './agenda.ts';
import type { Violation } from './checkers.ts';
import { createCheckers } from './checkers.ts';
import { drawPlan } from './draw.ts';
import type { Fault, Plan } from './faults.ts';
import { lasts } from './faults.ts';
import { randomOf } from './random.ts';
import { begin, type Stage, strike } from './strike.ts';
import { canTalk, mend, wholeTopology } from './topology.ts';
import type { ServerBase, ServerWorld, VirtualServer } from './virtual-server.ts';
import { createVirtualServer } from './virtual-server.ts';
import { createWire } from './wire.ts';

export interface SimulationOptions {
  readonly seed: number;
  readonly parameters: ParameterValues;
  /** Another plan than the seed's own: a story, or a part of it while a failure is made smaller. */
  readonly plan?: Plan;
  readonly index?: TableIndex;
  readonly watch?: Watch;
}

/** Told what happens, in order. Times in simulated ms. */
export interface Watch {
  readonly onLog?: (at: number, letter: Letter, line: LogLine) => void;
  /** `ended`: it is over. */
  readonly onFault?: (at: number, fault: Fault, ended: boolean) => void;
  readonly onDecision?: (at: number, letter: Letter, decision: Decision, state: State) => void;
  /** Something changed in who runs and who serves; also called where nothing did. */
  readonly onServers?: (at: number, servers: Readonly<Record<Letter, VirtualServer>>) => void;
}

export interface SimulationResult {
  readonly seed: number;
  readonly simulatedMs: number;
  readonly steps: number;
  readonly rulesFired: ReadonlySet<number>;
  readonly violations: readonly Violation[];
  /** How many times a server became the active one. */
  readonly takeovers: number;
}

/** The defaults, with the check that tells a backup that it is itself cut off (R2). */
export const SIMULATED_PARAMETERS: ParameterValues = { 'Switchover Disable Gateway Ping': false };

const INDEX = indexTable(TABLE);
const HOOK_LIMIT_MS = 30_000;
const MODULE_START_LIMIT_MS = 60_000;

export function planOf(seed: number): Plan {
  return drawPlan(randomOf(seed));
}

export function simulate(options: SimulationOptions): SimulationResult {
  const { seed, parameters, watch } = options;
  const plan = options.plan ?? planOf(seed);
  const random = randomOf(seed ^ 0x5bd1e995);
  const agenda = createAgenda();
  const topology = wholeTopology();
  const checkers = createCheckers();
  const rulesFired = new Set<number>();
  let now = 0;
  let steps = 0;
  let takeovers = 0;
  let switches = 0;
  let talkingSince: number | null = null;

  const world: ServerWorld & Parameters<typeof createWire>[0] = {
    agenda,
    random,
    topology,
    now: () => now,
    index: options.index ?? INDEX,
    wire: () => wire,
    server: (letter: Letter) => servers[letter],
    onStep: (letter, event, result, before) => {
      steps += 1;
      if (result.rule !== null) rulesFired.add(result.rule);
      const { place, doubtUntil } = result.state;
      if (place === 'primary.serving' && before.place === 'primary.commencing') takeovers += 1;
      checkers.onStep(now, letter, event, result, before);
      if (watch === undefined) return;
      if (result.decision !== null) watch.onDecision?.(now, letter, result.decision, result.state);
      if (place !== before.place || doubtUntil !== before.doubtUntil) look();
      if (doubtUntil !== null && doubtUntil !== before.doubtUntil) agenda.add(now + DOUBT_ENDS_WITHIN_MS, look);
    },
    onLog: (letter, line) => watch?.onLog?.(now, letter, line),
    onEffect: (letter, effect) =>
      checkers.onEffect(now, letter, effect, talkingSince === null ? 0 : now - talkingSince),
    onProcess: () => look(),
  };
  const look = (): void => watch?.onServers?.(now, servers);
  const servers: Record<Letter, VirtualServer> = {
    A: createVirtualServer(world, baseOf('A', parameters), plan.drift.A),
    B: createVirtualServer(world, baseOf('B', parameters), plan.drift.B),
  };
  const wire = createWire(world);
  const stage: Stage = { ...world, wire, servers, nextSwitch: () => (switches += 1) };
  const states = (): Record<Letter, State | null> => ({ A: servers.A.state(), B: servers.B.state() });
  const later = (ms: number, work: () => void): void => agenda.add(now + ms, work);

  for (const { at, fault } of plan.faults) {
    agenda.add(at, () => {
      watch?.onFault?.(now, fault, false);
      const mended = strike(stage, fault);
      if (mended === null || lasts(fault) === Number.POSITIVE_INFINITY) return;
      later(lasts(fault), () => {
        // At the end of all faults everything has been mended.
        if (plan.healedAt !== null && now > plan.healedAt) return;
        if (lasts(fault) > 0) watch?.onFault?.(now, fault, true);
        mended();
      });
    });
  }
  for (const letter of LETTERS) {
    const at = plan.starts[letter];
    if (at !== null) agenda.add(at, () => begin(stage, letter));
  }
  const everySecond = (): void => {
    const talking =
      canTalk(topology) && LETTERS.every((letter) => servers[letter].state() !== null && !servers[letter].isFrozen());
    talkingSince = talking ? (talkingSince ?? now) : null;
    checkers.onSecond(now, states(), talking);
    later(1_000, everySecond);
  };
  everySecond();
  if (plan.healedAt !== null) agenda.add(plan.healedAt, () => heal(plan.healedAt!));

  /** Everything is mended; after a while an operator looks and tidies up. */
  function heal(at: number): void {
    mend(topology);
    for (const letter of LETTERS) {
      const { frailty } = servers[letter];
      Object.assign(frailty.disk, { full: 0, slowMs: 0 });
      Object.assign(frailty.hookFails, { fence: 0, commence: 0, discontinue: 0 });
      Object.assign(frailty.hookMs, { fence: 0, commence: 0, discontinue: 0 });
      Object.assign(frailty, { workMs: 0, endsAfterEffects: null });
      while (servers[letter].isFrozen()) servers[letter].thaw(false);
      begin(stage, letter);
    }
    for (const afterMs of [60_000, 90_000, 120_000]) agenda.add(at + afterMs, () => tidyUp());
  }

  function tidyUp(): void {
    const nobody = LETTERS.every((letter) => {
      const state = servers[letter].state();
      return state === null || !isServing(state);
    });
    for (const letter of LETTERS) {
      const server = servers[letter];
      const state = server.state();
      if (nobody && (state === null || state.place === 'inactive.stale' || state.place === 'reconnecting.held')) {
        server.kill();
        begin(stage, letter, '--force-primary');
        return;
      }
      if (state === null || state.mode === 'manual' || state.self.forceBackup) {
        server.kill();
        begin(stage, letter);
      } else if (state.place === 'inactive.stale') {
        server.post({ type: 'rejoin-requested', id: `tidy-${letter}-${now}`, by: 'operator' });
      }
    }
  }

  while (!agenda.isEmpty() && agenda.nextAt() <= plan.endsAt && checkers.violations().length === 0) {
    now = agenda.nextAt();
    agenda.runNext();
  }
  now = Math.max(now, plan.endsAt);
  if (plan.healedAt !== null && checkers.violations().length === 0) checkers.onSettled(now, states());
  return { seed, simulatedMs: now, steps, rulesFired, violations: checkers.violations(), takeovers };
}

/** A server that stood still has no doubts left after this, in ms of whichever clock. */
const DOUBT_ENDS_WITHIN_MS = 5_050;

function baseOf(letter: Letter, parameters: ParameterValues): ServerBase {
  return {
    letter,
    name: letter === 'A' ? 'alpha' : 'beta',
    companionName: letter === 'A' ? 'beta' : 'alpha',
    release: '1',
    settings: settingsOf(parameters, letter),
    module: { name: 'TsServer', startLimitMs: MODULE_START_LIMIT_MS },
    hookLimitMs: HOOK_LIMIT_MS,
  };
}
