/** The journal of an upgrade on a running pair: written through either server, read on both. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { NodePair } from '../../src/client/node-pair.ts';
import { openNodePair } from '../../src/client/node-pair.ts';
import type { Letter } from '../../src/core/letter.ts';
import type { Entry } from '../../src/core/runbooks/entry.ts';
import type { RunningServer } from '../../src/server/server.ts';
import { usualSubsystems } from '../../src/server/subsystems.ts';
import { caught } from '../support/caught.ts';
import { answerAs, callAs, freshView, helloOf } from '../support/fake-companion.ts';
import { begunEntry, begunJournal, ended, hasJournal, STOPPED, second, withEntries } from '../support/journals.ts';
import type { RealPair } from '../support/real-pair.ts';
import { makeRealPair, realPair, startBoth, stopServer, until } from '../support/real-pair.ts';

const PATH = '/v1/procedures/upgrade';

async function clientOf(pair: RealPair): Promise<NodePair> {
  return openNodePair({ pairFile: pair.pairFile, credential: join(pair.dir, 'operator') });
}

async function client(pair: RealPair): Promise<NodePair> {
  const opened = await clientOf(pair);
  onTestFinished(() => opened.close());
  return opened;
}

const codesOf = async (pair: NodePair, letter: Letter): Promise<string[]> =>
  (await pair.status(letter)).warnings.map(({ code }) => code);

const FIRST = begunJournal('run-1');
const LONGER = withEntries(FIRST, STOPPED, { type: 'resumed', machine: 'desk', pairFile: 'hash' });

describe('the journal of an upgrade on a running pair', () => {
  let pair: RealPair;
  let reached: NodePair;
  let servers: Readonly<Record<Letter, RunningServer>>;
  beforeAll(async () => {
    pair = await makeRealPair();
    servers = await startBoth(pair);
    reached = await clientOf(pair);
  });
  afterAll(async () => {
    reached.close();
    await pair.cleanUp();
  });

  test('is not there before an upgrade begins', async () => {
    expect(await reached.procedures.read('A')).toEqual({ journal: null, earlier: [] });
    expect((await reached.status('A')).procedures).toEqual({ upgrade: null });
  });

  test('is written through one server and read on both', async () => {
    expect(await reached.procedures.append('A', FIRST)).toEqual({ accepted: true, number: 1 });
    await hasJournal(reached, 'B', FIRST);
    expect(await reached.procedures.append('B', withEntries(FIRST, STOPPED))).toEqual({ accepted: true, number: 2 });
    await hasJournal(reached, 'A', withEntries(FIRST, STOPPED));
    expect(await reached.procedures.append('A', LONGER)).toEqual({ accepted: true, number: 3 });
    await hasJournal(reached, 'B', LONGER);
    expect(await reached.procedures.read('B')).toEqual({ journal: LONGER, earlier: [] });
    expect(pair.log('A')).toContain('Procedures : the upgrade [run-1] was begun by [ann]');
    expect([servers.A.state().place, servers.B.state().place]).toEqual(['primary.serving', 'backup.watching']);
  });

  test('takes entries again that it has, as after a lost answer', async () => {
    expect(await reached.procedures.append('A', LONGER)).toEqual({ accepted: true, number: 3 });
    expect(await reached.procedures.append('B', FIRST)).toEqual({ accepted: true, number: 3 });
    await hasJournal(reached, 'A', LONGER);
  });

  test('shows in the status of both servers', async () => {
    for (const letter of ['A', 'B'] as const) {
      expect((await reached.status(letter)).procedures).toEqual({
        upgrade: {
          run: 'run-1',
          step: { number: 1, id: 'stop' },
          startedAt: second(0),
          at: second(2),
          by: 'ann',
          ended: null,
        },
      });
    }
  });

  test('refuses another run while this one goes on, and says whose it is', async () => {
    for (const letter of ['A', 'B'] as const) {
      expect(await reached.procedures.append(letter, begunJournal('run-2', { by: 'ben' }))).toMatchObject({
        accepted: false,
        code: 'upgrade-in-progress',
        what: expect.stringContaining(`begun by ann at ${second(0)}`),
        there: { type: 'begun', by: 'ann' },
        run: 'run-1',
      });
    }
  });

  test('refuses an entry in the place of another one, and says who wrote that and when', async () => {
    const apart = withEntries(FIRST, { type: 'stopped', by: 'ben' });
    expect(await reached.procedures.append('A', apart)).toMatchObject({
      accepted: false,
      code: 'upgrade-continued-elsewhere',
      there: { number: 2, type: 'stopped', by: 'ann', at: second(1) },
      number: 3,
    });
  });

  test.each<[string, string, number, number]>([
    ['nobody', '', 401, 401],
    ['the companion', 'B', 403, 403],
    ['a viewer', 'viewer', 200, 403],
    ['remote control', 'remote-control', 200, 200],
    ['a master administrator', 'operator', 200, 200],
  ])('answers %s as far as that right goes', async (_, name, reading, writing) => {
    const credential = name === '' ? null : (name as Letter);
    const body = { run: 'run-1', after: 0, id: '', entries: [FIRST.run.entries[0]] };
    const read = await pair.ask('A', 'GET', PATH, { credential });
    const write = await pair.ask('A', 'POST', PATH, { credential, body });
    expect([read.status, write.status]).toEqual([reading, writing]);
  });

  test.each<[string, unknown, number]>([
    ['nothing', undefined, 400],
    ['text', 'begun', 400],
    ['no entries', { run: 'run-1', after: 3, id: LONGER.ids[2], entries: [] }, 400],
    ['something that is no entry', { run: 'run-1', after: 3, id: LONGER.ids[2], entries: [{ number: 4 }] }, 400],
    ['an entry that is too large', { run: 'run-1', after: 3, id: '', entries: [tooLarge(30_000)] }, 400],
    ['a body that is too large', { run: 'run-1', after: 3, id: '', entries: [tooLarge(90_000)] }, 413],
  ])('refuses %s, and nothing changes', async (_, body, status) => {
    const answer = await pair.ask('A', 'POST', PATH, { credential: 'operator', body });
    expect([answer.status, answer.json.error.code]).toEqual([status, 'bad-request']);
    await hasJournal(reached, 'A', LONGER);
  });

  test('refuses what the procedure does not allow, and what belongs to another pair', async () => {
    const odd = { number: 4, at: second(9), by: 'ann', type: 'ended', outcome: 'finished' };
    const body = { run: 'run-1', after: 3, id: LONGER.ids[2], entries: [odd] };
    const { json } = await pair.ask('B', 'POST', PATH, { credential: 'operator', body });
    expect(json).toMatchObject({ accepted: false, code: 'upgrade-entry-refused', number: 3 });
    const ends = ended(LONGER);
    await reached.procedures.append('A', ends);
    await hasJournal(reached, 'B', ends);
    expect(await reached.procedures.append('A', begunJournal('run-9', { pair: 'prod' }))).toMatchObject({
      code: 'upgrade-other-pair',
    });
  });

  test('of an ended run is kept on both servers when the next one begins', async () => {
    expect((await reached.status('B')).procedures).toMatchObject({ upgrade: { step: null, ended: 'aborted' } });
    const next = begunJournal('run-2', { at: second(60), by: 'ben' });
    expect(await reached.procedures.append('B', next)).toEqual({ accepted: true, number: 1 });
    await hasJournal(reached, 'A', next);
    for (const letter of ['A', 'B'] as const) {
      const kept = readdirSync(join(pair.dir, letter)).filter((name) => name.startsWith('upgrade-'));
      expect(kept).toEqual(['upgrade-20260601T000000Z-run-1.journal']);
      expect(await codesOf(reached, letter)).not.toContain('upgrade-journal-set-aside');
      expect((await reached.procedures.read(letter)).earlier).toEqual(['run-1']);
    }
    expect(await reached.procedures.append('A', withEntries(FIRST, STOPPED))).toMatchObject({ code: 'upgrade-over' });
  });
});

function tooLarge(bytes: number): Entry {
  const items = Array.from({ length: 100 }, () => '\u0001'.repeat(Math.ceil(bytes / 500)));
  return { number: 4, at: second(3), by: 'ann', type: 'accepted-loss', action: 'forward.first.stop', items };
}

describe('a server of the pair', () => {
  test('that was restarted fetches what it missed, in parts if it is much', async () => {
    const pair = await realPair();
    const servers = await startBoth(pair);
    const reached = await client(pair);
    await reached.procedures.append('A', FIRST);
    await hasJournal(reached, 'B', FIRST);
    await stopServer(servers.B);
    let journal = FIRST;
    while (journal.size < 150_000) {
      const items = Array.from({ length: 60 }, (_, index) => `${index} ${'é'.repeat(90)}`);
      journal = withEntries(journal, { type: 'accepted-loss', action: 'forward.first.stop', items });
      await reached.procedures.append('A', journal);
    }
    await pair.start('B');
    await hasJournal(reached, 'B', journal);
    expect((await reached.procedures.read('B')).journal).toEqual(journal);
  });

  test('gets every text exactly as it was written, even half a character at its end', async () => {
    const pair = await realPair();
    await startBoth(pair);
    const reached = await client(pair);
    const cut = withEntries(FIRST, { type: 'aborted', reason: `installed ${'🎉'.slice(0, 1)}` });
    await reached.procedures.append('A', cut);
    await hasJournal(reached, 'B', cut);
    expect((await reached.procedures.read('B')).journal).toEqual(cut);
  });

  test('that lost its data folder gets the whole journal, and so does one that is written to first', async () => {
    const pair = await realPair();
    const servers = await startBoth(pair);
    const reached = await client(pair);
    await reached.procedures.append('A', LONGER);
    await hasJournal(reached, 'B', LONGER);
    await stopServer(servers.B);
    rmSync(join(pair.dir, 'B', 'upgrade.journal'));
    const longer = withEntries(LONGER, STOPPED);
    await stopServer(servers.A);
    await Promise.all([pair.start('A'), pair.start('B')]);
    await reached.procedures.append('B', longer);
    await hasJournal(reached, 'B', longer);
    await hasJournal(reached, 'A', longer);
  });

  test('keeps what was written through it alone, while the longer journal goes on', async () => {
    const pair = await realPair();
    const servers = await startBoth(pair);
    const reached = await client(pair);
    await reached.procedures.append('A', FIRST);
    await hasJournal(reached, 'B', FIRST);
    await stopServer(servers.A);
    const onB = withEntries(FIRST, { type: 'stopped', by: 'ben' });
    await reached.procedures.append('B', onB);
    await stopServer(servers.B);
    await pair.start('A');
    await reached.procedures.append('A', LONGER);
    await pair.start('B');
    await hasJournal(reached, 'B', LONGER);
    await hasJournal(reached, 'A', LONGER);
    const warning = (await reached.status('B')).warnings.find(({ code }) => code === 'upgrade-journal-set-aside');
    expect(warning?.what).toContain(`from number 2 on, written by ben at ${second(1)} on this server alone`);
    const kept = readFileSync(join(pair.dir, 'B', 'upgrade-20260601T000000Z-run-1.journal'), 'utf8');
    expect(kept).toContain('"by":"ben"');
    expect(pair.log('B')).toContain('were set aside');
    expect(await codesOf(reached, 'A')).not.toContain('upgrade-journal-set-aside');
  });

  test('sets aside a run that was begun apart, while the one that was begun first goes on', async () => {
    const pair = await realPair();
    const servers = await startBoth(pair);
    const reached = await client(pair);
    await stopServer(servers.A);
    const later = begunJournal('run-2', { at: second(5), by: 'ben' });
    await reached.procedures.append('B', withEntries(later, STOPPED, STOPPED));
    await stopServer(servers.B);
    await pair.start('A');
    await reached.procedures.append('A', FIRST);
    await pair.start('B');
    await hasJournal(reached, 'B', FIRST);
    await hasJournal(reached, 'A', FIRST);
    const { warnings } = await reached.status('B');
    expect(warnings.find(({ code }) => code === 'upgrade-journal-set-aside')?.what).toContain('that ben began');
    expect(await reached.procedures.append('B', withEntries(later, STOPPED, STOPPED, STOPPED))).toMatchObject({
      code: 'upgrade-over',
    });
  });

  test('starts whatever its journal contains, says so, and gets it from the other server', async () => {
    const pair = await realPair();
    const servers = await startBoth(pair);
    const reached = await client(pair);
    await reached.procedures.append('A', LONGER);
    await hasJournal(reached, 'B', LONGER);
    await stopServer(servers.B);
    const file = join(pair.dir, 'B', 'upgrade.journal');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"stopped"', '"stopqed"'));
    const again = await pair.start('B');
    await hasJournal(reached, 'B', LONGER);
    expect(await codesOf(reached, 'B')).toContain('upgrade-journal-damaged');
    await stopServer(again);
    const { linesOf } = await import('../../src/host/files/line-journal.ts');
    writeFileSync(file, linesOf([{ entry: begunEntry('run-1', { version: 2 }) }]));
    await pair.start('B');
    await hasJournal(reached, 'B', LONGER);
    expect(pair.log('B')).toContain('was written with version 2 of the procedure');
    expect(readdirSync(join(pair.dir, 'B')).filter((name) => name.includes('unusable'))).toHaveLength(1);
  });

  test('whose disk refuses says so, and the entry can be written through the other one', async () => {
    const pair = await realPair();
    await startBoth(pair);
    const reached = await client(pair);
    await reached.procedures.append('A', ended(FIRST));
    await hasJournal(reached, 'B', ended(FIRST));
    const next = begunJournal('run-2', { at: second(60) });
    // The journal of the ended run cannot be kept.
    mkdirSync(join(pair.dir, 'A', 'upgrade-20260601T000000Z-run-1.journal'));
    expect(await reached.procedures.append('A', next)).toMatchObject({ code: 'upgrade-journal-not-written' });
    expect(await reached.procedures.append('B', next)).toEqual({ accepted: true, number: 1 });
    await hasJournal(reached, 'B', next);
    await hasJournal(reached, 'A', ended(FIRST));
    await until(() => pair.log('A').includes('cannot take the journal of the upgrade'), 'A says that it cannot');
  });

  test('of a version without procedures says so', async () => {
    const pair = await realPair();
    await startBoth({ ...pair, start: (letter) => pair.start(letter, { subsystems: usualSubsystems().slice(0, 3) }) });
    const reached = await client(pair);
    const unknown = { kind: 'refused', problem: { code: 'procedures-unknown' } };
    expect(await caught(reached.procedures.read('A'))).toMatchObject(unknown);
    expect(await caught(reached.procedures.append('A', FIRST))).toMatchObject(unknown);
    expect((await reached.status('A')).procedures).toBeNull();
  });

  test('that does not answer an append in time counts as unreachable: it can be repeated', async () => {
    const pair = await realPair();
    await answerAs(await pair.identity('B'), pair.ports.B, () => undefined);
    const reached = await client(pair);
    expect(await caught(reached.procedures.append('B', FIRST))).toMatchObject({
      kind: 'unreachable',
      problem: { code: 'answer-lost' },
    });
  });

  test('ignores messages about the journal that make no sense, and the connection stays', async () => {
    const pair = await realPair();
    await pair.start('A');
    const reached = await client(pair);
    await reached.procedures.append('A', LONGER);
    const caller = await callAs(await pair.identity('B'), 'A', pair.ports.A);
    caller.send({ ...helloOf(freshView('B')), highest: 4, channels: ['procedures'] });
    await until(() => caller.frames.length > 0, 'A has greeted');
    const head = { run: 'run-1', number: 9, id: 'x', begunAt: second(0), lastAt: second(9), isOver: false };
    caller.send({ type: 'have', head: { ...head, number: 'many' }, earlier: [] }, 'procedures');
    caller.send({ type: 'have', head, earlier: [] }, 'procedures');
    await until(() => caller.frames.some(({ type }) => type === 'ask'), 'A asks for it');
    const [, , third] = LONGER.run.entries;
    const entries = (after: number, ...sent: readonly unknown[]): void =>
      caller.send(
        { type: 'entries', head: 'x', after, entries: sent.map((each) => JSON.stringify(each)) },
        'procedures',
      );
    entries(7, third);
    entries(3, 'no entry');
    await until(() => pair.log('A').includes('something that is no entry'), 'A says so');
    caller.send({ type: 'have', head, earlier: [] }, 'procedures');
    await until(() => caller.frames.filter(({ type }) => type === 'ask').length > 1, 'A asks again');
    entries(3, third);
    entries(3, { ...third, number: 4 });
    await until(() => pair.log('A').includes('does not accept it: entry 3'), 'A says why');
    caller.send({ type: 'ask', head: LONGER.ids[2], after: 5, id: 'y' }, 'procedures');
    await until(() => caller.frames.some(({ type }) => type === 'entries'), 'A sends all of it');
    expect(caller.frames.find(({ type }) => type === 'entries')).toMatchObject({ after: 0, head: LONGER.ids[2] });
    await hasJournal(reached, 'A', LONGER);
  });
});
