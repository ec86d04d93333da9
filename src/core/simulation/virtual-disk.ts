/**
 * The small durable state of a simulated server: one write after the other, each whole or not at all. What was not
 * written when the process ends is lost, or was written just then.
 */
import type { Durable } from '../pair/state.ts';
import { NEVER_RAN } from '../pair/state.ts';
import type { Agenda } from './agenda.ts';
import type { Random } from './random.ts';

/** Between two attempts of a write that nobody waits for, in ms. */
const RETRY_MS = 2_000;

export interface VirtualDisk {
  /** Counts of faults that hold: no write succeeds while it is above 0. */
  full: number;
  /** A write takes so much longer, in ms. */
  slowMs: number;
  readonly contents: () => Durable;
  /** `done` says whether it was written; it is not called where the process has ended meanwhile. */
  readonly write: (durable: Durable, isAwaited: boolean, done: (written: boolean) => void) => void;
  /** Writes under way are lost, all but perhaps the first few. */
  readonly processEnded: () => void;
  /** Nothing is left. Only where no process runs. */
  readonly empty: () => void;
}

export function createVirtualDisk(world: {
  readonly agenda: Agenda;
  readonly random: Random;
  readonly now: () => number;
}): VirtualDisk {
  const { agenda, random, now } = world;
  let contents: Durable = NEVER_RAN;
  let underWay: Durable[] = [];
  let freeAt = 0;
  let run = 0;
  let latest = 0;

  const write: VirtualDisk['write'] = (durable, isAwaited, done) => {
    latest += 1;
    const [mine, during] = [latest, run];
    const attempt = (): void => {
      underWay.push(durable);
      freeAt = Math.max(freeAt, now()) + disk.slowMs + random.between(1, 15);
      agenda.add(freeAt, () => {
        if (run !== during) return;
        underWay.shift();
        if (disk.full === 0) contents = durable;
        if (disk.full === 0 || isAwaited) return done(disk.full === 0);
        agenda.add(now() + RETRY_MS, () => {
          if (run === during && latest === mine) attempt();
        });
      });
    };
    attempt();
  };

  const disk: VirtualDisk = {
    full: 0,
    slowMs: 0,
    contents: () => contents,
    write,
    processEnded: () => {
      const written = disk.full > 0 ? 0 : random.between(0, underWay.length);
      contents = underWay[written - 1] ?? contents;
      underWay = [];
      freeAt = 0;
      run += 1;
    },
    empty: () => {
      contents = NEVER_RAN;
    },
  };
  return disk;
}
