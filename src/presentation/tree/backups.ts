import type { TreeBackup } from '../../core/protocol/tree-answers.ts';
import { toTheSecond } from '../text/instants.ts';
import type { Medium } from '../text/palette.ts';
import { plainTable } from '../text/plain-table.ts';

interface Facts {
  readonly pair: string;
  readonly backups: readonly (TreeBackup & { readonly server: { readonly letter: string; readonly name: string } })[];
}

/** One line each. */
export function renderBackups({ pair, backups }: Facts, medium: Medium): string {
  if (backups.length === 0) return `${pair}: there is no backup of the configuration tree.`;
  const head = ['name', 'made', 'on', 'entries', 'KB'].map(medium.palette.dim);
  const rows = backups.map(({ name, at, server, entries, bytes }) => [
    name,
    toTheSecond(at, medium),
    `${server.name} (${server.letter})`,
    String(entries),
    String(Math.ceil(bytes / 1024)),
  ]);
  return plainTable([head, ...rows], { alignment: ['left', 'left', 'left', 'right', 'right'] }).join('\n');
}
