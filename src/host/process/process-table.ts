/**
 * Information about processes that are not our children. Linux provides it in `/proc`: group, start time and
 * environment. Elsewhere, all that can be determined is whether a process with a given pid exists.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const PROC = '/proc';

export interface ProcessFacts {
  readonly pid: number;
  readonly group: number;
  /** Boot id of the machine and clock ticks since boot: distinguishes any two processes with the same pid. */
  readonly startedAt: string;
}

/** Whether start times and groups are available here. */
export function hasProcessTable(): boolean {
  return bootId() !== null;
}

/** A running process; null if there is none, if it is a zombie, or if the system does not tell. */
export function processAt(pid: number): ProcessFacts | null {
  const boot = bootId();
  const stat = contentOf(String(pid), 'stat');
  if (boot === null || stat === null) return null;
  // The name before it is in parentheses and may contain anything, including parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', , group] = fields;
  if (state === 'Z' || state === 'X') return null;
  return { pid, group: Number(group), startedAt: `${boot}/${fields[19]}` };
}

/** All running processes. */
export function allProcesses(): readonly ProcessFacts[] {
  return pids().flatMap((pid) => processAt(pid) ?? []);
}

/** Whether it was started with this variable. False if this user is not permitted to see that. */
export function hasVariable(pid: number, name: string, value: string): boolean {
  return contentOf(String(pid), 'environ')?.split('\0').includes(`${name}=${value}`) ?? false;
}

/** Whether any process has this pid, on any system. */
export function isInUse(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It exists and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function bootId(): string | null {
  return contentOf('sys/kernel/random', 'boot_id')?.trim() ?? null;
}

function pids(): readonly number[] {
  try {
    return readdirSync(PROC).map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function contentOf(folder: string, name: string): string | null {
  try {
    return readFileSync(path.join(PROC, folder, name), 'utf8');
  } catch {
    // It has ended meanwhile, it belongs to another user, or this system has no such file.
    return null;
  }
}
