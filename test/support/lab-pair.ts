/** A pair of real server processes on machines of a lab, each asked `/primary` every 5 ms. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { Letter } from '../../src/core/letter.ts';
import { LETTERS, otherLetter } from '../../src/core/letter.ts';
import type { ServerStatus } from '../../src/core/protocol/answers.ts';
import type { PairStatus } from '../../src/core/results/status.ts';
import { initPair } from '../../src/operations/pair/init.ts';
import { type Ended, RUN_JS, run } from './cli.ts';
import type { NetworkLab } from './network-lab.ts';
import type { AtItsEnd } from './temporary-folder.ts';
import { temporaryFolder } from './temporary-folder.ts';

const POLLER = join(import.meta.dirname, '..', 'processes', 'primary-poller.ts');
const WEB_MODULE = join(import.meta.dirname, '..', 'processes', 'web-module.ts');
const PORT = 3633;
/** Each machine has its own loopback, so both modules have the same address. */
const MODULE_PORT = 8080;
const MODULE = `module:\n  probe: { http: "http://127.0.0.1:${MODULE_PORT}/", pid field: pid }\n`;
const LOG_TAIL = 15;

/** The status that `/primary` answered from `atMs` on; 0: no answer. */
export interface Answer {
  readonly atMs: number;
  readonly status: number;
}

export interface LabPairParts {
  /** As lines of the pair file. */
  readonly parameters: readonly string[];
  /** A module runs on each machine as a separate process, and the backup watches it. */
  readonly module?: boolean;
}

/** A server, or its module. */
export type LabProcess = Letter | `module ${Letter}`;

export interface LabPair {
  readonly start: (letter: Letter) => void;
  /** Sends a signal to the process; SIGKILL waits until it has ended. */
  readonly signal: (name: LabProcess, signal: NodeJS.Signals) => Promise<void>;
  /** Runs a switchover command on the machine of a server. */
  readonly command: (letter: Letter, ...words: string[]) => Promise<Ended>;
  /** What a server reports about itself; null if it does not answer. */
  readonly status: (letter: Letter) => Promise<ServerStatus | null>;
  /** Waits until the given server is active and the other its backup, both connections are up and the module answers. */
  readonly settled: (active: Letter) => Promise<void>;
  readonly answers: Readonly<Record<Letter, readonly Answer[]>>;
  /** The last log lines of both servers. */
  readonly lastWords: () => string;
}

/** The kernel's monotonic clock, as used in the answers. */
export function labNowMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}

/** The machines have the names of the servers. */
export async function labPair(
  lab: NetworkLab,
  hosts: Readonly<Record<Letter, string>>,
  { parameters, module = false }: LabPairParts,
  atItsEnd: AtItsEnd = onTestFinished,
): Promise<LabPair> {
  const dir = join(temporaryFolder(atItsEnd), 'pair');
  const servers = { A: `alpha=${hosts.A}:${PORT}`, B: `beta=${hosts.B}:${PORT}` };
  await initPair({ dir, pair: 'lab', servers, gatewayPing: false }, new AbortController().signal);
  const pairFile = join(dir, 'pair.yaml');
  const lines = ['', 'parameters:', ...parameters.map((line) => `  ${line}`), ''].join('\n');
  const more = (parameters.length === 0 ? '' : lines) + (module ? MODULE : '');
  for (const file of [pairFile, ...LETTERS.map((letter) => join(dir, letter, 'pair.yaml'))])
    writeFileSync(file, `${readFileSync(file, 'utf8')}${more}`);

  const running = new Map<string, ChildProcess>();
  atItsEnd(async () => {
    await Promise.all([...running.values()].map(killed));
  });
  const launch = (name: string, letter: Letter, words: readonly string[]): ChildProcess => {
    const [program = '', ...args] = lab.words(letter, words);
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    running.set(name, child);
    child.once('exit', () => {
      if (running.get(name) === child) running.delete(name);
    });
    return child;
  };

  if (module) {
    const words = [process.execPath, WEB_MODULE, String(MODULE_PORT)];
    await Promise.all(LETTERS.map((letter) => once(launch(`module ${letter}`, letter, words).stdout!, 'data')));
  }

  const answers: Record<Letter, Answer[]> = { A: [], B: [] };
  for (const letter of LETTERS) {
    const poller = launch(`poller ${letter}`, letter, [
      process.execPath,
      POLLER,
      `https://${hosts[letter]}:${PORT}/primary`,
    ]);
    let rest = '';
    poller.stdout!.setEncoding('utf8').on('data', (text: string) => {
      const said = `${rest}${text}`.split('\n');
      rest = said.pop() ?? '';
      for (const line of said) {
        const [atMs, status] = line.split(' ').map(Number);
        answers[letter].push({ atMs: atMs!, status: status! });
      }
    });
  }

  const command: LabPair['command'] = (letter, ...words) => {
    const all = lab.words(letter, [process.execPath, RUN_JS, ...words, '--pair', pairFile]);
    return run(all[0]!, all.slice(1));
  };
  const status: LabPair['status'] = async (letter) => {
    const { stdout } = await command(letter, 'status', '--json');
    const answer = jsonOf(stdout) as { servers?: (ServerStatus & { details?: ServerStatus })[] } | null;
    return answer?.servers?.find((each) => each.letter === letter) ?? null;
  };
  const lastWords = (): string =>
    LETTERS.map((letter) => join(dir, letter, 'logs', 'switchover.log'))
      .filter(existsSync)
      .map((file) => readFileSync(file, 'utf8').trim().split('\n').slice(-LOG_TAIL).join('\n'))
      .join('\n\n');
  return {
    answers,
    command,
    status,
    lastWords,
    start: (letter) => {
      launch(letter, letter, [
        process.execPath,
        RUN_JS,
        'node',
        'run',
        '--pair',
        pairFile,
        '--server',
        letter,
      ]).stdout!.resume();
    },
    signal: async (name, signal) => {
      const child = running.get(name);
      if (child === undefined) return;
      if (signal === 'SIGKILL') await killed(child);
      else child.kill(signal);
    },
    settled: async (active) => {
      const limit = performance.now() + 60_000;
      let seen = '';
      while (performance.now() < limit) {
        const { stdout } = await command(active, 'status', '--json');
        const answer = jsonOf(stdout) as Partial<PairStatus> | null;
        seen = stdout;
        // A module that has never answered does not count as failing until its start timeout is over.
        const heard = !module || answer?.module?.verdict === 'answering';
        if (heard && answer?.protection === 'protected' && answers[active].at(-1)?.status === 200) return;
        await sleep(200);
      }
      throw new Error(`${active} is not active with ${otherLetter(active)} as its backup: ${seen}\n${lastWords()}`);
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
