import type { Manifest } from './manifest.ts';

export function renderBashCompletion(manifest: Manifest): string {
  return manifest.commands.map(({ id }) => id).join('\n');
}
