/** A small JSON file of a server's own in its data folder, written whole or not at all. */
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { placeFile } from './place-file.ts';

/** Null where there is none. Throws where the file is there and cannot be understood. */
export function readJsonFile<T>(file: string, shape: z.ZodType<T>): T | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return shape.parse(JSON.parse(text));
}

/** Resolves when it is on the disk. Throws where it could not be written. */
export async function keepJsonFile(file: string, content: object): Promise<void> {
  await placeFile(file, `${JSON.stringify(content)}\n`, { mode: 0o600 });
}
