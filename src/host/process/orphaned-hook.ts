/**
 * Ends a hook left running by an earlier run of this server, before the new run starts one.
 *
 * Linux: `/proc` shows when a process started, so a reused pid is never mistaken for the hook, and the whole process
 * group is ended, as at a hook's time limit. If the server was killed before the pid was written, the hook is found by
 * a variable in its environment. As everywhere, a hook is over when its program has ended: a service that it started
 * keeps running.
 *
 * Other systems: there is only the pid, which may belong to another process by now. So nothing is ended; we wait for
 * it, but no longer than a hook may take. A hook whose pid was not written in time cannot be found.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogLine } from '../../core/engine/effect.ts';
import { SwitchoverError } from '../../core/problem.ts';
import { forgetRunningHook, RUN_VARIABLE, type RunningHook, readRunningHook } from '../files/running-hook.ts';
import { allProcesses, hasProcessTable, hasVariable, isInUse, type ProcessFacts, processAt } from './process-table.ts';

/** Time from SIGTERM to SIGKILL, and from there until the start is aborted, in ms. */
const KILL_AFTER_MS = 5_000;
const LOOK_EVERY_MS = 20;

/**
 * Resolves when no hook of an earlier run is left. `limitMs`: the time limit of a hook.
 *
 * @throws SwitchoverError (refused) `earlier-hook-runs` if it is still running and cannot be ended
 */
export async function endLeftHook(folder: string, limitMs: number, log: (line: LogLine) => void): Promise<void> {
  const say = (level: LogLine['level'], text: string): void =>
    log({ topic: 'SwitchoverMain', level, text: `SwitchoverMain::LeftHook : ${text}` });
  const left = readLeft(folder, say);
  if (left !== null) await (hasProcessTable() ? end(left, folder, say) : waitFor(left, limitMs, say));
  await forgetRunningHook(folder).catch(() => undefined);
}

type Say = (level: LogLine['level'], text: string) => void;

function readLeft(folder: string, say: Say): RunningHook | null {
  try {
    return readRunningHook(folder);
  } catch (error) {
    say('error', `cannot tell whether an earlier run left a hook running: ${(error as Error).message}`);
    return null;
  }
}

async function end(left: RunningHook, folder: string, say: Say): Promise<void> {
  const leader = leaderOf(left);
  if (leader === null) return;
  say('warning', `the ${nameOf(left)} of an earlier run still runs as process ${leader.pid}: ending it first`);
  const isOver = (): boolean => allProcesses().every(({ group }) => group !== leader.pid);
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    signalGroup(leader.pid, signal);
    if (await comesTrue(isOver, KILL_AFTER_MS)) return;
  }
  throw new SwitchoverError('refused', {
    code: 'earlier-hook-runs',
    what: `the ${nameOf(left)} of an earlier run of this server is still running as process group ${leader.pid}`,
    why: 'this server lacks the permission to end it, and must not run two hooks at the same time',
    where: folder,
    do: `end it (kill -9 -- -${leader.pid}), then start the server again`,
  });
}

/** The hook's own process. Null if it is over. */
function leaderOf({ pid, startedAt, run }: RunningHook): ProcessFacts | null {
  if (pid === null) {
    return allProcesses().find((each) => each.group === each.pid && hasVariable(each.pid, RUN_VARIABLE, run)) ?? null;
  }
  const found = processAt(pid);
  return found !== null && found.startedAt === startedAt && found.group === pid ? found : null;
}

async function waitFor(left: RunningHook, limitMs: number, say: Say): Promise<void> {
  const { pid } = left;
  if (pid === null || !isInUse(pid)) return;
  say('warning', `the ${nameOf(left)} of an earlier run may still be running as process ${pid}: waiting for it`);
  if (await comesTrue(() => !isInUse(pid), limitMs)) return;
  say('error', `process ${pid} is still running after ${limitMs / 1000} s; it may be that hook or another program`);
}

async function comesTrue(isSo: () => boolean, limitMs: number): Promise<boolean> {
  const until = performance.now() + limitMs;
  while (!isSo()) {
    if (performance.now() > until) return false;
    await sleep(LOOK_EVERY_MS);
  }
  return true;
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // It has ended meanwhile, or it belongs to another user; the next check shows which.
  }
}

function nameOf({ hook, term }: RunningHook): string {
  return `${hook} hook for term ${term}`;
}
