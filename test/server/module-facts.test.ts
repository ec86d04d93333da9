/** What `status` reports about the module of a pair, and warns of. */
import { expect, test } from 'vitest';
import type { State } from '../../src/core/engine/state.ts';
import { NEVER_RAN } from '../../src/core/engine/state.ts';
import { initialState } from '../../src/core/engine/step.ts';
import { monotonicMs } from '../../src/host/process/clock.ts';
import { moduleFacts, moduleWarnings } from '../../src/server/module/facts.ts';
import { selfOf } from '../support/engine-server.ts';

const first = initialState(selfOf('B'), NEVER_RAN, 'automatic', 0);
const WITHOUT: State = { ...first, self: { ...first.self, module: null } };
const BACKUP: State = {
  ...first,
  place: 'backup.watching',
  self: { ...first.self, module: { name: 'web', startLimitMs: 0 } },
};

test('a module is described as the backup sees it', () => {
  const module = { ...BACKUP.module, pid: 7, failures: 2, restarts: [1, 2, 3] };
  const check = { result: 'could-start', why: null, ageMs: 1 } as const;
  const seen = { name: 'web', verdict: module.verdict, pid: 7, failures: 2, restarts: 3, check };
  expect(moduleFacts({ ...BACKUP, module }, check)).toEqual({ ...seen, lastAnswerAgeMs: null });
  const answered = moduleFacts({ ...BACKUP, module: { ...module, lastAnswerAt: monotonicMs() - 5_000 } }, check);
  expect(answered?.lastAnswerAgeMs).toBeGreaterThanOrEqual(5_000);
  expect(answered?.lastAnswerAgeMs).toBeLessThan(65_000);
  expect(moduleFacts(WITHOUT, null)).toBeNull();
});

const MONITORING: State = { ...BACKUP, module: { ...BACKUP.module, startedAt: 1 } };
const SERVING: State = { ...BACKUP, place: 'primary.serving' };
const unasked = (why: string) => ({
  code: 'module-not-asked',
  what: `the web module cannot be probed, so a failure would go unnoticed: ${why}`,
  do: 'fix the probe; docs/module.md explains how each kind works',
});

test.each<[server: string, state: State, faults: [here: string | null, there: string | null], warnings: object[]]>([
  [
    'without a module',
    WITHOUT,
    ['x', 'y'],
    [{ code: 'no-module', what: 'no module is monitored', do: 'set one in the pair file' }],
  ],
  ['that serves', SERVING, ['here', null], [unasked('here')]],
  ['that serves', SERVING, [null, 'there'], []],
  ['that monitors', MONITORING, [null, 'there'], [unasked('there')]],
  ['that monitors', MONITORING, ['here', null], []],
  ['that does not monitor yet', BACKUP, ['here', 'there'], []],
])('a server %s', (_, state, [here, there], warnings) => {
  expect(moduleWarnings(state, { here, there })).toEqual(warnings);
});
