/** Programs on a server's machine use the configuration tree over sockets of their own (docs/programs.md). */
import { existsSync, linkSync, lstatSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { caught } from '../support/caught.ts';
import { type RealPair, realPair, startBoth, stopServer, until } from '../support/real-pair.ts';

const USERS = `\${CONFIG}\\Users`;
const DIALER = `\${SERVER}\\Dialer`;
const SECRET = `\${CONFIG}\\Secret`;

const PROGRAMS = `
programs:
  - name: dialer
    read: ['${USERS}']
    write: ['${DIALER}']
    mode: '0660'
  - name: viewer
`;

interface Said {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the tests inspect what a server answers
  readonly json: any;
}

function ask(socketPath: string, method: string, path: string, body?: unknown): Promise<Said> {
  const { promise, resolve, reject } = Promise.withResolvers<Said>();
  const content = body === undefined ? undefined : JSON.stringify(body);
  const headers = content === undefined ? {} : { 'content-type': 'application/json' };
  const sent = request({ socketPath, method, path, headers, agent: false }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    response.on('end', () => resolve({ status: response.statusCode ?? 0, json: JSON.parse(text) }));
  });
  sent.on('error', reject);
  sent.end(content);
  return promise;
}

let requests = 0;

function change(...paths: string[]): object {
  requests += 1;
  const edits = paths.map((path) => ({ is: 'set', path, class: null, attributes: { n: [`${requests}`] } }));
  return { id: `test-${requests}`, reason: null, dryRun: false, edits, expected: [] };
}

const entryAt = (path: string): string => `/v1/ds/entry?path=${encodeURIComponent(path)}`;
const socketOf = (pair: RealPair, letter: 'A' | 'B', name: string): string =>
  join(pair.dir, letter, 'programs', `${name}.sock`);

async function write(pair: RealPair, ...paths: string[]): Promise<void> {
  const answer = await pair.ask('A', 'POST', '/v1/ds', { credential: 'operator', body: change(...paths) });
  expect(answer.json).toMatchObject({ accepted: true });
}

it('a program is refused outside its paths, and what it may use is named', async () => {
  const pair = await realPair(PROGRAMS);
  await startBoth(pair);
  const dialer = socketOf(pair, 'A', 'dialer');
  await write(pair, `${USERS}\\Joe`, `${USERS}\\..\\Secret`, SECRET);

  const refused = {
    status: 403,
    json: { error: { code: 'path-not-allowed', why: `it may read ${USERS}, ${DIALER}` } },
  };
  expect(await ask(dialer, 'GET', entryAt(SECRET))).toMatchObject(refused);
  expect(await ask(dialer, 'GET', entryAt(SECRET.toLowerCase()))).toMatchObject(refused);
  expect(await ask(dialer, 'GET', entryAt(`${SECRET}\\..\\Users\\Joe`))).toMatchObject(refused);
  for (const route of ['children', 'history', 'watch']) {
    expect(await ask(dialer, 'GET', `/v1/ds/${route}?path=${encodeURIComponent(SECRET)}`)).toMatchObject(refused);
  }
  expect(await ask(dialer, 'GET', '/v1/ds/hashes?indexes=0&numbers=0')).toMatchObject({ status: 404 });
  expect(await ask(dialer, 'GET', '/v1/status')).toMatchObject({ status: 404 });

  // One edit outside is enough, and nothing of the change is made.
  const mixed = await ask(dialer, 'POST', '/v1/ds', change(`${DIALER}\\Mixed`, `${USERS}\\Joe`));
  expect(mixed).toMatchObject({ status: 403, json: { error: { what: `this program may not change ${USERS}\\Joe` } } });
  expect((await ask(dialer, 'GET', entryAt(`${DIALER}\\Mixed`))).status).toBe(404);
  const expecting = { ...change(DIALER), expected: [{ path: SECRET, position: null }] };
  expect((await ask(dialer, 'POST', '/v1/ds', expecting)).json.error.code).toBe('path-not-allowed');

  // Inside them, whatever the letter case, it may; and the record says who it was.
  expect((await ask(dialer, 'GET', entryAt(`${USERS.toUpperCase()}\\JOE`))).json.path).toBe(`${USERS}\\Joe`);
  expect((await ask(dialer, 'GET', entryAt(`${USERS}\\..\\Secret`))).json.path).toBe(`${USERS}\\..\\Secret`);
  expect((await ask(dialer, 'POST', '/v1/ds', change(`${DIALER.toUpperCase()}\\State`))).json.accepted).toBe(true);
  const { json } = await ask(socketOf(pair, 'A', 'viewer'), 'GET', '/v1/ds/history?limit=1');
  expect(json.changes[0].by).toBe('program dialer');
  // Without lists it reads everything and changes nothing.
  const viewer = socketOf(pair, 'A', 'viewer');
  expect((await ask(viewer, 'GET', entryAt(SECRET))).status).toBe(200);
  expect((await ask(viewer, 'POST', '/v1/ds', change(DIALER))).json.error.why).toBe('it may change nothing');
  // Of a change, its history shows only what is below its paths.
  const history = await ask(dialer, 'GET', '/v1/ds/history');
  const shown = history.json.changes.flatMap(({ writes }: { writes: { path: string }[] }) =>
    writes.map((each) => each.path),
  );
  expect(shown).toContain(`${USERS}\\Joe`);
  expect(shown.filter((path: string) => path.startsWith(SECRET))).toEqual([]);
});

it('on a backup a program reads, and its changes are refused with the name and address of the active server', async () => {
  const pair = await realPair(PROGRAMS);
  await startBoth(pair);
  await write(pair, `${USERS}\\Joe`);
  const dialer = socketOf(pair, 'B', 'dialer');
  await expect.poll(async () => (await ask(dialer, 'GET', entryAt(`${USERS}\\Joe`))).status).toBe(200);
  const { json } = await ask(dialer, 'POST', '/v1/ds', change(DIALER));
  expect(json).toMatchObject({ accepted: false, problems: [{ code: 'not-active' }] });
  expect(json.problems[0].what).toContain(`alpha (A) at 127.0.0.1:${pair.ports.A}`);
});

it('a socket has its permissions, replaces one that nobody answers on, and is removed with the server', async () => {
  const pair = await realPair(PROGRAMS);
  const dialer = socketOf(pair, 'A', 'dialer');
  mkdirSync(join(pair.dir, 'A', 'programs'));
  // What a process that was killed leaves: the name of a socket without anybody behind it.
  const left = createServer().listen(`${dialer}.left`);
  await until(() => left.listening, 'it listens');
  linkSync(`${dialer}.left`, dialer);
  await new Promise((resolve) => left.close(resolve));
  expect(lstatSync(dialer).isSocket()).toBe(true);

  const server = await pair.start('A');
  expect((statSync(dialer).mode & 0o777).toString(8)).toBe('660');
  expect((statSync(socketOf(pair, 'A', 'viewer')).mode & 0o777).toString(8)).toBe('600');
  expect(readdirSync(join(pair.dir, 'A', 'programs')).sort()).toEqual(['dialer.sock', 'viewer.sock']);
  expect((await ask(dialer, 'GET', entryAt(USERS))).status).toBe(404);
  await stopServer(server);
  expect(readdirSync(join(pair.dir, 'A', 'programs'))).toEqual([]);
});

it.each<[what: string, code: string, prepare: (path: string) => Promise<void>]>([
  [
    'another program answers on',
    'socket-in-use',
    async (path) => {
      const other = createServer().listen(path);
      onTestFinished(() => void other.close());
      await until(() => other.listening, 'it listens');
    },
  ],
  ['is a file', 'socket-place-taken', async (path) => writeFileSync(path, 'precious')],
])('a server does not start over a socket that %s, and leaves it there', async (_, code, prepare) => {
  const pair = await realPair(PROGRAMS);
  mkdirSync(join(pair.dir, 'A', 'programs'));
  const dialer = socketOf(pair, 'A', 'dialer');
  await prepare(dialer);
  const error = await caught(pair.start('A'));
  expect(error).toMatchObject({ problem: { code, where: dialer } });
  expect(existsSync(dialer)).toBe(true);
});

it('a group that is not there, and a folder that is not there, are errors with a code', async () => {
  const strange = await realPair('programs: [{ name: dialer, group: no-such-group-here }]\n');
  expect(await caught(strange.start('A'))).toMatchObject({ problem: { code: 'socket-group' } });
  const nowhere = await realPair('programs: [{ name: dialer, socket: /no-such-folder/dialer.sock }]\n');
  expect(await caught(nowhere.start('A'))).toMatchObject({ problem: { code: 'socket-not-made' } });
});

it('a client that never reads delays nobody else', async () => {
  const pair = await realPair(PROGRAMS);
  await startBoth(pair);
  const viewer = socketOf(pair, 'A', 'viewer');
  const silent = connect(viewer);
  onTestFinished(() => void silent.destroy());
  silent.pause();
  silent.write('GET /v1/ds/watch HTTP/1.1\r\nhost: here\r\n\r\n');
  const large = Array.from({ length: 20 }, (_, n) => `${n}`.repeat(2_000));
  for (let n = 0; n < 20; n += 1) {
    const edits = [{ is: 'set', path: `${DIALER}\\Large${n}`, class: null, attributes: { n: [`${n}`, ...large] } }];
    const body = { ...change(DIALER), edits };
    const { json } = await ask(socketOf(pair, 'A', 'dialer'), 'POST', '/v1/ds', body);
    expect(json).toMatchObject({ accepted: true });
  }
  expect((await ask(viewer, 'GET', entryAt(`${DIALER}\\Large19`))).status).toBe(200);
});
