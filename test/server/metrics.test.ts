/** The figures in `/metrics` that monitoring relies on, by their names. */
import { expect, it, onTestFinished, vi } from 'vitest';
import type { State } from '../../src/core/engine/state.ts';
import { NEVER_RAN } from '../../src/core/engine/state.ts';
import { initialState, type Step } from '../../src/core/engine/step.ts';
import { createMetrics } from '../../src/server/metrics.ts';
import { selfOf } from '../support/engine-server.ts';

const STARTING = initialState(selfOf('B'), { ...NEVER_RAN, highestTerm: 7 }, 'automatic', 0);
const { connections } = STARTING;

async function figures(state: State, decisions: readonly Step['decision'][] = []): Promise<string[]> {
  const metrics = createMetrics(() => state, {
    behind: () => ({ tree: { items: 2, ageMs: 1 }, files: { items: null, ageMs: null } }),
    metrics: () => [{ name: 'tally_count', help: 'for a test', value: 3 }],
  });
  for (const decision of decisions) metrics.decided(decision);
  return (await metrics.render()).split('\n').filter((line) => /switchover_|tally_/.test(line));
}

const decided = (rule: number, quiet: boolean) => ({ rule, quiet }) as Step['decision'];

it('a backup with one connection is described figure by figure', async () => {
  const state: State = {
    ...{ ...STARTING, place: 'backup.watching' },
    connections: { ...connections, aux: { ...connections.aux, status: 'up' } },
  };
  expect(await figures(state, [decided(310, false), decided(310, false), decided(311, true), null])).toEqual([
    '# HELP switchover_decisions_total Decisions of the engine by rule, except those that decide nothing',
    '# TYPE switchover_decisions_total counter',
    'switchover_decisions_total{rule="310"} 2',
    '# HELP switchover_serving 1 while this server is the active server',
    '# TYPE switchover_serving gauge',
    'switchover_serving 0',
    '# HELP switchover_term The current term while active, otherwise the highest known term',
    '# TYPE switchover_term gauge',
    'switchover_term 7',
    '# HELP switchover_state 1 for the current state of this server',
    '# TYPE switchover_state gauge',
    'switchover_state{state="backup"} 1',
    '# HELP switchover_connection_up 1 while this connection to the companion is up',
    '# TYPE switchover_connection_up gauge',
    'switchover_connection_up{connection="main"} 0',
    'switchover_connection_up{connection="aux"} 1',
    '# HELP switchover_behind What the backup lacks, in changes or files; absent while unknown',
    '# TYPE switchover_behind gauge',
    'switchover_behind{subsystem="tree"} 2',
    '# HELP tally_count for a test',
    '# TYPE tally_count gauge',
    'tally_count 3',
  ]);
});

it('an active server serves under its term', async () => {
  const takeover = { term: 9, cause: 'start', before: NEVER_RAN, agreed: true } as const;
  const lines = await figures({ ...STARTING, place: 'primary.serving', takeover });
  expect(lines).toEqual(
    expect.arrayContaining(['switchover_serving 1', 'switchover_term 9', 'switchover_state{state="primary"} 1']),
  );
});

it('collects them again after a second, not before', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  let count = 0;
  const metrics = createMetrics(() => STARTING, {
    behind: () => ({}),
    metrics: () => {
      count += 1;
      return [];
    },
  });
  const counts: number[] = [];
  for (const passed of [0, 0, 999, 1]) {
    vi.advanceTimersByTime(passed);
    await metrics.render();
    counts.push(count);
  }
  expect(counts).toEqual([1, 1, 1, 2]);
});
