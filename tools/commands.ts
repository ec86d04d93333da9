import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** One file under src/commands and the words that call it: `node/run.ts` is `node run`. */
export interface CommandFile {
  readonly id: string;
  readonly path: string;
}

/** Every command file, in the order of their ids. */
export function findCommandFiles(root: string): CommandFile[] {
  const folder = join(root, 'src', 'commands');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => ({
      id: name.replace(/\.ts$/, '').split(sep).join(' '),
      path: relative(root, join(folder, name)).split(sep).join('/'),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * The one class that a command file exports.
 *
 * @throws Error naming the file and what it exports instead
 */
export function commandClassOf<T>(file: CommandFile, exported: Readonly<Record<string, unknown>>): T {
  const classes = Object.values(exported).filter((each) => typeof each === 'function');
  if (classes.length === 1 && Object.keys(exported).length === 1) return classes[0] as T;
  const names = Object.keys(exported).join(', ') || 'nothing';
  throw new Error(`${file.path} must export one command class and nothing else; it exports ${names}`);
}
