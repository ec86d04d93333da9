/** The parameters of a running pair: changed on the active server, followed by the backup, kept by both. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Letter } from '../../src/core/letter.ts';
import { PROTOCOL_VERSION } from '../../src/core/protocol/frames.ts';
import type { RunningServer } from '../../src/server/server.ts';
import type { Caller } from '../support/fake-companion.ts';
import { answerAs, callAs, freshView, helloOf, said } from '../support/fake-companion.ts';
import type { Answered, CredentialName, RealPair } from '../support/real-pair.ts';
import { makeRealPair, realPair, startBoth, stopServer, until } from '../support/real-pair.ts';

const TIMEOUT = 'Switchover TS Timeout';
const RECONNECT = 'Switchover Reconnect Timeout';

type Values = Record<string, boolean | number | string | null>;

interface Asking {
  readonly to?: Letter;
  readonly as?: CredentialName | null;
  readonly id?: string;
  readonly reason?: string | null;
  readonly dryRun?: boolean;
  readonly expected?: Values;
  readonly after?: number | null;
}

async function ask(pair: RealPair, wish: object, more: Asking = {}): Promise<Answered> {
  const {
    to = 'A',
    as = 'operator',
    id = randomUUID(),
    reason = null,
    dryRun = false,
    expected = {},
    after = null,
  } = more;
  return pair.ask(to, 'POST', '/v1/params', { credential: as, body: { id, reason, dryRun, wish, expected, after } });
}

function set(pair: RealPair, values: Values, more: Asking = {}): Promise<Answered> {
  return ask(pair, { is: 'set', values }, more);
}

async function read(pair: RealPair, letter: Letter): Promise<Answered['json']> {
  return (await pair.ask(letter, 'GET', '/v1/params', { credential: 'viewer' })).json;
}

async function history(pair: RealPair, letter: Letter, query = ''): Promise<Answered['json']> {
  return (await pair.ask(letter, 'GET', `/v1/params/history${query}`, { credential: 'viewer' })).json;
}

function codes({ json }: Answered): string {
  return json.problems.map(({ code }: { code: string }) => code).join(' ');
}

async function warnings(pair: RealPair, letter: Letter): Promise<string[]> {
  const { json } = await pair.ask(letter, 'GET', '/v1/status', { credential: 'viewer' });
  return json.warnings.map(({ code }: { code: string }) => code);
}

describe('a running pair', () => {
  let pair: RealPair;
  let servers: Readonly<Record<Letter, RunningServer>>;

  beforeAll(async () => {
    pair = await makeRealPair();
    servers = await startBoth(pair);
  });
  afterAll(() => pair.cleanUp());

  test('begins with the values of the pair file, on both servers', async () => {
    const follows = (): boolean => pair.log('B').includes('checkpoint [1] of [pair file], from the active server');
    await until(follows, 'B has the first checkpoint');
    const [a, b] = [await read(pair, 'A'), await read(pair, 'B')];
    expect(a).toMatchObject({ letter: 'A', serving: true, checkpoint: 1, values: { [RECONNECT]: 0 } });
    expect(a.servers).toMatchObject({ 'SwitchoverServer A': 'alpha', 'SwitchoverServer B': 'beta' });
    expect(b).toMatchObject({ serving: false, checkpoint: 1, values: { [RECONNECT]: 0 }, inForce: { [RECONNECT]: 0 } });
    expect((await history(pair, 'B')).checkpoints).toMatchObject([
      { number: 1, by: 'pair file', made: 'first', changes: [{ name: RECONNECT, from: null, to: 0 }] },
    ]);
  });

  test('applies a dynamic change to the engines of both servers', async () => {
    const { status, json } = await set(pair, { [TIMEOUT]: '17' }, { reason: 'slow module' });
    expect([status, json]).toMatchObject([
      200,
      { accepted: true, replicated: true, changes: [{ name: TIMEOUT, from: null, to: 17 }] },
    ]);
    expect(servers.A.state().self.settings.moduleTimeoutMs).toBe(17_000);
    expect(servers.B.state().self.settings.moduleTimeoutMs).toBe(17_000);
    expect(pair.log('A')).toContain(`${TIMEOUT} [not set] to [17] (slow module)`);
    expect(pair.log('B')).toContain('from the active server');
    expect(await warnings(pair, 'B')).not.toContain('parameters-wait');
  });

  test('shows what waits for a restart beside what is in force, and warns', async () => {
    await set(pair, { [RECONNECT]: 33 });
    for (const letter of ['A', 'B'] as const) {
      expect(await read(pair, letter)).toMatchObject({ values: { [RECONNECT]: 33 }, inForce: { [RECONNECT]: 0 } });
      expect(servers[letter].state().self.settings.reconnectTimeoutMs).toBe(0);
      const { json } = await pair.ask(letter, 'GET', '/v1/status', { credential: 'viewer' });
      expect(json.parameters.waiting).toEqual([RECONNECT]);
      expect(await warnings(pair, letter)).toContain('parameters-wait');
    }
    await set(pair, { [RECONNECT]: 0 });
    expect(await warnings(pair, 'A')).not.toContain('parameters-wait');
  });

  test('applies all of a change or nothing', async () => {
    const before = await read(pair, 'A');
    const answer = await set(pair, { [TIMEOUT]: 30, 'Switchover Max TS Failures': 'many' });
    expect([answer.json.kind, codes(answer)]).toEqual(['usage', 'value-not-a-number']);
    expect(await read(pair, 'A')).toEqual(before);
  });

  test('refuses the second of two operators, who expected other values', async () => {
    const both = await Promise.all(
      [21, 22].map((value) => set(pair, { [TIMEOUT]: value }, { expected: { [TIMEOUT]: 17 }, reason: `to ${value}` })),
    );
    const [won, lost] = both.toSorted((one) => (one.json.accepted ? -1 : 1));
    expect([won!.json.accepted, lost!.json.accepted]).toEqual([true, false]);
    expect([lost!.json.kind, codes(lost!)]).toEqual(['refused', 'parameter-changed-meanwhile']);
    expect(lost!.json.problems[0].what).toContain(won!.json.changes[0].to === 21 ? 'to 21' : 'to 22');
    const stale = await set(pair, { [TIMEOUT]: 23 }, { after: 1 });
    expect(codes(stale)).toBe('parameters-changed-meanwhile');
  });

  test('answers a repeat of a request and changes nothing', async () => {
    const id = randomUUID();
    const [one, other] = await Promise.all([1, 2].map(() => set(pair, { [TIMEOUT]: 40 }, { id })));
    expect(one!.json.checkpoint).toBe(other!.json.checkpoint);
    await set(pair, { [TIMEOUT]: 41 });
    expect((await set(pair, { [TIMEOUT]: 40 }, { id })).json.checkpoint).toBe(one!.json.checkpoint);
    expect((await read(pair, 'A')).values[TIMEOUT]).toBe(41);
  });

  test('writes nothing in a dry run, and makes no checkpoint of what is so already', async () => {
    const before = await history(pair, 'A');
    const dry = await set(pair, { [TIMEOUT]: 50 }, { dryRun: true });
    expect(dry.json).toMatchObject({
      accepted: true,
      checkpoint: null,
      changes: [{ name: TIMEOUT, from: 41, to: 50 }],
    });
    expect((await set(pair, { [TIMEOUT]: 41 })).json).toMatchObject({
      checkpoint: null,
      changes: [],
      replicated: null,
    });
    expect(await history(pair, 'A')).toEqual(before);
  });

  test('refuses a change on the backup, and names the active server and the reason', async () => {
    const answer = await set(pair, { [TIMEOUT]: 60 }, { to: 'B' });
    expect([answer.json.kind, codes(answer)]).toEqual(['refused', 'not-active']);
    expect(answer.json.problems[0].what).toContain('alpha (A)');
    expect(answer.json.problems[0].why).toContain('would undo');
    expect((await read(pair, 'B')).values[TIMEOUT]).toBe(41);
  });

  test.each<[CredentialName | null, number, number]>([
    [null, 401, 401],
    ['A', 403, 403],
    ['viewer', 200, 403],
    ['remote-control', 200, 403],
    ['operator', 200, 200],
  ])('lets %s read: %i, and change: %i', async (credential, reading, changing) => {
    for (const path of ['/v1/params', '/v1/params/history', '/v1/params/checkpoints/1']) {
      expect((await pair.ask('A', 'GET', path, { credential })).status).toBe(reading);
    }
    expect((await set(pair, { [TIMEOUT]: 41 }, { as: credential })).status).toBe(changing);
  });

  test.each([
    ['no id', { id: undefined }],
    ['a reason of two lines', { reason: 'one\ntwo' }],
    ['a long reason', { reason: 'x'.repeat(1001) }],
    ['an unknown wish', { wish: { is: 'guess' } }],
    ['a value that is a list', { wish: { is: 'set', values: { [TIMEOUT]: [1] } } }],
    ['something else besides', { force: true }],
    ['a checkpoint before the first', { wish: { is: 'restore', number: -1 } }],
  ])('refuses a request with %s', async (_, wrong) => {
    const good = { id: 'x', reason: null, dryRun: false, wish: { is: 'set', values: {} }, expected: {}, after: null };
    const { status, json } = await pair.ask('A', 'POST', '/v1/params', {
      credential: 'operator',
      body: { ...good, ...wrong },
    });
    expect([status, json.error.code]).toEqual([400, 'bad-request']);
  });

  test('refuses more than could ever be set, with its reason, and much more without reading it', async () => {
    expect(codes(await set(pair, { CustomMirrorDir: 'C:\\'.padEnd(50_000, 'x') }))).toBe('values-too-large');
    expect((await set(pair, { CustomMirrorDir: 'x'.repeat(1024 * 1024) })).status).toBe(413);
  });

  test('returns the history in pages, for one parameter or all, and the values of each checkpoint', async () => {
    const all = await history(pair, 'A');
    expect(all).toMatchObject({ more: false, forgotten: 0, aside: [] });
    const last = all.checkpoints.at(-1).number;
    const page = await history(pair, 'A', `?limit=2&before=${last}`);
    expect(page.checkpoints.map(({ number }: { number: number }) => number)).toEqual([last - 2, last - 1]);
    expect(page.more).toBe(true);
    const named = await history(pair, 'A', `?name=${encodeURIComponent(RECONNECT.toUpperCase())}`);
    expect(named.checkpoints.map(({ changes }: { changes: { to: number }[] }) => changes[0]!.to)).toEqual([0, 33, 0]);
    const { json } = await pair.ask('A', 'GET', '/v1/params/checkpoints/2', { credential: 'viewer' });
    expect(json).toEqual({ number: 2, values: { [RECONNECT]: 0, [TIMEOUT]: 17 } });
    const missing = await pair.ask('A', 'GET', `/v1/params/checkpoints/${last + 1}`, { credential: 'viewer' });
    expect([missing.status, missing.json.error.code]).toEqual([404, 'checkpoint-unknown']);
    for (const query of ['?limit=x', '?before=-1', '?limit=1e9']) {
      expect((await history(pair, 'A', query)).error.code).toBe('bad-request');
    }
  });

  test('restores a checkpoint, as one more change', async () => {
    const { json } = await ask(pair, { is: 'restore', number: 2 }, { reason: 'it was better' });
    expect(json.changes).toEqual([{ name: TIMEOUT, from: 41, to: 17 }]);
    expect((await history(pair, 'B')).checkpoints.at(-1)).toMatchObject({
      made: 'restore',
      of: 2,
      by: 'master-administrator',
    });
    expect(servers.B.state().self.settings.moduleTimeoutMs).toBe(17_000);
  });
});

describe('parameters last', () => {
  test('over a restart of both servers, with what waited in force', async () => {
    const pair = await realPair();
    const before = await startBoth(pair);
    await set(pair, { [RECONNECT]: 7 });
    for (const letter of ['B', 'A'] as const) {
      before[letter].requestStop('the test', false);
      await before[letter].done;
    }
    const after = await startBoth(pair);
    for (const letter of ['A', 'B'] as const) {
      expect(after[letter].state().self.settings.reconnectTimeoutMs).toBe(7_000);
      expect(await warnings(pair, letter)).not.toContain('parameters-wait');
      expect(await warnings(pair, letter)).not.toContain('pair-file-parameters-changed');
    }
    expect((await read(pair, 'A')).checkpoint).toBe(2);
  });

  test('over a switch, after which the former active server follows the new one', async () => {
    const pair = await realPair();
    const servers = await startBoth(pair);
    await set(pair, { [TIMEOUT]: 17 });
    const body = { id: randomUUID(), expectedTerm: 1, immediate: false, reason: null };
    await pair.ask('B', 'POST', '/v1/switch', { credential: 'operator', body });
    await until(() => servers.B.state().place === 'primary.serving', 'B serves');
    await until(() => servers.A.state().place === 'backup.watching', 'A is its backup');
    expect(codes(await set(pair, { [TIMEOUT]: 18 }, { to: 'A' }))).toBe('not-active');
    expect((await set(pair, { [TIMEOUT]: 18 }, { to: 'B' })).json).toMatchObject({
      accepted: true,
      checkpoint: 3,
      replicated: true,
    });
    expect(servers.A.state().self.settings.moduleTimeoutMs).toBe(18_000);
  });

  test('what was changed while the backup was away reaches it when it is back', async () => {
    const pair = await realPair();
    const servers = await startBoth(pair);
    servers.B.requestStop('the test', false);
    await servers.B.done;
    for (const value of [11, 12, 13]) expect((await set(pair, { [TIMEOUT]: value })).json.replicated).toBe(false);
    const back = await pair.start('B');
    await until(() => back.state().self.settings.moduleTimeoutMs === 13_000, 'B follows');
    expect((await read(pair, 'B')).checkpoint).toBe(4);
  });

  test('and a backup that lacks nothing is known to have all of it, also after its restart', async () => {
    const pair = await realPair();
    const servers = await startBoth(pair);
    const behind = async (): Promise<unknown> =>
      (await pair.ask('A', 'GET', '/v1/status', { credential: 'viewer' })).json.behind.tree.items;
    await expect.poll(behind).toBe(0);
    servers.B.requestStop('the test', false);
    await servers.B.done;
    await expect.poll(behind).toBeNull();
    const back = await pair.start('B');
    await until(() => back.state().place === 'backup.watching', 'B is back');
    await until(
      () => Object.values(back.state().connections).every(({ status }) => status === 'up'),
      'it is connected',
    );
    await expect.poll(behind).toBe(0);
  });

  test('and what a server had alone when another one became active is set aside, said and listed', async () => {
    const pair = await realPair();
    const servers = await startBoth(pair);
    servers.B.requestStop('the test', false);
    await servers.B.done;
    expect((await set(pair, { [TIMEOUT]: 44 }, { reason: 'made alone' })).json.accepted).toBe(true);
    servers.A.requestStop('the test', false);
    await servers.A.done;
    const b = await pair.start('B', { forcePrimary: true });
    await until(() => b.state().place === 'primary.serving', 'B serves alone');
    expect((await set(pair, { [TIMEOUT]: 55 }, { to: 'B' })).json.accepted).toBe(true);
    const a = await pair.start('A');
    await until(() => a.state().place === 'backup.watching', 'A is its backup');
    await until(() => a.state().self.settings.moduleTimeoutMs === 55_000, 'A follows');
    expect((await history(pair, 'A')).aside).toMatchObject([
      { number: 2, by: 'master-administrator', reason: 'made alone', to: { [TIMEOUT]: 44 } },
    ]);
    expect(await warnings(pair, 'A')).toContain('parameters-set-aside');
    expect(pair.log('A')).toContain('was set aside');
    expect((await read(pair, 'A')).values).toEqual((await read(pair, 'B')).values);
  });

  test('and a server whose tree is damaged lets the other one become active, and loses nothing that it still has', async () => {
    const pair = await realPair();
    const before = await startBoth(pair);
    for (const value of [17, 18, 20]) expect((await set(pair, { [TIMEOUT]: value })).json.replicated).toBe(true);
    for (const letter of ['B', 'A'] as const) await stopServer(before[letter]);
    writeFileSync(join(pair.dir, 'A', 'tree.db'), 'damaged'.repeat(1_000));
    const after = await startBoth(pair, 'B');
    await until(() => after.A.state().self.settings.moduleTimeoutMs === 20_000, 'A has what the other one kept');
    for (const [letter, serving] of [
      ['A', false],
      ['B', true],
    ] as const) {
      expect(await read(pair, letter)).toMatchObject({ serving, checkpoint: 4, values: { [TIMEOUT]: 20 } });
      expect(await history(pair, letter)).toMatchObject({ forgotten: 0, aside: [] });
    }
    expect((await set(pair, { [TIMEOUT]: 33 }, { to: 'B' })).json).toMatchObject({ checkpoint: 5, replicated: true });
  });

  test('as entries of the configuration tree, on each server, for everyone who may read it', async () => {
    const pair = await realPair();
    await startBoth(pair);
    expect((await set(pair, { [TIMEOUT]: 17 }, { reason: 'slow module' })).json.replicated).toBe(true);
    for (const letter of ['A', 'B'] as const) {
      const entry = async (path: string): Promise<Answered['json']> =>
        (await pair.ask(letter, 'GET', `/v1/ds/entry?path=${encodeURIComponent(path)}`, { credential: 'viewer' })).json;
      expect(await entry(`\${SERVER}\\Parameters\\${TIMEOUT}`)).toMatchObject({
        class: 'Parameter',
        attributes: { Value: ['17'], Type: ['number'] },
        changedBy: 'master-administrator',
      });
      expect(await entry(`\${SERVER}\\Parameter History\\2`)).toMatchObject({
        class: 'Checkpoint',
        attributes: { Term: ['1'], Made: ['set'], Reason: ['slow module'], To: [`["${TIMEOUT}",17]`] },
      });
    }
  });

  test('and cannot be changed as entries, past the rules between them', async () => {
    const pair = await realPair();
    await pair.start('A', { forcePrimary: true });
    const edits = [{ is: 'remove', path: `\${SERVER}\\Parameters`, recursive: true }];
    const body = { id: 'x', reason: null, dryRun: false, edits, expected: [] };
    const asked = async (): Promise<string> =>
      codes(await pair.ask('A', 'POST', '/v1/ds', { credential: 'operator', body }));
    await expect.poll(asked).toBe('tree-parameters');
  });
});

describe('a companion controlled by the test', () => {
  /** Server A is active alone, and B has connected and sent a hello with versions up to this one. */
  async function calledBy(highest: number): Promise<{ pair: RealPair; caller: Caller }> {
    const pair = await realPair();
    const a = await pair.start('A', { forcePrimary: true });
    await until(() => a.state().place === 'primary.serving', 'A serves');
    const caller = await callAs(await pair.identity('B'), 'A', pair.ports.A);
    caller.send({ ...helloOf(freshView('B')), highest });
    await until(() => caller.frames.some(({ type }) => type === 'hello'), 'A has greeted');
    return { pair, caller };
  }

  const kinds = ({ frames }: Caller): string[] =>
    frames.map(({ channel, type }) => (channel === 'parameters' ? channel : type));

  test('of an older version is told nothing of parameters, and the operator that nobody has the change besides', async () => {
    const { pair, caller } = await calledBy(2);
    expect((await set(pair, { [TIMEOUT]: 17 })).json).toMatchObject({ accepted: true, replicated: false });
    caller.send({ type: 'ping', id: 1 });
    await until(() => kinds(caller).includes('pong'), 'A answers a ping');
    expect(kinds(caller)).not.toContain('parameters');
  });

  test('of version 3 may say what it used to say of parameters: nobody listens, and it stays connected', async () => {
    const { pair, caller } = await calledBy(3);
    caller.send({ type: 'have', have: { first: 0, ids: ['', 'x'] } }, 'parameters');
    caller.send({ type: 'update', update: { term: 9 } }, 'parameters');
    caller.send({ type: 'ping', id: 1 });
    await until(() => kinds(caller).includes('pong'), 'A answers a ping');
    expect(kinds(caller)).not.toContain('parameters');
    expect((await read(pair, 'A')).values).toEqual({ [RECONNECT]: 0 });
  });

  test('that does not follow the tree may lack everything, which a switch may lose', async () => {
    const pair = await realPair();
    await answerAs(await pair.identity('B'), pair.ports.B, (socket, frame) => {
      if (frame?.type !== 'hello') return;
      const known = { highest: PROTOCOL_VERSION, channels: ['tree'] };
      socket.send(said({ ...helloOf(freshView('B', { place: 'backup.watching' })), ...known }));
    });
    const a = await pair.start('A', { forcePrimary: true });
    await until(() => a.state().place === 'primary.serving', 'A serves');
    expect((await set(pair, { [TIMEOUT]: 17 })).json).toMatchObject({ accepted: true, replicated: false });
    const { json } = await pair.ask('A', 'GET', '/v1/status', { credential: 'viewer' });
    expect(json.behind.tree.items).toBeNull();
    expect(json.wouldLose).toEqual(['changes of the configuration tree: how many is not known']);
  });
});

test('a server that never was active and heard of none goes by its pair file, and says so', async () => {
  const pair = await realPair();
  const b = await pair.start('B');
  expect(await read(pair, 'B')).toMatchObject({
    checkpoint: 0,
    values: { [RECONNECT]: 0 },
    inForce: { [RECONNECT]: 0 },
  });
  expect(b.state().self.settings.reconnectTimeoutMs).toBe(0);
});

test('changing the parameters in the pair file later causes a warning that they are ignored', async () => {
  const pair = await realPair();
  const servers = await startBoth(pair);
  expect(await warnings(pair, 'A')).not.toContain('pair-file-parameters-changed');
  servers.A.requestStop('the test', false);
  await servers.A.done;
  const { readPairFile } = await import('../../src/host/files/pair-file.ts');
  const own = await readPairFile(pair.pairFile);
  const changed = { ...own, pairFile: { ...own.pairFile, parameters: { [RECONNECT]: 12 } } };
  const again = await pair.start('A', { pair: changed });
  await until(() => again.state().companion !== null, 'A is back');
  expect(again.state().self.settings.reconnectTimeoutMs).toBe(0);
  expect(await warnings(pair, 'A')).toContain('pair-file-parameters-changed');
});

test('directories configured for mirroring cause a warning, and wait for no restart: nothing mirrors them yet', async () => {
  const files = await realPair();
  await startBoth(files);
  const status = async (letter: Letter): Promise<Answered['json']> =>
    (await files.ask(letter, 'GET', '/v1/status', { credential: 'viewer' })).json;
  expect((await status('A')).files).toBe('none');
  const done = await set(files, { CustomMirrorDir: '/srv/x', InitialMirrorDir: '/srv/y' });
  expect(done.json).toMatchObject({ accepted: true, replicated: true });
  for (const letter of ['A', 'B'] as const) {
    expect((await status(letter)).files).toBe('not-implemented');
    expect(await warnings(files, letter)).toContain('files-not-mirrored');
    expect(await warnings(files, letter)).not.toContain('parameters-wait');
  }
  expect((await set(files, { CustomMirrorDir: null, InitialMirrorDir: null })).status).toBe(200);
  expect((await status('A')).files).toBe('none');
});
