/**
 * The misfortunes of one simulated night, drawn from its seed before it begins. Everything heals at the end of the
 * list, so that a run can ask whether the pair finds back.
 */
import type { Letter } from '../letter.ts';
import type { Fault, Plan, ScheduledFault } from './faults.ts';
import { HOOK_NAMES, lasts, START_FLAGS } from './faults.ts';
import type { Random } from './random.ts';

/** At least ten simulated minutes with faults, then time to settle, in ms. */
const FAULTY_MS = 600_000;
const SETTLING_MS = 180_000;

type Draw = (random: Random, server: Letter) => Fault;

const HOOKS = [...HOOK_NAMES, 'every'] as const;

/** How often each is drawn, beside the others. */
const DRAWS: readonly (readonly [weight: number, draw: Draw])[] = [
  [4, (r, server) => ({ kind: 'kill', server, forMs: r.between(0, 60_000) })],
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
  [1, (r, server) => ({ kind: 'disk-full', server, forMs: r.between(1_000, 90_000) })],
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
  [2, (r, server) => ({ kind: 'crash', server, afterEffects: r.between(1, 40), forMs: r.between(0, 60_000) })],
  [6, (r) => ({ kind: 'switch', to: null, immediate: r.chance(0.3), times: r.between(1, 3) })],
  [0.5, (r, server) => ({ kind: 'switch', to: server, immediate: r.chance(0.3), times: 1 })],
  [2, (r, server) => ({ kind: 'stop', server, takeover: r.chance(0.7), forMs: r.between(1_000, 60_000) })],
  [1.5, (r, server) => ({ kind: 'restart', server, flag: r.pick(START_FLAGS), forMs: r.between(10_000, 90_000) })],
  [3, (_r, server) => ({ kind: 'rejoin', server })],
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

export function drawPlan(random: Random): Plan {
  const faults: ScheduledFault[] = [];
  const pace = random.between(3_000, 45_000);
  for (let at = random.between(100, 10_000); at < FAULTY_MS; at += random.between(1, 2 * pace)) {
    faults.push({ at, fault: drawFault(random) });
  }
  const healedAt = faults.reduce((latest, { at, fault }) => Math.max(latest, at + lasts(fault)), FAULTY_MS);
  const drift = { A: 1 + (random.next() - 0.5) / 500, B: 1 + (random.next() - 0.5) / 500 };
  return { faults, starts: { A: 0, B: random.between(0, 8_000) }, healedAt, endsAt: healedAt + SETTLING_MS, drift };
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
