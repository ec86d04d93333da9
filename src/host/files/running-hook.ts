/**
 * The hook that runs now, as a file in the data folder. A server that is killed leaves its hook running; the next start
 * reads here what it has to end first.
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
  /** Also in the environment of the hook (`RUN_VARIABLE`): it is found by that where its pid was not written in time. */
  run: z.string().min(1),
  /** Its process, which leads a process group of its own. Null until it is started. Never 0 or 1: those mean others. */
  pid: z.int().min(2).nullable(),
  /** When that process started, as `processAt` tells it. Null where the system does not tell. */
  startedAt: z.string().nullable(),
});

export type RunningHook = z.infer<typeof shape>;

export const RUN_VARIABLE = 'SWITCHOVER_HOOK_RUN';

/** Null where none is kept. Throws where the file is there and cannot be understood. */
export function readRunningHook(folder: string): RunningHook | null {
  return readJsonFile(fileIn(folder), shape);
}

/** Resolves when it is in its place. Throws where it could not be written. */
export async function keepRunningHook(folder: string, hook: RunningHook): Promise<void> {
  await keepJsonFile(fileIn(folder), hook);
}

/** It is over. Not synced: a hook does not outlive the loss of power that brings the file back. */
export async function forgetRunningHook(folder: string): Promise<void> {
  await rm(fileIn(folder), { force: true });
}

function fileIn(folder: string): string {
  return path.join(folder, 'running-hook.json');
}
