import { describe, expect, it } from 'vitest';
import { createDriver, type Driver, STALL_MS } from '../../../src/core/engine/driver.ts';
import type { Event } from '../../../src/core/engine/event.ts';
import { NEVER_RAN } from '../../../src/core/engine/state.ts';
import { initialState, nextWake, step } from '../../../src/core/engine/step.ts';
import { indexTable } from '../../../src/core/engine/table.ts';
import { selfOf } from '../../support/engine-server.ts';

const FIRST = initialState(selfOf('A'), NEVER_RAN, 'automatic', 1_000);
const LOST = { type: 'dial-failed', connection: 'main', reason: 'ECONNREFUSED' } as const;

function waitingIn(driver: Driver): string[] {
  const types: string[] = [];
  for (let next = driver.next(); next !== null; next = driver.next()) types.push(next.type);
  return types;
}

describe('the driver of the engine', () => {
  it('decides like the engine, at the given time, and holds the resulting state', () => {
    const driver = createDriver(FIRST);
    const taken = driver.take({ type: 'start' }, 1_500);
    const event: Event = { type: 'start', at: 1_500 };
    expect(taken).toEqual({ event, before: FIRST, result: step(FIRST, event) });
    expect(driver.state()).toBe(taken.result.state);
    expect(driver.take(LOST, 1_600).before).toBe(taken.result.state);
  });

  it('returns waiting events in the order in which they were posted, each once', () => {
    const driver = createDriver(FIRST);
    expect(driver.hasNext()).toBe(false);
    driver.post({ type: 'start' });
    driver.post(LOST);
    expect(driver.hasNext()).toBe(true);
    expect(waitingIn(driver)).toEqual(['start', 'dial-failed']);
    expect(driver.hasNext()).toBe(false);
  });

  it('puts a stall of the process ahead of everything that waits', () => {
    const driver = createDriver(FIRST);
    driver.post(LOST);
    driver.stoodStill(STALL_MS + 1);
    expect(driver.next()).toEqual({ type: 'stalled', forMs: STALL_MS + 1 });
    expect(waitingIn(driver)).toEqual(['dial-failed']);
  });

  it('ignores a short pause of the process', () => {
    const driver = createDriver(FIRST);
    driver.stoodStill(STALL_MS);
    expect(driver.hasNext()).toBe(false);
  });

  it('asks to be woken for the next timer due', () => {
    const driver = createDriver(FIRST);
    expect(driver.nextWake()).toBeNull();
    driver.take({ type: 'start' }, 1_000);
    expect(driver.nextWake()).toEqual(nextWake(driver.state()));
    expect(driver.nextWake()).not.toBeNull();
  });

  it('keeps its state after an event that cannot be taken', () => {
    const driver = createDriver(FIRST);
    const { state } = driver.take({ type: 'start' }, 1_000).result;
    expect(() => driver.take({ type: 'view', view: null } as never, 2_000)).toThrow();
    expect(driver.state()).toBe(state);
  });

  it('decides by another table if it is given one', () => {
    const { result } = createDriver(FIRST, indexTable([])).take({ type: 'start' }, 1_000);
    expect(result.refused).toBe('A in init.asking: no rule for start');
  });
});
