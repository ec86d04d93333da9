/** The library for programs (docs/programs.md), against real pairs; and the example that uses it, as it is packed. */
import { spawn } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Position, Tree, Watched } from '../../src/client/tree-api.ts';
import { connect } from '../../src/client/tree-client.ts';
import { termOf } from '../../src/core/engine/state.ts';
import { ROOT } from '../support/cli.ts';
import { type RealPair, realPair, startBoth, stopServer, until } from '../support/real-pair.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SETTINGS = `\${CONFIG}\\Dialer`;
const STATUS = `\${SERVER}\\Dialer`;
const PROGRAMS = `
programs:
  - { name: dialer, read: ['${SETTINGS}'], write: ['${STATUS}'] }
`;

async function connected(place: Parameters<typeof connect>[0]): Promise<Tree> {
  const tree = await connect(place);
  onTestFinished(() => tree.close());
  return tree;
}

const socketOf = (pair: RealPair, letter: 'A' | 'B'): string => join(pair.dir, letter, 'programs', 'dialer.sock');
const operatorOf = (pair: RealPair) => ({ pair: pair.pairFile, credential: join(pair.dir, 'operator') });

/** What a watch yields, collected as it comes. */
function collected(watching: AsyncGenerator<Watched, void, void>): Watched[] {
  const seen: Watched[] = [];
  void (async () => {
    for await (const each of watching) seen.push(each);
  })().catch(() => undefined);
  return seen;
}

it('errors have a code and say what to do: nothing listens, outside its paths, a conflict, not a path', async () => {
  const pair = await realPair(PROGRAMS);
  const early = await connected({ socket: socketOf(pair, 'A') });
  await expect(early.get(SETTINGS)).rejects.toMatchObject({ name: 'TreeError', code: 'server-unreachable' });
  await expect(early.watch().next()).rejects.toMatchObject({ code: 'server-unreachable' });
  await startBoth(pair);

  const tree = await connected({ socket: socketOf(pair, 'A') });
  expect(await tree.get(STATUS)).toBeNull();
  await expect(tree.get(`\${CONFIG}\\Other`)).rejects.toMatchObject({ code: 'path-not-allowed' });
  await expect(tree.watch({ path: `\${CONFIG}\\Other` }).next()).rejects.toMatchObject({ code: 'path-not-allowed' });
  await expect(tree.set(SETTINGS, { lines: '3' })).rejects.toMatchObject({ code: 'path-not-allowed' });
  await expect(tree.get('Users')).rejects.toMatchObject({ code: 'bad-request' });

  const { position } = await tree.set(STATUS, { lines: '3', old: ['a', 'b'] }, { class: 'Status', expect: null });
  await expect(tree.set(STATUS, { lines: '4' }, { expect: null })).rejects.toMatchObject({ code: 'tree-conflict' });
  await tree.set(STATUS, { lines: '5', old: null }, { expect: position, reason: 'more lines' });
  expect(await tree.get(STATUS)).toMatchObject({ class: 'Status', attributes: { lines: ['5'] } });
  await tree.change([
    { is: 'set', path: `${STATUS}\\One`, attributes: {} },
    { is: 'set', path: `${STATUS}\\Two`, attributes: {} },
  ]);
  expect((await tree.children(STATUS)).map(({ path }) => path)).toEqual([`${STATUS}\\One`, `${STATUS}\\Two`]);
  await expect(tree.remove(STATUS)).rejects.toMatchObject({ code: 'tree-entry-not-empty' });
  await tree.remove(STATUS, { recursive: true });
  expect((await tree.history({ path: STATUS })).changes.map(({ by, reason }) => [by, reason])).toEqual([
    ['program dialer', null],
    ['program dialer', null],
    ['program dialer', 'more lines'],
    ['program dialer', null],
  ]);
});

it('over the socket of a backup a change is refused with the active server; with the pair file it is made there', async () => {
  const pair = await realPair(PROGRAMS);
  await startBoth(pair);
  const onBackup = await connected({ socket: socketOf(pair, 'B') });
  const refused = onBackup.set(STATUS, { lines: '1' });
  await expect(refused).rejects.toMatchObject({ code: 'not-active' });
  await expect(refused).rejects.toThrow(`alpha (A) at 127.0.0.1:${pair.ports.A}`);
  const anywhere = await connected(operatorOf(pair));
  expect(await anywhere.set(STATUS, { lines: '1' })).toMatchObject({ replicated: expect.any(Boolean) });
  await expect.poll(() => onBackup.get(STATUS)).toMatchObject({ attributes: { lines: ['1'] } });
});

it('a watch goes on over a switch and a stop of its server, with every change once and in order', async () => {
  const pair = await realPair(PROGRAMS);
  const servers = await startBoth(pair);
  const tree = await connected(operatorOf(pair));
  const first = await tree.set(STATUS, { n: '0' });
  const seen = collected(tree.watch({ path: STATUS, from: first.position as Position }));
  const values = (): (string | undefined)[] => seen.map(({ change }) => change?.writes[0]?.entry?.attributes.n?.[0]);
  for (let n = 1; n <= 5; n += 1) await tree.set(STATUS, { n: `${n}` });
  await until(() => values().length >= 5, 'the first changes are seen');

  const body = { id: 'switch-1', expectedTerm: termOf(servers.A.state()), immediate: false, reason: null };
  const answer = await pair.ask('B', 'POST', '/v1/switch', { credential: 'operator', body });
  expect(answer.json).toMatchObject({ accepted: true });
  for (let n = 6; n <= 10; n += 1) await tree.set(STATUS, { n: `${n}` });
  await until(() => servers.B.state().place === 'primary.serving', 'B is active');
  await stopServer(servers.A);
  for (let n = 11; n <= 15; n += 1) await tree.set(STATUS, { n: `${n}` });
  await until(() => values().length >= 15, 'all changes are seen');
  expect(values()).toEqual(Array.from({ length: 15 }, (_, n) => `${n + 1}`));
});

it('what cannot be shown any more is reported as a gap', async () => {
  const pair = await realPair(PROGRAMS);
  await startBoth(pair);
  const tree = await connected({ socket: socketOf(pair, 'A') });
  const from = { term: 1, number: 1_000_000 };
  const watching = tree.watch({ path: STATUS, from });
  expect((await watching.next()).value).toMatchObject({ gap: { from } });
  await watching.return();
});

it('a watch that is aborted ends, also while nothing happens', async () => {
  const pair = await realPair(PROGRAMS);
  await startBoth(pair);
  const tree = await connected({ socket: socketOf(pair, 'A') });
  const stop = new AbortController();
  const next = tree.watch({ path: STATUS, signal: stop.signal }).next();
  stop.abort();
  expect(await next).toEqual({ done: true, value: undefined });
});

it('a server that answers nonsense is an error with a code', async () => {
  const path = join(temporaryFolder(), 's');
  const server = createServer((_, response) => response.end('nonsense')).listen(path);
  onTestFinished(() => void server.close());
  await until(() => server.listening, 'it listens');
  const tree = await connected({ socket: path });
  await expect(tree.get(STATUS)).rejects.toMatchObject({ code: 'server-answer-strange' });
});

it('the example reads its settings, follows them, and writes its status', async () => {
  const pair = await realPair(PROGRAMS);
  await startBoth(pair);
  const folder = temporaryFolder();
  await cp(join(ROOT, 'examples', 'program'), folder, { recursive: true });
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules', 'switchover'));
  const operator = await connected(operatorOf(pair));
  await operator.set(SETTINGS, { lines: '3' });

  const program = spawn(process.execPath, [join(folder, 'dialer.mjs'), socketOf(pair, 'A')]);
  let output = '';
  for (const stream of [program.stdout, program.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      output += piece;
    });
  }
  onTestFinished(() => void program.kill('SIGKILL'));
  await until(() => output.includes('works with 3 lines'), 'it has read its settings');
  await operator.set(SETTINGS, { lines: '7' });
  await until(() => output.includes('works with 7 lines'), `it follows them: ${output}`);
  expect(await operator.get(STATUS)).toMatchObject({
    class: 'Status',
    attributes: { lines: ['7'], pid: [`${program.pid}`] },
    changedBy: 'program dialer',
  });
  const ended = new Promise((resolve) => program.once('exit', resolve));
  program.kill('SIGTERM');
  expect(await ended).toBe(0);
});
