import { main } from './main.ts';
import { readManifest } from './manifest-file.ts';

/** Where the bundle begins: it lists the command modules, and the manifest lies beside it. */
export function start(
  argv: readonly string[],
  commands: Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>>>>,
): Promise<void> {
  // Whoever reads has gone (`| head -1`): there is nobody to write for any longer.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return main(argv, { manifest: readManifest, commands });
}
