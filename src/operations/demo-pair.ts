/**
 * A whole pair on loopback in a temporary folder: two real server processes, real sockets, a real kill. Nothing here
 * is acted: what is shown is what the commands show of any pair.
 */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Letter } from '../core/letter.ts';
import { LETTERS } from '../core/letter.ts';
import { SwitchoverError } from '../core/problem.ts';
import type { NodePair } from '../pairs/node-pair.ts';
import { openNodePair } from '../pairs/node-pair.ts';
import { initPair } from './init.ts';
import type { PairStatus } from './status.ts';
import { readStatus } from './status.ts';

export interface DemoPair {
  readonly folder: string;
  readonly pairFile: string;
  readonly pair: NodePair;
  readonly start: (letter: Letter, flags?: readonly string[]) => ChildProcess;
  /** SIGKILL: no farewell, as when the power goes. */
  readonly kill: (letter: Letter) => Promise<void>;
  /** The status as soon as it is as wanted. */
  readonly until: (wanted: (status: PairStatus) => boolean, what: string) => Promise<PairStatus>;
  readonly logOf: (letter: Letter) => string;
  /** Ends both servers and takes the folder away. Safe to call twice. */
  readonly cleanUp: () => Promise<void>;
}

const LOOK_EVERY_MS = 50;
const UNTIL_LIMIT_MS = 20_000;

export interface DemoOptions {
  /** The words that start switchover: the servers are run with them. */
  readonly program: readonly string[];
  readonly reconnectTimeoutS: number;
}

/** Makes the pair; starts nothing yet. */
export async function prepareDemo(options: DemoOptions, signal: AbortSignal): Promise<DemoPair> {
  const folder = await mkdtemp(path.join(tmpdir(), 'switchover-demo-'));
  try {
    return await demoIn(folder, options, signal);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function demoIn(folder: string, options: DemoOptions, signal: AbortSignal): Promise<DemoPair> {
  const dir = path.join(folder, 'pair');
  const [portA, portB] = await freePorts();
  const servers = { A: `alpha=127.0.0.1:${portA}`, B: `beta=127.0.0.1:${portB}` };
  await initPair({ dir, pair: 'demo', servers, gatewayPing: false }, signal);
  const pairFile = path.join(dir, 'pair.yaml');
  // In the servers' own copies too: they are compared.
  const setting = `\nparameters:\n  Switchover Reconnect Timeout: ${options.reconnectTimeoutS}\n`;
  for (const file of [pairFile, ...LETTERS.map((letter) => path.join(dir, letter, 'pair.yaml'))])
    await appendFile(file, setting);
  const pair = await openNodePair({ pairFile, credential: path.join(dir, 'operator') });
  const children = new Map<Letter, ChildProcess>();
  return {
    folder,
    pairFile,
    pair,
    start: (letter, flags = []) => {
      const [command = process.execPath, ...args] = options.program;
      const words = [...args, 'node', 'run', '--pair', pairFile, '--server', letter, '--json', ...flags];
      const child = spawn(command, words, { stdio: 'ignore' });
      children.set(letter, child);
      return child;
    },
    kill: (letter) => end(children.get(letter), 'SIGKILL'),
    until: (wanted, what) => until(pair, wanted, what, signal),
    logOf: (letter) => path.join(dir, letter, 'logs', 'switchover.log'),
    cleanUp: async () => {
      pair.close();
      await Promise.all([...children.values()].map((child) => end(child, 'SIGKILL')));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

async function until(
  pair: NodePair,
  wanted: (status: PairStatus) => boolean,
  what: string,
  signal: AbortSignal,
): Promise<PairStatus> {
  const limit = performance.now() + UNTIL_LIMIT_MS;
  for (;;) {
    signal.throwIfAborted();
    const status = await readStatus(pair).catch(() => null);
    if (status !== null && wanted(status)) return status;
    if (performance.now() > limit) {
      throw new SwitchoverError('unfinished', {
        code: 'demo-stuck',
        what: `the demo waited ${UNTIL_LIMIT_MS / 1000} s in vain until ${what}`,
        why: status?.why.join('; ') ?? 'no server answers',
        where: null,
        do: 'this machine may be very slow: run it again; if it stays so, please report it',
      });
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}

/** Two ports that are free now, both held until both are known. */
async function freePorts(): Promise<readonly [number, number]> {
  const servers = [createServer(), createServer()];
  const ports: number[] = [];
  for (const server of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ports.push((server.address() as { port: number }).port);
  }
  for (const server of servers) server.close();
  return [ports[0]!, ports[1]!];
}
