/** A small JSON file in a server's data folder, written completely or not at all. */
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { placeFile } from './place-file.ts';

/** Null if there is none. Throws if the file exists but is invalid. */
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

/** Resolves when it is on disk. Throws if it could not be written. */
export async function keepJsonFile(file: string, content: object): Promise<void> {
  await placeFile(file, `${JSON.stringify(content)}\n`, { mode: 0o600 });
}
