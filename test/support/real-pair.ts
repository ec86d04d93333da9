/** A pair whose servers run in the test's own process: real files, sockets and certificates, with access to their state. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { Letter } from '../../src/core/letter.ts';
import { LETTERS, otherLetter } from '../../src/core/letter.ts';
import { readPairFile } from '../../src/host/files/pair-file.ts';
import type { Identity } from '../../src/host/identity/identity.ts';
import { readIdentity } from '../../src/host/identity/identity.ts';
import { findFreePorts } from '../../src/host/network/free-ports.ts';
import { initPair } from '../../src/operations/pair/init.ts';
import type { RunningServer, ServerOptions } from '../../src/server/server.ts';
import { startServer } from '../../src/server/server.ts';

export type CredentialName = 'operator' | 'remote-control' | 'viewer' | Letter;

export interface Answered {
  readonly status: number;
  readonly text: string;
  /** Undefined if the answer is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: the tests inspect what a server answers
  readonly json: any;
}

export interface Asked {
  readonly credential?: CredentialName | null;
  readonly body?: unknown;
  /** Sent unchanged, instead of `body`. */
  readonly raw?: string;
  readonly type?: string;
}

export interface RealPair {
  readonly dir: string;
  readonly pairFile: string;
  readonly ports: Readonly<Record<Letter, number>>;
  readonly start: (letter: Letter, options?: Partial<ServerOptions>) => Promise<RunningServer>;
  readonly identity: (name: CredentialName) => Promise<Identity>;
  readonly ask: (letter: Letter, method: string, path: string, asked?: Asked) => Promise<Answered>;
  readonly log: (letter: Letter) => string;
  /** Stops running servers and removes the folder. */
  readonly cleanUp: () => Promise<void>;
}

/** A pair for one test, cleaned up when it ends. */
export async function realPair(more = ''): Promise<RealPair> {
  const pair = await makeRealPair(more);
  onTestFinished(() => pair.cleanUp());
  return pair;
}

/** Two servers on loopback with short waits: `more` is added to the pair file. */
export async function makeRealPair(more = ''): Promise<RealPair> {
  const folder = mkdtempSync(join(tmpdir(), 'switchover-test-'));
  const dir = join(folder, 'pair');
  const ports = { A: await freePort(), B: await freePort() };
  const servers = { A: `alpha=127.0.0.1:${ports.A}`, B: `beta=127.0.0.1:${ports.B}` };
  await initPair({ dir, pair: 'test', servers, gatewayPing: false }, new AbortController().signal);
  const pairFile = join(dir, 'pair.yaml');
  appendFileSync(pairFile, `\nparameters:\n  Switchover Reconnect Timeout: 0\n${more}`);
  const running = new Set<RunningServer>();
  const identity = (name: CredentialName): Promise<Identity> => {
    if (name === 'A' || name === 'B') return readIdentity(join(dir, name), 'server');
    return readIdentity(name === 'operator' ? join(dir, name) : join(dir, 'credentials', name), 'operator');
  };
  return {
    dir,
    pairFile,
    ports,
    identity,
    start: async (letter, options = {}) => {
      const server = await startServer({
        letter,
        pair: await readPairFile(pairFile),
        identity: await identity(letter),
        dataFolder: join(dir, letter),
        version: '0.0.0-test',
        forceBackup: false,
        forcePrimary: false,
        manualSwitchOnly: false,
        onLog: () => undefined,
        ...options,
      });
      running.add(server);
      void server.done.then(() => running.delete(server));
      return server;
    },
    ask: async (letter, method, path, asked = {}) => {
      const { credential = null } = asked;
      return ask(ports[letter], method, path, credential === null ? null : await identity(credential), asked);
    },
    log: (letter) => readFileSync(join(dir, letter, 'logs', 'switchover.log'), 'utf8'),
    cleanUp: async () => {
      const servers = [...running];
      for (const server of servers) server.requestStop('the test', false);
      await Promise.all(servers.map((server) => server.done));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Checks every 10 ms until the condition holds; after 45 s the test fails with `what`. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
  const limit = performance.now() + 45_000;
  while (!isSo()) {
    if (performance.now() > limit) throw new Error(`waited 45 s in vain: ${what}`);
    await sleep(10);
  }
}

/** Waits until both servers run, with `active` as the active one and the other as its backup. */
export async function startBoth(
  pair: RealPair,
  active: Letter = 'A',
): Promise<Readonly<Record<Letter, RunningServer>>> {
  const [A, B] = await Promise.all(LETTERS.map((letter) => pair.start(letter)));
  const servers = { A: A!, B: B! };
  const place = (letter: Letter): string => servers[letter].state().place;
  const isSettled = (): boolean =>
    place(active) === 'primary.serving' && place(otherLetter(active)) === 'backup.watching';
  await until(isSettled, `${active} is active and the other one its backup`);
  const up = (letter: Letter): boolean =>
    Object.values(servers[letter].state().connections).every(({ status }) => status === 'up');
  await until(() => up('A') && up('B'), 'all connections are up');
  await follows(pair, active);
  return servers;
}

/** Waits until the backup is known to have the configuration tree, if its server has one. */
async function follows(pair: RealPair, active: Letter): Promise<void> {
  const limit = performance.now() + 45_000;
  for (;;) {
    const { json } = await pair.ask(active, 'GET', '/v1/status', { credential: 'operator' });
    if (json.behind.tree?.ageMs !== null) return;
    if (performance.now() > limit) throw new Error('waited 45 s in vain: the backup has the tree');
    await sleep(10);
  }
}

/** Stops a server cleanly, without a takeover by the other one. */
export async function stopServer(server: RunningServer): Promise<void> {
  server.requestStop('the test', false);
  await server.done;
}

export async function freePort(): Promise<number> {
  const [port] = await findFreePorts(1);
  return port!;
}

function ask(port: number, method: string, path: string, who: Identity | null, asked: Asked): Promise<Answered> {
  const content = asked.raw ?? (asked.body === undefined ? undefined : JSON.stringify(asked.body));
  return new Promise((resolve, reject) => {
    const request = httpsRequest({
      host: '127.0.0.1',
      port,
      method,
      path,
      agent: false,
      rejectUnauthorized: false,
      ...(who === null ? {} : { cert: who.cert, key: who.key }),
      headers: content === undefined ? {} : { 'content-type': asked.type ?? 'application/json' },
    });
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, json: jsonOf(text) }));
    });
    request.end(content);
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
