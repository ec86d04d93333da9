import { describe, expect, test, vi } from 'vitest';
import type { State } from '../../src/core/engine/state.ts';
import type { LoadedPairFile } from '../../src/host/files/pair-file.ts';
import type { Hosting, Subsystems } from '../../src/server/opened-subsystems.ts';
import { openSubsystems } from '../../src/server/opened-subsystems.ts';
import type { Subsystem } from '../../src/server/subsystem.ts';

const VALUES = { 'Switchover Reconnect Timeout': 7 } as const;

/** None of these subsystems uses more of its host. */
const HOST = { pair: { pairFile: { parameters: VALUES } } as unknown as LoadedPairFile } as Hosting;

function opened(...all: readonly Subsystem[]): Promise<Subsystems> {
  return openSubsystems(
    all.map((one) => () => one),
    HOST,
    () => undefined,
  );
}

test('a subsystem without any methods is no obstacle', async () => {
  const subsystems = await opened({ channel: 'silent' });
  subsystems.onStateChange({} as State);
  subsystems.onFrame({ channel: 'silent', payload: 1 }, { connection: 'main', answer: vi.fn(), hangUp: vi.fn() });
  subsystems.onConnectionLost('main', 'why');
  subsystems.onEffect({ type: 'ping-module', id: 1, connection: 'main', timeoutMs: 1 });
  expect(await subsystems.drain(0)).toBeNull();
  expect([subsystems.behind(), subsystems.facts()]).toEqual([{}, {}]);
  expect([
    ...(await subsystems.wouldLose()),
    ...subsystems.warnings(),
    ...subsystems.metrics(),
    ...subsystems.routes,
  ]).toEqual([]);
  expect(subsystems.inForce()).toEqual(VALUES);
});

test('a state is reported once, and a frame goes to its subsystem', async () => {
  const [one, other] = [vi.fn(), vi.fn()];
  const subsystems = await opened(
    { channel: 'one', onStateChange: one, onFrame: one },
    { channel: 'other', onStateChange: other, onFrame: other },
  );
  const [first, second] = [{} as State, {} as State];
  for (const state of [first, first, second]) subsystems.onStateChange(state);
  expect([one.mock.calls, other.mock.calls]).toEqual([
    [[first], [second]],
    [[first], [second]],
  ]);
  const from = { connection: 'aux', answer: vi.fn(), hangUp: vi.fn() } as const;
  subsystems.onFrame({ channel: 'other', payload: 'hello' }, from);
  subsystems.onFrame({ channel: 'third', payload: 'hello' }, from);
  expect(one).toHaveBeenCalledTimes(2);
  expect(other).toHaveBeenLastCalledWith('hello', from);
});

describe('the drain', () => {
  const slow = (channel: string, ms: number, limits: number[] = []): Subsystem => ({
    channel,
    drain: (limitMs) => {
      limits.push(limitMs);
      return new Promise((resolve) => void setTimeout(() => resolve(null), ms));
    },
  });

  test('asks one after the other, and the later ones have what time is left', async () => {
    const limits: number[] = [];
    const subsystems = await opened(slow('one', 100, limits), { channel: 'silent' }, slow('other', 0, limits));
    expect(await subsystems.drain(5_000)).toBeNull();
    expect(limits[0]).toBeGreaterThan(4_900);
    expect(limits[1]).toBeLessThan(4_950);
  });

  test('ends with the name of the first that failed, and does not call later ones', async () => {
    const limits: number[] = [];
    const subsystems = await opened({ channel: 'one', drain: async () => '3 are left' }, slow('other', 0, limits));
    expect(await subsystems.drain(5_000)).toBe('one: 3 are left');
    expect(limits).toEqual([]);
  });

  test('treats one that is late, or throws, as failed', async () => {
    const endless = await opened({ channel: 'one', drain: () => new Promise(() => undefined) });
    expect(await endless.drain(20)).toBe('one: not finished in time');
    const broken = await opened({ channel: 'one', drain: () => Promise.reject(new Error('no ink')) });
    expect(await broken.drain(5_000)).toBe('one: no ink');
  });
});
