import { mkdtempSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { machineFactsShape } from '../../../src/core/protocol/machine-facts.ts';
import { machineFacts } from '../../../src/host/process/machine-facts.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const ABOUT = {
  running: true,
  pair: 'demo',
  server: { letter: 'A', name: 'alpha' },
  release: '4.0',
  switchover: '0.1.0',
} as const;

test('the facts of this machine have the shape that others read, and are those of this machine', async () => {
  const folder = mkdtempSync(join(temporaryFolder(), 'data-'));
  const facts = await machineFacts({ ...ABOUT, service: null, dataFolder: folder });
  expect(machineFactsShape.parse(JSON.parse(JSON.stringify(facts)))).toEqual(facts);
  expect(facts).toMatchObject({ ...ABOUT, computer: hostname(), node: process.version, data: { folder } });
  expect(facts.adapters.map(({ name }) => name)).toEqual(Object.keys(networkInterfaces()));
  expect(facts.adapters.some(({ internal, addresses }) => internal && addresses.includes('127.0.0.1/8'))).toBe(true);
  expect(facts.data!.freeBytes).toBeGreaterThan(0);
  expect(facts.data!.freeBytes).toBeLessThanOrEqual(facts.data!.totalBytes);
  expect(facts.data!.ownerId).toBe(facts.user.id);
  expect(Date.parse(facts.at) - Date.parse(facts.bootedAt)).toBe(facts.uptimeMs);
  expect(facts.uptimeMs).toBeGreaterThan(0);
  expect(facts.system.name).not.toBe('');
});

test('a release that the server does not know is unknown', async () => {
  expect(
    (await machineFacts({ ...ABOUT, release: 'unknown (A)', service: null, dataFolder: null })).release,
  ).toBeNull();
});

test('a data folder that is missing is unknown, and so is none', async () => {
  expect(
    (await machineFacts({ ...ABOUT, service: null, dataFolder: join(temporaryFolder(), 'missing') })).data,
  ).toBeNull();
  expect((await machineFacts({ ...ABOUT, service: null, dataFolder: null })).data).toBeNull();
});
