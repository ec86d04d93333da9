import { main } from './main.ts';
import { readManifest } from './manifest-file.ts';

/** Where the bundle begins: it lists the command modules, and the manifest lies beside it. */
export function start(
  argv: readonly string[],
  commands: Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>>>>,
): Promise<void> {
  return main(argv, { manifest: readManifest, commands });
}
