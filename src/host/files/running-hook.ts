/**
 * Records the running hook in a file in the data folder. A server that is killed leaves its hook running; the next
 * start reads here what it has to end first.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { keepJsonFile, readJsonFile } from './json-file.ts';

export const HOOK_NAMES = ['commence', 'discontinue', 'fence'] as const;

export type HookName = (typeof HOOK_NAMES)[number];

const shape = z.strictObject({
  hook: z.enum(HOOK_NAMES),
  term: z.int().min(0),
  /** Also in the hook's environment (`RUN_VARIABLE`), to find the hook if its pid was not written in time. */
  run: z.string().min(1),
  /**
   * Its process, which leads its own process group. Null until it is started. Never 0 or 1, which have other meanings.
   */
  pid: z.int().min(2).nullable(),
  /** When that process started, from `processAt`. Null if the system does not tell. */
  startedAt: z.string().nullable(),
});

export type RunningHook = z.infer<typeof shape>;

export const RUN_VARIABLE = 'SWITCHOVER_HOOK_RUN';

/** Null if none is recorded. Throws if the file exists but is invalid. */
export function readRunningHook(folder: string): RunningHook | null {
  return readJsonFile(fileIn(folder), shape);
}

/** Resolves when it is in place. Throws if it could not be written. */
export async function keepRunningHook(folder: string, hook: RunningHook): Promise<void> {
  await keepJsonFile(fileIn(folder), hook);
}

/** The hook is over. Not synced: a power loss that brings the file back also ends the hook. */
export async function forgetRunningHook(folder: string): Promise<void> {
  await rm(fileIn(folder), { force: true });
}

function fileIn(folder: string): string {
  return path.join(folder, 'running-hook.json');
}
