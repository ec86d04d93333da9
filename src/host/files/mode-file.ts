/** Keeps the switching mode across restarts: a small file in the data folder, written completely or not at all. */
import path from 'node:path';
import { z } from 'zod';
import { keepJsonFile, readJsonFile } from './json-file.ts';

const shape = z.strictObject({
  mode: z.enum(['automatic', 'manual']),
  /** When it ends; null: it lasts until it is changed. */
  until: z.iso.datetime().nullable(),
  reason: z.string().nullable(),
  /** Who set it; missing in files of older versions. */
  by: z.string().nullable().default(null),
});

export type KeptMode = z.infer<typeof shape>;

/** Null if none is stored. Throws if the file exists but is invalid. */
export function readKeptMode(folder: string): KeptMode | null {
  return readJsonFile(fileIn(folder), shape);
}

/** Resolves when the mode is on disk. Throws if it could not be written. */
export async function keepMode(folder: string, kept: KeptMode): Promise<void> {
  await keepJsonFile(fileIn(folder), kept);
}

function fileIn(folder: string): string {
  return path.join(folder, 'mode.json');
}
