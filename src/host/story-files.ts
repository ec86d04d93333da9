/** Where stories lie: those that come with switchover, in `examples/stories` of the package, and any other file. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LARGEST_STORY } from '../core/simulation/story/parse.ts';
import { readInputFile } from './input-file.ts';

const FOLDER = join('examples', 'stories');
const ENDING = '.story';

export interface ShippedStory {
  /** The file's name without its ending. */
  readonly name: string;
  readonly file: string;
}

/** The stories of the package, by name. Empty where the package was taken apart and they are not there. */
export async function shippedStories(): Promise<ShippedStory[]> {
  const folder = folderAbove(import.meta.dirname);
  if (folder === null) return [];
  const files = (await readdir(folder)).filter((name) => name.endsWith(ENDING));
  const names = files.map((name) => name.slice(0, -ENDING.length)).sort();
  return names.map((name) => ({ name, file: join(folder, `${name}${ENDING}`) }));
}

/** The program lies in `dist` or in `src`, the stories beside that. */
function folderAbove(from: string): string | null {
  const found = join(from, FOLDER);
  if (existsSync(found)) return found;
  return dirname(from) === from ? null : folderAbove(dirname(from));
}

export function readShippedStory({ file }: ShippedStory): Promise<string> {
  return readFile(file, 'utf8');
}

/** @throws SwitchoverError (unreachable) as `readInputFile` */
export async function readStoryFile(file: string): Promise<string> {
  return (await readInputFile(file, LARGEST_STORY, 'a story')).toString('utf8');
}
