import { type CommandTable, main } from './main.ts';
import { readManifest } from './manifest-file.ts';

/** Where the bundle begins: the manifest lies beside it, and so do the commands. */
export function start(argv: readonly string[], commands: () => CommandTable): Promise<void> {
  return main(argv, { manifest: readManifest, commands });
}
