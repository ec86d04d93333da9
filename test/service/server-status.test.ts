/** What a server says of itself for `/v1/status`. */
import { expect, test } from 'vitest';
import type { State } from '../../src/core/pair/state.ts';
import { initialState } from '../../src/core/pair/step.ts';
import { monotonicMs } from '../../src/host/clock.ts';
import type { StatusInputs } from '../../src/service/server-status.ts';
import { describeServer } from '../../src/service/server-status.ts';
import { selfOf } from '../support/engine-server.ts';

const BACKUP = { role: 'backup', lastPrimaryTerm: 0, highestTerm: 1 } as const;

function described(special: Partial<State>, inputs: Partial<StatusInputs> = {}): ReturnType<typeof describeServer> {
  const state = { ...initialState(selfOf('B'), BACKUP, 'automatic', monotonicMs() - 5_000), ...special };
  return describeServer({
    state,
    version: '0.1.0',
    logPath: '/srv/B/logs/switchover.log',
    checks: [],
    identity: { expiresAt: new Date('2100-01-01') } as StatusInputs['identity'],
    pairFilesDiffer: false,
    diskRefuses: false,
    programFaults: [],
    subsystems: {
      facts: () => ({}),
      warnings: () => [],
      behind: () => ({}),
      wouldLose: () => [],
      inForce: () => ({}),
    },
    ...inputs,
  });
}

test('a backup that will not take over counts down to nothing', () => {
  const counting = { place: 'reconnecting.waiting', timers: { reconnect: monotonicMs() + 10_000 } } as const;
  expect(described(counting).takeoverInMs).toBeGreaterThan(9_000);
  expect(described({ ...counting, mode: 'manual' })).toMatchObject({ takeoverInMs: null, heldBack: 'manual-mode' });
});

test('without gateway and NetTest it warns of what nothing checks, not of a cable, which is seen', () => {
  const warning = described({ place: 'backup.watching' }).warnings.find(({ code }) => code === 'no-network-check');
  expect(warning?.what).toMatch(/switch or gateway of the backup fails/);
  expect(warning?.what).not.toMatch(/cable/);
});
