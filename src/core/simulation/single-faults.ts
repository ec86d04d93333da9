/** A single failure of a known class: a healthy pair meets it and nothing else, so that its takeover can be timed. */
import type { Letter } from '../letter.ts';
import { otherLetter } from '../letter.ts';
import type { Fault, ScheduledFault } from './faults.ts';
import { BEGUN_MS, begunWith } from './race-scenarios.ts';
import type { Random } from './random.ts';

/** How long the pair settles before it; the module monitor has then pinged more than once. In ms. */
const SETTLED_MS = { least: 30_000, most: 55_000 };
/** How long it lasts: longer than most takeovers. In ms. */
const HOLDS_MS = { least: 70_000, most: 200_000 };

/** One failure after another, until `endsAt`. */
export function drawSingleFault(random: Random, endsAt: number): ScheduledFault[] {
  const faults: ScheduledFault[] = [];
  for (let at = 10_000; at < endsAt; ) {
    const active = random.pick(['A', 'B'] as const);
    const settledMs = random.between(SETTLED_MS.least, SETTLED_MS.most);
    const forMs = random.between(HOLDS_MS.least, HOLDS_MS.most);
    const failure: ScheduledFault = { at: settledMs, fault: drawFailure(random, active, forMs) };
    faults.push(...begunWith(active, [failure]).map((each) => ({ ...each, at: at + each.at })));
    at += BEGUN_MS + settledMs + forMs + random.between(10_000, 20_000);
  }
  return faults;
}

function drawFailure(random: Random, active: Letter, forMs: number): Fault {
  const backup = otherLetter(active);
  return random.pick<Fault>([
    { kind: 'kill', server: active, forMs },
    { kind: 'freeze', server: active, forMs },
    { kind: 'power-off', server: active, forMs },
    { kind: 'cable', server: active, forMs },
    { kind: 'gateway', server: active, forMs },
    { kind: 'gateway', server: backup, forMs },
    { kind: 'connection', connection: 'main', forMs },
    { kind: 'module-hangs', server: active, forMs },
    { kind: 'module-gone', server: active, forMs },
    { kind: 'module-restarts', server: active, everyMs: random.between(500, 5_000), forMs },
    { kind: 'switch', to: backup, immediate: false, times: 1 },
    { kind: 'switch', to: backup, immediate: true, times: 1 },
  ]);
}
