import type { ChangedParameters } from '../../core/results/parameters.ts';
import type { Medium } from '../text/palette.ts';
import { changedBoundsInFull, changedBoundsInShort } from './changed-bounds.ts';
import { changedValue } from './changed-value.ts';

/** What was changed in a file, or would be: each value before and after, and the changed takeover times. */
export function renderChanges(
  { file, created, dryRun, changes, unchanged, bounds }: ChangedParameters,
  medium: Medium,
): string {
  const shown = changes.flatMap((each) => changedValue(each, medium));
  const same = unchanged.map((name) => `  ${name}: unchanged`);
  const times = dryRun ? changedBoundsInFull(bounds, medium) : changedBoundsInShort(bounds, medium);
  const gap = dryRun && times.length > 0 ? [''] : [];
  return [headline(file, { created, dryRun, some: changes.length > 0 }), ...shown, ...same, ...gap, ...times].join(
    '\n',
  );
}

function headline(
  file: string,
  { created, dryRun, some }: { readonly created: boolean; readonly dryRun: boolean; readonly some: boolean },
): string {
  if (!some) return `${file}: nothing to change`;
  if (dryRun) return `${file} would be ${created ? 'created' : 'changed'}; nothing was written:`;
  return `${file} ${created ? 'created' : 'changed'}:`;
}
