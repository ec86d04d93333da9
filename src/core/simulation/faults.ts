/**
 * The misfortunes of one simulated run, drawn from its seed before it begins: a list of what happens when. Everything
 * heals at the end of the list, so that a run can ask whether the pair finds back.
 */
import type { Letter } from '../letter.ts';
import type { Random } from './random.ts';

export type Fault =
  | { readonly kind: 'kill'; readonly server: Letter; readonly forMs: number }
  | { readonly kind: 'power-off'; readonly server: Letter; readonly forMs: number }
  | { readonly kind: 'freeze'; readonly server: Letter; readonly forMs: number }
  | { readonly kind: 'cable'; readonly server: Letter; readonly forMs: number }
  | { readonly kind: 'line'; readonly from: Letter | 'both'; readonly forMs: number }
  | { readonly kind: 'gateway-silent'; readonly server: Letter; readonly forMs: number }
  | { readonly kind: 'slow-network'; readonly latencyMs: number; readonly jitterMs: number; readonly forMs: number }
  | { readonly kind: 'duplicates'; readonly forMs: number }
  | { readonly kind: 'disk-fails'; readonly server: Letter; readonly forMs: number }
  | {
      readonly kind: 'hooks-fail';
      readonly server: Letter;
      readonly hookMs: number;
      readonly fails: number;
      readonly forMs: number;
    }
  | { readonly kind: 'dies-after-effect'; readonly server: Letter; readonly forMs: number }
  | { readonly kind: 'switch'; readonly immediate: boolean; readonly repeats: number }
  | { readonly kind: 'stop'; readonly server: Letter; readonly takeover: boolean; readonly forMs: number }
  | { readonly kind: 'restart-manual'; readonly server: Letter; readonly forMs: number }
  | { readonly kind: 'rejoin'; readonly server: Letter };

export interface ScheduledFault {
  readonly at: number;
  readonly fault: Fault;
}

export interface Plan {
  readonly faults: readonly ScheduledFault[];
  /** Nothing is broken any longer from here on. */
  readonly healedAt: number;
  readonly endsAt: number;
  readonly drift: Readonly<Record<Letter, number>>;
}

/** At least ten simulated minutes with faults, then time to settle, in ms. */
const FAULTY_MS = 600_000;
const SETTLING_MS = 180_000;

const DRAWS: readonly { readonly weight: number; readonly draw: (random: Random, server: Letter) => Fault }[] = [
  { weight: 4, draw: (r, server) => ({ kind: 'kill', server, forMs: r.between(0, 60_000) }) },
  { weight: 2, draw: (r, server) => ({ kind: 'power-off', server, forMs: r.between(1_000, 90_000) }) },
  { weight: 3, draw: (r, server) => ({ kind: 'freeze', server, forMs: r.between(200, 60_000) }) },
  { weight: 3, draw: (r, server) => ({ kind: 'cable', server, forMs: r.between(500, 90_000) }) },
  { weight: 3, draw: (r, server) => ({ kind: 'line', from: r.pick([server, 'both']), forMs: r.between(500, 90_000) }) },
  { weight: 1, draw: (r, server) => ({ kind: 'gateway-silent', server, forMs: r.between(5_000, 90_000) }) },
  {
    weight: 2,
    draw: (r) => ({
      kind: 'slow-network',
      latencyMs: r.between(20, 2_000),
      jitterMs: r.between(0, 3_000),
      forMs: r.between(5_000, 60_000),
    }),
  },
  { weight: 1, draw: (r) => ({ kind: 'duplicates', forMs: r.between(5_000, 60_000) }) },
  { weight: 1, draw: (r, server) => ({ kind: 'disk-fails', server, forMs: r.between(1_000, 40_000) }) },
  {
    weight: 2,
    draw: (r, server) => ({
      kind: 'hooks-fail',
      server,
      hookMs: r.between(0, 45_000),
      fails: r.next(),
      forMs: r.between(5_000, 90_000),
    }),
  },
  { weight: 2, draw: (r, server) => ({ kind: 'dies-after-effect', server, forMs: r.between(1_000, 30_000) }) },
  { weight: 5, draw: (r) => ({ kind: 'switch', immediate: r.chance(0.3), repeats: r.between(0, 2) }) },
  {
    weight: 2,
    draw: (r, server) => ({ kind: 'stop', server, takeover: r.chance(0.7), forMs: r.between(1_000, 60_000) }),
  },
  { weight: 1, draw: (r, server) => ({ kind: 'restart-manual', server, forMs: r.between(10_000, 90_000) }) },
  { weight: 3, draw: (_r, server) => ({ kind: 'rejoin', server }) },
];

const TOTAL_WEIGHT = DRAWS.reduce((sum, { weight }) => sum + weight, 0);

export function drawPlan(random: Random): Plan {
  const faults: ScheduledFault[] = [];
  const pace = random.between(3_000, 45_000);
  for (let at = random.between(100, 10_000); at < FAULTY_MS; at += random.between(1, 2 * pace)) {
    faults.push({ at, fault: drawFault(random) });
  }
  const healedAt = faults.reduce((latest, { at, fault }) => Math.max(latest, at + lasts(fault)), FAULTY_MS);
  const drift = { A: 1 + (random.next() - 0.5) / 500, B: 1 + (random.next() - 0.5) / 500 };
  return { faults, healedAt, endsAt: healedAt + SETTLING_MS, drift };
}

function drawFault(random: Random): Fault {
  let at = random.next() * TOTAL_WEIGHT;
  const server = random.pick(['A', 'B'] as const);
  for (const { weight, draw } of DRAWS) {
    at -= weight;
    if (at < 0) return draw(random, server);
  }
  return DRAWS[0]!.draw(random, server);
}

/** How long a fault holds, in ms. */
export function lasts(fault: Fault): number {
  return 'forMs' in fault ? fault.forMs : 0;
}
