import { once } from 'node:events';
import { chmodSync, copyFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import type { Ended } from '../support/cli.ts';
import { switchover } from '../support/cli.ts';
import { pairProcess } from '../support/pair-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The error as both kinds of reader get it: one JSON document, or text on standard error only. */
async function bothWays(
  run: (...words: string[]) => Promise<Ended>,
): Promise<{ code: string; exit: number | null; where: string | null }> {
  const json = await run('--json');
  const text = await run();
  const { error } = JSON.parse(json.stdout);
  expect(text.stdout).toBe('');
  expect(text.stderr).toContain(`(${error.code})`);
  expect(text.stderr).toMatch(/ {2}do: /);
  expect(text.code).toBe(json.code);
  return { code: error.code, exit: json.code, where: error.where };
}

test('a port that is in use is reported, and nothing is started', async () => {
  const pair = await pairProcess();
  const { host, port } = pair.pair.pairFile.servers.A;
  const other = createServer().listen(port, host);
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const refused = await bothWays((...words) => pair.command('node', 'run', '--server', 'A', ...words));
  expect(refused).toEqual({ code: 'port-in-use', exit: 4, where: `${host}:${port}` });
});

test('a data folder is used by one process at a time, and free again after a kill', async () => {
  const pair = await pairProcess();
  await pair.startBoth();
  const refused = await bothWays((...words) => pair.command('node', 'run', '--server', 'A', ...words));
  expect(refused).toMatchObject({ code: 'data-folder-in-use', exit: 4, where: join(pair.folder, 'pair', 'A') });
  await pair.kill('A');
  pair.start('A');
  await pair.isProtected();
});

test('a server of another pair is never taken for the companion, and is reported', async () => {
  const [pair, foreign] = [await pairProcess(), await pairProcess()];
  const [own, strange] = [join(pair.folder, 'pair', 'B'), join(foreign.folder, 'pair', 'B')];
  for (const name of ['ca.crt', 'server.crt', 'server.key']) copyFileSync(join(strange, name), join(own, name));
  pair.start('B');
  pair.start('A');
  const status = await pair.until((now) => now.servers[0]?.state === 'error', 'A refuses to trust B');
  expect(status.servers).toMatchObject([{ reason: 'companion-unverified', serving: false }, { reachable: false }]);
  expect(pair.log('A')).toContain('cannot be verified');
});

test("an operator's credential of another pair is refused by the server, and the server by it", async () => {
  const [pair, foreign] = [await pairProcess(), await pairProcess()];
  await pair.startBoth();
  const credential = join(foreign.folder, 'pair', 'operator');
  const refused = await bothWays((...words) => pair.command('status', '--credential', credential, ...words));
  expect(refused).toMatchObject({ exit: 3 });
  // With the right authority but a certificate from elsewhere: the server sees nobody it knows.
  const mixed = temporaryFolder();
  copyFileSync(join(pair.folder, 'pair', 'operator', 'ca.crt'), join(mixed, 'ca.crt'));
  for (const name of ['operator.crt', 'operator.key']) copyFileSync(join(credential, name), join(mixed, name));
  chmodSync(join(mixed, 'operator.key'), 0o600);
  const strange = await bothWays((...words) => pair.command('status', '--credential', mixed, ...words));
  expect(strange).toMatchObject({ code: 'certificate-foreign', exit: 2 });
});

test('garbage, plain text and half a handshake on the port disturb nobody', async () => {
  const pair = await pairProcess();
  await pair.startBoth();
  const { host, port } = pair.pair.pairFile.servers.A;
  const plain = connect({ host, port });
  plain.write('GET /primary HTTP/1.1\r\n\r\n');
  const noise = connect({ host, port });
  noise.write(Buffer.alloc(100_000, 0xa5));
  const silent = connect({ host, port });
  const nobody = connectTls({ host, port, rejectUnauthorized: false });
  nobody.on('secureConnect', () =>
    nobody.write(
      'GET /notifier/main HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    ),
  );
  let answer = '';
  nobody.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  for (const socket of [plain, noise, silent, nobody]) {
    socket.on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
  }
  // A reset is an end as well.
  const closed = [plain, noise, nobody].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
  await Promise.all(closed);
  expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  expect((await pair.command('status')).code).toBe(0);
});

test("something else answering on the companion's port is reported, and this server never becomes active", async () => {
  const pair = await pairProcess();
  const { host, port } = pair.pair.pairFile.servers.B;
  const other = createServer((socket) => void socket.on('error', () => undefined).end('220 mail ready\r\n')).listen(
    port,
    host,
  );
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  pair.start('A');
  const status = await pair.until((now) => now.servers[0]?.state === 'error', 'A refuses to trust it');
  expect(status.servers[0]).toMatchObject({ reason: 'companion-unverified' });
});

test('a viewer may not switch, and remote-control may not switch immediately', async () => {
  const pair = await pairProcess();
  await pair.startBoth();
  const credentials = join(pair.folder, 'pair', 'credentials');
  const run = (role: string, ...flags: string[]): Promise<{ code: string; exit: number | null }> =>
    bothWays((...words) =>
      pair.command('switch', '--yes', ...flags, '--credential', join(credentials, role), ...words).then(withoutPlan),
    );
  expect(await run('viewer')).toMatchObject({ code: 'right-missing', exit: 4 });
  expect(await run('remote-control', '--immediate')).toMatchObject({ code: 'right-missing', exit: 4 });
  // Looking what a switch would do says so too.
  expect(await run('viewer', '--dry-run')).toMatchObject({ code: 'right-missing', exit: 4 });
  expect(await run('remote-control', '--dry-run', '--immediate')).toMatchObject({ code: 'right-missing', exit: 4 });
  const allowed = await pair.command('switch', '--yes', '--credential', join(credentials, 'remote-control'), '--json');
  expect(JSON.parse(allowed.stdout)).toMatchObject({ outcome: 'switched' });
});

/** The state before the switch is shown on standard error; the error follows it. */
function withoutPlan(ended: Ended): Ended {
  return { ...ended, stderr: ended.stderr.slice(ended.stderr.indexOf('Error:')) };
}

test('when both servers are down, every command reports it and says what to do', async () => {
  const pair = await pairProcess();
  for (const words of [['status'], ['switch', '--yes'], ['rejoin', '--yes']]) {
    const down = await bothWays((...more) => pair.command(...words, ...more));
    expect(down).toEqual({ code: 'no-server-reachable', exit: 3, where: pair.pairFile });
  }
  const stop = await bothWays((...words) => pair.command('node', 'stop', '--server', 'A', ...words));
  expect(stop).toMatchObject({ code: 'server-unreachable', exit: 3 });
});

test('without a terminal nothing is asked: the error names the flag', async () => {
  const pair = await pairProcess();
  await pair.startBoth();
  const asked = await bothWays((...words) => pair.command('switch', ...words).then(withoutPlan));
  expect(asked).toMatchObject({ code: 'confirmation-needed', exit: 2 });
  const { code, stdout } = await pair.command('switch', '--dry-run', '--json');
  expect({ code, plan: JSON.parse(stdout) }).toMatchObject({
    code: 0,
    plan: { dryRun: true, from: 'A', to: 'B', expectedTerm: 1 },
  });
});

test('an invalid pair file is refused with line and column by every command that reads it', async () => {
  const file = join(temporaryFolder(), 'pair.yaml');
  writeFileSync(
    file,
    'pair: p\nservers:\n  A: { name: alpha, address: 10.0.0.1:1 }\n  B: { name: ALPHA, address: 10.0.0.2:2 }\n',
    { mode: 0o600 },
  );
  for (const words of [['status'], ['node', 'run', '--server', 'A'], ['query-backup', '--server', 'A']]) {
    const refused = await bothWays((...more) => switchover([...words, '--pair', file, ...more]));
    expect(refused).toMatchObject({ exit: 2, where: `${file}:4:14` });
  }
});
