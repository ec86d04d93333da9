import type { TreeDifferences } from '../../core/results/tree.ts';
import type { Medium } from '../text/palette.ts';
import { printable } from '../text/printable.ts';
import { wrap } from '../text/wrap.ts';
import { entryChange } from './entry.ts';

/** Entries shown one by one; the rest are counted. */
const MOST_SHOWN = 100;

/** What differs, entry by entry: from A to B. */
export function renderDifferences(facts: TreeDifferences, medium: Medium): string {
  const where = facts.path === null ? 'the configuration tree' : printable(facts.path);
  if (!facts.different) return `${facts.pair}: both servers hold the same in ${where}.`;
  const { length } = facts.entries;
  const head = `${facts.pair}: ${length} ${length === 1 ? 'entry differs' : 'entries differ'} (- only on A, + only on B, ~ different: A -> B)`;
  const lines = facts.entries.slice(0, MOST_SHOWN).flatMap(({ path, A, B }) => {
    const isSame = A !== null && B !== null && JSON.stringify(A.attributes) === JSON.stringify(B.attributes);
    const other = isSame
      ? [`    changed at ${A.position.term}.${A.position.number} -> ${B.position.term}.${B.position.number}`]
      : [];
    return [...entryChange({ path, before: A, after: B }, medium), ...other];
  });
  const more = length > MOST_SHOWN ? [`… and ${length - MOST_SHOWN} more; all of them with --json`] : [];
  return [...wrap(head, medium.columns, 2), ...lines, ...more].join('\n');
}
