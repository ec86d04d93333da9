import { once } from 'node:events';
import { createServer as createHttps } from 'node:https';
import { createServer } from 'node:net';
import { Packr } from 'msgpackr';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { PairFile } from '../../src/core/config/pair-file/pair-file.ts';
import type { UntimedEvent } from '../../src/core/engine/event.ts';
import type { Letter } from '../../src/core/letter.ts';
import { readPairFile } from '../../src/host/files/pair-file.ts';
import { createNotifier } from '../../src/server/notifier.ts';
import { hashesOf } from '../../src/server/pair-facts.ts';
import type { RunningServer } from '../../src/server/server.ts';
import { answerAs, callAs, freshView, helloOf, said } from '../support/fake-companion.ts';
import type { RealPair } from '../support/real-pair.ts';
import { realPair, startBoth, until } from '../support/real-pair.ts';
import { turnsUntil } from '../support/turns.ts';

async function warnings(pair: RealPair, letter: Letter): Promise<string[]> {
  const { json } = await pair.ask(letter, 'GET', '/v1/status', { credential: 'viewer' });
  return json.warnings.map(({ code }: { code: string }) => code);
}

/** Server A rejects what answers as B; returns its log. */
async function refusedBy(pair: RealPair): Promise<string> {
  const server = await pair.start('A');
  await until(() => server.state().place === 'error.unverified', 'A refuses to trust it');
  expect((await pair.ask('A', 'GET', '/primary')).status).toBe(503);
  return pair.log('A');
}

describe('two servers', () => {
  test('greet each other on both connections, ping, and tell each other what they are', async () => {
    const pair = await realPair();
    const { A, B } = await startBoth(pair);
    expect(B.state().companion).toMatchObject({ letter: 'A', name: 'alpha', serving: true, term: 1 });
    await until(() => A.state().companion?.place === 'backup.watching', 'A hears that B is its backup');
    const first = B.state().monitors.main.lastAnswerAt;
    await until(() => B.state().monitors.main.lastAnswerAt !== first, 'B gets an answer to a ping');
    expect(B.state().monitors.main.failures).toBe(0);
    // The first ping of each connection, at both ends: from these lines the clocks of two logs are compared.
    const written = (letter: Letter): string[] => pair.log(letter).match(/(?<=Ping \[)\d+\] of boot.*/g) ?? [];
    const boot = B.state().self.bootId;
    const sent = written('B').find((line) => line.endsWith('sent on the main connection'));
    const id = Number.parseInt(sent ?? '', 10);
    expect(written('B').filter((line) => line.endsWith('main connection'))).toEqual([
      `${id}] of boot [${boot}] sent on the main connection`,
      `${id}] of boot [${boot}] answered on the main connection`,
    ]);
    expect(written('A')).toContain(`${id}] of boot [${boot}] heard on the main connection, answering`);
  });

  test.each([
    [
      'addresses',
      'pair-files-differ',
      ({ servers }: PairFile) => ({ servers: { ...servers, A: { ...servers.A, host: 'localhost' } } }),
    ],
    ['parameters alone, of which the history decides,', 'pair-file-parameters-changed', () => ({ parameters: {} })],
  ])('with other %s in one pair file say %s and go on', async (_, code, change) => {
    const pair = await realPair();
    const read = await readPairFile(pair.pairFile);
    const other = { ...read, pairFile: { ...read.pairFile, ...change(read.pairFile) } };
    const [a, b] = [await pair.start('A'), await pair.start('B', { pair: other })];
    await until(() => a.state().place === 'primary.serving' && b.state().place === 'backup.watching', 'they agree');
    await expect.poll(() => warnings(pair, 'B')).toContain(code);
    const unexpected = code === 'pair-files-differ' ? 'pair-file-parameters-changed' : 'pair-files-differ';
    expect([...(await warnings(pair, 'A')), ...(await warnings(pair, 'B'))]).not.toContain(unexpected);
  });

  test.each([
    ['goes by the history, with other parameters in its pair file', 'own', 'other', false],
    ['goes by its pair file, with other parameters there', undefined, 'other', true],
    ['goes by its pair file, with the same parameters', undefined, 'whole', false],
  ] as const)('of which one %s: whether the files differ', async (_, own, whole, differ) => {
    const pair = await realPair();
    const hashes = { other: 'other', ...hashesOf((await readPairFile(pair.pairFile)).pairFile) };
    const files = { pairFile: hashes[whole], ...(own === undefined ? {} : { pairFileOwn: hashes[own] }) };
    await answerAs(await pair.identity('B'), pair.ports.B, (socket) =>
      socket.send(said({ ...helloOf(freshView('B')), ...files })),
    );
    const a = await pair.start('A');
    await until(() => a.state().connections.main.status === 'up', 'A hears the hello');
    expect((await warnings(pair, 'A')).includes('pair-files-differ')).toBe(differ);
  });
});

describe('something that answers in place of the companion is never taken for an absent companion', () => {
  test('a server that speaks only newer versions', async () => {
    const pair = await realPair();
    await answerAs(await pair.identity('B'), pair.ports.B, (socket) =>
      socket.send(said({ ...helloOf(freshView('B')), lowest: 7, highest: 9 })),
    );
    expect(await refusedBy(pair)).toContain('protocol 7-9 there, 1-4 here');
  });

  test('a server whose hello cannot be read, as a much later one might be', async () => {
    const pair = await realPair();
    await answerAs(await pair.identity('B'), pair.ports.B, (socket) => socket.send(Buffer.from('hello from 2040')));
    expect(await refusedBy(pair)).toContain('its messages cannot be read');
  });

  test('a server that finds our hello unreadable, or of a wrong version', async () => {
    const pair = await realPair();
    await answerAs(await pair.identity('B'), pair.ports.B, (socket) => socket.close(4406, 'protocol 1-1 is too old'));
    expect(await refusedBy(pair)).toContain('protocol 1-1 is too old');
  });

  test('a server that calls itself by our own letter', async () => {
    const pair = await realPair();
    await answerAs(await pair.identity('B'), pair.ports.B, (socket) =>
      socket.send(said(helloOf(freshView('A', { place: 'primary.serving', serving: true })))),
    );
    expect(await refusedBy(pair)).toContain('it calls itself server A, not B');
  });

  test('this server itself, under the address of its companion', async () => {
    const pair = await realPair();
    await answerAs(await pair.identity('A'), pair.ports.B, () => undefined);
    expect(await refusedBy(pair)).toContain('for server A, not for server B');
  });

  test('the same server of another pair', async () => {
    const [pair, foreign] = [await realPair(), await realPair()];
    await answerAs(await foreign.identity('B'), pair.ports.B, () => undefined);
    expect(await refusedBy(pair)).toMatch(/self.signed|unable to verify/);
  });

  test('a web server with the right certificate and nothing behind it', async () => {
    const pair = await realPair();
    const { ca, cert, key } = await pair.identity('B');
    const offered: unknown[] = [];
    const web = createHttps({ ca, cert, key }, ({ headers }, response) => {
      offered.push(headers['sec-websocket-extensions']);
      response.writeHead(404).end('no');
    });
    web.listen(pair.ports.B, '127.0.0.1');
    onTestFinished(() => void web.close());
    expect(await refusedBy(pair)).toContain('answered with 404');
    // No compression: messages are small, and a companion could make them large.
    expect(new Set(offered)).toEqual(new Set([undefined]));
  });

  test('plain text on its port', async () => {
    const pair = await realPair();
    const mail = createServer((socket) => void socket.on('error', () => undefined).end('220 mail ready\r\n'));
    mail.listen(pair.ports.B, '127.0.0.1');
    onTestFinished(() => void mail.close());
    expect(await refusedBy(pair)).toContain('cannot be verified');
  });
});

test('a companion that accepts and stays silent is absent: the server starts alone', async () => {
  const pair = await realPair();
  const sockets = new Set<{ destroy: () => void }>();
  const frozen = createServer((socket) => void sockets.add(socket.on('error', () => undefined)));
  frozen.listen(pair.ports.B, '127.0.0.1');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    frozen.close();
  });
  const server = await pair.start('A');
  await until(() => server.state().place === 'primary.serving', 'A starts fail-safe');
  expect(pair.log('A')).toContain('starting as the active server (fail-safe)');
});

describe('a pair is upgraded one server at a time: a companion of version', () => {
  const packr = new Packr({ useRecords: false });

  test.each([
    [3, { type: 'pong', id: 7 }],
    [4, { channel: 'notifier', payload: { type: 'pong', id: 7 } }],
  ])('%i is understood in either form, and answered in its own', async (highest, pong) => {
    const pair = await realPair();
    const server = await pair.start('A');
    const caller = await callAs(await pair.identity('B'), 'A', pair.ports.A);
    const bytes: Buffer[] = [];
    caller.socket.on('message', (data: Buffer) => bytes.push(data));
    const hello = { ...helloOf(freshView('B', { place: 'backup.watching' })), highest };
    caller.socket.send(packr.pack(hello));
    await until(() => server.state().companion?.place === 'backup.watching', 'A hears the hello');
    caller.socket.send(
      packr.pack(highest === 3 ? { type: 'ping', id: 7 } : { channel: 'notifier', payload: { type: 'ping', id: 7 } }),
    );
    await until(() => caller.frames.some(({ type }) => type === 'pong'), 'A answers');
    expect(packr.unpack(bytes.at(-1)!)).toEqual(pong);
    // The hello is the same for all versions: it is sent before the other side's version is known.
    expect(packr.unpack(bytes[0]!)).toMatchObject({
      type: 'hello',
      lowest: 1,
      highest: 4,
      channels: ['module', 'tree', 'parameters', 'procedures', 'programs'],
    });
  });
});

describe('a companion that misbehaves', () => {
  /** Server A as the backup of a companion controlled by the test, which has connected and sent its hello. */
  async function backupOf(pair: RealPair): Promise<RunningServer> {
    await answerAs(await pair.identity('B'), pair.ports.B, (socket, frame) => {
      const view = freshView('B', { place: 'primary.serving', serving: true, term: 2, highestTerm: 2 });
      if (frame?.type === 'hello') socket.send(said(helloOf(view)));
      if (frame?.type === 'ping') socket.send(said({ type: 'pong', id: frame.id }));
    });
    const server = await pair.start('A');
    await until(() => server.state().place === 'backup.watching', 'A is the backup');
    return server;
  }

  test.each([
    ['garbage', Buffer.from('garbage'), 1008],
    ['an empty frame', Buffer.alloc(0), 1008],
    ['a frame longer than allowed', Buffer.alloc(64 * 1024 + 1), 1009],
    ['a ping before its hello', Buffer.from(said({ type: 'ping', id: 1 })), 1008],
  ])('with %s loses that connection, and nothing else', async (_, bytes, code) => {
    const pair = await realPair();
    const server = await backupOf(pair);
    const caller = await callAs(await pair.identity('B'), 'A', pair.ports.A);
    caller.socket.send(bytes);
    expect(await caller.closed).toBe(code);
    expect(server.state().place).toBe('backup.watching');
    expect((await pair.ask('A', 'GET', '/backup')).status).toBe(200);
  });

  test('and sends no hello is disconnected', async () => {
    const pair = await realPair();
    await backupOf(pair);
    const caller = await callAs(await pair.identity('B'), 'A', pair.ports.A);
    expect(await caller.closed).toBe(1006);
  });

  test('and floods it with views and pings is answered, without delaying others', async () => {
    const pair = await realPair();
    const server = await backupOf(pair);
    const caller = await callAs(await pair.identity('B'), 'A', pair.ports.A);
    const view = freshView('B', { place: 'primary.serving', serving: true, term: 2, highestTerm: 2 });
    caller.send(helloOf(view));
    for (let number = 1; number <= 5_000; number += 1) {
      caller.send({ type: 'view', number, view });
      caller.send({ type: 'ping', id: number });
    }
    expect((await pair.ask('A', 'GET', '/backup')).status).toBe(200);
    await until(() => caller.frames.filter(({ type }) => type === 'pong').length === 5_000, 'every ping is answered');
    expect(server.state().place).toBe('backup.watching');
    // The first one and one per hour, for comparing the clocks of two logs.
    const heard = pair.log('A').match(/Ping \[\d+\] of boot \[\w+\] heard/g) ?? [];
    expect(heard.map((words) => /\d+/.exec(words)?.[0])).toEqual(['1', '3601']);
  });

  test('and reconnects without closing replaces its old connection', async () => {
    const pair = await realPair();
    await backupOf(pair);
    const first = await callAs(await pair.identity('B'), 'A', pair.ports.A);
    const view = freshView('B', { place: 'primary.serving', serving: true, term: 2, highestTerm: 2 });
    first.send(helloOf(view));
    await until(() => first.frames.some(({ type }) => type === 'hello'), 'it was greeted');
    const second = await callAs(await pair.identity('B'), 'A', pair.ports.A);
    second.send(helloOf(view));
    await first.closed;
    second.send({ type: 'ping', id: 7 });
    await until(() => second.frames.some((frame) => frame.type === 'pong' && frame.id === 7), 'the new one lives');
  });

  test('and sends an older view on a slower connection is ignored', async () => {
    const pair = await realPair();
    const server = await backupOf(pair);
    const caller = await callAs(await pair.identity('B'), 'A', pair.ports.A);
    const view = freshView('B', { place: 'primary.serving', serving: true, term: 2, highestTerm: 2 });
    caller.send(helloOf(view));
    caller.send({ type: 'view', number: 9, view });
    caller.send({ type: 'view', number: 8, view: { ...view, place: 'inactive.stale', serving: false } });
    caller.send({ type: 'ping', id: 1 });
    await until(() => caller.frames.some(({ type }) => type === 'pong'), 'all of it was read');
    expect(server.state()).toMatchObject({ place: 'backup.watching', companion: { serving: true } });
  });

  test('and breaks the protocol later is a lost connection, not a stranger', async () => {
    const pair = await realPair();
    let talk = true;
    await answerAs(await pair.identity('B'), pair.ports.B, (socket, frame) => {
      const view = freshView('B', { place: 'primary.serving', serving: true, term: 2, highestTerm: 2 });
      if (frame?.type === 'hello' && talk) socket.send(said(helloOf(view)));
      if (frame?.type === 'ping') {
        talk = false;
        socket.send('garbage');
      }
    });
    const server = await pair.start('A');
    await until(() => /Lost notifier connection/.test(pair.log('A')), 'A loses the connection');
    expect(server.state().place).not.toBe('error.unverified');
  });
});

test('a server that stops closes its connections as one that goes away, not as one that fails', async () => {
  const pair = await realPair();
  const server = await pair.start('A');
  const caller = await callAs(await pair.identity('B'), 'A', pair.ports.A);
  const reasons: string[] = [];
  caller.socket.on('close', (_code, reason) => reasons.push(reason.toString()));
  caller.send(helloOf(freshView('B', { place: 'backup.watching' })));
  await until(() => caller.frames.some(({ type }) => type === 'hello'), 'it was greeted');
  server.requestStop('ann', false);
  expect([await caller.closed, reasons]).toEqual([1001, ['stopping']]);
  await server.done;
});

test('a companion that only reaches this server is not gone: it is not displaced, and the pair files are said to differ', async () => {
  const pair = await realPair();
  const a = await pair.start('A');
  const caller = await callAs(await pair.identity('B'), 'A', pair.ports.A);
  const view = freshView('B', { place: 'primary.serving', serving: true, term: 2, highestTerm: 2, lastPrimaryTerm: 2 });
  caller.socket.send(said(helloOf(view)));
  const pings = setInterval(() => caller.socket.send(said({ type: 'ping', id: 1 })), 1_000);
  onTestFinished(() => clearInterval(pings));
  await until(() => a.state().warnings.includes('companion-heard-one-way'), 'it says so');
  expect(a.state().place).toMatch(/^init/);
  const { json } = await pair.ask('A', 'GET', '/v1/status', { credential: 'viewer' });
  const codes = json.warnings.map(({ code }: { code: string }) => code);
  expect(codes).toEqual(expect.arrayContaining(['companion-heard-one-way', 'pair-files-differ']));
});

test('a connection that is not the companion gets no further than the door', async () => {
  const pair = await realPair();
  await startBoth(pair);
  const foreign = await realPair();
  for (const identity of [await pair.identity('viewer'), await pair.identity('operator'), await pair.identity('A')]) {
    await expect(callAs(identity, 'A', pair.ports.A)).rejects.toThrow('401');
  }
  const stranger = { ...(await foreign.identity('B')), ca: (await pair.identity('B')).ca };
  await expect(callAs(stranger, 'A', pair.ports.A)).rejects.toThrow('401');
  await expect(callAs(await pair.identity('B'), 'A', pair.ports.A, '/notifier/third')).rejects.toThrow('404');
});

test('a dial that is not answered ends after four seconds', async () => {
  const pair = await realPair();
  const silent = createServer((socket) => void socket.on('error', () => undefined));
  silent.listen(pair.ports.B, '127.0.0.1');
  onTestFinished(() => void silent.close());
  const posted: UntimedEvent[] = [];
  const never = (): never => {
    throw new Error('nothing of this is needed');
  };
  const notifier = createNotifier({
    identity: await pair.identity('A'),
    companion: { letter: 'B', host: '127.0.0.1', port: pair.ports.B },
    pairFile: { own: 'a', whole: 'b' },
    priority: { dialOptions: () => ({}), accepted: never },
    post: (event) => void posted.push(event),
    view: never,
    knowsCompanion: () => false,
    subsystems: { channels: [], onFrame: never, onConnectionLost: never },
    ...{ log: never, logToFile: never, refused: never },
  });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  notifier.dial('aux');
  await once(silent, 'connection');
  await vi.advanceTimersByTimeAsync(3_999);
  expect(posted).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  await turnsUntil(() => posted.length > 0, 'the dial has ended');
  expect(posted).toEqual([{ type: 'dial-failed', connection: 'aux', reason: 'TIMEOUT' }]);
  await notifier.close();
});
