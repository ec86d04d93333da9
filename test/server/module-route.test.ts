import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openNodePair } from '../../src/client/node-pair.ts';
import type { ProbeAnswer } from '../../src/host/process/module-probe.ts';
import { moduleRoutes } from '../../src/server/module/routes.ts';
import type { Route } from '../../src/server/route.ts';
import { freePort, realPair, startBoth, until } from '../support/real-pair.ts';

async function listenOn(port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return server;
}

test('the active server asks its module for an operator: whether it answers, and why not', async () => {
  const port = await freePort();
  const pair = await realPair(`module:\n  name: router\n  probe: { tcp: 127.0.0.1:${port} }\n`);
  await startBoth(pair);
  const opened = await openNodePair({ pairFile: pair.pairFile, credential: join(pair.dir, 'operator') });
  onTestFinished(() => opened.close());
  expect(await opened.module('A')).toMatchObject({ module: 'router', answers: false, why: expect.any(String) });
  await listenOn(port);
  expect(await opened.module('A')).toEqual({ module: 'router', answers: true, why: null });
  expect(await opened.module('B')).toMatchObject({ module: 'router', answers: null, why: expect.any(String) });
  expect((await pair.ask('A', 'GET', '/v1/module')).status).toBe(401);
});

test('a server without a module says that there is none', async () => {
  const pair = await realPair();
  const server = await pair.start('A');
  await until(() => server.state().place === 'primary.serving', 'A is active');
  const { json } = await pair.ask('A', 'GET', '/v1/module', { credential: 'viewer' });
  expect(json).toEqual({ module: null, answers: null, why: null });
});

test.each<[heard: ProbeAnswer, said: object]>([
  [
    { kind: 'answered', pid: 1 },
    { answers: true, why: null },
  ],
  [
    { kind: 'rejected', why: 'refused' },
    { answers: false, why: 'refused' },
  ],
  [{ kind: 'silent' }, { answers: false, why: 'no answer within 1 s' }],
  [
    { kind: 'unknown', why: 'no program' },
    { answers: null, why: 'no program' },
  ],
])('a probe that ends with %o is told as %o, after a second at most', async (heard, said) => {
  const limits: number[] = [];
  const ask = async (limitMs: number): Promise<ProbeAnswer> => {
    limits.push(limitMs);
    return heard;
  };
  const [asked] = moduleRoutes({ ask }, () => 'router');
  const who = { name: 'ann', role: 'viewer' } as Parameters<Route['answer']>[1];
  expect(await asked!.answer(null, who)).toEqual({ status: 200, body: { module: 'router', ...said } });
  expect(limits).toEqual([1_000]);
});
