/** Why a server cannot listen on its address. */
import { fastify } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { listenOn } from '../../src/server/listen.ts';
import { caught } from '../support/caught.ts';
import { freePort } from '../support/real-pair.ts';

function serverOnNothing() {
  const http = fastify();
  onTestFinished(() => http.close());
  return http;
}

const entry = (host: string, port: number) =>
  ({ letter: 'B', name: 'beta', host, port }) as Parameters<typeof listenOn>[1];

test('a port in use is named, with what shows who uses it', async () => {
  const port = await freePort();
  await listenOn(serverOnNothing(), entry('127.0.0.1', port));
  expect(await caught(listenOn(serverOnNothing(), entry('127.0.0.1', port)))).toMatchObject({
    kind: 'refused',
    problem: {
      code: 'port-in-use',
      what: `port ${port} is already in use`,
      why: `another program is listening on 127.0.0.1:${port}`,
      where: `127.0.0.1:${port}`,
      do: 'stop that program (ss -ltnp shows it), or set another port for server B in the pair file',
    },
  });
});

test.each([
  // Reserved for documentation: no machine has the first one, and the second one is no name.
  ['192.0.2.1', 'this machine does not have that address'],
  ['nowhere.invalid', expect.stringContaining('nowhere.invalid')],
])('an address that is not of this machine is named: %s', async (host, why) => {
  expect(await caught(listenOn(serverOnNothing(), entry(host, 4711)))).toMatchObject({
    kind: 'unreachable',
    problem: {
      code: 'cannot-listen',
      what: `server B cannot listen on ${host}:4711`,
      why,
      where: `${host}:4711`,
      do: 'run server B on the machine that has this address, or correct the address in the pair file',
    },
  });
});
