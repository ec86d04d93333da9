/** The switching mode over a restart of the process: a small file in the data folder, written whole or not at all. */
import path from 'node:path';
import { z } from 'zod';
import { keepJsonFile, readJsonFile } from './json-file.ts';

const shape = z.strictObject({
  mode: z.enum(['automatic', 'manual']),
  /** When it ends; null: it holds until it is changed. */
  until: z.iso.datetime().nullable(),
  reason: z.string().nullable(),
  /** Who set it; a file of an older version does not say. */
  by: z.string().nullable().default(null),
});

export type KeptMode = z.infer<typeof shape>;

/** Null where none is kept. Throws where the file is there and cannot be understood. */
export function readKeptMode(folder: string): KeptMode | null {
  return readJsonFile(fileIn(folder), shape);
}

/** Resolves when the mode is on the disk. Throws where it could not be written. */
export async function keepMode(folder: string, kept: KeptMode): Promise<void> {
  await keepJsonFile(fileIn(folder), kept);
}

function fileIn(folder: string): string {
  return path.join(folder, 'mode.json');
}
