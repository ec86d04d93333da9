/** What a server reports about itself in `/v1/status`. */
import { expect, test } from 'vitest';
import type { State } from '../../src/core/engine/state.ts';
import { initialState } from '../../src/core/engine/step.ts';
import { monotonicMs } from '../../src/host/process/clock.ts';
import { createLastSwitch } from '../../src/server/last-switch.ts';
import { createMoments } from '../../src/server/moments.ts';
import type { StatusInputs } from '../../src/server/server-status.ts';
import { describeServer } from '../../src/server/server-status.ts';
import { selfOf } from '../support/engine-server.ts';

const BACKUP = { role: 'backup', lastPrimaryTerm: 0, highestTerm: 1, switched: [] } as const;

function described(special: Partial<State>, inputs: Partial<StatusInputs> = {}): ReturnType<typeof describeServer> {
  const state = { ...initialState(selfOf('B'), BACKUP, 'automatic', monotonicMs() - 5_000), ...special };
  return describeServer({
    state,
    moments: createMoments(),
    lastSwitch: null,
    version: '0.1.0',
    logPath: '/srv/B/logs/switchover.log',
    checks: [],
    identity: { expiresAt: new Date('2100-01-01') } as StatusInputs['identity'],
    pairFilesDiffer: false,
    diskRefuses: false,
    roleStateHalfDamaged: false,
    fileWarnings: [],
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

test('a backup that will not take over shows no countdown', () => {
  const counting = { place: 'reconnecting.waiting', timers: { reconnect: monotonicMs() + 10_000 } } as const;
  expect(described(counting).takeoverInMs).toBeGreaterThan(9_000);
  expect(described({ ...counting, mode: 'manual' })).toMatchObject({ takeoverInMs: null, heldBack: 'manual-mode' });
});

test('the time since which it is in its state, and the end of its mode, do not move from one answer to the next', async () => {
  const moments = createMoments();
  const special = {
    mode: 'manual',
    modeBy: 'ann',
    since: monotonicMs(),
    timers: { mode: monotonicMs() + 60_000 },
  } as const;
  const first = described(special, { moments });
  expect(first).toMatchObject({ modeBy: 'ann', modeUntil: expect.stringMatching(/Z$/) });
  for (let round = 0; round < 20; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const again = described(special, { moments });
    expect([again.since, again.modeUntil]).toEqual([first.since, first.modeUntil]);
  }
  expect(described({ ...special, since: special.since + 5_000 }, { moments }).since).not.toBe(first.since);
});

test('without gateway and NetTest it warns of the failures that nothing detects, not of a cable, which is detected', () => {
  const warning = described({ place: 'backup.watching' }).warnings.find(({ code }) => code === 'no-network-check');
  expect(warning?.what).toMatch(/switch or gateway of the backup fails/);
  expect(warning?.what).not.toMatch(/cable/);
});

test.each([
  [-0.5, 'has expired'],
  [1.5, 'expires in 1 day;'],
  [10.5, 'expires in 10 days;'],
])('with a certificate that ends in %s days it warns, and names a way that exists', (days, words) => {
  const expiresAt = new Date(Date.now() + days * 86_400_000);
  const identity = { expiresAt } as StatusInputs['identity'];
  const warning = described({}, { identity }).warnings.find(({ code }) => code === 'certificate-expires');
  expect(warning?.what).toContain(words);
  expect(warning?.do).toMatch(/openssl.*docs\/certificates\.md.*restart this server/);
});

test('with a certificate that is valid for another quarter of a year it does not warn', () => {
  const identity = { expiresAt: new Date(Date.now() + 91 * 86_400_000) } as StatusInputs['identity'];
  expect(described({}, { identity }).warnings.map(({ code }) => code)).not.toContain('certificate-expires');
});

test('it knows how it became active: by whom, why, and how long that took', () => {
  const last = createLastSwitch((id) => (id === 'x' ? 'patches' : null));
  const begun = { ...initialState(selfOf('B'), BACKUP, 'automatic', 0), place: 'primary.persisting' } as State;
  const transaction = { id: 'x', by: 'ann', controlled: true, proposedTerm: 2, commitWithinMs: 1, abandoned: false };
  const taking = (cause: 'manual' | 'module-down' | 'start', before: State['durable'] = BACKUP) =>
    ({ takeover: { term: 2, cause, before, agreed: false } }) as const;
  last.onStateChange({ ...begun, ...taking('manual'), transaction });
  expect(last.event()).toBeNull();
  last.onStateChange({ ...begun, ...taking('manual'), place: 'primary.serving' });
  expect(last.event()).toMatchObject({ kind: 'switch', from: 'A', to: 'B', term: 2, by: 'ann', reason: 'patches' });
  expect(last.event()).toMatchObject({ cause: 'manual', detectMs: null, activateMs: expect.any(Number) });
  last.onStateChange({
    ...begun,
    place: 'primary.raising',
    takeover: { term: 4, cause: 'manual', before: BACKUP, agreed: false },
  });
  expect(last.event()).toMatchObject({ kind: 'switch', term: 4, by: 'ann' });
  const other = createLastSwitch(() => null);
  other.onStateChange({ ...begun, ...taking('start') });
  other.onStateChange({ ...begun, ...taking('start'), place: 'primary.serving' });
  expect(other.event()).toMatchObject({ kind: 'start', from: null, by: null });
});

test('a ping that is not permitted is reported with the reason and what it needs', () => {
  const why = 'ping may not open its socket (EPERM)';
  const check = {
    name: 'primary',
    result: 'unknown',
    why,
    address: null,
    ageMs: null,
    lastSuccessAgeMs: null,
  } as const;
  const { warnings } = described({ place: 'backup.watching' }, { checks: [check] });
  const warning = warnings.find(({ code }) => code === 'ping-unavailable');
  expect(warning?.what).toContain(why);
  expect(warning?.do).toContain('CAP_NET_RAW');
});
