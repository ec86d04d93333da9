import { leaveIfHeldUp } from './leave.ts';
import { main } from './main.ts';
import { readManifest } from './manifest-file.ts';

/** Where the bundle begins: it lists the command modules, and the manifest lies beside it. */
export async function start(
  argv: readonly string[],
  commands: Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>>>>,
): Promise<void> {
  await main(argv, { manifest: readManifest, commands });
  leaveIfHeldUp();
}
