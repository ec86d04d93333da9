/** A new subsystem is a folder (`tally/`) and one line, here in `startWith`; every kind of request reaches it. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openNodePair } from '../../src/client/node-pair.ts';
import type { Letter } from '../../src/core/letter.ts';
import { planSwitch } from '../../src/operations/pair/switch.ts';
import type { RunningServer } from '../../src/server/server.ts';
import type { SubsystemBuilder } from '../../src/server/subsystem.ts';
import { usualSubsystems } from '../../src/server/subsystems.ts';
import { caught } from '../support/caught.ts';
import { callAs, freshView, helloOf } from '../support/fake-companion.ts';
import type { Answered, CredentialName, RealPair } from '../support/real-pair.ts';
import { makeRealPair, realPair, startBoth, until } from '../support/real-pair.ts';
import { type Tally, tally } from './tally/tally.ts';

interface TallyPair {
  readonly pair: RealPair;
  readonly tallies: Readonly<Record<Letter, Tally>>;
  readonly servers: Readonly<Record<Letter, RunningServer>>;
}

/** The usual subsystems, and one more. */
function startWith(pair: RealPair, tallies: Readonly<Record<Letter, Tally>>): RealPair {
  const start: RealPair['start'] = (letter, options = {}) =>
    pair.start(letter, { subsystems: [...usualSubsystems(), tallies[letter].build], ...options });
  return { ...pair, start };
}

async function tallyPair(made: RealPair): Promise<TallyPair> {
  const tallies = { A: tally(), B: tally() };
  const pair = startWith(made, tallies);
  return { pair, tallies, servers: await startBoth(pair) };
}

const read = (pair: RealPair, letter: Letter, path: string): Promise<Answered> =>
  pair.ask(letter, 'GET', path, { credential: 'viewer' });

const countOn = (pair: RealPair, by = 1, credential: CredentialName | null = 'operator'): Promise<Answered> =>
  pair.ask('A', 'POST', '/v1/tally', { credential, body: { by } });

async function countIs(pair: RealPair, letter: Letter, count: number): Promise<void> {
  await expect.poll(async () => (await read(pair, letter, '/v1/tally')).json.count).toBe(count);
}

describe('a subsystem of a running pair', () => {
  let own: TallyPair;
  beforeAll(async () => {
    own = await tallyPair(await makeRealPair());
  });
  afterAll(() => own.pair.cleanUp());

  test('speaks with its other half, in both directions', async () => {
    const { pair, servers } = own;
    expect((await countOn(pair)).json).toEqual({ count: 1, said: true, unknownThere: false });
    await countIs(pair, 'B', 1);
    await expect.poll(async () => (await read(pair, 'A', '/v1/status')).json.behind.tally.items).toBe(0);
    expect(pair.log('A')).toContain('Tally : [master-administrator] counts to [1]');
    expect([servers.A.state().place, servers.B.state().place]).toEqual(['primary.serving', 'backup.watching']);
  });

  test.each<[CredentialName | null, number, number, number]>([
    [null, 401, 401, 401],
    ['B', 403, 403, 403],
    ['viewer', 200, 403, 403],
    ['remote-control', 200, 409, 403],
    ['operator', 200, 409, 409],
  ])('answers %s as far as its right goes', async (credential, reading, counting, countingFar) => {
    const ask = async (method: string, body?: object): Promise<number> =>
      (await own.pair.ask('B', method, '/v1/tally', { credential, body })).status;
    expect([await ask('GET'), await ask('POST', { by: 1 }), await ask('POST', { by: 11 })]).toEqual([
      reading,
      counting,
      countingFar,
    ]);
  });

  test.each([['no number'], [{ by: 0 }], [{ by: 1, more: 1 }]])(
    'is not asked what is not its shape: %j',
    async (body) => {
      const { status, json } = await own.pair.ask('A', 'POST', '/v1/tally', { credential: 'operator', body });
      expect([status, json.error.code]).toEqual([400, 'bad-request']);
    },
  );

  test('gets each state, and appears in status, in the plan of a switch and in the metrics', async () => {
    const { pair, tallies } = own;
    expect(tallies.A.heard).toEqual(expect.arrayContaining(['init.asking', 'primary.commencing', 'primary.serving']));
    const metrics = async (): Promise<string> => (await pair.ask('A', 'GET', '/metrics')).text;
    const opened = await openNodePair({ pairFile: pair.pairFile, credential: join(pair.dir, 'operator') });
    onTestFinished(() => opened.close());
    expect((await planSwitch(opened, true)).cautions.join()).not.toContain('does not have');

    tallies.B.confirms = false;
    await countOn(pair, 2);
    const { json } = await read(pair, 'A', '/v1/status');
    expect(json).toMatchObject({
      letter: 'A',
      tally: { count: 3 },
      module: null,
      parameters: { checkpoint: 1 },
      behind: { tally: { items: 2, ageMs: 0 }, tree: { items: 0 } },
      wouldLose: ['count 2', 'count 3'],
    });
    expect((await planSwitch(opened, true)).cautions).toContain(
      'The backup does not have this, so a switch may lose it: count 2, count 3.',
    );
    await expect.poll(metrics).toMatch(/^tally_count 3$/m);
    await expect.poll(metrics).toMatch(/^switchover_behind\{subsystem="tally"\} 2$/m);

    tallies.B.confirms = true;
    await countOn(pair, 10);
    await expect.poll(metrics).toMatch(/^switchover_behind\{subsystem="tally"\} 0$/m);
    const codes = (await read(pair, 'A', '/v1/status')).json.warnings.map(({ code }: { code: string }) => code);
    expect(codes).toContain('tally-unlucky');
  });

  test('reports what it does not know as unknown: the backup does not know how far it is behind', async () => {
    expect((await read(own.pair, 'B', '/v1/status')).json.behind.tally).toEqual({ items: null, ageMs: null });
    expect((await own.pair.ask('B', 'GET', '/metrics')).text).not.toContain('switchover_behind{subsystem="tally"}');
  });
});

describe('a controlled switch', () => {
  async function askForSwitch(pair: RealPair): Promise<string> {
    const id = randomUUID();
    const body = { id, expectedTerm: 1, immediate: false, reason: null };
    expect((await pair.ask('B', 'POST', '/v1/switch', { credential: 'operator', body })).json.accepted).toBe(true);
    return id;
  }

  test('waits until a subsystem has finished', async () => {
    const { pair, tallies, servers } = await tallyPair(await realPair());
    tallies.B.confirms = false;
    await countOn(pair);
    await askForSwitch(pair);
    await until(() => servers.A.state().place === 'primary.draining', 'A drains');
    await sleep(300);
    expect(servers.A.state().place).toBe('primary.draining');
    tallies.B.confirms = true;
    await countOn(pair);
    await until(() => servers.B.state().place === 'primary.serving', 'B serves');
    expect((await read(pair, 'B', '/v1/tally')).json).toEqual({ count: 2 });
  });

  test.each<[string, string | null, string]>([
    ['could not finish', 'a pen is missing', 'tally: a pen is missing'],
    ['is not done in time', null, 'tally: not finished in time'],
  ])('is given up where a subsystem says that it %s, and the old server goes on', async (_, stuck, why) => {
    const { pair, tallies, servers } = await tallyPair(await realPair());
    tallies.B.confirms = false;
    tallies.A.stuck = stuck;
    await countOn(pair);
    const id = await askForSwitch(pair);
    const outcome = async (letter: Letter): Promise<unknown> => (await read(pair, letter, `/v1/switches/${id}`)).json;
    await expect
      .poll(() => outcome('B'), { timeout: 20_000 })
      .toMatchObject({ outcome: 'given-up', reason: 'drain-failed' });
    expect(await outcome('A')).toMatchObject({
      outcome: 'given-up',
      reason: 'the work under way could not be finished',
    });
    expect(pair.log('A')).toContain(`The work under way could not be finished: ${why}`);
    expect(pair.log('A')).not.toContain('Discontinued');
    expect([servers.A.state().place, servers.B.state().place]).toEqual(['primary.serving', 'backup.watching']);
    expect((await countOn(pair)).json.count).toBe(2);
  });
});

describe('the end of a subsystem', () => {
  test('comes when its server stops, and it hears of its connections before', async () => {
    const { tallies, servers } = await tallyPair(await realPair());
    servers.A.requestStop('the test', false);
    await servers.A.done;
    expect(tallies.A.heard.filter((word) => word === 'closed')).toHaveLength(1);
    expect(tallies.A.heard.at(-1)).toBe('closed');
    await until(() => ['lost main', 'lost aux'].every((word) => tallies.B.heard.includes(word)), 'B hears of it');
    expect(tallies.B.heard).not.toContain('closed');
  });

  test.each<[string, SubsystemBuilder]>([
    [
      'throws',
      () => {
        throw new Error('no ink');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no ink'))],
  ])('comes too where one that is opened after it %s, and nothing is left behind', async (_, broken) => {
    const pair = await realPair();
    const own = tally();
    await expect(pair.start('A', { subsystems: [...usualSubsystems(), own.build, broken] })).rejects.toThrow('no ink');
    expect(own.heard).toEqual(['closed']);
    const again = await pair.start('A');
    await until(() => again.state().place === 'primary.serving', 'the folder is free, and A starts');
  });

  test('comes even if the port is in use', async () => {
    const { pair } = await tallyPair(await realPair());
    const own = tally();
    const other = await realPair();
    const started = other.start('A', { pair: await samePorts(other, pair), subsystems: [own.build] });
    expect(await caught(started)).toMatchObject({ problem: { code: 'port-in-use' } });
    expect(own.heard).toEqual(['closed']);
  });
});

async function samePorts(pair: RealPair, taken: RealPair) {
  const { readPairFile } = await import('../../src/host/files/pair-file.ts');
  const own = await readPairFile(pair.pairFile);
  const { servers } = (await readPairFile(taken.pairFile)).pairFile;
  return { ...own, pairFile: { ...own.pairFile, servers } };
}

describe('a companion without that subsystem', () => {
  test('is not sent its frames, and nothing else changes', async () => {
    const made = await realPair();
    const own = startWith(made, { A: tally(), B: tally() });
    const servers = await startBoth({ ...own, start: (letter) => (letter === 'A' ? own : made).start(letter) });
    expect((await countOn(own)).json).toEqual({ count: 1, said: false, unknownThere: true });
    expect((await read(own, 'A', '/v1/status')).json.behind.tally).toEqual({ items: null, ageMs: null });
    expect((await read(own, 'B', '/v1/tally')).status).toBe(404);
    expect(servers.A.state().connections).toMatchObject({ main: { status: 'up' }, aux: { status: 'up' } });
  });

  test('may send frames for unknown channels: they are ignored, and the connection stays', async () => {
    const pair = await realPair();
    await pair.start('A');
    const caller = await callAs(await pair.identity('B'), 'A', pair.ports.A);
    caller.send(helloOf(freshView('B')));
    await until(() => caller.frames.length > 0, 'A has greeted');
    caller.send({ any: 'thing' }, 'tally');
    caller.send({ type: 'ping', id: 1 });
    await until(() => caller.frames.some(({ type }) => type === 'pong'), 'A answers a ping');
  });

  test('loses the connection for what its own half cannot read, where that half says so', async () => {
    const pair = startWith(await realPair(), { A: tally(), B: tally() });
    await pair.start('A');
    const caller = await callAs(await pair.identity('B'), 'A', pair.ports.A);
    caller.send(helloOf(freshView('B')));
    await until(() => caller.frames.length > 0, 'A has greeted');
    caller.send({ any: 'thing' }, 'tally');
    expect(await caller.closed).toBe(1008);
  });
});
