/** What surrounds a simulated server: its module, its disk, the network, and the queue of what happens next. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Durable } from '../../../src/core/engine/state.ts';
import { NEVER_RAN } from '../../../src/core/engine/state.ts';
import { createEventQueue } from '../../../src/core/simulation/event-queue.ts';
import { randomOf } from '../../../src/core/simulation/random.ts';
import {
  type Broken,
  canTalk,
  carries,
  checksOf,
  isOpen,
  type Topology,
  wholeTopology,
} from '../../../src/core/simulation/topology.ts';
import { createVirtualDisk } from '../../../src/core/simulation/virtual-disk.ts';
import { createVirtualModule } from '../../../src/core/simulation/virtual-module.ts';

describe('a simulated module', () => {
  it('answers as one process, until the service is started again or it comes back', () => {
    const module = createVirtualModule(() => 0);
    const first = module.ask();
    expect(module.ask()).toEqual(first);
    module.serviceStarted();
    const second = module.ask();
    module.renewed();
    expect(new Set([first, second, module.ask()].map((each) => JSON.stringify(each))).size).toBe(3);
  });

  it('is silent while it hangs, and refuses while it is gone, whatever else it is', () => {
    const module = createVirtualModule(() => 0);
    module.hung = 1;
    expect(module.ask()).toBe('silent');
    module.gone = 1;
    expect(module.ask()).toBe('refused');
    module.hung = 0;
    expect(module.ask()).toBe('refused');
  });

  it('answers only some time after the service was started, and at once before that', () => {
    let now = 0;
    const module = createVirtualModule(() => now);
    module.startsInMs = 5_000;
    expect(module.ask()).toHaveProperty('pid');
    now = 10_000;
    module.serviceStarted();
    expect(module.ask()).toBe('refused');
    now = 14_999;
    expect(module.ask()).toBe('refused');
    now = 15_000;
    expect(module.ask()).toHaveProperty('pid');
  });

  it('becomes a new process at its interval', () => {
    let now = 0;
    const module = createVirtualModule(() => now);
    module.restartsEveryMs = 1_000;
    const pids = [0, 999, 1_000, 1_999, 2_000].map((at) => {
      now = at;
      return (module.ask() as { readonly pid: number }).pid;
    });
    expect(pids.map((pid) => pid - pids[0]!)).toEqual([0, 0, 1, 1, 2]);
  });
});

describe('a simulated disk', () => {
  const durable = (highestTerm: number): Durable => ({ ...NEVER_RAN, highestTerm });

  function opened() {
    const queue = createEventQueue();
    let now = 0;
    const disk = createVirtualDisk({ queue, random: randomOf(1), now: () => now });
    const done: [number, boolean][] = [];
    const write = (term: number, isAwaited = true): void =>
      disk.write(durable(term), isAwaited, (written) => done.push([term, written]));
    const runUntil = (at: number): void => {
      while (queue.nextAt() <= at) {
        now = queue.nextAt();
        queue.runNext();
      }
      now = at;
    };
    return { disk, done, write, runUntil };
  }

  it('has what was written last, each write after the other, within milliseconds', () => {
    const { disk, done, write, runUntil } = opened();
    expect(disk.contents()).toEqual(NEVER_RAN);
    write(1);
    write(2);
    runUntil(0);
    expect(done).toEqual([]);
    runUntil(30);
    expect(done).toEqual([
      [1, true],
      [2, true],
    ]);
    expect(disk.contents()).toEqual(durable(2));
  });

  it('takes as much longer as it is slow', () => {
    const { disk, done, write, runUntil } = opened();
    disk.slowMs = 500;
    write(1);
    runUntil(500);
    expect(done).toEqual([]);
    runUntil(515);
    expect(done).toEqual([[1, true]]);
  });

  it('that is full refuses what somebody waits for', () => {
    const { disk, done, write, runUntil } = opened();
    disk.full = 1;
    write(1);
    runUntil(15);
    expect([done, disk.contents()]).toEqual([[[1, false]], NEVER_RAN]);
  });

  it('that is full tries the newest of what nobody waits for again, until it is written', () => {
    const { disk, done, write, runUntil } = opened();
    disk.full = 1;
    write(1, false);
    write(2, false);
    runUntil(1_000);
    expect(done).toEqual([]);
    disk.full = 0;
    runUntil(5_000);
    expect([done, disk.contents()]).toEqual([[[2, true]], durable(2)]);
  });

  it('keeps nothing of a process that has ended but what was complete, or the first writes under way', () => {
    const { disk, done, write, runUntil } = opened();
    write(1);
    runUntil(15);
    for (const term of [2, 3]) write(term);
    disk.processEnded();
    runUntil(100);
    expect(done).toEqual([[1, true]]);
    expect([1, 2, 3]).toContain(disk.contents().highestTerm);
    disk.empty();
    expect(disk.contents()).toEqual(NEVER_RAN);
  });
});

describe('the network', () => {
  const broken = (...parts: readonly (readonly [keyof Broken, string])[]): Topology => {
    const topology = wholeTopology();
    for (const [part, key] of parts) (topology.broken[part] as Record<string, number>)[key] = 1;
    return topology;
  };
  const all = { gateway: true, netTest: true };
  const found = (topology: Topology, enabled = all, passes = true): string =>
    Object.values(checksOf(topology, 'B', enabled, () => passes))
      .map(({ result }) => result)
      .join(' ');
  const WHOLE = 'reached reached reached reached';

  it.each<[parts: [keyof Broken, string][], fromA: boolean, fromB: boolean, main: boolean, checks: string]>([
    [[], true, true, true, WHOLE],
    [[['cable', 'B']], false, false, false, 'unreachable unreachable unreachable unreachable'],
    [[['gateway', 'B']], false, false, false, 'reached unreachable unreachable unreachable'],
    [[['cable', 'A']], false, false, false, 'reached reached reached unreachable'],
    [[['gateway', 'A']], false, false, false, 'reached reached reached unreachable'],
    [[['gatewayPings', 'B']], true, true, true, 'reached unreachable reached reached'],
    [[['line', 'A']], false, true, false, 'reached reached unreachable unreachable'],
    [[['line', 'B']], true, false, false, 'reached reached unreachable unreachable'],
    [[['netTest', 'B']], true, true, true, 'reached reached unreachable reached'],
    [[['netTest', 'A']], true, true, true, WHOLE],
    [[['machine', 'A']], true, true, true, 'reached reached reached unreachable'],
    [[['machine', 'B']], true, true, true, WHOLE],
    [[['checks', 'B']], true, true, true, 'reached unknown unknown unknown'],
    [[['checks', 'A']], true, true, true, WHOLE],
    [[['connection', 'main']], true, true, false, WHOLE],
  ])(
    'with %j broken carries packets of A: %s, of B: %s, those of main: %s, and B finds %s',
    (parts, fromA, fromB, main, checks) => {
      const topology = broken(...parts);
      expect([carries(topology, 'A'), carries(topology, 'B'), isOpen(topology, 'main'), found(topology)]).toEqual([
        fromA,
        fromB,
        main,
        checks,
      ]);
    },
  );

  it('is not asked for what is not configured, and answers no ping that does not pass', () => {
    expect(found(wholeTopology(), { gateway: false, netTest: true })).toBe('reached off reached reached');
    expect(found(wholeTopology(), { gateway: true, netTest: false })).toBe('reached reached off reached');
    expect(found(wholeTopology(), all, false)).toBe('reached unreachable unreachable unreachable');
  });

  it.each<[what: string, topology: Topology, talk: boolean]>([
    ['whole', wholeTopology(), true],
    ['slow', { ...wholeTopology(), latencyToMs: 2 }, false],
    ['lossy', { ...wholeTopology(), loss: 0.1 }, false],
    ['without the main connection', broken(['connection', 'main']), true],
    ['without both connections', broken(['connection', 'main'], ['connection', 'aux']), false],
    ['with a certificate that is not accepted', broken(['certificate', 'B']), false],
    ['with a server that looks in the wrong place', broken(['address', 'A']), false],
    ['cut one way', broken(['line', 'B']), false],
  ])('that is %s lets the servers talk: %s', (_what, topology, talk) => {
    expect(canTalk(topology)).toBe(talk);
  });
});

describe('the queue', () => {
  it('runs everything by its time, and at the same time in the order of entry', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20 })), (times) => {
        const queue = createEventQueue();
        const run: [number, number][] = [];
        times.forEach((at, order) => {
          queue.add(at, () => run.push([at, order]));
        });
        while (!queue.isEmpty()) {
          const at = queue.nextAt();
          queue.runNext();
          expect(run.at(-1)?.[0]).toBe(at);
        }
        expect(run).toEqual(
          times.map((at, order) => [at, order] as [number, number]).toSorted((a, b) => a[0] - b[0] || a[1] - b[1]),
        );
        expect(queue.nextAt()).toBe(Number.POSITIVE_INFINITY);
      }),
    );
  });
});
