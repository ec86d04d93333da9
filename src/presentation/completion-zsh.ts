import type { Manifest } from './manifest.ts';

export function renderZshCompletion(manifest: Manifest): string {
  return manifest.commands.map(({ id }) => id).join('\n');
}
