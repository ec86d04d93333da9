import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Answer } from '../../src/client/call-server.ts';
import { expectNewer } from '../../src/client/expect-answer.ts';

const server = { letter: 'A', name: 'alpha', host: '10.0.0.1', port: 3633, data: null, release: null } as const;

const answer = (status: number, text: string): Promise<Answer> =>
  Promise.resolve({ call: { server, method: 'GET', at: '/v1/history' } as Answer['call'], status, text });

test('a server that does not know a newer request is said to be too old, not to answer strangely', async () => {
  const shape = z.object({ events: z.array(z.string()) });
  const unknown = expectNewer(shape, answer(404, '{"error":{"code":"no-such-path","what":"","why":"","do":""}}'));
  await expect(unknown).rejects.toMatchObject({
    kind: 'unreachable',
    problem: { code: 'server-too-old', why: expect.stringContaining('older version') },
  });
  expect(await expectNewer(shape, answer(200, '{"events":["a"]}'))).toEqual({ events: ['a'] });
});
