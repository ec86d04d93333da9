import type { PairChange } from '../../core/results/parameters.ts';
import type { Medium } from '../text/palette.ts';
import { wrap } from '../text/wrap.ts';
import { changedBoundsInFull, changedBoundsInShort } from './changed-bounds.ts';
import { changedValue } from './changed-value.ts';

/** Beyond this number they are only counted: an operator who imports a file wants to see the changes. */
const MOST_UNCHANGED = 6;

/** What was changed in a running pair, or would be: each value before and after, and when it takes effect. */
export function renderPairChange(facts: PairChange, medium: Medium): string {
  const { changes, unchanged, dryRun, bounds } = facts;
  const shown = changes.flatMap((each) => changedValue(each, medium));
  const same =
    unchanged.length > MOST_UNCHANGED
      ? [`  ${unchanged.length} others: unchanged`]
      : unchanged.map((name) => `  ${name}: unchanged`);
  const times = dryRun ? changedBoundsInFull(bounds, medium) : changedBoundsInShort(bounds, medium);
  const felt = effect(changes, dryRun, medium);
  // The times apply once everything is in force, so they come last.
  const rest = dryRun ? [...felt, ...(times.length > 0 ? [''] : []), ...times] : [...times, ...felt];
  return [...wrap(headline(facts), medium.columns, 2), ...shown, ...same, ...rest].join('\n');
}

function headline({ pair, server, dryRun, checkpoint, replicated, changes }: PairChange): string {
  if (changes.length === 0) return `${pair}: nothing to change`;
  const where = `${server.name} (${server.letter})`;
  if (dryRun) return `${pair} would change on ${where}; nothing was written:`;
  const backup = replicated === true ? 'confirmed by the backup' : 'not yet confirmed by the backup';
  return `${pair} changed: checkpoint ${checkpoint} on ${where}, ${backup}`;
}

/** What takes effect immediately, what waits for a restart, and what nothing uses. */
function effect(changes: PairChange['changes'], dryRun: boolean, { columns, palette }: Medium): string[] {
  const used = changes.filter((each) => each.used);
  const unused = changes.filter((each) => !each.used);
  const waiting = used.filter(({ dynamic }) => !dynamic);
  const lines: string[] = [];
  if (used.length > 0 && waiting.length === 0) {
    lines.push(...wrap(sayAtOnce(namesOf(used, changes), dryRun), columns));
  }
  if (waiting.length > 0) {
    lines.push(...wrap(sayWaiting(namesOf(waiting, changes), dryRun), columns).map(palette.caution));
  }
  if (unused.length > 0) {
    const which = namesOf(unused, changes) ?? (unused.length === 1 ? 'it' : 'them');
    lines.push(...wrap(`Nothing in this version uses ${which}.`, columns).map(palette.caution));
  }
  return lines;
}

/** Null if all changes are meant. */
function namesOf(some: PairChange['changes'], all: PairChange['changes']): string | null {
  return some.length === all.length ? null : some.map(({ name }) => name).join(', ');
}

function sayAtOnce(names: string | null, dryRun: boolean): string {
  if (dryRun) return `${names ?? 'It'} would take effect immediately.`;
  return names === null ? 'In force now.' : `${names}: in force now.`;
}

function sayWaiting(names: string | null, dryRun: boolean): string {
  if (dryRun) return `${names ?? 'It'} would take effect after a restart of the servers, the backup first.`;
  const verb = names?.includes(', ') === true ? 'take' : 'takes';
  return `${names ?? 'It'} ${verb} effect after a restart of the servers, the backup first; until then status shows it.`;
}
