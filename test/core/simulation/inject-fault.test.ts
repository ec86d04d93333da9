import { describe, expect, it } from 'vitest';
import { settingsOf } from '../../../src/core/config/parameters/settings.ts';
import type { UntimedEvent } from '../../../src/core/engine/event.ts';
import { indexTable, TABLE } from '../../../src/core/engine/table.ts';
import type { Letter } from '../../../src/core/letter.ts';
import { LETTERS } from '../../../src/core/letter.ts';
import { createEventQueue } from '../../../src/core/simulation/event-queue.ts';
import type { Fault } from '../../../src/core/simulation/faults.ts';
import { begin, injectFault, type Stage } from '../../../src/core/simulation/inject-fault.ts';
import { randomOf } from '../../../src/core/simulation/random.ts';
import { repairAll } from '../../../src/core/simulation/recovery-phase.ts';
import { wholeTopology } from '../../../src/core/simulation/topology.ts';
import { createVirtualServer, type VirtualServer } from '../../../src/core/simulation/virtual-server.ts';
import { createWire } from '../../../src/core/simulation/wire.ts';
import { selfOf } from '../../support/engine-server.ts';

interface Running {
  readonly stage: Stage;
  /** What server A has taken up, and when. */
  readonly events: { readonly type: UntimedEvent['type']; readonly at: number }[];
  readonly runUntil: (at: number) => void;
}

/** Server A is active and B its backup, for a minute. */
function runningPair(): Running {
  const queue = createEventQueue();
  const topology = wholeTopology();
  const random = randomOf(1);
  const events: { type: UntimedEvent['type']; at: number }[] = [];
  let now = 0;
  let requests = 0;
  const world = {
    ...{ queue, topology, random, now: () => now, wire: () => wire, index: indexTable(TABLE) },
    server: (letter: Letter) => servers[letter],
    onStep: (letter: Letter, { type }: { readonly type: UntimedEvent['type'] }) => {
      if (letter === 'A') events.push({ type, at: now });
    },
    ...{ onLog: () => undefined, onEffect: () => undefined, onProcess: () => undefined },
  };
  const servers: Record<Letter, VirtualServer> = {
    A: createVirtualServer(world, selfOf('A'), 1),
    B: createVirtualServer(world, selfOf('B'), 1),
  };
  const wire = createWire(world);
  const stage: Stage = { ...world, wire, servers, parameters: {}, nextRequest: () => (requests += 1) };
  const runUntil = (at: number): void => {
    while (queue.nextAt() <= at) {
      now = queue.nextAt();
      queue.runNext();
    }
    now = at;
  };
  begin(stage, 'A');
  runUntil(100);
  begin(stage, 'B');
  runUntil(60_000);
  return { stage, events, runUntil };
}

/** Everything in a pair that faults change, by path. */
function conditionOf({ topology, servers }: Stage): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const note = (path: string, value: unknown): void => {
    if (typeof value === 'function') return;
    if (typeof value !== 'object' || value === null) found[path] = value;
    else for (const [name, part] of Object.entries(value)) note(`${path}.${name}`, part);
  };
  note('network', topology);
  for (const letter of LETTERS) {
    const { injected, state, isFrozen } = servers[letter];
    note(letter, { ...injected, runs: state() !== null, release: state()?.self.release, isFrozen: isFrozen() });
  }
  return found;
}

function changesOf(before: Record<string, unknown>, stage: Stage): Record<string, unknown> {
  return Object.fromEntries(Object.entries(conditionOf(stage)).filter(([path, value]) => before[path] !== value));
}

const HOUR = { forMs: 3_600_000 };
const ON_A = { server: 'A', ...HOUR } as const;

/** What each fault changes while it lasts. */
const FAULTS: readonly (readonly [fault: Fault, changes: Record<string, unknown>])[] = [
  [{ kind: 'kill', ...ON_A }, { 'A.runs': false }],
  [{ kind: 'emptied', ...ON_A }, { 'A.runs': false }],
  [{ kind: 'crash', ...ON_A, afterEffects: 3 }, { 'A.endsAfterEffects': 3 }],
  [
    { kind: 'power-off', ...ON_A },
    { 'A.runs': false, 'network.broken.machine.A': 1 },
  ],
  [
    { kind: 'site-dark', ...ON_A },
    {
      'A.runs': false,
      'network.broken.machine.A': 1,
      'network.broken.gateway.A': 1,
      'network.broken.netTest.B': 1,
    },
  ],
  [{ kind: 'release', ...ON_A, release: 2 }, { 'A.release': '2' }],
  [{ kind: 'freeze', ...ON_A }, { 'A.isFrozen': true }],
  [
    { kind: 'suspend', ...ON_A, clockStands: true },
    { 'A.isFrozen': true, 'network.broken.machine.A': 1 },
  ],
  [{ kind: 'disk-full', ...ON_A }, { 'A.disk.full': 1 }],
  [{ kind: 'disk-slow', ...ON_A, takesMs: 700 }, { 'A.disk.slowMs': 700 }],
  [{ kind: 'work-slow', ...ON_A, takesMs: 700 }, { 'A.workMs': 700 }],
  [{ kind: 'start-slow', ...ON_A, takesMs: 700 }, { 'A.startUpMs': 700 }],
  [{ kind: 'hook-fails', ...ON_A, hook: 'commence' }, { 'A.hookFails.commence': 1 }],
  [
    { kind: 'hook-fails', ...ON_A, hook: 'every' },
    { 'A.hookFails.fence': 1, 'A.hookFails.commence': 1, 'A.hookFails.discontinue': 1 },
  ],
  [{ kind: 'hook-slow', ...ON_A, hook: 'fence', takesMs: 700 }, { 'A.hookMs.fence': 700 }],
  [{ kind: 'module-hangs', ...ON_A }, { 'A.module.hung': 1 }],
  [{ kind: 'module-gone', ...ON_A }, { 'A.module.gone': 1 }],
  [{ kind: 'module-restarts', ...ON_A, everyMs: 700 }, { 'A.module.restartsEveryMs': 700 }],
  [{ kind: 'module-slow', ...ON_A, takesMs: 700 }, { 'A.module.startsInMs': 700 }],
  [{ kind: 'module-monitor-silent', ...ON_A }, { 'B.module.unheard': 1 }],
  [{ kind: 'wrong-port', ...ON_A }, { 'network.broken.address.A': 1 }],
  [{ kind: 'cable', ...ON_A }, { 'network.broken.cable.A': 1 }],
  [{ kind: 'gateway', ...ON_A }, { 'network.broken.gateway.A': 1 }],
  [{ kind: 'gateway-silent', ...ON_A }, { 'network.broken.gatewayPings.A': 1 }],
  [{ kind: 'net-test-silent', ...ON_A }, { 'network.broken.netTest.A': 1 }],
  [{ kind: 'checks-unknown', ...ON_A }, { 'network.broken.checks.A': 1 }],
  [{ kind: 'unverified', ...ON_A }, { 'network.broken.certificate.A': 1 }],
  [{ kind: 'line', from: 'A', ...HOUR }, { 'network.broken.line.A': 1 }],
  [
    { kind: 'line', from: 'both', ...HOUR },
    { 'network.broken.line.A': 1, 'network.broken.line.B': 1 },
  ],
  [{ kind: 'connection', connection: 'aux', ...HOUR }, { 'network.broken.connection.aux': 1 }],
  [
    { kind: 'slow-network', fromMs: 20, toMs: 30, ...HOUR },
    { 'network.latencyFromMs': 20, 'network.latencyToMs': 30 },
  ],
  [{ kind: 'loss', percent: 25, ...HOUR }, { 'network.loss': 0.25 }],
  [{ kind: 'duplicates', ...HOUR }, { 'network.duplicates': true }],
];

describe('the fault', () => {
  it.each(FAULTS)('%o breaks just this, until its end', (fault, changes) => {
    const { stage } = runningPair();
    const before = conditionOf(stage);
    const end = injectFault(stage, fault);
    expect(changesOf(before, stage)).toEqual(changes);
    end?.();
    // A process that is to die later dies, whether or not its fault has ended.
    expect(changesOf(before, stage)).toEqual(fault.kind === 'crash' ? changes : {});
  });

  it.each(FAULTS)('%o ends when everything is repaired, and does not come back at its own end', (fault) => {
    const { stage, runUntil } = runningPair();
    const before = conditionOf(stage);
    const end = injectFault(stage, fault);
    repairAll(stage);
    runUntil(400_000);
    expect(changesOf(before, stage)).toEqual({});
    end?.();
    runUntil(500_000);
    expect(changesOf(before, stage)).toEqual({});
  });

  it('twice on the same server is over when both have ended', () => {
    const { stage } = runningPair();
    const before = conditionOf(stage);
    const [first, second] = [1, 2].map(() => injectFault(stage, { kind: 'cable', ...ON_A }));
    first?.();
    expect(changesOf(before, stage)).toEqual({ 'network.broken.cable.A': 1 });
    second?.();
    expect(changesOf(before, stage)).toEqual({});
  });

  it('with another measure replaces the one before, whose end then changes nothing', () => {
    const { stage } = runningPair();
    const first = injectFault(stage, { kind: 'disk-slow', ...ON_A, takesMs: 700 });
    const second = injectFault(stage, { kind: 'disk-slow', ...ON_A, takesMs: 800 });
    first?.();
    expect(stage.servers.A.injected.disk.slowMs).toBe(800);
    second?.();
    expect(stage.servers.A.injected.disk.slowMs).toBe(0);
  });

  it.each<[what: string, fault: Fault, place: string]>([
    [
      'that asks for a switch to the backup makes it the active server',
      { kind: 'switch', to: 'B', immediate: false, times: 1 },
      'primary.serving',
    ],
    [
      'that asks for a switch and names no server chooses the backup',
      { kind: 'switch', to: null, immediate: false, times: 1 },
      'primary.serving',
    ],
    [
      'that asks the active server to become active changes nothing',
      { kind: 'switch', to: 'A', immediate: false, times: 1 },
      'backup.watching',
    ],
    [
      'that kills the active server lets its backup take over',
      { kind: 'kill', server: 'A', forMs: 60_000 },
      'primary.serving',
    ],
  ])('%s', (_what, fault, place) => {
    const { stage, runUntil } = runningPair();
    injectFault(stage, fault);
    runUntil(120_000);
    expect(stage.servers.B.state()?.place).toBe(place);
  });

  it('that sets the mode sets it on one server or on both', () => {
    const modes = (server: Letter | null): unknown => {
      const { stage } = runningPair();
      injectFault(stage, { kind: 'mode', server, mode: 'manual', expiresMs: null });
      return LETTERS.map((letter) => stage.servers[letter].state()?.mode);
    };
    expect([modes('B'), modes(null)]).toEqual([
      ['automatic', 'manual'],
      ['manual', 'manual'],
    ]);
  });

  it('that changes a parameter changes it on both servers', () => {
    const { stage } = runningPair();
    injectFault(stage, { kind: 'configure', setting: { name: 'Switchover TS Timeout', value: 5 } });
    for (const letter of LETTERS)
      expect(stage.servers[letter].settings()).toEqual(settingsOf({ 'Switchover TS Timeout': 5 }, letter));
  });

  it('that starts a server does nothing on a machine without power', () => {
    const { stage } = runningPair();
    injectFault(stage, { kind: 'power-off', ...ON_A });
    injectFault(stage, { kind: 'start', server: 'A', flag: null });
    expect(stage.servers.A.state()).toBeNull();
  });

  it.each([
    [true, 2],
    [false, 1],
  ])('of duplicates (%s) lets a message arrive %i times', (duplicates, times) => {
    const { stage, events, runUntil } = runningPair();
    if (duplicates) injectFault(stage, { kind: 'duplicates', ...HOUR });
    stage.wire.send('B', { kind: 'abort', id: 'unknown', reason: 'as a test' });
    runUntil(80_000);
    expect(events.filter(({ type }) => type === 'message')).toHaveLength(times);
  });

  it('of a slow network lets each message take another time within its limits', () => {
    const { stage, events, runUntil } = runningPair();
    injectFault(stage, { kind: 'slow-network', fromMs: 100, toMs: 900, ...HOUR });
    const delays = Array.from({ length: 20 }, (_, index) => {
      const sentAt = 70_000 + index * 2_000;
      runUntil(sentAt);
      events.length = 0;
      stage.wire.send('B', { kind: 'abort', id: 'unknown', reason: 'as a test' });
      runUntil(sentAt + 1_000);
      return events.find(({ type }) => type === 'message')!.at - sentAt;
    });
    expect(delays.filter((ms) => ms < 100 || ms > 900)).toEqual([]);
    expect(new Set(delays).size).toBeGreaterThan(10);
  });

  it('of a machine without power breaks the connections to it when it is back and can be reached', () => {
    const { stage, events, runUntil } = runningPair();
    const lost = (): number => events.filter(({ type }) => type === 'connection-lost').length;
    const power = injectFault(stage, { kind: 'power-off', server: 'B', ...HOUR });
    const cable = injectFault(stage, { kind: 'cable', ...ON_A });
    runUntil(61_000);
    expect(lost()).toBe(0);
    power?.();
    runUntil(63_000);
    expect(lost()).toBe(0);
    cable?.();
    runUntil(66_000);
    expect(lost()).toBe(2);
  });

  it('that kills a process breaks the connections to it at once, unless its machine is gone', () => {
    const lostAfter = (fault: Fault): number => {
      const { stage, events, runUntil } = runningPair();
      injectFault(stage, fault);
      runUntil(60_100);
      return events.filter(({ type }) => type === 'connection-lost').length;
    };
    expect(lostAfter({ kind: 'kill', server: 'B', ...HOUR })).toBe(2);
    expect(lostAfter({ kind: 'power-off', server: 'B', ...HOUR })).toBe(0);
    expect(lostAfter({ kind: 'reset', server: 'A', connection: 'aux' })).toBe(1);
    expect(lostAfter({ kind: 'reset', server: 'B', connection: 'aux' })).toBe(0);
  });

  it('of lost packets delays what is sent until one gets through', () => {
    const arrivals = (percent: number): number => {
      const { stage, events, runUntil } = runningPair();
      injectFault(stage, { kind: 'loss', percent, forMs: null });
      stage.wire.send('B', { kind: 'abort', id: 'unknown', reason: 'as a test' });
      runUntil(60_150);
      const first = events.filter(({ type }) => type === 'message').length;
      runUntil(64_000);
      return 10 * first + events.filter(({ type }) => type === 'message').length;
    };
    expect(arrivals(0)).toBe(11);
    expect(arrivals(100)).toBe(0);
    expect(arrivals(99.9)).toBe(0);
  });
});
