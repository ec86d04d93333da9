/** What a server reports about itself in `/v1/status`. */
import { expect, test } from 'vitest';
import type { ParameterValues } from '../../src/core/config/parameters/catalogue.ts';
import type { State } from '../../src/core/engine/state.ts';
import { initialState } from '../../src/core/engine/step.ts';
import type { StatusWarning } from '../../src/core/protocol/answers.ts';
import { monotonicMs, wallClock } from '../../src/host/process/clock.ts';
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
    wouldLose: [],
    subsystems: {
      facts: () => ({}),
      warnings: () => [],
      behind: () => ({}),
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

test('a takeover that is due is due now, and without a countdown there is none', () => {
  const place = 'reconnecting.waiting';
  expect(described({ place, timers: { reconnect: monotonicMs() - 10_000 } }).takeoverInMs).toBe(0);
  expect(described({ place, timers: {} }).takeoverInMs).toBeNull();
});

test('the facts of a server are those of its state, its files and its subsystems', () => {
  const subsystems = {
    facts: () => ({ tally: { count: 3 } }),
    warnings: () => [{ code: 'tally', what: 'w', do: 'd' }],
    behind: () => ({ tally: { items: 2, ageMs: 1 } }),
    inForce: () => ({}),
  };
  const up = { status: 'up', failure: null } as const;
  const { connections } = initialState(selfOf('B'), BACKUP, 'automatic', 0);
  const network = { verdict: 'reachable', at: monotonicMs() - 5_000 } as unknown as State['network'];
  const found = described(
    {
      place: 'backup.watching',
      connections: { main: { ...connections.main, ...up }, aux: { ...connections.aux, failure: 'ECONNREFUSED' } },
      network,
    },
    { subsystems, wouldLose: ['two'] },
  );
  expect(found).toMatchObject({
    ...{ letter: 'B', state: 'backup', serving: false, version: '0.1.0', term: 1, pid: process.pid },
    ...{ log: '/srv/B/logs/switchover.log', modeUntil: null, files: 'none', lastSwitch: null, checks: [] },
    connections: { main: { status: 'up', failure: null }, aux: { failure: 'ECONNREFUSED' } },
    network: { verdict: 'reachable' },
    tally: { count: 3 },
    behind: { tally: { items: 2, ageMs: 1 } },
    wouldLose: ['two'],
  });
  expect(found.warnings).toContainEqual({ code: 'tally', what: 'w', do: 'd' });
  expect(found.network?.ageMs).toBeGreaterThanOrEqual(5_000);
  expect(found.network?.ageMs).toBeLessThan(65_000);
  expect(described({ network: null }).network).toBeNull();
});

test('a server that lists mirrored directories says that it does not mirror them', () => {
  const inForce = () => ({ CustomMirrorDir: '/srv/data' }) as ParameterValues;
  const subsystems = { facts: () => ({}), warnings: () => [], behind: () => ({}), wouldLose: () => [], inForce };
  const { files, warnings } = described({}, { subsystems });
  expect(files).toBe('not-implemented');
  expect(warnings).toContainEqual({
    code: 'files-not-mirrored',
    what: 'CustomMirrorDir or InitialMirrorDir lists directories, but this version does not mirror files',
    do: 'copy the files that the backup needs by other means, before it takes over',
  });
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

const DAY_MS = 86_400_000;
/** Between two readings of the clock in one test, in ms. */
const MOMENT_MS = 60_000;

/** The warning of a server whose certificate is valid for this long, in ms. */
function certificateWarning(leftMs: number): StatusWarning | undefined {
  const identity = { expiresAt: new Date(wallClock().getTime() + leftMs) } as StatusInputs['identity'];
  const found = described({}, { identity }).warnings.filter(({ code }) => code === 'certificate-expires');
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0];
}

test.each([
  [-0.5, 'has expired'],
  [1.5, 'expires in 1 day;'],
  [10.5, 'expires in 10 days;'],
])('with a certificate that ends in %s days it warns, and names a way that exists', (days, words) => {
  const warning = certificateWarning(days * DAY_MS);
  expect(warning?.what).toContain(words);
  expect(warning?.do).toMatch(/openssl.*docs\/certificates\.md.*restart this server/);
});

test.each([29, 2])('with a certificate that is valid for %i more days it warns with that number', (days) => {
  const warning = certificateWarning(days * DAY_MS + MOMENT_MS);
  expect(warning?.what).toContain(`the certificate of this server expires in ${days} days`);
  expect(warning?.what).toContain('after that its companion will reject it');
  expect(warning?.do).toContain('docs/certificates.md');
});

test('with a certificate that has just become valid for less than 30 days it warns', () => {
  expect(certificateWarning(30 * DAY_MS - MOMENT_MS)?.what).toContain('in 29 days');
});

test('with a certificate that is valid for another 30 days, a quarter of a year or a year it does not warn', () => {
  expect(certificateWarning(30 * DAY_MS + MOMENT_MS)).toBeUndefined();
  expect(certificateWarning(91 * DAY_MS)).toBeUndefined();
  expect(certificateWarning(365 * DAY_MS)).toBeUndefined();
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

/** Each warning, by its code, in the words of `status`. */
function warned(special: Partial<State>, inputs: Partial<StatusInputs> = {}): string[] {
  const before = new Set(described({ place: 'backup.watching' }).warnings.map(({ code }) => code));
  const { warnings } = described({ place: 'backup.watching', ...special }, inputs);
  return warnings
    .filter(({ code }) => !before.has(code))
    .map(({ code, what, do: next }) => `${code}: ${what} > ${next}`);
}

test.each<[special: Partial<State>, inputs: Partial<StatusInputs>, warnings: string[]]>([
  [{}, {}, []],
  [
    { warnings: ['commence-failed'] },
    {},
    [
      'commence-failed: the Commence hook failed when this server became active > check the log for the output of the hook, and start the service by hand',
    ],
  ],
  [
    { warnings: ['discontinue-failed'] },
    {},
    [
      'discontinue-failed: the Discontinue hook failed on this server > make sure that the service is no longer running on this server',
    ],
  ],
  [
    { warnings: ['module-monitor-silent'] },
    {},
    [
      'module-monitor-silent: the module monitor returns no results and has been restarted twice: the module is not monitored > check the log of this server, and restart it',
    ],
  ],
  [
    { warnings: ['companion-heard-one-way'] },
    {},
    [
      'companion-heard-one-way: the companion reaches this server, but this server cannot reach the companion: no automatic takeover until it can > compare the pair files of both servers: does the address or port of the companion differ?',
    ],
  ],
  [
    { warnings: ['companion-unverified'] },
    {},
    [
      "companion-unverified: something answers at the companion's address but cannot be verified: no automatic takeover > compare the certificates of both servers; the log shows the error. If the other server is off: switchover switch --immediate",
    ],
  ],
  [{ warnings: ['of-a-later-version'] }, {}, ['of-a-later-version: of-a-later-version > check the log']],
  [
    { place: 'primary.serving', inDoubt: true },
    {},
    [
      'stood-still: this server was stalled and has not heard from its companion since: /primary answers 503 until it does, or may continue alone > check the other server: if it is active, nothing needs to be done here',
    ],
  ],
  [{ inDoubt: true }, {}, []],
  [
    { mode: 'manual' },
    {},
    ['manual-mode: manual mode: no automatic takeover > when the work is done: switchover mode automatic'],
  ],
  [
    { mode: 'manual', modeReason: 'patches' },
    {},
    ['manual-mode: manual mode: no automatic takeover (patches) > when the work is done: switchover mode automatic'],
  ],
  [
    { mode: 'manual', modeReason: 'takeover-limit' },
    {},
    [
      'takeover-limit: more than three takeovers within an hour: automatic takeover is disabled > find out why with "switchover why-switched --all", then: switchover mode automatic',
    ],
  ],
  [
    {},
    { pairFilesDiffer: true },
    [
      'pair-files-differ: the pair files of the two servers differ in names, addresses or the module > copy the right pair file over the other one, and restart that server',
    ],
  ],
  [
    {},
    { diskRefuses: true },
    [
      'log-not-writable: cannot write the log or the flight recorder > free up space on the disk of /srv/B/logs/switchover.log',
    ],
  ],
  [
    {},
    { roleStateHalfDamaged: true },
    [
      'role-state-half-damaged: one of the two copies of role and term in role.state is damaged; the other one is used > check the disk for errors; the copy is rewritten at the next change of role or term',
    ],
  ],
])('in the condition %j, with %j, it warns', (special, inputs, warnings) => {
  expect(warned(special, inputs)).toEqual(warnings);
});

test.each<
  [
    settings: Partial<State['self']['settings']>,
    checks: [name: 'gateway' | 'nettest', result: 'unknown' | 'reached'][],
    what: string | null,
  ]
>([
  [{ gatewayPing: false, netTest: null }, [], 'neither the gateway nor NetTest is checked'],
  [{ gatewayPing: true, netTest: null }, [], null],
  [{ gatewayPing: true, netTest: null }, [['gateway', 'reached']], null],
  [{ gatewayPing: true, netTest: null }, [['gateway', 'unknown']], 'do not work (gateway: no ping)'],
  [
    { gatewayPing: true, netTest: '10.0.0.9' },
    [
      ['gateway', 'unknown'],
      ['nettest', 'reached'],
    ],
    null,
  ],
  [
    { gatewayPing: true, netTest: '10.0.0.9' },
    [
      ['gateway', 'unknown'],
      ['nettest', 'unknown'],
    ],
    'do not work (gateway: no ping; NetTest: no ping)',
  ],
  [
    { gatewayPing: false, netTest: '10.0.0.9' },
    [
      ['gateway', 'reached'],
      ['nettest', 'unknown'],
    ],
    'do not work (NetTest: no ping)',
  ],
])(
  'with the settings %j and the checks %j it warns that a failed network may not be noticed',
  (settings, checks, what) => {
    const self = selfOf('B');
    const found = described(
      { self: { ...self, settings: { ...self.settings, ...settings } } },
      {
        checks: checks.map(([name, result]) => ({
          ...{ name, result, address: null, lastSuccessAgeMs: null },
          why: result === 'unknown' ? 'no ping' : null,
        })),
      },
    ).warnings.find(({ code }) => code === 'no-network-check');
    expect(found?.what ?? null).toEqual(what === null ? null : expect.stringContaining(what));
  },
);
