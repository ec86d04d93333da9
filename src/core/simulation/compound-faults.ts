/**
 * Faults that come together at the worst moment: in the middle of a switch, while both servers start, while the active
 * one stops. Each is drawn often on its own; by chance they would come together once in ten thousand runs.
 */
import type { Letter } from '../letter.ts';
import { LETTERS, otherLetter } from '../letter.ts';
import type { Fault, ScheduledFault } from './faults.ts';
import type { CompoundFault } from './race-scenarios.ts';
import * as raceScenarios from './race-scenarios.ts';
import type { Random } from './random.ts';

const COMPOUND_FAULTS: readonly (readonly [weight: number, compoundFault: CompoundFault])[] = [
  [4, troubledSwitch],
  [2, bothStart],
  [1, moduleDownAtStart],
  [1, stopUnheard],
  [1, heldBack],
  [0.7, askedAgain],
  [0.7, forgotten],
  [0.5, sameReleaseAgain],
  [0.5, roundAndRound],
  [1, raceScenarios.gaveUpUnseen],
  [2, raceScenarios.sameReleaseUnseen],
  [0.7, raceScenarios.displacedWhileLettingGo],
  [0.7, raceScenarios.displacedWhileResuming],
  [1, raceScenarios.askedTooLate],
  [1.5, raceScenarios.switchUnheard],
  [0.7, raceScenarios.switchWhileStopping],
  [0.7, raceScenarios.newSideStops],
  [1, raceScenarios.stopHeardLate],
  [1, raceScenarios.switchAtOnceAfterStart],
  [0.7, raceScenarios.switchOverheard],
  [0.7, raceScenarios.slowToCommit],
  [1, raceScenarios.unableToCommit],
  [0.7, raceScenarios.askedTwice],
  [0.7, raceScenarios.lostWhileDraining],
  [1, raceScenarios.nobodyWants],
  [2, raceScenarios.moduleDownUnseen],
  [1, raceScenarios.raisesInVain],
  [1, raceScenarios.moduleDownHeldBack],
];

const TOTAL_WEIGHT = COMPOUND_FAULTS.reduce((sum, [weight]) => sum + weight, 0);

/** Times from the beginning of the compoundFault. */
export function drawCompoundFault(random: Random): ScheduledFault[] {
  let at = random.next() * TOTAL_WEIGHT;
  const server = random.pick(['A', 'B'] as const);
  for (const [weight, compoundFault] of COMPOUND_FAULTS) {
    at -= weight;
    if (at < 0) return compoundFault(random, server);
  }
  return COMPOUND_FAULTS[0]![1](random, server);
}

/** Some of these, each with a probability of one half. */
function some(random: Random, faults: readonly ScheduledFault[]): ScheduledFault[] {
  return faults.filter(() => random.chance(0.5));
}

/** An operator switches to `server` while both sides are slow, and something breaks before the switch is complete. */
function troubledSwitch(random: Random, server: Letter): ScheduledFault[] {
  const old = otherLetter(server);
  const forMs = 150_000;
  const slow = (low: number, high: number): number => random.between(low, high);
  const before = some(random, [
    { at: 0, fault: { kind: 'work-slow', server: old, takesMs: slow(500, 5_000), forMs } },
    { at: 0, fault: { kind: 'hook-slow', server: old, hook: 'discontinue', takesMs: slow(2_000, 32_000), forMs } },
    { at: 0, fault: { kind: 'hook-slow', server, hook: 'fence', takesMs: slow(5_000, 30_000), forMs } },
    { at: 0, fault: { kind: 'hook-slow', server, hook: 'commence', takesMs: slow(5_000, 30_000), forMs } },
    { at: 0, fault: { kind: 'disk-slow', server, takesMs: slow(2_000, 9_900), forMs } },
    { at: 0, fault: { kind: 'duplicates', forMs } },
  ]);
  const asked: ScheduledFault = {
    at: 1_000,
    fault: { kind: 'switch', to: server, immediate: random.chance(0.15), times: random.between(1, 3) },
  };
  const during = Array.from({ length: random.between(1, 2) }, (): ScheduledFault => {
    const at = 1_000 + (random.chance(0.4) ? random.between(0, 6_000) : random.between(0, 90_000));
    return { at, fault: trouble(random, random.pick([server, old])) };
  });
  return [...before, asked, ...during];
}

function trouble(random: Random, server: Letter): Fault {
  const forMs = random.between(500, 60_000);
  return random.pick<Fault>([
    { kind: 'kill', server, forMs },
    { kind: 'freeze', server, forMs: 3 * forMs },
    { kind: 'cable', server, forMs },
    { kind: 'gateway', server, forMs },
    { kind: 'line', from: server, forMs },
    { kind: 'line', from: 'both', forMs },
    { kind: 'reset', server, connection: 'main' },
    { kind: 'crash', server, afterEffects: random.between(1, 12), forMs },
    { kind: 'stop', server, takeover: random.chance(0.7), forMs },
    { kind: 'disk-full', server, forMs: 2 * forMs },
    { kind: 'hook-fails', server, hook: 'every', forMs },
    { kind: 'switch', to: server, immediate: true, times: 1 },
    { kind: 'slow-network', fromMs: 500, toMs: 4_000, forMs },
  ]);
}

/** Both die and start again within seconds; what the one that goes first needs is slow or broken. */
function bothStart(random: Random, server: Letter): ScheduledFault[] {
  const other = otherLetter(server);
  return [
    ...some(random, [
      { at: 0, fault: { kind: 'mode', server: random.pick([server, null]), mode: 'manual', expiresMs: null } },
      { at: 0, fault: { kind: 'disk-full', server, forMs: random.between(20_000, 200_000) } },
      {
        at: 0,
        fault: { kind: 'hook-slow', server, hook: 'every', takesMs: random.between(5_000, 30_000), forMs: 200_000 },
      },
      { at: 0, fault: { kind: 'hook-fails', server, hook: 'fence', forMs: random.between(20_000, 200_000) } },
    ]),
    { at: 1_000, fault: { kind: 'kill', server, forMs: random.between(0, 12_000) } },
    { at: 1_000 + random.between(0, 3_000), fault: { kind: 'kill', server: other, forMs: random.between(0, 12_000) } },
    ...some(random, [
      { at: random.between(3_000, 30_000), fault: { kind: 'stop', server, takeover: true, forMs: 10_000 } },
      { at: random.between(3_000, 130_000), fault: { kind: 'line', from: other, forMs: random.between(500, 40_000) } },
    ]),
  ];
}

/** The module of the active server is down while its backup is still starting. */
function moduleDownAtStart(random: Random, server: Letter): ScheduledFault[] {
  const active = otherLetter(server);
  const takesMs = random.between(60_000, 150_000);
  return [
    { at: 0, fault: { kind: 'start-slow', server, takesMs, forMs: 200_000 } },
    { at: 1_000, fault: { kind: 'kill', server, forMs: 500 } },
    { at: random.between(1_000, 20_000), fault: { kind: 'module-gone', server: active, forMs: 120_000 } },
    ...some(random, [
      { at: random.between(1_000, 90_000), fault: { kind: 'module-monitor-silent', server, forMs: 60_000 } },
    ]),
  ];
}

/** The active server stops while its backup cannot tell why it hears nothing. */
function stopUnheard(random: Random, server: Letter): ScheduledFault[] {
  const forMs = random.between(20_000, 90_000);
  const stop: Fault = { kind: 'stop', server, takeover: random.chance(0.7), forMs: random.between(1_000, 60_000) };
  return [
    {
      at: 0,
      fault: { kind: 'hook-slow', server, hook: 'discontinue', takesMs: random.between(100, 29_000), forMs: 120_000 },
    },
    { at: 500, fault: { kind: 'line', from: otherLetter(server), forMs } },
    { at: 500 + random.between(0, 40_000), fault: stop },
    { at: 500 + random.between(0, 40_000), fault: { kind: 'reset', server: otherLetter(server), connection: 'main' } },
    { at: 500 + random.between(0, 40_000), fault: { kind: 'reset', server: otherLetter(server), connection: 'aux' } },
  ];
}

/** A backup that may not take over by itself loses its active server, and then may take over again. */
function heldBack(random: Random, server: Letter): ScheduledFault[] {
  const expiresMs = random.chance(0.5) ? random.between(10_000, 120_000) : null;
  return [
    { at: 0, fault: { kind: 'mode', server: null, mode: 'manual', expiresMs } },
    {
      at: random.between(1_000, 5_000),
      fault: { kind: 'stop', server, takeover: true, forMs: random.between(60_000, 90_000) },
    },
    ...some(random, [
      { at: random.between(10_000, 50_000), fault: { kind: 'mode', server: null, mode: 'automatic', expiresMs: null } },
      { at: random.between(1_000, 60_000), fault: { kind: 'freeze', server: otherLetter(server), forMs: 20_000 } },
      {
        at: random.between(1_000, 60_000),
        fault: { kind: 'stop', server: otherLetter(server), takeover: true, forMs: 30_000 },
      },
    ]),
  ];
}

/** A switch is given up, the new side dies and forgets it, and the operator repeats the request. */
function askedAgain(random: Random, server: Letter): ScheduledFault[] {
  return [
    { at: 0, fault: { kind: 'hook-fails', server, hook: 'commence', forMs: 4_000 } },
    ...some(random, [{ at: 0, fault: { kind: 'slow-network', fromMs: 100, toMs: 2_500, forMs: 30_000 } }]),
    { at: 500, fault: { kind: 'rejoin', server } },
    { at: random.between(600, 1_500), fault: { kind: 'switch', to: server, immediate: false, times: 4 } },
    { at: random.between(2_000, 8_000), fault: { kind: 'kill', server, forMs: random.between(0, 2_000) } },
  ];
}

/** A backup that cannot write dies, and no longer knows under which term its companion was active. */
function forgotten(random: Random, server: Letter): ScheduledFault[] {
  const active = otherLetter(server);
  const lostAt = 12_000 + random.between(500, 5_000);
  return [
    { at: 0, fault: { kind: 'disk-full', server, forMs: lostAt + 10_000 } },
    { at: 1_000, fault: { kind: 'switch', to: active, immediate: random.chance(0.5), times: 1 } },
    { at: 3_000, fault: { kind: 'rejoin', server } },
    { at: 5_000, fault: { kind: 'mode', server: active, mode: 'manual', expiresMs: null } },
    { at: 10_000, fault: { kind: 'disk-slow', server, takesMs: 9_000, forMs: 20_000 } },
    { at: 12_000, fault: { kind: 'switch', to: server, immediate: false, times: 1 } },
    { at: lostAt, fault: { kind: 'line', from: 'both', forMs: random.between(40_000, 80_000) } },
    { at: lostAt, fault: { kind: 'reset', server: active, connection: 'main' } },
    { at: lostAt, fault: { kind: 'reset', server: active, connection: 'aux' } },
    { at: lostAt + 500, fault: { kind: 'kill', server, forMs: random.between(12_000, 20_000) } },
  ];
}

/** An active server of another release comes back with its backup's release, before the backup noticed that it was gone. */
function sameReleaseAgain(random: Random, server: Letter): ScheduledFault[] {
  const lostAt = 20_000 - random.between(100, 900);
  return [
    { at: 0, fault: { kind: 'release', server, release: random.between(2, 3), forMs: 20_000 } },
    { at: lostAt, fault: { kind: 'power-off', server, forMs: random.between(1_000, 4_000) } },
  ];
}

/** No module stays up anywhere, and an operator keeps letting stale servers rejoin: takeover follows takeover. */
function roundAndRound(random: Random): ScheduledFault[] {
  const forMs = random.between(300_000, 500_000);
  const everyMs = random.between(2_000, 8_000);
  const rejoins = Array.from({ length: Math.floor(forMs / 15_000) }, (_, index) =>
    LETTERS.map((server): ScheduledFault => ({ at: (index + 1) * 15_000, fault: { kind: 'rejoin', server } })),
  );
  return [
    { at: 0, fault: { kind: 'mode', server: null, mode: 'automatic', expiresMs: null } },
    ...LETTERS.map((server): ScheduledFault => ({ at: 1, fault: { kind: 'module-restarts', server, everyMs, forMs } })),
    ...rejoins.flat(),
  ];
}
