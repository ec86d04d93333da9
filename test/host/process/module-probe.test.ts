import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ModuleProbe } from '../../../src/core/config/pair-file/pair-file.ts';
import { createAuthority, issueCertificate } from '../../../src/host/identity/authority.ts';
import { type ProbeAnswer, pidOf, probeModule } from '../../../src/host/process/module-probe.ts';
import { freePort, until } from '../../support/real-pair.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

type Dialled = Exclude<ModuleProbe, { kind: 'registered' }>;

function ask(probe: Dialled, limitMs = 5_000): Promise<ProbeAnswer> {
  return probeModule(probe, limitMs, { folder: temporaryFolder(), environment: { SWITCHOVER_SERVER: 'A' } });
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

const silent: RequestListener = (request) => {
  onTestFinished(() => void request.destroy());
};

describe('a tcp probe', () => {
  test('is answered by whoever accepts, and knows of no process', async () => {
    const port = await listening(createServer((socket) => socket.on('error', () => undefined)));
    expect(await ask({ kind: 'tcp', host: '127.0.0.1', port })).toEqual({ kind: 'answered', pid: null });
  });

  test('is rejected if nothing listens', async () => {
    const result = await ask({ kind: 'tcp', host: '127.0.0.1', port: await freePort() });
    expect(result).toMatchObject({ kind: 'rejected', why: expect.stringContaining('ECONNREFUSED') });
  });

  test('says nothing about a module whose host name is unknown', async () => {
    const result = await ask({ kind: 'tcp', host: 'no-such-machine.invalid', port: 1 });
    expect(result).toMatchObject({ kind: 'unknown' });
  });
});

describe('an http probe', () => {
  async function http(
    handle: RequestListener,
    pid: Extract<Dialled, { kind: 'http' }>['pid'] = { in: 'header', name: 'pid' },
  ) {
    const port = await listening(createHttp(handle));
    return { kind: 'http' as const, url: `http://127.0.0.1:${port}/health`, pid };
  }

  test.each([200, 204, 299])('is answered with %i', async (status) => {
    expect(await ask(await http((_, response) => response.writeHead(status).end()))).toEqual({
      kind: 'answered',
      pid: null,
    });
  });

  test.each([302, 404, 500, 503])('is rejected with %i', async (status) => {
    const probe = await http((_, response) => response.writeHead(status, { location: '/' }).end());
    expect(await ask(probe)).toEqual({ kind: 'rejected', why: `HTTP ${status}` });
  });

  test('is silent if nothing answers in time, and after half an answer', async () => {
    expect(await ask(await http(silent), 200)).toEqual({ kind: 'silent' });
    const half = await http((_, response) => void response.writeHead(200).write('{"pid":'), {
      in: 'field',
      name: 'pid',
    });
    expect(await ask(half, 200)).toEqual({ kind: 'silent' });
  });

  test('is rejected if something else listens', async () => {
    const port = await listening(
      createServer((socket) => void socket.on('error', () => undefined).end('220 mail\r\n')),
    );
    const result = await ask({ kind: 'http', url: `http://127.0.0.1:${port}/`, pid: { in: 'header', name: 'pid' } });
    expect(result).toMatchObject({ kind: 'rejected' });
  });

  test.each<[string, 'header' | 'field', RequestListener, number | null]>([
    ['in a header', 'header', (_, response) => response.writeHead(200, { 'X-Pid': '4711' }).end(), 4711],
    ['in a header that is not there', 'header', (_, response) => void response.end(), null],
    [
      'in a header that is no number',
      'header',
      (_, response) => response.writeHead(200, { 'x-pid': 'me' }).end(),
      null,
    ],
    ['in a field', 'field', (_, response) => void response.end('{"X-Pid": 4711}'), 4711],
    ['in a field as text', 'field', (_, response) => void response.end('{"X-Pid": "4711"}'), 4711],
    ['in a field that is not there', 'field', (_, response) => void response.end('{}'), null],
    ['in a body that is no JSON', 'field', (_, response) => void response.end('fine'), null],
    ['in a body that is null', 'field', (_, response) => void response.end('null'), null],
    ['in a body without end', 'field', (_, response) => void response.end('x'.repeat(200_000)), null],
    [
      'in half a body',
      'field',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('{');
        setTimeout(() => response.destroy(), 20);
      },
      null,
    ],
  ])('finds the process id %s', async (_, where, handle, pid) => {
    expect(await ask(await http(handle, { in: where, name: 'X-Pid' }))).toEqual({ kind: 'answered', pid });
  });

  test('over TLS asks whether the module works, not who it is', async () => {
    const authority = await createAuthority(new Date(0));
    const { certificate, key } = await issueCertificate(authority, { role: 'viewer', name: 'expired' }, new Date(0));
    const port = await listening(createHttps({ cert: certificate, key }, (_, response) => void response.end('ok')));
    expect(
      await ask({ kind: 'http', url: `https://127.0.0.1:${port}/`, pid: { in: 'header', name: 'pid' } }),
    ).toMatchObject({
      kind: 'answered',
    });
  });
});

describe('an exec probe', () => {
  function script(text: string, mode = 0o755): Dialled {
    const path = join(temporaryFolder(), 'check');
    writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode });
    return { kind: 'exec', command: [path, 'an argument'] };
  }

  test('is answered with exit code 0, with the process id on its first line', async () => {
    expect(await ask(script('true'))).toEqual({ kind: 'answered', pid: null });
    expect(await ask(script('echo 4711; echo 12'))).toEqual({ kind: 'answered', pid: 4711 });
    expect(await ask(script('echo fine; echo 12'))).toEqual({ kind: 'answered', pid: null });
    expect(await ask(script('echo 99 >&2; echo 4711'))).toEqual({ kind: 'answered', pid: 4711 });
  });

  test('knows which server it runs on, and gets its arguments', async () => {
    expect(await ask(script('[ "$SWITCHOVER_SERVER:$1" = "A:an argument" ]'))).toMatchObject({ kind: 'answered' });
  });

  test('is rejected with another exit code, with what it said', async () => {
    expect(await ask(script('echo queue is full; exit 3'))).toEqual({
      kind: 'rejected',
      why: 'exit code 3: queue is full',
    });
    expect(await ask(script('kill -9 $$'))).toMatchObject({ kind: 'rejected', why: 'was ended by SIGKILL' });
  });

  test('is silent when it takes too long, and nothing of it is left', async () => {
    const folder = temporaryFolder();
    const began = performance.now();
    expect(await ask(script(`trap "" TERM; sleep 60 & echo $! > ${folder}/pid; wait`), 300)).toEqual({
      kind: 'silent',
    });
    expect(performance.now() - began).toBeLessThan(2_000);
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    await until(
      () => !existsSync(`/proc/${pid}/cmdline`) || readFileSync(`/proc/${pid}/cmdline`).length === 0,
      'it is gone',
    );
  });

  test('is answered although what it started holds its output open', async () => {
    expect(await ask(script('echo 7; sleep 2 &'), 1_500)).toEqual({ kind: 'answered', pid: 7 });
  });

  test('that cannot be run says nothing about the module', async () => {
    expect(await ask({ kind: 'exec', command: ['/nowhere/at/all'] })).toMatchObject({
      kind: 'unknown',
      why: expect.stringContaining('does not exist'),
    });
    expect(await ask(script('true', 0o644))).toMatchObject({ kind: 'unknown' });
  });
});

test.each([
  ['4711', 4711],
  [4711, 4711],
  [' 12 ', 12],
  ['0', null],
  ['-1', null],
  ['1.5', null],
  [1.5, null],
  ['0x10', null],
  ['99999999999', null],
  [['1'], null],
  [undefined, null],
  [null, null],
])('of %j the process id is %j', (value, pid) => {
  expect(pidOf(value)).toBe(pid);
});
