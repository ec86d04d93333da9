/**
 * The faults of one random scenario and the parameters of its pair, generated from a seed before it begins. Everything is
 * repaired at the end, so that a run can check whether the pair recovers.
 */

import type { ParameterValues } from '../config/parameters/catalogue.ts';
import type { Letter } from '../letter.ts';
import { drawCompoundFault } from './compound-faults.ts';
import type { Fault, Plan, ScheduledFault, Setting } from './faults.ts';
import { HOOK_NAMES, lasts, START_FLAGS } from './faults.ts';
import type { Random } from './random.ts';
import { drawSingleFault } from './single-faults.ts';

/** At least ten simulated minutes with faults, in ms. */
const FAULTY_MS = 600_000;

/** How often several faults come together at the worst moment. */
const ORDEALS_SHARE = 0.12;

/** How often nothing else happens in a run, so that each such sequence runs undisturbed. */
const COMPOUND_FAULT_SEEDS = 0.2;

/** How often a run has one failure after the other, each alone. */
const SINGLE_FAULT_SEEDS = 0.1;

type Draw = (random: Random, server: Letter) => Fault;

const HOOKS = [...HOOK_NAMES, 'every'] as const;

const SETTINGS: readonly Setting[] = [
  { name: 'Switchover TS Timeout', value: 5 },
  { name: 'Switchover TS Timeout', value: 10 },
  { name: 'Switchover TS Failure Retry Delay', value: 1 },
  { name: 'Switchover TS Failure Retry Delay', value: 8 },
  { name: 'Switchover Max TS Failures', value: 1 },
  { name: 'Switchover Max TS Failures', value: 2 },
];

/** How often each is drawn, relative to the others. */
const DRAWS: readonly (readonly [weight: number, draw: Draw])[] = [
  [4, (r, server) => ({ kind: 'kill', server, forMs: r.between(0, 60_000) })],
  [0.7, (r, server) => ({ kind: 'emptied', server, forMs: r.between(0, 60_000) })],
  [2, (r, server) => ({ kind: 'power-off', server, forMs: r.between(1_000, 90_000) })],
  [3, (r, server) => ({ kind: 'freeze', server, forMs: r.between(200, 60_000) })],
  [1, (r, server) => ({ kind: 'suspend', server, clockStands: r.chance(0.5), forMs: r.between(200, 120_000) })],
  [0.5, (r, server) => ({ kind: 'site-dark', server, forMs: r.between(5_000, 90_000) })],
  [3, (r, server) => ({ kind: 'cable', server, forMs: r.between(500, 90_000) })],
  [1.5, (r, server) => ({ kind: 'gateway', server, forMs: r.between(500, 90_000) })],
  [3, (r, server) => ({ kind: 'line', from: r.pick([server, 'both']), forMs: r.between(500, 90_000) })],
  [1, (r, server) => ({ kind: 'gateway-silent', server, forMs: r.between(5_000, 90_000) })],
  [1, (r, server) => ({ kind: 'net-test-silent', server, forMs: r.between(5_000, 90_000) })],
  [1, (r, server) => ({ kind: 'checks-unknown', server, forMs: r.between(5_000, 90_000) })],
  [1.5, (r) => ({ kind: 'connection', connection: r.pick(['main', 'aux']), forMs: r.between(500, 90_000) })],
  [1, (r, server) => ({ kind: 'reset', server, connection: r.pick(['main', 'aux']) })],
  [2, drawSlowness],
  [1, (r) => ({ kind: 'loss', percent: r.between(1, 60), forMs: r.between(5_000, 60_000) })],
  [1, (r) => ({ kind: 'duplicates', forMs: r.between(5_000, 60_000) })],
  [1, (r, server) => ({ kind: 'unverified', server, forMs: r.between(5_000, 90_000) })],
  [0.7, (r, server) => ({ kind: 'wrong-port', server, forMs: r.between(20_000, 150_000) })],
  [1, (r, server) => ({ kind: 'disk-full', server, forMs: r.between(1_000, 150_000) })],
  [
    0.7,
    (r, server) => ({ kind: 'disk-slow', server, takesMs: r.between(100, 15_000), forMs: r.between(5_000, 90_000) }),
  ],
  [1.5, (r, server) => ({ kind: 'hook-fails', server, hook: r.pick(HOOKS), forMs: r.between(5_000, 90_000) })],
  [
    1.5,
    (r, server) => ({
      kind: 'hook-slow',
      server,
      hook: r.pick(HOOKS),
      takesMs: r.between(0, 45_000),
      forMs: r.between(5_000, 90_000),
    }),
  ],
  [
    1,
    (r, server) => ({ kind: 'work-slow', server, takesMs: r.between(100, 6_000), forMs: r.between(20_000, 200_000) }),
  ],
  [
    0.5,
    (r, server) => ({ kind: 'start-slow', server, takesMs: r.between(0, 120_000), forMs: r.between(60_000, 200_000) }),
  ],
  [2.5, (r, server) => ({ kind: 'module-hangs', server, forMs: r.between(1_000, 120_000) })],
  [2, (r, server) => ({ kind: 'module-gone', server, forMs: r.between(100, 90_000) })],
  [
    1.5,
    (r, server) => ({
      kind: 'module-restarts',
      server,
      everyMs: r.between(1_000, 40_000),
      forMs: r.between(20_000, 180_000),
    }),
  ],
  [
    1,
    (r, server) => ({
      kind: 'module-slow',
      server,
      takesMs: r.between(1_000, 90_000),
      forMs: r.between(20_000, 200_000),
    }),
  ],
  [0.7, (r, server) => ({ kind: 'module-monitor-silent', server, forMs: r.between(20_000, 120_000) })],
  [2, (r, server) => ({ kind: 'crash', server, afterEffects: r.between(1, 40), forMs: r.between(0, 60_000) })],
  [6, (r) => ({ kind: 'switch', to: null, immediate: r.chance(0.3), times: r.between(1, 3) })],
  [0.5, (r, server) => ({ kind: 'switch', to: server, immediate: r.chance(0.3), times: 1 })],
  [2, (r, server) => ({ kind: 'stop', server, takeover: r.chance(0.7), forMs: r.between(1_000, 60_000) })],
  [1.5, (r, server) => ({ kind: 'restart', server, flag: r.pick(START_FLAGS), forMs: r.between(10_000, 90_000) })],
  [1, (r, server) => ({ kind: 'release', server, release: r.between(1, 3), forMs: r.between(10_000, 120_000) })],
  [4, (_r, server) => ({ kind: 'rejoin', server })],
  [1.5, drawManualMode],
  [3, (r, server) => ({ kind: 'mode', server: r.pick([server, null]), mode: 'automatic', expiresMs: null })],
  [0.7, (r) => ({ kind: 'configure', setting: r.pick(SETTINGS) })],
];

const TOTAL_WEIGHT = DRAWS.reduce((sum, [weight]) => sum + weight, 0);

function drawSlowness(random: Random): Fault {
  const fromMs = random.between(20, 2_000);
  return {
    kind: 'slow-network',
    fromMs,
    toMs: fromMs + random.between(0, 3_000),
    forMs: random.between(5_000, 60_000),
  };
}

function drawManualMode(random: Random, server: Letter): Fault {
  const expiresMs = random.chance(0.7) ? random.between(5_000, 120_000) : null;
  return { kind: 'mode', server: random.pick([server, null]), mode: 'manual', expiresMs };
}

export function drawPlan(random: Random): Plan {
  const faults = random.chance(SINGLE_FAULT_SEEDS) ? drawSingleFault(random, FAULTY_MS) : drawFaults(random);
  faults.sort((a, b) => a.at - b.at);
  const healedAt = faults.reduce((latest, { at, fault }) => Math.max(latest, at + lasts(fault)), FAULTY_MS);
  const drift = { A: 1 + (random.next() - 0.5) / 500, B: 1 + (random.next() - 0.5) / 500 };
  return { faults, starts: { A: 0, B: random.between(0, 8_000) }, healedAt, endsAt: null, drift };
}

function drawFaults(random: Random): ScheduledFault[] {
  const faults: ScheduledFault[] = [];
  const onlyCompoundFaults = random.chance(COMPOUND_FAULT_SEEDS);
  const pace = onlyCompoundFaults ? 75_000 : random.between(3_000, 45_000);
  for (
    let at = random.between(100, 10_000);
    at < FAULTY_MS;
    at += random.between(onlyCompoundFaults ? pace : 1, 2 * pace)
  ) {
    if (onlyCompoundFaults || random.chance(ORDEALS_SHARE))
      faults.push(...drawCompoundFault(random).map((each) => ({ ...each, at: at + each.at })));
    else faults.push({ at, fault: drawFault(random) });
  }
  return faults;
}

function drawFault(random: Random): Fault {
  let at = random.next() * TOTAL_WEIGHT;
  const server = random.pick(['A', 'B'] as const);
  for (const [weight, draw] of DRAWS) {
    at -= weight;
    if (at < 0) return draw(random, server);
  }
  return DRAWS[0]![1](random, server);
}

/** Values worth trying besides each default. */
const VALUES: { readonly [N in keyof ParameterValues]?: readonly NonNullable<ParameterValues[N]>[] } = {
  'Switchover Reconnect Timeout': [0, 0, 5, 10, 60, 300],
  'Switchover Notifier Reconnect Delay': [10, 60],
  'Switchover NetTest A': ['near-b.example'],
  'Switchover NetTest B': ['near-a.example'],
  'Switchover NetTest Timeout': [5],
  'Switchover Primary Monitor Ping Delay': [1, 5],
  'Switchover Primary Monitor Timeout': [1, 30, 120],
  'Switchover Primary Monitor Retry Count': [1, 5, 8],
  'Switchover Primary Monitor Retry Ping Delay': [1, 5],
  'Switchover Monitoring': ['IP'],
  'Switchover IP Timeout': [5],
  'Switchover TS Timeout': [5, 20],
  'Switchover Max TS Failures': [1, 3],
  'Switchover TS Failure Retry Delay': [5],
  'Switchover Ping on Aux Connection': [true],
  'Switchover Max Restarts': [0, 5],
  'Switchover Max Restarts Period': [60],
  'Switchover Max Sequential Restarts': [1, 3],
  'Switchover Unreachable Primary Ping Count': [-1, 0, 5],
  'Switchover Unreachable Primary Ping Delay': [1, 10],
};

/** Combinations of values that change what matters: much patience, or none at all. */
const PROFILES: readonly ParameterValues[] = [
  { 'Switchover Primary Monitor Timeout': 120, 'Switchover Notifier Reconnect Delay': 10 },
  { 'Switchover Reconnect Timeout': 0, 'Switchover Unreachable Primary Ping Count': 5 },
  { 'Switchover Reconnect Timeout': 10, 'Switchover Unreachable Primary Ping Count': 5 },
  { 'Switchover Unreachable Primary Ping Count': -1 },
  { 'Switchover NetTest A': 'near-b.example', 'Switchover NetTest B': 'near-a.example' },
];
const PROFILES_SHARE = 0.3;

/** Every other run has the gateway ping and otherwise defaults; in the others, some parameters are drawn. */
export function drawParameters(random: Random): ParameterValues {
  const values: Record<string, unknown> = { 'Switchover Disable Gateway Ping': false };
  if (random.chance(0.5)) return values as ParameterValues;
  if (random.chance(PROFILES_SHARE)) return { ...values, ...random.pick(PROFILES) };
  if (random.chance(0.4)) delete values['Switchover Disable Gateway Ping'];
  const share = random.pick([0.1, 0.3]);
  for (const [name, choices] of Object.entries<readonly unknown[]>(VALUES)) {
    if (random.chance(share)) values[name] = random.pick(choices);
  }
  return values as ParameterValues;
}
