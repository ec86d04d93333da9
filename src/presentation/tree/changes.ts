import type { TreeChangeAnswer } from '../../core/protocol/tree-answers.ts';
import type { Position } from '../../core/replication/position.ts';
import type { TreeChangeResult, TreeHistoryResult } from '../../core/results/tree.ts';
import { toTheSecond } from '../text/instants.ts';
import type { Medium } from '../text/palette.ts';
import { printable } from '../text/printable.ts';
import { wrap } from '../text/wrap.ts';
import { entryChange } from './entry.ts';

/** Entries shown one by one; the rest are counted. */
const MOST_SHOWN = 50;

/** What was changed, or would be: each entry with its attributes before and after. */
export function renderTreeChange(facts: TreeChangeResult, medium: Medium): string {
  const shown = facts.changes.slice(0, MOST_SHOWN).flatMap((each) => entryChange(each, medium));
  const more = facts.changes.length - MOST_SHOWN;
  return [
    ...wrap(headline(facts), medium.columns, 2),
    ...shown,
    ...(more > 0 ? [`… and ${more} more; all of them with --json`] : []),
  ].join('\n');
}

function headline({ pair, server, dryRun, position, replicated, changes }: TreeChangeResult): string {
  if (changes.length === 0) return `${pair}: nothing to change`;
  const where = `${server.name} (${server.letter})`;
  if (dryRun) return `${pair} would change on ${where}; nothing was written:`;
  const backup = replicated === true ? 'the backup has it too' : 'not yet confirmed by the backup';
  const at = position === null ? '' : `, position ${position.term}.${position.number}`;
  return `${pair} changed on ${where}${at}; ${backup}:`;
}

/** All changes, newest first. */
export function renderTreeHistory(facts: TreeHistoryResult, medium: Medium): string {
  const blocks = facts.changes.map((change) => changeBlock(change, medium));
  const none =
    facts.path === null ? `${facts.pair}: nothing was ever changed.` : `No change of ${printable(facts.path)} is kept.`;
  return [...(blocks.length === 0 ? [none] : blocks), ...ending(facts)].join('\n\n');
}

function changeBlock({ position, at, by, reason, writes, omitted }: TreeChangeAnswer, medium: Medium): string {
  const { palette, columns } = medium;
  const top = `${palette.bold(`${position.term}.${position.number}`)}  ${toTheSecond(at, medium)}  ${printable(by)}`;
  const why = reason === null ? [] : wrap(`  "${printable(reason)}"`, columns, 2).map(palette.dim);
  const left = omitted === 0 ? [] : [palette.caution(`  ${omitted} more were left out in an Upgrade state`)];
  const lines = writes
    .slice(0, MOST_SHOWN)
    .flatMap(({ path, entry }) =>
      entry === null
        ? [`  ${palette.bad('-')} ${printable(path)}`]
        : entryChange({ path, before: null, after: entry }, medium).map((line) => `  ${line.replace('+', '=')}`),
    );
  const rest = writes.length - MOST_SHOWN;
  return [top, ...why, ...lines, ...(rest > 0 ? [`  … and ${rest} more`] : []), ...left].join('\n');
}

/** One change as it is made, or what was missed. */
export function renderWatched(
  watched:
    | { readonly change: TreeChangeAnswer }
    | { readonly gap: { readonly from: Position; readonly to: Position } }
    | { readonly lost: string },
  medium: Medium,
): string {
  const { palette, columns } = medium;
  if ('change' in watched) return changeBlock(watched.change, medium);
  if ('lost' in watched) return wrap(palette.caution(`${watched.lost}; trying again`), columns, 2).join('\n');
  const { from, to } = watched.gap;
  const words = `Changes between ${from.term}.${from.number} and ${to.term}.${to.number} cannot be shown; read what you need again.`;
  return wrap(words, columns, 2).map(palette.caution).join('\n');
}

function ending({ more, forgotten, changes }: TreeHistoryResult): string[] {
  if (more) return [`For older ones: --limit ${changes.length * 5}`];
  return forgotten === 0 ? [] : [`Changes up to number ${forgotten} are no longer kept.`];
}
