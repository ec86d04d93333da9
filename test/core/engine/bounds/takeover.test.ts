import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../../../src/core/config/parameters/catalogue.ts';
import { settingsOf } from '../../../../src/core/config/parameters/settings.ts';
import { type Failure, type TakeoverBound, takeoverBounds } from '../../../../src/core/engine/bounds/takeover.ts';
import type { State } from '../../../../src/core/engine/state.ts';
import { viewOf } from '../../../../src/core/engine/state.ts';
import { initialState } from '../../../../src/core/engine/step.ts';
import { ROOT } from '../../../support/cli.ts';
import { happen, newWorld, pass, selfOf, type World } from '../../../support/engine-server.ts';

const values: fc.Arbitrary<ParameterValues> = fc.record(
  {
    'Switchover TS Timeout': fc.integer({ min: 5, max: 60 }),
    'Switchover TS Failure Retry Delay': fc.integer({ min: 1, max: 30 }),
    'Switchover Max TS Failures': fc.integer({ min: 1, max: 5 }),
    'Switchover Ping on Aux Connection': fc.boolean(),
    'Switchover Max Restarts': fc.integer({ min: 1, max: 4 }),
    'Switchover Max Sequential Restarts': fc.integer({ min: 1, max: 4 }),
    'Switchover Monitoring': fc.constantFrom('TsServer', 'IP'),
    'Switchover IP Timeout': fc.integer({ min: 5, max: 60 }),
    'Switchover IP Retry Delay': fc.integer({ min: 1, max: 30 }),
    'Switchover Primary Monitor Timeout': fc.integer({ min: 0, max: 40 }),
    'Switchover Primary Monitor Ping Delay': fc.integer({ min: 0, max: 40 }),
    'Switchover Primary Monitor Retry Count': fc.integer({ min: 1, max: 6 }),
    'Switchover Primary Monitor Retry Ping Delay': fc.integer({ min: 0, max: 20 }),
    'Switchover Reconnect Timeout': fc.integer({ min: 0, max: 120 }),
    'Switchover Notifier Reconnect Delay': fc.integer({ min: 5, max: 60 }),
    'Switchover Unreachable Primary Ping Count': fc.integer({ min: -1, max: 9 }),
    'Switchover Unreachable Primary Ping Delay': fc.integer({ min: 1, max: 60 }),
    'Switchover Disable Gateway Ping': fc.boolean(),
    'Switchover NetTest B': fc.constant('10.0.0.1'),
    'Switchover NetTest Timeout': fc.integer({ min: 1, max: 60 }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<ParameterValues>;

/** A backup that watches an active server, with a module that answers. */
function watching(given: ParameterValues): World {
  const settings = settingsOf(given, 'B');
  const self = selfOf('B', { settings, module: { name: settings.monitoring, startLimitMs: 0 } });
  const disk = { role: 'backup', lastPrimaryTerm: 0, highestTerm: 1, switched: [] } as const;
  const world = newWorld(self, disk, 'automatic', 0, (event) => {
    if (restarting && event.type === 'module-answered') world.pid = (world.pid ?? 0) + 1;
  });
  happen(world, { type: 'start' });
  happen(world, { type: 'started-up' });
  world.companion = {
    ...viewOf(initialState(selfOf('A'), disk, 'automatic', 0)),
    place: 'primary.serving',
    serving: true,
    term: 1,
    highestTerm: 1,
    lastPrimaryTerm: 1,
  };
  pass(world, 2_000);
  return world;
}

let restarting = false;

/** How each failure looks to the backup. */
const INJECT: Readonly<Partial<Record<Failure, (world: World) => void>>> = {
  'module-hung': (world) => {
    world.network = 'primary-reached';
    world.module = 'hung';
  },
  'module-gone': (world) => {
    world.network = 'primary-reached';
    world.module = 'gone';
  },
  'module-restarting': (world) => {
    world.network = 'primary-reached';
    restarting = true;
    world.pid = (world.pid ?? 0) + 1;
  },
  'process-killed': (world) => {
    world.network = 'primary-reached';
    loseBoth(world);
  },
  'both-connections': (world) => {
    world.network = 'primary-reached';
    world.frozen = true;
  },
  'primary-unreachable': (world) => {
    world.network = 'primary-unreachable';
    world.frozen = true;
  },
  'backup-cut-off': (world) => {
    const { gatewayPing, netTest } = world.state.self.settings;
    world.network = gatewayPing ? 'backup-cut-off' : netTest === null ? 'primary-unreachable' : 'path-or-site-lost';
    world.frozen = true;
  },
  'main-connection-only': (world) => {
    world.network = 'primary-reached';
    world.reachable = ['aux'];
    happen(world, { type: 'connection-lost', connection: 'main', reason: 'ECONNRESET' });
  },
};

function loseBoth(world: World): void {
  world.companion = null;
  for (const connection of ['main', 'aux'] as const)
    happen(world, { type: 'connection-lost', connection, reason: 'ECONNRESET' });
}

/** When the takeover is decided, in ms after the failure; null if not within the time observed. */
function takesOverAfter(world: World, injectFault: (world: World) => void, limitMs: number): number | null {
  const began = world.at;
  injectFault(world);
  // The engine runs in small steps, so that the time of its decision is known.
  for (const end = began + limitMs; world.at < end; ) {
    if (hasDecided(world.state)) return world.at - began;
    pass(world, Math.min(100, end - world.at));
  }
  return hasDecided(world.state) ? world.at - began : null;
}

function hasDecided({ takeover, place }: State): boolean {
  return takeover !== null && place.startsWith('primary');
}

const STEP_MS = 100;

describe('the bounds of a takeover', () => {
  it.each(Object.keys(INJECT) as Failure[])('hold for %s, with any valid parameters', (failure) => {
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 90_000 }), (given, warmUpMs) => {
        restarting = false;
        const settings = settingsOf(given, 'B');
        const bounds = takeoverBounds({ settings, hasModule: true, mode: 'automatic' });
        const bound = bounds.find((each) => each.failure === failure)!;
        const world = watching(given);
        pass(world, warmUpMs);
        const took = takesOverAfter(world, INJECT[failure]!, (bound.longestMs ?? 1_200_000) + 5_000);
        if (bound.never !== null) {
          expect(took, bound.never).toBeNull();
          return;
        }
        expect(took, JSON.stringify(bound.terms)).not.toBeNull();
        expect(took!).toBeGreaterThanOrEqual(bound.shortestMs! - STEP_MS);
        expect(took!).toBeLessThanOrEqual(bound.longestMs! + STEP_MS);
      }),
      { numRuns: 60 },
    );
  });

  it('are ordered, and the sum of their terms', () => {
    fc.assert(
      fc.property(values, fc.boolean(), fc.constantFrom('automatic', 'manual'), (given, hasModule, mode) => {
        for (const bound of takeoverBounds({ settings: settingsOf(given, 'A'), hasModule, mode })) {
          if (bound.never !== null) {
            expect([bound.shortestMs, bound.typicalMs, bound.longestMs]).toEqual([null, null, null]);
            // Notes on a takeover, such as a danger, are absent if there is none.
            expect([bound.terms, bound.note, bound.moduleFirst]).toEqual([[], null, null]);
            continue;
          }
          expect(bound.shortestMs!).toBeLessThanOrEqual(bound.typicalMs!);
          expect(bound.typicalMs!).toBeLessThanOrEqual(bound.longestMs!);
          if (bound.moduleFirst !== null) continue;
          expect(bound.longestMs).toBe(bound.terms.reduce((ms, term) => ms + term.longestMs, 0));
        }
      }),
    );
  });

  it('are those of the documentation by default', () => {
    const bounds = takeoverBounds({ settings: settingsOf({}, 'B'), hasModule: true, mode: 'automatic' });
    const seconds = (ms: number | null) => (ms === null ? null : ms / 1000);
    expect(Object.fromEntries(bounds.map((b) => [b.failure, [seconds(b.shortestMs), seconds(b.longestMs)]]))).toEqual({
      'module-hung': [53, 67],
      'module-gone': [30, 44],
      'module-restarting': [10, 24],
      'process-killed': [30, 34],
      'main-connection-only': [null, null],
      'both-connections': [30, 50],
      'primary-unreachable': [45, 50],
      'backup-cut-off': [45, 50],
      'controlled-switch': [0, 10],
      'immediate-switch': [0, 0],
    });
  });

  it('promise nothing about a gateway check that is inconclusive', () => {
    const settings = settingsOf({ 'Switchover Disable Gateway Ping': false }, 'B');
    const boundOf = (gatewayFault: string | null) =>
      takeoverBounds({ settings, hasModule: true, mode: 'automatic', gatewayFault }).find(
        ({ failure }) => failure === 'backup-cut-off',
      );
    expect(boundOf(null)).toMatchObject({ longestMs: null, never: expect.stringContaining('no-network-check') });
    const note = expect.stringMatching(/^DANGER: the gateway check is inconclusive \(eth0 has no gateway\)/);
    expect(boundOf('eth0 has no gateway')).toMatchObject({ longestMs: 50_000, never: null, note });
  });

  it('are "never" in manual mode, except for switches requested by an operator', () => {
    const bounds = takeoverBounds({ settings: settingsOf({}, 'B'), hasModule: true, mode: 'manual' });
    expect(bounds.filter(({ never }) => never === null).map(({ failure }) => failure)).toEqual([
      'controlled-switch',
      'immediate-switch',
    ]);
  });

  it('are "never" for module failures if there is no module', () => {
    const bounds = takeoverBounds({ settings: settingsOf({}, 'B'), hasModule: false, mode: 'automatic' });
    expect(bounds.filter(({ failure }) => failure.startsWith('module')).map(({ never }) => never)).toEqual([
      'no module is watched',
      'no module is watched',
      'no module is watched',
    ]);
  });
});

const SETS: readonly ParameterValues[] = [
  {},
  { 'Switchover Monitoring': 'IP', 'Switchover IP Timeout': 12, 'Switchover IP Retry Delay': 3 },
  { 'Switchover Max TS Failures': 4, 'Switchover TS Timeout': 7, 'Switchover TS Failure Retry Delay': 2 },
  { 'Switchover Max Restarts': 9, 'Switchover Max Restarts Period': 60, 'Switchover Max Sequential Restarts': 5 },
  { 'Switchover Max Restarts': 2, 'Switchover Max Restarts Period': 31, 'Switchover Max Sequential Restarts': 5 },
  { 'Switchover Reconnect Timeout': 0, 'Switchover Notifier Reconnect Delay': 9 },
  { 'Switchover Primary Monitor Ping Delay': 4, 'Switchover Primary Monitor Retry Count': 3 },
  { 'Switchover Primary Monitor Retry Ping Delay': 2, 'Switchover Primary Monitor Timeout': 3 },
  { 'Switchover Unreachable Primary Ping Count': 20, 'Switchover Unreachable Primary Ping Delay': 10 },
  { 'Switchover Unreachable Primary Ping Count': 5, 'Switchover Unreachable Primary Ping Delay': 2 },
  { 'Switchover Unreachable Primary Ping Count': -1 },
  { 'Switchover NetTest A': '10.0.0.9', 'Switchover NetTest B': 'near-a', 'Switchover NetTest Timeout': 8 },
  { 'Switchover Disable Gateway Ping': false },
];
const GOLDEN = join(ROOT, 'test', 'core', 'engine', 'bounds', 'bounds.golden.txt');

function written({
  failure,
  what,
  shortestMs,
  typicalMs,
  longestMs,
  never,
  terms,
  note,
  moduleFirst,
}: TakeoverBound): string[] {
  const times = never === null ? `${shortestMs} to ${longestMs}, typically ${typicalMs}` : `never: ${never}`;
  return [
    `${failure} (${what}): ${times}${note === null ? '' : `; ${note}`}`,
    ...terms.map(
      (term) =>
        `  ${term.shortestMs} to ${term.longestMs}, typically ${term.typicalMs}: ${term.what} [${term.parameters.join(', ')}]`,
    ),
    ...(moduleFirst === null ? [] : written(moduleFirst).map((line) => `  module first: ${line}`)),
  ];
}

it('the bounds of every class of failure, term by term, are the reviewed ones', () => {
  const inputs = SETS.flatMap((values) => {
    const settings = settingsOf(values, 'B');
    return [{ name: JSON.stringify(values), input: { settings, hasModule: true, mode: 'automatic' as const } }];
  });
  const settings = settingsOf({ 'Switchover Disable Gateway Ping': false }, 'B');
  const more = [
    { name: 'no module', input: { settings, hasModule: false, mode: 'automatic' as const } },
    { name: 'manual mode', input: { settings, hasModule: true, mode: 'manual' as const } },
    {
      name: 'a gateway fault',
      input: { settings, hasModule: true, mode: 'automatic' as const, gatewayFault: 'it is off' },
    },
  ];
  const said = [...inputs, ...more]
    .flatMap(({ name, input }) => [`# ${name}`, ...takeoverBounds(input).flatMap(written), ''])
    .join('\n');
  if (process.env.UPDATE === '1') writeFileSync(GOLDEN, said);
  expect(said, 'rewrite with UPDATE=1, and review the difference').toBe(readFileSync(GOLDEN, 'utf8'));
});
