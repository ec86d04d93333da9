/**
 * The small durable state of a simulated server: one write after the other, each complete or not at all. A write under
 * way when the process ends is either lost or just completed.
 */
import type { Durable } from '../engine/state.ts';
import { NEVER_RAN } from '../engine/state.ts';
import type { EventQueue } from './event-queue.ts';
import type { Random } from './random.ts';

/** Between two attempts of a write that nothing waits for, in ms. */
const RETRY_MS = 2_000;

export interface VirtualDisk {
  /** The number of current faults: no write succeeds while it is above 0. */
  full: number;
  /** The extra time a write takes, in ms. */
  slowMs: number;
  readonly contents: () => Durable;
  /** `done` says whether it was written; it is not called if the process has ended meanwhile. */
  readonly write: (durable: Durable, isAwaited: boolean, done: (written: boolean) => void) => void;
  /** Writes under way are lost, except perhaps the first few. */
  readonly processEnded: () => void;
  /** Deletes everything. Only while no process runs. */
  readonly empty: () => void;
}

export function createVirtualDisk(world: {
  readonly queue: EventQueue;
  readonly random: Random;
  readonly now: () => number;
}): VirtualDisk {
  const { queue, random, now } = world;
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
      queue.add(freeAt, () => {
        if (run !== during) return;
        underWay.shift();
        if (disk.full === 0) contents = durable;
        if (disk.full === 0 || isAwaited) return done(disk.full === 0);
        queue.add(now() + RETRY_MS, () => {
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
