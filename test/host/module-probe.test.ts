import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { probeModule } from '../../src/host/module-probe.ts';
import { freePort } from '../support/real-pair.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

function ask(probe: Parameters<typeof probeModule>[0], limitMs = 5_000) {
  return probeModule(probe, limitMs, temporaryFolder());
}

describe('a module that is asked over TCP', () => {
  test('answers when it takes the connection', async () => {
    const port = await listening(createServer((socket) => socket.destroy()));
    expect(await ask({ kind: 'tcp', host: '127.0.0.1', port })).toEqual({ kind: 'answered', pid: null });
  });

  test('is gone when nobody listens', async () => {
    const port = await freePort();
    expect(await ask({ kind: 'tcp', host: '127.0.0.1', port })).toEqual({ kind: 'rejected', why: 'ECONNREFUSED' });
  });
});

describe('a module that is asked over HTTP', () => {
  const served = async (listener: RequestListener): Promise<string> => {
    const server = createHttpServer(listener);
    onTestFinished(() => server.closeAllConnections());
    return `http://127.0.0.1:${await listening(server)}/health`;
  };

  test('answers with its process id', async () => {
    const url = await served((_request, response) => response.setHeader('x-process-id', '4711').end('fine'));
    expect(await ask({ kind: 'http', url })).toEqual({ kind: 'answered', pid: 4711 });
  });

  test('is gone when it says so, and a way to somewhere else is no answer', async () => {
    const refuses = await served((_request, response) => response.writeHead(503).end());
    const elsewhere = await served((_request, response) => response.writeHead(302, { location: '/' }).end());
    expect(await ask({ kind: 'http', url: refuses })).toEqual({ kind: 'rejected', why: 'HTTP 503' });
    expect(await ask({ kind: 'http', url: elsewhere })).toEqual({ kind: 'rejected', why: 'HTTP 302' });
    const url = `http://127.0.0.1:${await freePort()}/`;
    expect(await ask({ kind: 'http', url })).toEqual({ kind: 'rejected', why: 'ECONNREFUSED' });
  });

  test('hangs when it says nothing within the limit', async () => {
    const url = await served(() => undefined);
    expect(await ask({ kind: 'http', url }, 200)).toEqual({ kind: 'silent' });
  });
});

describe('a module that is asked by a program', () => {
  const script = (text: string): readonly string[] => {
    const path = join(temporaryFolder(), 'probe');
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o700);
    return [path];
  };

  test.each([
    ['a process id', 'echo 77', { kind: 'answered', pid: 77 }],
    ['nothing', 'true', { kind: 'answered', pid: null }],
    ['words', 'echo all is well', { kind: 'answered', pid: null }],
    [
      'a failure, with its last word',
      'echo one >&2; echo no route >&2; exit 3',
      { kind: 'rejected', why: 'exit code 3: no route' },
    ],
  ])('that says %s', async (_what, text, answer) => {
    expect(await ask({ kind: 'exec', command: script(text) })).toEqual(answer);
  });

  test('hangs when it does not end', async () => {
    expect(await ask({ kind: 'exec', command: script('exec sleep 60') }, 200)).toEqual({ kind: 'silent' });
  });

  test('is gone when there is no such program', async () => {
    expect(await ask({ kind: 'exec', command: ['/nowhere/probe'] })).toMatchObject({ kind: 'rejected' });
  });
});
