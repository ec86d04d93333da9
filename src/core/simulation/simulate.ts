/** One simulated run: a pair, its faults and its judges, from a seed. */
import type { Letter } from '../letter.ts';
import { LETTERS, otherLetter } from '../letter.ts';
import type { LogLine } from '../pair/effect.ts';
import type { Self, State } from '../pair/state.ts';
import { isServing, termOf } from '../pair/state.ts';
import type { TableIndex } from '../pair/table.ts';
import { indexTable, TABLE } from '../pair/table.ts';
import type { ParameterValues } from '../parameters/catalogue.ts';
import { settingsOf } from '../parameters/settings.ts';
import { createAgenda } from './agenda.ts';
import type { Violation } from './checkers.ts';
import { createCheckers } from './checkers.ts';
import type { Fault, Plan } from './faults.ts';
import { drawPlan } from './faults.ts';
import { randomOf } from './random.ts';
import { canTalk, wholeTopology } from './topology.ts';
import type { VirtualServer } from './virtual-server.ts';
import { createVirtualServer } from './virtual-server.ts';
import { createWire } from './wire.ts';

export interface SimulationOptions {
  readonly seed: number;
  readonly parameters: ParameterValues;
  /** Another plan than the seed's own: none at all, or a part of it while a failure is made smaller. */
  readonly plan?: Plan;
  readonly index?: TableIndex;
  /** Told everything that the servers write, in order. */
  readonly onLog?: (at: number, letter: Letter, line: LogLine) => void;
  readonly onFault?: (at: number, fault: Fault) => void;
}

export interface SimulationResult {
  readonly seed: number;
  readonly simulatedMs: number;
  readonly steps: number;
  readonly rulesFired: ReadonlySet<number>;
  readonly violations: readonly Violation[];
  readonly takeovers: number;
}

/** The defaults, with the check that tells a backup that it is itself cut off (R2). */
export const SIMULATED_PARAMETERS: ParameterValues = { 'Switchover Disable Gateway Ping': false };

const INDEX = indexTable(TABLE);
/** Up to this much latency is common on any network, in ms. */
const QUIET_LATENCY_MS = 1;

export function planOf(seed: number): Plan {
  return drawPlan(randomOf(seed));
}

export function simulate(options: SimulationOptions): SimulationResult {
  const { seed, parameters } = options;
  const plan = options.plan ?? planOf(seed);
  const random = randomOf(seed ^ 0x5bd1e995);
  const agenda = createAgenda();
  const topology = wholeTopology();
  const checkers = createCheckers();
  const rulesFired = new Set<number>();
  let now = 0;
  let steps = 0;
  let takeovers = 0;
  let duplicates = 0;
  let jitterMs = 0;
  let switches = 0;

  const world = {
    agenda,
    random,
    topology,
    now: () => now,
    index: options.index ?? INDEX,
    wire: () => wire,
    server: (letter: Letter) => servers[letter],
    duplicates: () => duplicates,
    jitterMs: () => jitterMs,
    onStep: (...[letter, event, result, before]: Parameters<Parameters<typeof createVirtualServer>[0]['onStep']>) => {
      steps += 1;
      if (result.rule !== null) rulesFired.add(result.rule);
      if (result.state.place === 'primary.serving' && before.place === 'primary.commencing') takeovers += 1;
      checkers.onStep(now, letter, event, result, before);
    },
    onLog: (letter: Letter, line: LogLine) => options.onLog?.(now, letter, line),
    onEffect: (...[letter, effect]: Parameters<Parameters<typeof createVirtualServer>[0]['onEffect']>) =>
      checkers.onEffect(now, letter, effect, talkingForMs()),
  };
  const servers: Record<Letter, VirtualServer> = {
    A: createVirtualServer(world, selfOf('A', parameters), plan.drift.A),
    B: createVirtualServer(world, selfOf('B', parameters), plan.drift.B),
  };
  const wire = createWire(world);
  const states = (): Record<Letter, State | null> => ({ A: servers.A.state(), B: servers.B.state() });

  const areTalking = (): boolean =>
    canTalk(topology) &&
    topology.latencyMs <= QUIET_LATENCY_MS &&
    LETTERS.every((letter) => servers[letter].isAlive() && !servers[letter].isFrozen());

  let talkingSince: number | null = null;
  const talkingForMs = (): number => (talkingSince === null ? 0 : now - talkingSince);

  const begin = (letter: Letter, mode: 'automatic' | 'manual' = 'automatic', forcePrimary = false): void => {
    if (topology.power[letter]) servers[letter].start({ mode, forcePrimary });
  };
  const later = (ms: number, work: () => void): void => agenda.add(now + ms, work);

  const strike = (fault: Fault): void => {
    options.onFault?.(now, fault);
    switch (fault.kind) {
      case 'kill':
        servers[fault.server].kill();
        return later(fault.forMs, () => begin(fault.server));
      case 'power-off':
        topology.power[fault.server] = false;
        servers[fault.server].kill();
        return later(fault.forMs, () => {
          topology.power[fault.server] = true;
          begin(fault.server);
        });
      case 'freeze':
        servers[fault.server].freeze();
        return later(fault.forMs, () => servers[fault.server].thaw());
      case 'cable':
        topology.cable[fault.server] = false;
        return later(fault.forMs, () => {
          topology.cable[fault.server] = true;
        });
      case 'line': {
        const cut = fault.from === 'both' ? LETTERS : [fault.from];
        for (const letter of cut) topology.line[letter] = false;
        return later(fault.forMs, () => {
          for (const letter of cut) topology.line[letter] = true;
        });
      }
      case 'gateway-silent':
        topology.gatewayAnswers[fault.server] = false;
        return later(fault.forMs, () => {
          topology.gatewayAnswers[fault.server] = true;
        });
      case 'slow-network':
        topology.latencyMs = fault.latencyMs;
        jitterMs = fault.jitterMs;
        return later(fault.forMs, () => {
          topology.latencyMs = QUIET_LATENCY_MS;
          jitterMs = 0;
        });
      case 'duplicates':
        duplicates = 0.5;
        return later(fault.forMs, () => {
          duplicates = 0;
        });
      case 'disk-fails':
        servers[fault.server].frailty.persistFails = 0.7;
        return later(fault.forMs, () => {
          servers[fault.server].frailty.persistFails = 0;
        });
      case 'hooks-fail':
        servers[fault.server].frailty.hookFails = fault.fails;
        servers[fault.server].frailty.hookMs = fault.hookMs;
        return later(fault.forMs, () => {
          servers[fault.server].frailty.hookFails = 0;
          servers[fault.server].frailty.hookMs = 0;
        });
      case 'dies-after-effect':
        servers[fault.server].frailty.diesAfterEffect = 0.02;
        return later(fault.forMs, () => {
          servers[fault.server].frailty.diesAfterEffect = 0;
        });
      case 'switch':
        return askSwitch(fault.immediate, fault.repeats);
      case 'stop':
        servers[fault.server].post({ type: 'stop-requested', by: 'operator', takeover: fault.takeover });
        return later(fault.forMs, () => begin(fault.server));
      case 'restart-manual':
        servers[fault.server].kill();
        begin(fault.server, 'manual');
        return later(fault.forMs, () => {
          servers[fault.server].kill();
          begin(fault.server);
        });
      case 'rejoin':
        return servers[fault.server].post({ type: 'rejoin-requested', id: `rejoin-${now}`, by: 'operator' });
    }
  };

  /** As the command does it: look, then ask the one that is not active; nervous fingers ask again. */
  const askSwitch = (immediate: boolean, repeats: number): void => {
    const active = LETTERS.find((letter) => {
      const state = servers[letter].state();
      return state !== null && isServing(state) && !servers[letter].isFrozen();
    });
    const to = active === undefined ? random.pick(LETTERS) : otherLetter(active);
    const seen = active === undefined ? null : servers[active].state();
    switches += 1;
    const expectedTerm = seen === null ? null : termOf(seen);
    const request = { id: `switch-${switches}`, by: 'operator', expectedTerm, immediate };
    for (let repeat = 0; repeat <= repeats; repeat += 1) {
      later(repeat * random.between(0, 20_000), () => servers[to].post({ type: 'switch-requested', request }));
      // And on the other side, as a script would that does not know who is who.
      if (repeat > 0) later(repeat * 7_000, () => servers[otherLetter(to)].post({ type: 'switch-requested', request }));
    }
  };

  for (const { at, fault } of plan.faults) agenda.add(at, () => strike(fault));
  agenda.add(0, () => begin('A'));
  agenda.add(random.between(0, 8_000), () => begin('B'));
  agenda.add(plan.healedAt, () => {
    Object.assign(topology, { ...wholeTopology() });
    for (const letter of LETTERS) begin(letter);
  });
  // What an operator does at the end of such a night: whoever is stale rejoins, whoever waits is started anew.
  for (const afterMs of [60_000, 90_000, 120_000]) agenda.add(plan.healedAt + afterMs, () => tidyUp());
  const everySecond = (): void => {
    const talking = areTalking();
    talkingSince = talking ? (talkingSince ?? now) : null;
    checkers.onSecond(now, states(), talking);
    later(1_000, everySecond);
  };
  everySecond();

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
        begin(letter, 'automatic', true);
        return;
      }
      if (state === null || state.mode === 'manual') {
        server.kill();
        begin(letter);
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
  if (checkers.violations().length === 0) checkers.onSettled(now, states());
  return { seed, simulatedMs: now, steps, rulesFired, violations: checkers.violations(), takeovers };
}

function selfOf(letter: Letter, parameters: ParameterValues): Omit<Self, 'bootId' | 'forcePrimary'> {
  return {
    letter,
    name: letter === 'A' ? 'alpha' : 'beta',
    companionName: letter === 'A' ? 'beta' : 'alpha',
    release: '1',
    settings: settingsOf(parameters, letter),
    module: { name: 'TsServer', startLimitMs: 60_000 },
    hookLimitMs: 30_000,
    forceBackup: false,
  };
}
