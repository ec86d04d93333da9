import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NEVER_RAN } from '../../src/core/engine/state.ts';
import { initialState } from '../../src/core/engine/step.ts';
import type { ServerStatus } from '../../src/core/protocol/answers.ts';
import type { HistoryEvent } from '../../src/core/protocol/history-answers.ts';
import { createRequests } from '../../src/server/requests.ts';
import { selfOf } from '../support/engine-server.ts';
import { type RealPair, realPair, startBoth, until } from '../support/real-pair.ts';

const history = async (pair: RealPair, letter: 'A' | 'B', query = ''): Promise<HistoryEvent[]> =>
  (await pair.ask(letter, 'GET', `/v1/history${query}`, { credential: 'viewer' })).json.events;

const lastSwitch = async (pair: RealPair, letter: 'A' | 'B'): Promise<ServerStatus['lastSwitch']> =>
  (await pair.ask(letter, 'GET', '/v1/status', { credential: 'viewer' })).json.lastSwitch;

const ID = '0b6f7d0e-8a56-4c5e-9a0b-1f2e3d4c5b6a';

test('a server keeps its starts, switches and takeovers across restarts, and reports them to operators', async () => {
  const pair = await realPair();
  const { A, B } = await startBoth(pair);
  expect(await history(pair, 'A')).toMatchObject([{ kind: 'start', from: null, to: 'A', term: 1, number: 1 }]);
  expect(await history(pair, 'B')).toEqual([]);
  expect(await lastSwitch(pair, 'B')).toBeNull();

  const body = { id: ID, expectedTerm: 1, immediate: false, reason: 'patches' };
  await pair.ask('B', 'POST', '/v1/switch', { credential: 'operator', body });
  await until(() => B.state().place === 'primary.serving' && A.state().place === 'backup.watching', 'B is active');
  const [switched] = await history(pair, 'B');
  expect(switched).toMatchObject({ kind: 'switch', from: 'A', to: 'B', cause: 'manual', reason: 'patches', id: ID });
  expect(switched).toMatchObject({ by: expect.any(String), detectMs: null, activateMs: expect.any(Number), why: null });
  expect(Math.abs(Date.now() - Date.parse(switched!.at))).toBeLessThan(60_000);
  expect(await history(pair, 'A'), 'known there already').toHaveLength(1);

  B.requestStop('test', true);
  await B.done;
  await until(() => A.state().place === 'primary.serving', 'A takes over');
  const again = await pair.start('B');
  await until(() => again.state().place === 'backup.watching', 'B is the backup');
  expect(await history(pair, 'B')).toEqual([switched]);
  expect(await lastSwitch(pair, 'B')).toMatchObject({ kind: 'switch', term: switched!.term });
  expect(await history(pair, 'A')).toMatchObject([
    { kind: 'takeover', cause: 'primary-stopped', to: 'A' },
    { kind: 'start' },
  ]);
  const first = await pair.ask('A', 'GET', '/v1/history?limit=1', { credential: 'viewer' });
  expect(first.json).toMatchObject({ events: [{ number: 2 }], more: true });
  expect(await history(pair, 'A', '?before=2&limit=5')).toMatchObject([{ number: 1 }]);
});

test('its history is for operators, and a page is bounded', async () => {
  const pair = await realPair();
  await pair.start('A');
  const statusOf = async (query: string, credential: 'viewer' | 'B' | null): Promise<number> =>
    (await pair.ask('A', 'GET', `/v1/history${query}`, { credential })).status;
  expect(await statusOf('', null)).toBe(401);
  expect(await statusOf('', 'B')).toBe(403);
  expect(await statusOf('', 'viewer')).toBe(200);
  for (const query of ['?limit=0', '?limit=101', '?limit=all', '?before=-1'])
    expect(await statusOf(query, 'viewer')).toBe(400);
});

test('a damaged history is logged and does not stop a server', async () => {
  const pair = await realPair();
  const file = join(pair.dir, 'A', 'history.jsonl');
  writeFileSync(file, '{"kind":"start"\n\u0000\u0000');
  const server = await pair.start('A');
  await until(() => server.state().place === 'primary.serving', 'A is active');
  expect(pair.log('A')).toMatch(/\[Warning\] SwitchoverMain::History : part of the history is lost: 2 of 2 lines/);
  expect(await history(pair, 'A')).toMatchObject([{ kind: 'start' }]);
  expect(readFileSync(file, 'utf8').split('\n').at(-2)).toMatch(/"kind":"start"/);
});

test('the reason of a switch is known to the end, although another one is requested and refused meanwhile', async () => {
  const requests = createRequests(
    () => undefined,
    () => initialState(selfOf('B'), NEVER_RAN, 'automatic', 0),
    () => undefined,
  );
  const request = (id: string, reason: string | null) =>
    requests.requestSwitch({ id, by: 'ann', expectedTerm: 1, immediate: false }, reason);
  await request('first', 'patches');
  await request('second', 'impatience');
  await request('third', null);
  expect(['first', 'second', 'third'].map(requests.reasonOf)).toEqual(['patches', 'impatience', null]);
  for (let number = 0; number < 100; number += 1) await request(`more-${number}`, 'again');
  expect(requests.reasonOf('first')).toBeNull();
  expect(requests.reasonOf('more-99')).toBe('again');
});
