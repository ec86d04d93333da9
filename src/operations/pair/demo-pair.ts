/**
 * A whole pair on loopback in a temporary folder: two real server processes, real sockets, a real kill. Nothing is
 * faked: the output is what the commands print for any pair.
 */
import type { ChildProcess } from 'node:child_process';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodePair } from '../../client/node-pair.ts';
import { openNodePair } from '../../client/node-pair.ts';
import type { Letter } from '../../core/letter.ts';
import { LETTERS } from '../../core/letter.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { PairStatus } from '../../core/results/status.ts';
import { findFreePorts } from '../../host/network/free-ports.ts';
import { type DemoServer, startDemoServer } from './demo-server.ts';
import { initPair } from './init.ts';
import { readStatus } from './status.ts';

export interface DemoPair {
  readonly folder: string;
  readonly pairFile: string;
  readonly pair: NodePair;
  readonly start: (letter: Letter, flags?: readonly string[]) => ChildProcess;
  /** SIGKILL: the server gets no chance to shut down cleanly. */
  readonly kill: (letter: Letter) => Promise<void>;
  /** Waits until the status is as wanted, and returns it. */
  readonly until: (wanted: (status: PairStatus) => boolean, what: string) => Promise<PairStatus>;
  readonly logOf: (letter: Letter) => string;
  /** Kills both servers and keeps the folder. Safe to call twice. */
  readonly killServers: () => Promise<void>;
  /** Kills both servers and removes the folder. Safe to call twice. */
  readonly cleanUp: () => Promise<void>;
}

const LOOK_EVERY_MS = 50;
/** In ms. Far more than it takes on an idle machine: on a busy one, two processes are slow just to start. */
const UNTIL_LIMIT_MS = 60_000;

export interface DemoOptions {
  /** The command line that starts switchover; the servers are run with it. */
  readonly program: readonly string[];
  readonly reconnectTimeoutS: number;
}

/** Creates the pair without starting it. */
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
  const [portA, portB] = await findFreePorts(2);
  const servers = { A: `alpha=127.0.0.1:${portA}`, B: `beta=127.0.0.1:${portB}` };
  await initPair({ dir, pair: 'demo', servers, gatewayPing: false }, signal);
  const pairFile = path.join(dir, 'pair.yaml');
  // In the servers' own copies too: status warns where the copies differ.
  const setting = `\nparameters:\n  Switchover Reconnect Timeout: ${options.reconnectTimeoutS}\n`;
  for (const file of [pairFile, ...LETTERS.map((letter) => path.join(dir, letter, 'pair.yaml'))])
    await appendFile(file, setting);
  const pair = await openNodePair({ pairFile, credential: path.join(dir, 'operator') });
  const logOf = (letter: Letter): string => path.join(dir, letter, 'logs', 'switchover.log');
  const running = new Map<Letter, DemoServer>();
  const killServers = async (): Promise<void> => {
    pair.close();
    await Promise.all([...running.values()].map((server) => server.kill('SIGKILL')));
  };
  return {
    folder,
    pairFile,
    pair,
    start: (letter, flags = []) => {
      const words = [...options.program, 'node', 'run', '--pair', pairFile, '--server', letter, '--json', ...flags];
      const server = startDemoServer(letter, words, logOf(letter));
      running.set(letter, server);
      return server.child;
    },
    kill: async (letter) => running.get(letter)?.kill('SIGKILL'),
    until: (wanted, what) => until({ pair, running }, wanted, what, signal),
    logOf,
    killServers,
    cleanUp: async () => {
      await killServers();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Stops waiting when a server has exited by itself; what it printed last is the reason. */
async function until(
  { pair, running }: { readonly pair: NodePair; readonly running: ReadonlyMap<Letter, DemoServer> },
  wanted: (status: PairStatus) => boolean,
  what: string,
  signal: AbortSignal,
): Promise<PairStatus> {
  const began = performance.now();
  for (;;) {
    signal.throwIfAborted();
    const status = await readStatus(pair).catch(() => null);
    if (status !== null && wanted(status)) return status;
    const faults = await Promise.all([...running.values()].map((server) => server.fault()));
    const ended = faults.filter((fault) => fault !== null);
    const waitedMs = performance.now() - began;
    if (ended.length > 0 || waitedMs > UNTIL_LIMIT_MS) throw gaveUp(what, waitedMs, status, ended);
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}

function gaveUp(what: string, waitedMs: number, status: PairStatus | null, ended: readonly string[]): SwitchoverError {
  const seen = status === null ? ['no server answers'] : status.why;
  return new SwitchoverError('unfinished', {
    code: 'demo-stuck',
    what: `the demo gave up after waiting ${Math.round(waitedMs / 1000)} s until ${what}`,
    why: [...ended, ...seen].join('; ') || 'a server has not reached the expected state',
    where: null,
    do:
      ended.length > 0
        ? 'run it again; if it fails again, please report it'
        : 'this machine may be very slow: run it again; if it fails again, please report it',
  });
}
