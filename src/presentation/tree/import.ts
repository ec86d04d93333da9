import type { EntryDifference } from '../../core/results/tree.ts';
import { toTheSecond } from '../text/instants.ts';
import type { Medium } from '../text/palette.ts';
import { wrap } from '../text/wrap.ts';
import { entryChange } from './entry.ts';

export interface ImportFacts {
  readonly pair: string;
  readonly server: { readonly letter: string; readonly name: string };
  readonly from: string;
  readonly at: string;
  readonly changes: readonly EntryDifference[];
  readonly parameters: number;
}

/** Entries shown one by one; the rest are counted. */
const MOST_SHOWN = 30;

/** What an import or a restore would change. */
export function renderImportPlan(facts: ImportFacts, medium: Medium): string {
  const { columns } = medium;
  const { changes, server, from, at, parameters } = facts;
  const added = changes.filter(({ before }) => before === null).length;
  const removed = changes.filter(({ after }) => after === null).length;
  const where = `${server.name} (${server.letter})`;
  const counts = `${added} added, ${changes.length - added - removed} changed, ${removed} removed`;
  const head =
    changes.length === 0
      ? `${facts.pair}: ${where} holds all of ${from} already; nothing to change`
      : `${facts.pair}: what ${from} (of ${toTheSecond(at, medium)}) changes on ${where}: ${counts}`;
  const more = changes.length - MOST_SHOWN;
  const note = `${parameters} differing entries of the parameters are left out: they are changed by "switchover params import" and "params restore".`;
  return [
    ...wrap(head, columns, 2),
    ...changes.slice(0, MOST_SHOWN).flatMap((each) => entryChange(each, medium)),
    ...(more > 0 ? [`… and ${more} more; all of them with --json`] : []),
    ...(parameters > 0 ? wrap(note, columns) : []),
  ].join('\n');
}
