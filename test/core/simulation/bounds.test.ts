/**
 * Computed takeover times against the simulated pair: two whole servers, their connections, modules and network checks.
 * One thing fails, at a random time, with any valid values of the parameters.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, type ParameterValues } from '../../../src/core/config/parameters/catalogue.ts';
import type { ParameterDefinition } from '../../../src/core/config/parameters/definition.ts';
import { GROUPS } from '../../../src/core/config/parameters/groups.ts';
import { settingsOf } from '../../../src/core/config/parameters/settings.ts';
import { type Failure, takeoverBounds } from '../../../src/core/engine/bounds/takeover.ts';
import type { State } from '../../../src/core/engine/state.ts';
import type { Fault } from '../../../src/core/simulation/faults.ts';
import { simulate } from '../../../src/core/simulation/simulate.ts';
import { anyValues } from '../../support/parameter-values.ts';

const FOREVER = { forMs: null } as const;

/** How each failure of the active server A, or of the backup's line, is simulated. */
const FAULTS: Readonly<Record<Failure, readonly Fault[]>> = {
  'module-hung': [{ kind: 'module-hangs', server: 'A', ...FOREVER }],
  'module-gone': [{ kind: 'module-gone', server: 'A', ...FOREVER }],
  'module-restarting': [{ kind: 'module-restarts', server: 'A', everyMs: 1, ...FOREVER }],
  'process-killed': [{ kind: 'kill', server: 'A', ...FOREVER }],
  'main-connection-only': [{ kind: 'connection', connection: 'main', ...FOREVER }],
  'both-connections': [{ kind: 'freeze', server: 'A', ...FOREVER }],
  'primary-unreachable': [{ kind: 'power-off', server: 'A', ...FOREVER }],
  'backup-cut-off': [{ kind: 'gateway', server: 'B', ...FOREVER }],
  'controlled-switch': [{ kind: 'switch', to: 'B', immediate: false, times: 1 }],
  'immediate-switch': [{ kind: 'switch', to: 'B', immediate: true, times: 1 }],
};

const usedByEngine = (CATALOGUE as readonly ParameterDefinition[]).filter(
  ({ group }) => GROUPS[group].usedBy === 'engine',
);

/** The pair has started and settled by then, in ms. */
const QUIET_AT_MS = 30_000;
/** The longest time that is simulated and waited for, in ms. */
const LONGEST_WATCH_MS = 1_800_000;
/** Allowance for packet latency, with up to a few hundred pings per failure, in ms. */
const SLACK_MS = 1_500;

/** From the fault until the backup decides, in ms; null: not within `watchMs`. Undefined: there was no backup. */
function decidesAfter(
  failure: Failure,
  parameters: ParameterValues,
  at: number,
  watchMs: number,
): number | null | undefined {
  let stood: State | null = null;
  let decidedAt: number | null = null;
  const faults = FAULTS[failure].map((fault) => ({ at, fault }));
  simulate({
    seed: 1,
    parameters,
    plan: { faults, starts: { A: 0, B: 500 }, healedAt: null, endsAt: at + watchMs, drift: { A: 1, B: 1 } },
    watch: {
      onStep: (now, letter, _event, { state }, before) => {
        if (letter !== 'B') return;
        if (now < at) stood = state;
        else if (decidedAt === null && before.takeover === null && state.takeover !== null) decidedAt = now - at;
      },
    },
  });
  return (stood as State | null)?.place === 'backup.watching' ? decidedAt : undefined;
}

it.each([29, 31, 33, 40, 60])('a network check that takes %i s still rules out a takeover', (seconds) => {
  const after = (failure: Failure, parameters: ParameterValues): number | null | undefined =>
    decidesAfter(failure, { 'Switchover NetTest Timeout': seconds, ...parameters }, QUIET_AT_MS, 300_000);
  expect(after('backup-cut-off', { 'Switchover NetTest B': '10.0.0.1' })).toBeNull();
  expect(after('backup-cut-off', { 'Switchover Disable Gateway Ping': false })).toBeNull();
  expect(after('primary-unreachable', { 'Switchover Unreachable Primary Ping Count': -1 })).toBeNull();
  expect(after('primary-unreachable', {})).toBeGreaterThan((seconds + 30) * 1000);
});

describe('in the simulated pair', () => {
  it.each(Object.keys(FAULTS) as Failure[])('the decision after %s comes within its bounds', (failure) => {
    let watched = 0;
    fc.assert(
      fc.property(anyValues(usedByEngine), fc.integer({ min: 0, max: 90_000 }), (parameters, later) => {
        const settings = settingsOf(parameters, 'B');
        const bounds = takeoverBounds({ settings, hasModule: true, mode: 'automatic' });
        const bound = bounds.find((each) => each.failure === failure)!;
        const longest = bound.longestMs ?? LONGEST_WATCH_MS;
        if (longest > LONGEST_WATCH_MS) return;
        const took = decidesAfter(failure, parameters, QUIET_AT_MS + later, longest + 10_000);
        if (took === undefined) return;
        watched += 1;
        const said = JSON.stringify(bound);
        if (bound.never !== null) {
          expect(took, said).toBeNull();
          return;
        }
        expect(took, said).not.toBeNull();
        expect(took!, said).toBeGreaterThanOrEqual(bound.shortestMs! - 5);
        expect(took!, said).toBeLessThanOrEqual(bound.longestMs! + SLACK_MS);
      }),
      { numRuns: Number(process.env.PAIR_RUNS ?? 60) },
    );
    expect(watched).toBeGreaterThan(10);
  });
});
