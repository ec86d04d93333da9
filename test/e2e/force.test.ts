import { expect, test } from 'vitest';
import { pairProcess } from '../support/pair-process.ts';

test.concurrent('a server told to be the backup never becomes active by itself, alone or beside the other, until an operator says so', async ({
  onTestFinished,
}) => {
  const pair = await pairProcess({ reconnectTimeoutS: 0 }, onTestFinished);
  pair.start('A', ['--force-backup']);
  const alone = await pair.until(() => pair.log('A').includes('check_primary_address'), 'nobody answered A');
  expect(alone.servers[0]).toMatchObject({ state: 'init', serving: false });
  pair.start('B');
  const beside = await pair.until((status) => status.protection === 'protected', 'B is active and A its backup');
  expect(beside.servers).toMatchObject([{ state: 'backup' }, { state: 'primary', term: 2 }]);
  const { code, stdout } = await pair.command('switch', '--yes', '--wait', '--json');
  expect({ code, result: JSON.parse(stdout) }).toMatchObject({ code: 0, result: { outcome: 'switched', term: 3 } });
});

test.concurrent('a stale server alone stays stale, and is active only with --force-primary', async ({
  onTestFinished,
}) => {
  const pair = await pairProcess({ reconnectTimeoutS: 0 }, onTestFinished);
  await pair.startBoth();
  expect((await pair.command('switch', '--yes', '--immediate', '--json')).code).toBe(0);
  await pair.until((status) => status.servers[0]?.state === 'inactive', 'A is stale');
  await Promise.all([pair.kill('A'), pair.kill('B')]);
  const stale = pair.start('A');
  const alone = await pair.until((status) => status.servers[0]?.state === 'inactive', 'A is stale again');
  expect(alone.servers[0]).toMatchObject({ serving: false, reason: 'stale-at-start' });
  const refused = await pair.command('switch', '--yes', '--json');
  expect([refused.code, JSON.parse(refused.stdout).error.code]).toEqual([4, 'no-backup']);
  stale.kill('SIGTERM');
  expect(await pair.ended(stale)).toBe(0);
  pair.start('A', ['--force-primary']);
  const forced = await pair.until((status) => status.servers[0]?.serving === true, 'A is active');
  expect(forced.servers[0]).toMatchObject({ term: 3 });
});
