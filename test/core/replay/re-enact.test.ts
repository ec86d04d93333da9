/** What the engine does with facts from a log: when it switches, and where the log stops being enough. */
import { describe, expect, it } from 'vitest';
import { settingsOf } from '../../../src/core/config/parameters/settings.ts';
import type { NetworkChecks } from '../../../src/core/engine/monitors/network.ts';
import type { Evidence, Sample } from '../../../src/core/replay/evidence.ts';
import { reenact } from '../../../src/core/replay/re-enact.ts';

/** Reconnect period 30 s, module timeout 10 s with 2 failures. */
const SETTINGS = settingsOf({}, 'B');

const CHECKS: NetworkChecks = {
  link: { result: 'reached', address: 'eth0' },
  gateway: { result: 'reached', address: '10.0.0.1' },
  netTest: { result: 'off' },
  primary: { result: 'reached', address: '10.0.0.2' },
};
const UNREACHABLE: NetworkChecks = { ...CHECKS, primary: { result: 'unreachable', address: '10.0.0.2' } };
const CUT_OFF: NetworkChecks = { ...UNREACHABLE, link: { result: 'unreachable', address: 'eth0' } };

const QUIET: Evidence = {
  ...{ module: null, connections: [], notifier: { main: [], aux: [] }, network: [] },
  ...{ manual: false, from: 0, until: 100_000 },
};
const lost = (at: number, connection: 'main' | 'aux') => ({ at, connection, up: false });
const back = (at: number, connection: 'main' | 'aux') => ({ at, connection, up: true });
const BOTH_LOST = [lost(10_000, 'main'), lost(10_000, 'aux')];

function ending(evidence: Partial<Evidence>) {
  const { switched, unknownFrom, place, dueAt } = reenact({ ...QUIET, ...evidence }, SETTINGS, SETTINGS);
  return { switched, unknownFrom, place, dueAt };
}

describe('the engine in the place of the backup', () => {
  it.each<[what: string, evidence: Partial<Evidence>, end: Partial<ReturnType<typeof ending>>]>([
    ['watches if nothing happens', {}, { switched: null, unknownFrom: 100_000, place: 'backup.watching', dueAt: null }],
    [
      'takes over when the reconnect period is over',
      { connections: BOTH_LOST, network: [{ at: 10_000, checks: CHECKS }] },
      { switched: { at: 40_000, cause: 'notifier-connection-lost' }, unknownFrom: null, dueAt: null },
    ],
    [
      'takes over if the log knows nothing of the network',
      { connections: BOTH_LOST },
      { switched: { at: 40_000, cause: 'notifier-connection-lost' } },
    ],
    [
      'names an unreachable server as the cause',
      { connections: BOTH_LOST, network: [{ at: 10_000, checks: UNREACHABLE }] },
      { switched: { at: 40_000, cause: 'primary-unreachable' } },
    ],
    [
      'does not take over while it is cut off',
      { connections: BOTH_LOST, network: [{ at: 10_000, checks: CUT_OFF }] },
      { switched: null, unknownFrom: 100_000 },
    ],
    [
      'takes over in the moment at which the log ends',
      { connections: BOTH_LOST, until: 40_000 },
      { switched: { at: 40_000, cause: 'notifier-connection-lost' } },
    ],
    [
      'would take over after the end of a shorter log',
      { connections: BOTH_LOST, until: 30_000 },
      { switched: null, unknownFrom: 30_000, place: 'reconnecting.waiting', dueAt: 40_000 },
    ],
    [
      'watches again when a connection is back in time',
      { connections: [...BOTH_LOST, back(20_000, 'aux')] },
      { switched: null, unknownFrom: 100_000, place: 'backup.watching', dueAt: null },
    ],
    [
      'takes over if a connection comes back too late',
      { connections: [...BOTH_LOST, back(45_000, 'aux')] },
      { switched: { at: 40_000, cause: 'notifier-connection-lost' } },
    ],
    [
      'watches with one connection',
      { connections: [lost(10_000, 'main')] },
      { switched: null, place: 'backup.watching' },
    ],
    [
      'does not take over in manual mode',
      { connections: BOTH_LOST, manual: true },
      { switched: null, unknownFrom: 100_000, place: 'reconnecting.waiting' },
    ],
  ])('%s', (_what, evidence, end) => {
    expect(ending(evidence)).toMatchObject(end);
  });
});

/** Pings to the module every ten seconds, each with its outcome. */
function pings(...outcomes: readonly Sample['outcome'][]): Evidence['module'] {
  const samples = outcomes.map((outcome, index) => {
    const sentAt = 10_000 * index;
    return { sentAt, at: outcome === 'timed-out' ? sentAt + 10_000 : sentAt, outcome };
  });
  return { name: 'TsServer', samples };
}

describe('the module, as the engine in the place of the backup finds it', () => {
  it.each<[what: string, module: Evidence['module'], end: Partial<ReturnType<typeof ending>>]>([
    [
      'answers, and is not known after its last answer',
      pings('answered', 'answered', 'answered'),
      { switched: null, unknownFrom: 30_000, place: 'backup.watching' },
    ],
    [
      'is down after two rejected pings on each connection',
      pings('answered', 'rejected', 'rejected', 'rejected', 'rejected', 'rejected'),
      { switched: { at: 40_000, cause: 'module-down' } },
    ],
    [
      'is down at once if it never answered',
      pings('rejected', 'rejected', 'rejected', 'rejected'),
      { switched: { at: 30_000, cause: 'module-down' } },
    ],
    [
      'is down after two unanswered pings on each connection, a second apart, and one more',
      pings('answered', ...Array<Sample['outcome']>(8).fill('timed-out')),
      { switched: { at: 63_000, cause: 'module-down' } },
    ],
    [
      'is up if it answers every other ping',
      pings('answered', 'rejected', 'answered', 'rejected', 'answered'),
      { switched: null, unknownFrom: 20_000, place: 'backup.watching' },
    ],
    [
      'is not known after a ping that was the last one',
      pings('answered', 'timed-out'),
      { switched: null, unknownFrom: 21_000 },
    ],
    [
      'is not known if the log shows no pings',
      { name: 'TsServer', samples: [] },
      { switched: null, unknownFrom: -10_000 },
    ],
  ])('%s', (_what, module, end) => {
    expect(ending({ module })).toMatchObject(end);
  });
});

it('a backup whose pings are answered on one of the two connections keeps watching', () => {
  const timedOut = (sentAt: number): Sample => ({ sentAt, at: sentAt + 5_000, outcome: 'timed-out' });
  const notifier = { main: [timedOut(10_000), timedOut(15_000)], aux: [] };
  const { switched, place, dueAt } = ending({ notifier, until: 16_000 });
  expect({ switched, place, dueAt }).toEqual({ switched: null, place: 'backup.watching', dueAt: null });
});
