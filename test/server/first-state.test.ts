/** The state with which a server starts. */
import { expect, test } from 'vitest';
import { parsePairFile } from '../../src/core/config/pair-file/parse.ts';
import { settingsOf } from '../../src/core/config/parameters/settings.ts';
import { NEVER_RAN } from '../../src/core/engine/state.ts';
import { firstState } from '../../src/server/first-state.ts';

const SERVERS = 'servers:\n  A: { name: alpha, address: 10.0.0.1 }\n  B: { name: beta, address: 10.0.0.2 }\n';
const MODE = { mode: 'manual', reason: 'patches', by: 'ann', forMs: null, fault: null } as const;

function started(more: string, flags = { forceBackup: false, forcePrimary: false }) {
  const { pairFile } = parsePairFile(`pair: demo\n${SERVERS}${more}`, 'pair.yaml');
  const settings = { ...settingsOf({}, 'B'), monitoring: 'TsServer' } as const;
  const facts = { letter: 'B', pairFile: pairFile!, settings, release: '7', ...flags } as const;
  return firstState(facts, { ...NEVER_RAN, highestTerm: 3 }, MODE, 'unknown');
}

test('it has its names, its release and what it kept', () => {
  const state = started('');
  expect(state).toMatchObject({
    self: { letter: 'B', name: 'beta', companionName: 'alpha', release: '7', module: null, forceBackup: false },
    ...{ mode: 'manual', modeReason: 'patches', modeBy: 'ann', history: 'unknown', durable: { highestTerm: 3 } },
  });
  expect(state.self.bootId).toMatch(/^[0-9a-f]{12}$/);
  expect(state.self.bootId).not.toBe(started('').self.bootId);
});

test.each([
  ['module: { name: web, probe: { tcp: "127.0.0.1:80" } }\n', 'web'],
  ['module: { probe: { tcp: "127.0.0.1:80" } }\n', 'TsServer'],
])('its module has the name in the pair file, otherwise that of the parameter: %s', (text, name) => {
  expect(started(text).self.module).toMatchObject({ name, startLimitMs: expect.any(Number) });
});

test('its flags are those of its start', () => {
  expect(started('', { forceBackup: true, forcePrimary: false }).self).toMatchObject({
    ...{ forceBackup: true, forcePrimary: false },
  });
  expect(started('', { forceBackup: false, forcePrimary: true }).self).toMatchObject({
    ...{ forceBackup: false, forcePrimary: true },
  });
});
