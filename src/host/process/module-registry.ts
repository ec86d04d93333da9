/**
 * Where a module registers to be pinged directly: a Unix socket in the data folder, lines of text. The module sends
 * `register NAME PID` and then answers each `ping N` with `pong N`. Documented in docs/module.md.
 */
import { rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import path from 'node:path';
import { SwitchoverError } from '../../core/problem.ts';
import { type ProbeAnswer, pidOf } from './module-probe.ts';

export interface ModuleRegistry {
  readonly path: string;
  /** Pings the registered module. */
  readonly ask: (limitMs: number) => Promise<ProbeAnswer>;
  readonly close: () => Promise<void>;
}

/** Maximum length of a line, in characters. */
const LINE_LIMIT = 256;
/** Time limit for a connection to register, in ms. */
const REGISTER_LIMIT_MS = 5_000;
/** Maximum number of connections that have not registered yet. */
const MOST_WAITING = 16;

interface Registered {
  readonly socket: Socket;
  readonly pid: number;
}

/**
 * Listens on `module.sock` in `folder`, accessible only to its owner. Removes one left by a killed server: the data
 * folder is locked by now. `name`: the name a module has to register with.
 *
 * @throws SwitchoverError `module-socket-unusable` (unreachable)
 */
export async function openModuleRegistry(folder: string, name: () => string): Promise<ModuleRegistry> {
  const file = path.join(folder, 'module.sock');
  const sockets = new Set<Socket>();
  let registered: Registered | null = null;
  let waiting: { readonly id: number; readonly end: (answer: ProbeAnswer) => void } | null = null;
  let lastId = 0;

  const settle = (answer: ProbeAnswer): void => {
    waiting?.end(answer);
    waiting = null;
  };
  const refuse = (socket: Socket, why: string): void => void socket.end(`refused ${why}\n`, () => socket.destroy());

  const register = (socket: Socket, line: string): void => {
    const { named, pid } = /^register (?<named>\S.*) (?<pid>\d+)$/.exec(line)?.groups ?? {};
    const known = pidOf(pid);
    if (known === null) return refuse(socket, 'the first line must be: register NAME PID');
    if (named !== name()) return refuse(socket, `the monitored module is called ${name()}`);
    // The newest wins: a restarted module may register before its predecessor is known to be gone.
    const before = registered;
    registered = { socket, pid: known };
    socket.write('registered\n');
    if (waiting !== null) socket.write(`ping ${waiting.id}\n`);
    if (before !== null) refuse(before.socket, 'another instance has registered');
  };

  const hear = (socket: Socket, line: string): void => {
    if (registered?.socket !== socket) return register(socket, line);
    if (line !== `pong ${lastId}`) return undefined;
    return settle({ kind: 'answered', pid: registered.pid });
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    let line = '';
    const tooLate = setTimeout(() => refuse(socket, 'not registered in time'), REGISTER_LIMIT_MS);
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (line + text).split('\n');
      line = lines.pop()!;
      for (const each of lines) if (socket.writable) hear(socket, each.trimEnd());
      if (registered?.socket === socket) clearTimeout(tooLate);
      if (line.length > LINE_LIMIT) refuse(socket, 'line too long');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(tooLate);
      sockets.delete(socket);
      if (registered?.socket !== socket) return;
      registered = null;
      settle({ kind: 'rejected', why: 'the module has closed its connection' });
    });
  });
  server.maxConnections = MOST_WAITING;
  await listen(server, file);

  return {
    path: file,
    ask: (limitMs) =>
      new Promise((resolve) => {
        if (registered === null) return resolve({ kind: 'rejected', why: 'no module is registered' });
        lastId += 1;
        const limit = setTimeout(() => settle({ kind: 'silent' }), limitMs);
        waiting = {
          id: lastId,
          end: (answer) => {
            clearTimeout(limit);
            resolve(answer);
          },
        };
        registered.socket.write(`ping ${lastId}\n`);
        return undefined;
      }),
    close: async () => {
      settle({ kind: 'unknown', why: 'the server is shutting down' });
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: ReturnType<typeof createServer>, file: string): Promise<void> {
  try {
    await rm(file, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      // Bound within the call, so that the umask applies only to this file.
      const mask = process.umask(0o177);
      try {
        server.listen(file, resolve);
      } finally {
        process.umask(mask);
      }
    });
  } catch (error) {
    throw new SwitchoverError('unreachable', {
      code: 'module-socket-unusable',
      what: `modules cannot register: cannot create the socket ${file}`,
      why: (error as Error).message,
      where: file,
      do: 'set a data folder with a shorter path, on a local disk ("data:" in the pair file)',
    });
  }
}
