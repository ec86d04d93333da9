/** Where a program listens for others on its own machine: a Unix socket with its permissions, from the first moment on. */
import { execFile } from 'node:child_process';
import { chmod, lstat, mkdir, rename, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { SwitchoverError } from '../../core/problem.ts';

export interface SocketPlace {
  /** Absolute. */
  readonly path: string;
  readonly mode: number;
  /** By name or number; null: unchanged. */
  readonly group: string | null;
}

/**
 * Listens at a place. `listen` gets the path to listen on, in a folder that only this user can enter; from there the socket
 * is moved to its place, and replaces one that nobody answers on. Returns what removes it again, unless another one is
 * there by then.
 *
 * @throws SwitchoverError `socket-in-use`, `socket-place-taken`, `socket-group` (refused), `socket-not-made` (unreachable)
 */
export async function listenAt(
  { path, mode, group }: SocketPlace,
  listen: (path: string) => Promise<unknown>,
): Promise<() => Promise<void>> {
  if (process.platform === 'win32') {
    throw failed(
      'refused',
      'socket-not-made',
      path,
      'programs need a POSIX system',
      'remove "programs" from the pair file',
    );
  }
  await refuseOther(path);
  const folder = join(dirname(path), `.${basename(path)}`);
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { mode: 0o700 });
    const inside = join(folder, 's');
    await listen(inside);
    if (group !== null) await give(inside, path, group);
    await chmod(inside, mode);
    const { ino } = await lstat(inside);
    await rename(inside, path);
    return async () => {
      const there = await lstat(path).catch(() => null);
      if (there?.ino === ino) await rm(path, { force: true });
    };
  } catch (error) {
    if (error instanceof SwitchoverError) throw error;
    const next = 'make its folder, writable by the user that runs the server, or correct the path in the pair file';
    throw failed('unreachable', 'socket-not-made', path, (error as Error).message, next);
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** The group must be known to the system, wherever it keeps its groups. */
async function give(inside: string, path: string, group: string): Promise<void> {
  try {
    await promisify(execFile)('chgrp', ['--', group, inside]);
  } catch (error) {
    const next = `make the group, or make the user that runs the server a member of it`;
    throw failed('refused', 'socket-group', path, `group ${group}: ${(error as Error).message.trim()}`, next);
  }
}

/** Only a socket that nobody answers on is replaced. */
async function refuseOther(path: string): Promise<void> {
  const there = await lstat(path).catch(() => null);
  if (there === null) return;
  if (!there.isSocket()) {
    throw failed('refused', 'socket-place-taken', path, 'something else is there', 'move it away, or use another path');
  }
  if (!(await isAnswered(path))) return;
  const next = 'stop the program that listens there (ss -lxp shows it), or use another path';
  throw failed('refused', 'socket-in-use', path, 'another program answers on it', next);
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', () => end(true));
    // Only these two say that nobody is there.
    socket.once('error', ({ code }: NodeJS.ErrnoException) => end(code !== 'ECONNREFUSED' && code !== 'ENOENT'));
  });
}

function failed(
  kind: 'refused' | 'unreachable',
  code: string,
  path: string,
  why: string,
  next: string,
): SwitchoverError {
  return new SwitchoverError(kind, { code, what: `the socket ${path} cannot be made`, why, where: path, do: next });
}
