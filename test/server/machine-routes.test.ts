import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openNodePair } from '../../src/client/node-pair.ts';
import { MOST_LOG_BYTES } from '../../src/core/protocol/answers.ts';
import { machineRoutes } from '../../src/server/machine-routes.ts';
import { switchover } from '../support/cli.ts';
import { realPair, until } from '../support/real-pair.ts';

test('a server tells operators, and nobody else, the facts of its machine and the end of its log', async () => {
  const pair = await realPair();
  const server = await pair.start('A');
  await until(() => server.state().place === 'primary.serving', 'A is active');
  for (const path of ['/v1/facts', '/v1/logs']) {
    expect((await pair.ask('A', 'GET', path)).status).toBe(401);
    expect((await pair.ask('A', 'GET', path, { credential: 'B' })).status).toBe(403);
    expect((await pair.ask('A', 'GET', path, { credential: 'viewer' })).status).toBe(200);
  }
  const opened = await openNodePair({ pairFile: pair.pairFile, credential: join(pair.dir, 'operator') });
  onTestFinished(() => opened.close());
  const facts = await opened.facts('A');
  const about = { running: true, pair: 'test', server: { letter: 'A', name: 'alpha' }, switchover: '0.0.0-test' };
  expect(facts).toMatchObject({ ...about, data: { folder: join(pair.dir, 'A') } });
  const file = join(pair.dir, 'A', 'logs', 'switchover.log');
  expect(await opened.log('A', MOST_LOG_BYTES)).toEqual({ file, text: readFileSync(file, 'utf8'), more: false });
  const end = await opened.log('A', 500);
  expect(end.more).toBe(true);
  expect(readFileSync(file, 'utf8').endsWith(end.text)).toBe(true);
  for (const query of ['?bytes=0', `?bytes=${MOST_LOG_BYTES + 1}`, '?bytes=all'])
    expect((await pair.ask('A', 'GET', `/v1/logs${query}`, { credential: 'viewer' })).status).toBe(400);
});

test.each<[string | undefined, number | null]>([
  [undefined, 65_536],
  ['1', 1],
  ['500', 500],
  [`${MOST_LOG_BYTES}`, MOST_LOG_BYTES],
  [`${MOST_LOG_BYTES + 1}`, null],
  ['0', null],
  ['-1', null],
  ['1.5', null],
])('asked for %s bytes of its log, a server returns at most %s', (bytes, most) => {
  const self = { letter: 'A', name: 'alpha', release: '1' } as const;
  const routes = machineRoutes({ pair: 'p', self, version: '1', dataFolder: '/d', logPath: '/d/l' });
  const logs = routes.find(({ path }) => path === '/v1/logs')!;
  expect(logs.shape.safeParse({ bytes }).data ?? null).toEqual(most === null ? null : { bytes: most });
});

test('the command shows the facts of the servers that answer, or of one, or of this machine without any server', async () => {
  const pair = await realPair();
  const facts = (...words: string[]) => switchover(['facts', ...words, '--pair', pair.pairFile]);
  const none = await facts('--json');
  expect([none.code, JSON.parse(none.stdout).error.code]).toEqual([3, 'no-server-reachable']);
  const local = await facts('--local', '--server', 'beta', '--json');
  expect(local.code).toBe(0);
  const about = { version: 1, running: false, pair: 'test', server: { letter: 'B', name: 'beta' } };
  expect(JSON.parse(local.stdout)).toMatchObject({ ...about, data: { folder: join(pair.dir, 'B') } });
  const unclear = await facts('--local', '--json');
  expect([unclear.code, JSON.parse(unclear.stdout).error.code]).toEqual([2, 'server-needed']);

  const server = await pair.start('A');
  await until(() => server.state().place === 'primary.serving', 'A is active');
  const half = await facts('--json');
  expect(half.code).toBe(0);
  expect(JSON.parse(half.stdout)).toMatchObject({ pair: 'test', servers: [{ running: true }], missing: ['B'] });
  expect(half.stderr).toContain('server-unreachable');
  const text = await facts('--server', 'A');
  expect(text.stdout).toMatch(/^alpha \(A\) on .*\n {2}System {3}/);
  expect(text.stdout).toMatch(/^ {2}Data {5}.*pair.A: \d/m);
  expect((await facts('--server', 'B')).code).toBe(3);
});

test('facts --local has the release that the program in the pair file prints now', async () => {
  const pair = await realPair();
  const program = join(pair.dir, 'app.sh');
  writeFileSync(program, '#!/bin/sh\necho 2021 R4\n', { mode: 0o700 });
  const text = readFileSync(pair.pairFile, 'utf8').replace(
    'name: alpha',
    `name: alpha\n    release: { command: [${program}] }`,
  );
  writeFileSync(pair.pairFile, text);
  const facts = async (server: string) =>
    JSON.parse((await switchover(['facts', '--local', '--server', server, '--json', '--pair', pair.pairFile])).stdout);
  expect(await facts('A')).toMatchObject({ release: '2021 R4' });
  writeFileSync(program, '#!/bin/sh\nexit 1\n');
  expect(await facts('A')).toMatchObject({ release: null });
  expect((await facts('B')).release, 'without a release, that of switchover').toBe((await facts('B')).switchover);
});

test('without a pair file, facts --local shows what is known of this machine alone', async () => {
  const { dir } = await realPair();
  const env = { SWITCHOVER_PAIR: undefined, HOME: dir, XDG_CONFIG_HOME: dir };
  const local = await switchover(['facts', '--local', '--json'], { cwd: join(dir, 'operator'), env });
  expect(local.code).toBe(0);
  expect(JSON.parse(local.stdout)).toMatchObject({ version: 1, pair: null, server: null, data: null });
});
