/**
 * What the system tells of processes that are not our children. Linux tells it in `/proc`: group, start time and
 * environment. Elsewhere there is no `/proc`, and all that can be learned is whether some process has a pid.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const PROC = '/proc';

export interface ProcessFacts {
  readonly pid: number;
  readonly group: number;
  /** Boot of the machine and clock ticks since then: no two processes with one pid have the same. */
  readonly startedAt: string;
}

/** Whether start times and groups can be read here. */
export function hasProcessTable(): boolean {
  return bootId() !== null;
}

/** A process that runs; null where there is none, where it is a zombie, and where the system does not tell. */
export function processAt(pid: number): ProcessFacts | null {
  const boot = bootId();
  const stat = contentOf(String(pid), 'stat');
  if (boot === null || stat === null) return null;
  // The name before it is in parentheses and may hold anything, parentheses too.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', , group] = fields;
  if (state === 'Z' || state === 'X') return null;
  return { pid, group: Number(group), startedAt: `${boot}/${fields[19]}` };
}

/** All that run. */
export function allProcesses(): readonly ProcessFacts[] {
  return pids().flatMap((pid) => processAt(pid) ?? []);
}

/** Whether it was started with this variable. False where this user may not know. */
export function hasVariable(pid: number, name: string, value: string): boolean {
  return contentOf(String(pid), 'environ')?.split('\0').includes(`${name}=${value}`) ?? false;
}

/** Whether any process has this pid, on every system. */
export function isInUse(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and belongs to somebody else.
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
    // It has ended meanwhile, it is another user's, or this system has no such file.
    return null;
  }
}
