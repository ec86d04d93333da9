/** The switching mode over a restart of the process: a small file in the data folder, written whole or not at all. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const shape = z.strictObject({
  mode: z.enum(['automatic', 'manual']),
  /** When it ends; null: it holds until it is changed. */
  until: z.iso.datetime().nullable(),
  reason: z.string().nullable(),
});

export type KeptMode = z.infer<typeof shape>;

/** Null where none is kept. Throws where the file is there and cannot be understood. */
export function readKeptMode(folder: string): KeptMode | null {
  let text: string;
  try {
    text = readFileSync(fileIn(folder), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return shape.parse(JSON.parse(text));
}

export function keepMode(folder: string, kept: KeptMode): void {
  const file = fileIn(folder);
  const handle = openSync(`${file}.new`, 'w', 0o600);
  try {
    writeSync(handle, `${JSON.stringify(kept)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(`${file}.new`, file);
}

function fileIn(folder: string): string {
  return path.join(folder, 'mode.json');
}
