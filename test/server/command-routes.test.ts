/** What becomes of requests to the server itself, and who may make them. */
import { expect, test } from 'vitest';
import { type CommandsHost, commandRoutes } from '../../src/server/command-routes.ts';

const WHO = { name: 'ann', role: 'operator' } as unknown as Parameters<
  ReturnType<typeof commandRoutes>[number]['answer']
>[1];

/** The routes, over requests that only repeat what they were asked. */
function routes() {
  const calls: unknown[][] = [];
  const told =
    (name: string) =>
    (...args: unknown[]) => {
      calls.push([name, ...args]);
      return { accepted: true, name };
    };
  const host = {
    status: () => 'the status',
    requests: {
      requestSwitch: told('switch'),
      answerTo: told('question'),
      requestRejoin: told('rejoin'),
      requestMode: told('mode'),
      switchOutcome: (id: string) => (id === 'known' ? { id } : null),
    },
    requestStop: told('stop'),
  } as unknown as CommandsHost;
  const all = commandRoutes(host);
  return {
    calls,
    of: (method: string, path: string) => all.find((each) => each.method === method && each.path === path)!,
  };
}

test.each([
  ['GET', '/v1/status', 'viewer'],
  ['POST', '/v1/switch', 'remote-control'],
  ['GET', '/v1/switch-answer', 'viewer'],
  ['GET', '/v1/switches/:id', 'viewer'],
  ['POST', '/v1/rejoin', 'remote-control'],
  ['POST', '/v1/mode', 'remote-control'],
  ['POST', '/v1/stop', 'remote-control'],
])('%s %s needs the right %s', (method, path, right) => {
  expect(routes().of(method, path).right).toBe(right);
});

test.each([
  [true, 'master-administrator'],
  [false, 'remote-control'],
])('a switch that is immediate: %s needs the right %s', (immediate, right) => {
  expect(routes().of('POST', '/v1/switch').rightFor?.({ immediate })).toBe(right);
});

test('requests are passed on in the name of the operator, and answered with what comes of them', async () => {
  const { of, calls } = routes();
  const ask = (method: string, path: string, asked: unknown) => of(method, path).answer(asked, WHO);
  expect(await ask('GET', '/v1/status', null)).toEqual({ status: 200, body: 'the status' });
  const wanted = { id: 'x', expectedTerm: 1, immediate: false };
  expect(await ask('POST', '/v1/switch', { ...wanted, reason: 'patches' })).toMatchObject({ body: { name: 'switch' } });
  await ask('GET', '/v1/switch-answer', { expectedTerm: 1, immediate: true });
  await ask('POST', '/v1/rejoin', { id: 'y' });
  await ask('POST', '/v1/mode', { id: 'z', mode: 'manual' });
  const stop = await ask('POST', '/v1/stop', { takeover: false });
  expect(stop).toEqual({ status: 202, body: { accepted: true, state: 'begun' } });
  expect(calls).toEqual([
    ['switch', { ...wanted, by: 'ann' }, 'patches'],
    ['question', { id: expect.stringMatching(/^[0-9a-f-]{36}$/), expectedTerm: 1, immediate: true, by: 'ann' }],
    ['rejoin', 'y', 'ann'],
    ['mode', { id: 'z', mode: 'manual', by: 'ann' }],
    ['stop', 'ann', false],
  ]);
});

test('the outcome of a switch is told if it is known', async () => {
  const { of } = routes();
  const outcome = of('GET', '/v1/switches/:id');
  expect(outcome.shape.safeParse({}).success).toBe(false);
  expect(await outcome.answer({ id: 'known' }, WHO)).toEqual({ status: 200, body: { id: 'known' } });
  expect(await outcome.answer({ id: 'other' }, WHO)).toMatchObject({
    status: 404,
    body: { error: { code: 'no-such-switch' } },
  });
});
