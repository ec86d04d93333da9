import { once } from 'node:events';
import { connect } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { createRefusals } from '../../src/server/refusals.ts';
import { MOST_REQUESTS, OPEN_BUDGET, openBudget } from '../../src/server/request-limit.ts';
import { type RealPair, realPair } from '../support/real-pair.ts';

/** Sends everything in one go; returns what came before the server hung up. */
async function answersTo(pair: RealPair, text: string): Promise<string> {
  const socket = connect({ port: pair.ports.A, host: '127.0.0.1', rejectUnauthorized: false });
  onTestFinished(() => void socket.destroy());
  let got = '';
  socket.on('error', () => undefined);
  socket.setEncoding('latin1').on('data', (piece: string) => {
    got += piece;
  });
  await once(socket, 'secureConnect');
  const closed = new Promise((resolve) => void socket.once('close', resolve));
  socket.write(text);
  await closed;
  return got;
}

function codes(answers: string): readonly string[] {
  return answers.match(/HTTP\/1\.1 \d+/g) ?? [];
}

const request = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
/** As many requests as one connection may send; the last one closes it. */
const requests = (path: string, count = MOST_REQUESTS): string =>
  `${request(path).repeat(count - 1)}GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;

test.each(['/primary', '/metrics', '/v1/status', '/nowhere'])(
  'a stranger who sends a thousand requests for %s at once is hung up on',
  async (path) => {
    const pair = await realPair();
    await pair.start('A');
    const answers = codes(await answersTo(pair, request(path).repeat(1_000)));
    expect(answers.length).toBeLessThanOrEqual(MOST_REQUESTS);
    expect((await pair.ask('A', 'GET', '/health')).status).toBe(200);
  },
);

test('a stranger may ask a few times over one connection', async () => {
  const pair = await realPair();
  await pair.start('A');
  expect(codes(await answersTo(pair, requests('/health')))).toEqual(
    Array.from({ length: MOST_REQUESTS }, () => 'HTTP/1.1 200'),
  );
});

test('strangers have their own budget, separate from health checks and operators', async () => {
  const pair = await realPair();
  await pair.start('A');
  const burst = Array.from({ length: OPEN_BUDGET }, () => answersTo(pair, requests('/metrics')));
  const answers = codes((await Promise.all(burst)).join());
  expect(answers).toContain('HTTP/1.1 200');
  expect(answers).toContain('HTTP/1.1 503');
  const health = codes(await answersTo(pair, requests('/health')));
  expect(new Set(health)).toEqual(new Set(['HTTP/1.1 200']));
  expect((await pair.ask('A', 'GET', '/v1/status', { credential: 'viewer' })).status).toBe(200);
});

test('a stranger gets sixteen requests over one connection; all of them together get a hundred a second', () => {
  expect([MOST_REQUESTS, OPEN_BUDGET]).toEqual([16, 100]);
});

test('the budget is renewed every second', () => {
  let now = 6_000;
  const hasBudget = openBudget(() => now);
  const spend = (): number => Array.from({ length: 2 * OPEN_BUDGET }, hasBudget).filter(Boolean).length;
  expect([spend(), spend()]).toEqual([OPEN_BUDGET, 0]);
  now = 6_999;
  expect(spend()).toBe(0);
  now = 7_000;
  expect(spend()).toBe(OPEN_BUDGET);
});

test('metrics are collected once for all requests within a second', async () => {
  const pair = await realPair();
  await pair.start('A');
  const answers = await answersTo(pair, requests('/metrics', 2));
  const [first, second, ...more] = answers
    .split(/HTTP\/1\.1 200 OK\r\n/)
    .slice(1)
    .map((each) => each.split('\r\n\r\n')[1]);
  expect(more).toEqual([]);
  expect(first).toContain('process_cpu_user_seconds_total');
  expect(second).toBe(first);
});

test('refusals are logged once per cause', async () => {
  const pair = await realPair();
  await pair.start('A');
  const upgrade =
    'GET /notifier/main HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';
  for (const path of ['/v1/status', '/v1/switch', '/v1/status']) {
    expect((await pair.ask('A', 'GET', path)).status).toBe(401);
    expect((await pair.ask('A', 'POST', '/v1/rejoin', { credential: 'viewer', body: { id: 'x' } })).status).toBe(403);
    await answersTo(pair, upgrade);
    await answersTo(pair, request('/primary').repeat(1_000));
  }
  const said = pair.log('A').match(/(?<=\[Warning\] SwitchoverMain::Refused : ).*/g);
  const from = 'from [127.0.0.1]; not logged again for an hour';
  expect(said).toEqual([
    `no certificate of this pair was presented, ${from}`,
    `viewer has the role viewer, but this requires remote-control, ${from}`,
    `a Notifier connection without the certificate of the companion, ${from}`,
    `too many requests over one connection, ${from}`,
  ]);
});

test('a cause that persists after an hour is logged again', () => {
  const lines: string[] = [];
  let now = 0;
  const refused = createRefusals(
    ({ text }) => lines.push(text),
    () => now,
  );
  for (now of [0, 1, 3_599_999, 3_600_000]) refused('a cause', undefined);
  expect(lines).toHaveLength(2);
});
