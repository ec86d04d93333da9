import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { realPair, until } from '../support/real-pair.ts';

test('a damaged copy of role and term is reported in log and status', async () => {
  const pair = await realPair();
  const first = await pair.start('A', { forcePrimary: true });
  await until(() => first.state().place === 'primary.serving', 'A serves');
  first.requestStop('the test', false);
  await first.done;
  const fd = openSync(join(pair.dir, 'A', 'role.state'), 'r+');
  writeSync(fd, Buffer.alloc(16, 0xff), 0, 16, 0);
  closeSync(fd);

  const server = await pair.start('A', { forceBackup: true });
  expect(pair.log('A')).toContain('SwitchoverMain::RoleState : one of the two copies');
  const warned = async (): Promise<boolean> => {
    const { json } = await pair.ask('A', 'GET', '/v1/status', { credential: 'viewer' });
    return json.warnings.some(({ code }: { code: string }) => code === 'role-state-half-damaged');
  };
  expect(await warned()).toBe(true);
  expect(server.state().durable.highestTerm).toBe(1);
});
