/**
 * Machines on real networks: network namespaces of this kernel, joined by bridges, in a separate namespace that ends with
 * the process that holds it. Needs root, or permission to create a user namespace.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { run } from './cli.ts';
import type { AtItsEnd } from './temporary-folder.ts';

const HOLD = 'mount -t tmpfs none /run && ip netns add try && ip link add name try0 type bridge && ip netns del try';
const KINDS = [['-nm'], ['-rnm']] as const;
const kind = KINDS.find((flags) => spawnSync('unshare', [...flags, 'sh', '-c', HOLD]).status === 0);

/** Why there can be no lab here; null if there can. */
export const noLab: string | null =
  kind === undefined ? 'this user may not create network namespaces, or unshare, ip or bridges are missing' : null;

export interface NetworkLab {
  /** Adds a machine with nothing but its loopback. */
  readonly addMachine: (name: string) => Promise<void>;
  /** Runs commands in a machine, one per line; null: outside the machines. Throws if one fails. */
  readonly sh: (machine: string | null, ...lines: readonly string[]) => Promise<string>;
  /** The command prefix that starts a program in a machine. */
  readonly words: (machine: string, program: readonly string[]) => readonly string[];
}

export async function networkLab(atItsEnd: AtItsEnd = onTestFinished): Promise<NetworkLab> {
  const ready = 'mount -t tmpfs none /run && ip link set lo up && echo ready && exec cat';
  const holder = spawn('unshare', [...kind!, 'sh', '-c', ready], { stdio: ['pipe', 'pipe', 'inherit'] });
  atItsEnd(() => end(holder));
  await once(holder.stdout, 'data');
  const enter = ['nsenter', '-t', String(holder.pid), ...(kind === KINDS[1] ? ['-U', '--preserve-credentials'] : [])];
  const words: NetworkLab['words'] = (machine, program) => [
    ...enter,
    '-n',
    '-m',
    ...['ip', 'netns', 'exec', machine],
    ...program,
  ];
  const sh: NetworkLab['sh'] = async (machine, ...lines) => {
    const shell = ['sh', '-e', '-c', lines.join('\n')];
    const [program = '', ...args] = machine === null ? [...enter, '-n', '-m', ...shell] : words(machine, shell);
    const { stdout, stderr, code } = await run(program, args);
    if (code !== 0) throw new Error(`${lines.join('; ')}: ${stderr}`);
    return stdout;
  };
  return {
    words,
    sh,
    addMachine: async (name) => {
      await sh(null, `ip netns add ${name}`);
      await sh(name, 'ip link set lo up');
    },
  };
}

async function end(holder: ChildProcess): Promise<void> {
  if (holder.exitCode !== null || holder.signalCode !== null) return;
  const ended = once(holder, 'exit');
  holder.kill('SIGKILL');
  await ended;
}
