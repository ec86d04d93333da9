import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CommandClass, describeCommand } from '../src/cli/describe.ts';
import type { CommandEntry, Manifest } from '../src/presentation/manifest.ts';
import { commandClassOf, findCommandFiles } from './commands.ts';

export const ROOT = join(import.meta.dirname, '..');

/** Every command's definition, read from the sources as they are now: what the build bakes into `dist`. */
export async function readSourceManifest(): Promise<Manifest> {
  const commands: CommandEntry[] = [];
  for (const file of findCommandFiles(ROOT)) {
    const module = await import(/* @vite-ignore */ pathToFileURL(join(ROOT, file.path)).href);
    commands.push(describeCommand(file.id, commandClassOf<CommandClass>(file, module)));
  }
  return { commands };
}
