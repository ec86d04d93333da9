/**
 * Sequences of events that depend on seconds and on which server is active: cases for which a single rule of the table
 * exists. Each begins by making one server active and the other its backup, which takes ten seconds.
 */
import type { Letter } from '../letter.ts';
import { LETTERS, otherLetter } from '../letter.ts';
import type { Fault, ScheduledFault } from './faults.ts';
import type { Random } from './random.ts';

/** Times from the beginning; `active` is the active server from `BEGUN_MS` on, if nothing else interferes. */
export type CompoundFault = (random: Random, active: Letter) => ScheduledFault[];

export const BEGUN_MS = 10_000;

/** Adds these faults after the beginning. */
export function begunWith(active: Letter, faults: readonly ScheduledFault[]): ScheduledFault[] {
  return [
    ...LETTERS.map((server): ScheduledFault => ({ at: 0, fault: { kind: 'rejoin', server } })),
    { at: 1, fault: { kind: 'mode', server: null, mode: 'automatic', expiresMs: null } },
    { at: 200, fault: { kind: 'switch', to: active, immediate: false, times: 1 } },
    { at: BEGUN_MS - 2_000, fault: { kind: 'rejoin', server: otherLetter(active) } },
    ...faults.map(({ at, fault }) => ({ at: BEGUN_MS + at, fault })),
  ];
}

const switchTo = (to: Letter, immediate = false): Fault => ({ kind: 'switch', to, immediate, times: 1 });

function resets(server: Letter, at: number): ScheduledFault[] {
  return (['main', 'aux'] as const).map((connection) => ({ at, fault: { kind: 'reset', server, connection } }));
}

/** The active server dies and comes back unable to verify its backup, which has noticed only on main. */
export function gaveUpUnseen(random: Random, active: Letter): ScheduledFault[] {
  const manual: Fault = { kind: 'mode', server: null, mode: 'manual', expiresMs: 60_000 };
  return begunWith(active, [
    ...(random.chance(0.5) ? [{ at: 0, fault: manual }] : []),
    { at: 0, fault: { kind: 'connection', connection: 'aux', forMs: 60_000 } },
    { at: 500, fault: { kind: 'unverified', server: active, forMs: random.between(2_000, 5_000) } },
    { at: 1_000, fault: { kind: 'kill', server: active, forMs: random.between(50, 500) } },
  ]);
}

/** An active server of another release dies, and is active again with its backup's release before the backup notices. */
export function sameReleaseUnseen(random: Random, active: Letter): ScheduledFault[] {
  return begunWith(active, [
    { at: 0, fault: { kind: 'release', server: active, release: random.between(2, 3), forMs: 30_000 } },
    {
      at: 29_000 + random.between(0, 900),
      fault: { kind: 'line', from: active, forMs: random.between(6_000, 12_000) },
    },
  ]);
}

/** The backup is told to take over immediately while the active server is still handing over to it. */
export function displacedWhileLettingGo(random: Random, active: Letter): ScheduledFault[] {
  const backup = otherLetter(active);
  const forMs = 60_000;
  const lostAt = random.between(1_000, 9_000);
  return begunWith(active, [
    { at: 0, fault: { kind: 'work-slow', server: active, takesMs: random.between(500, 4_900), forMs } },
    {
      at: 0,
      fault: { kind: 'hook-slow', server: active, hook: 'discontinue', takesMs: random.between(8_000, 30_000), forMs },
    },
    { at: 500, fault: switchTo(backup) },
    ...resets(backup, lostAt),
    { at: lostAt + random.between(200, 3_000), fault: switchTo(backup, true) },
  ]);
}

/** The old side slowly resumes its role, and the new side is told to take over immediately. */
export function displacedWhileResuming(random: Random, active: Letter): ScheduledFault[] {
  const backup = otherLetter(active);
  return begunWith(active, [
    {
      at: 0,
      fault: {
        kind: 'hook-slow',
        server: active,
        hook: 'commence',
        takesMs: random.between(15_000, 30_000),
        forMs: 40_000,
      },
    },
    { at: 0, fault: { kind: 'hook-fails', server: active, hook: 'discontinue', forMs: 5_000 } },
    { at: 500, fault: switchTo(backup) },
    { at: random.between(2_000, 12_000), fault: switchTo(backup, true) },
  ]);
}

/** The backup's request is delayed in transit, and arrives when the active server has another term. */
export function askedTooLate(random: Random, active: Letter): ScheduledFault[] {
  const backup = otherLetter(active);
  const againAt = random.between(50_000, 60_000);
  return begunWith(active, [
    { at: 0, fault: { kind: 'connection', connection: 'main', forMs: againAt + random.between(3_000, 20_000) } },
    { at: random.between(200, 2_000), fault: switchTo(backup) },
    { at: againAt - 100, fault: { kind: 'hook-fails', server: backup, hook: 'commence', forMs: 2_000 } },
    { at: againAt, fault: switchTo(backup) },
  ]);
}

/** The new side is active, or frozen, and cannot say so; the old side waits for it in vain. */
export function switchUnheard(random: Random, active: Letter): ScheduledFault[] {
  const backup = otherLetter(active);
  const forMs = random.between(110_000, 200_000);
  const silent: Fault = random.pick<Fault>([
    { kind: 'line', from: backup, forMs },
    { kind: 'freeze', server: backup, forMs },
  ]);
  return begunWith(active, [
    {
      at: 0,
      fault: {
        kind: 'hook-slow',
        server: backup,
        hook: 'fence',
        takesMs: random.between(5_000, 30_000),
        forMs: 60_000,
      },
    },
    { at: 500, fault: switchTo(backup) },
    { at: random.between(1_000, 4_000), fault: silent },
  ]);
}

/** An operator switches while the active server is shutting down cleanly. */
export function switchWhileStopping(random: Random, active: Letter): ScheduledFault[] {
  const takesMs = random.between(3_000, 29_000);
  const stop: Fault = { kind: 'stop', server: active, takeover: random.chance(0.5), forMs: 40_000 };
  const manual: Fault = { kind: 'mode', server: null, mode: 'manual', expiresMs: random.between(1_000, 25_000) };
  return begunWith(active, [
    ...(random.chance(0.5) ? [{ at: 0, fault: manual }] : []),
    { at: 0, fault: { kind: 'hook-slow', server: active, hook: 'discontinue', takesMs, forMs: 40_000 } },
    { at: 500, fault: stop },
    { at: random.between(600, takesMs), fault: switchTo(otherLetter(active), random.chance(0.2)) },
  ]);
}

/** The backup is stopped in the middle of the switch that it requested. */
export function newSideStops(random: Random, active: Letter): ScheduledFault[] {
  const backup = otherLetter(active);
  const forMs = 60_000;
  return begunWith(active, [
    { at: 0, fault: { kind: 'work-slow', server: active, takesMs: random.between(2_000, 5_000), forMs } },
    {
      at: 0,
      fault: { kind: 'hook-slow', server: active, hook: 'discontinue', takesMs: random.between(5_000, 20_000), forMs },
    },
    { at: 500, fault: switchTo(backup) },
    {
      at: random.between(600, random.pick([5_000, 20_000])),
      fault: { kind: 'stop', server: backup, takeover: true, forMs: random.between(1_000, 20_000) },
    },
  ]);
}

/** The active server stops and is heard once more by a backup that considers itself cut off. */
export function stopHeardLate(random: Random, active: Letter): ScheduledFault[] {
  const backup = otherLetter(active);
  const cutMs = random.between(2_000, 12_000);
  return begunWith(active, [
    {
      at: 0,
      fault: {
        kind: 'hook-slow',
        server: active,
        hook: 'discontinue',
        takesMs: random.between(0, 10_000),
        forMs: 60_000,
      },
    },
    { at: 500, fault: { kind: 'gateway-silent', server: backup, forMs: 60_000 } },
    { at: 1_000, fault: { kind: 'line', from: 'both', forMs: cutMs } },
    ...resets(backup, 1_000 + random.between(10, 500)),
    { at: 1_000 + random.between(10, cutMs), fault: { kind: 'stop', server: active, takeover: true, forMs: 40_000 } },
  ]);
}

/** The backup has just come back, and is asked to switch before the active server has its own connection to it. */
export function switchAtOnceAfterStart(random: Random, active: Letter): ScheduledFault[] {
  const backup = otherLetter(active);
  const forMs = random.between(20, 3_000);
  return begunWith(active, [
    { at: 0, fault: { kind: 'slow-network', fromMs: 20, toMs: 250, forMs: 30_000 } },
    { at: 1, fault: { kind: 'kill', server: backup, forMs } },
    { at: forMs + random.between(300, 900), fault: switchTo(backup) },
  ]);
}

/** The old side has lost its own connections and cannot re-establish them, but hears the new side on the other ones. */
export function switchOverheard(random: Random, active: Letter): ScheduledFault[] {
  const server = otherLetter(active);
  return begunWith(active, [
    { at: 0, fault: { kind: 'unverified', server: active, forMs: random.between(150_000, 250_000) } },
    ...resets(active, 1_000),
    { at: random.between(2_000, 10_000), fault: switchTo(server) },
  ]);
}

/** The new side of a switch can write its term only when most of the agreed time is over, and its hook takes the rest. */
export function slowToCommit(random: Random, active: Letter): ScheduledFault[] {
  const server = otherLetter(active);
  const lostAt = random.between(1_500, 6_500);
  const forMs = 150_000;
  return begunWith(active, [
    { at: 0, fault: { kind: 'disk-slow', server, takesMs: random.between(7_000, 9_900), forMs } },
    { at: 0, fault: { kind: 'disk-full', server, forMs: random.between(30_000, 55_000) } },
    { at: 0, fault: { kind: 'hook-slow', server, hook: 'commence', takesMs: random.between(29_000, 30_000), forMs } },
    { at: 500, fault: switchTo(server) },
    { at: lostAt, fault: { kind: 'line', from: 'both', forMs: random.between(20_000, 90_000) } },
    ...resets(server, lostAt + 1),
  ]);
}

/** The new side of a switch cannot write, and loses its companion until the agreed time is nearly over. */
export function unableToCommit(random: Random, active: Letter): ScheduledFault[] {
  const server = otherLetter(active);
  const lostAt = random.between(1_500, 6_500);
  return begunWith(active, [
    { at: 0, fault: { kind: 'disk-slow', server, takesMs: random.between(7_000, 9_900), forMs: 120_000 } },
    { at: 0, fault: { kind: 'disk-full', server, forMs: 90_000 } },
    { at: 500, fault: switchTo(server) },
    { at: lostAt, fault: { kind: 'line', from: 'both', forMs: random.between(48_000, 70_000) - lostAt } },
    ...resets(server, lostAt + 1),
  ]);
}

/** The active server cannot hand over, and is asked again by a duplicate message. */
export function askedTwice(random: Random, active: Letter): ScheduledFault[] {
  return begunWith(active, [
    { at: 0, fault: { kind: 'duplicates', forMs: 20_000 } },
    { at: 0, fault: { kind: 'hook-fails', server: active, hook: 'discontinue', forMs: 5_000 } },
    { at: 500, fault: { kind: 'switch', to: otherLetter(active), immediate: false, times: random.between(1, 3) } },
  ]);
}

/** The backup is lost before the active server has stopped anything for it. */
export function lostWhileDraining(random: Random, active: Letter): ScheduledFault[] {
  return begunWith(active, [
    { at: 0, fault: { kind: 'work-slow', server: active, takesMs: random.between(3_000, 5_000), forMs: 20_000 } },
    { at: 500, fault: switchTo(otherLetter(active)) },
    ...resets(active, random.between(600, 3_500)),
  ]);
}

/** In manual mode both start, and the one that was active is told to be the backup. */
export function nobodyWants(random: Random, active: Letter): ScheduledFault[] {
  return begunWith(active, [
    { at: 0, fault: { kind: 'mode', server: null, mode: 'manual', expiresMs: null } },
    { at: 500, fault: { kind: 'kill', server: otherLetter(active), forMs: random.between(500, 3_000) } },
    {
      at: random.between(500, 2_000),
      fault: { kind: 'restart', server: active, flag: '--force-backup', forMs: random.between(30_000, 160_000) },
    },
  ]);
}

/** The module is down, and just before that is confirmed, the network or the monitor itself fails for a while. */
export function moduleDownUnseen(random: Random, active: Letter): ScheduledFault[] {
  const backup = otherLetter(active);
  const forMs = random.chance(0.5) ? random.between(1_000, 8_000) : random.between(8_000, 20_000);
  const hangs = random.chance(0.6);
  const trouble = random.pick<Fault>([
    { kind: 'gateway', server: backup, forMs },
    { kind: 'line', from: 'both', forMs },
    { kind: 'module-monitor-silent', server: backup, forMs: 4 * forMs },
  ]);
  return begunWith(active, [
    { at: 0, fault: { kind: hangs ? 'module-hangs' : 'module-gone', server: active, forMs: 100_000 } },
    { at: hangs ? random.between(38_000, 62_000) : random.between(24_000, 42_000), fault: trouble },
  ]);
}

/** The module is down while the backup may not take over, and then something else happens to both. */
export function moduleDownHeldBack(random: Random, active: Letter): ScheduledFault[] {
  const then: Fault = random.pick<Fault>([
    { kind: 'stop', server: active, takeover: true, forMs: 30_000 },
    { kind: 'mode', server: null, mode: 'automatic', expiresMs: null },
    switchTo(otherLetter(active)),
  ]);
  return begunWith(active, [
    { at: 0, fault: { kind: 'mode', server: null, mode: 'manual', expiresMs: random.pick([null, 65_000]) } },
    { at: 0, fault: { kind: 'hook-slow', server: active, hook: 'discontinue', takesMs: 3_000, forMs: 120_000 } },
    { at: 500, fault: { kind: 'module-gone', server: active, forMs: 100_000 } },
    { at: random.between(40_000, 80_000), fault: then },
  ]);
}

/** Both were active; the one with the higher term dies and rejoins the other, which cannot write a term above it. */
export function raisesInVain(random: Random, active: Letter): ScheduledFault[] {
  const backup = otherLetter(active);
  const backAt = 80_000;
  return begunWith(active, [
    { at: 0, fault: { kind: 'line', from: 'both', forMs: backAt - 5_000 } },
    { at: backAt - 8_000, fault: { kind: 'kill', server: backup, forMs: 8_000 } },
    { at: backAt, fault: { kind: 'disk-full', server: active, forMs: random.between(8_000, 30_000) } },
    { at: backAt + 5_000, fault: { kind: 'rejoin', server: backup } },
    { at: backAt + random.between(5_500, 15_000), fault: { kind: 'kill', server: backup, forMs: 5_000 } },
  ]);
}
