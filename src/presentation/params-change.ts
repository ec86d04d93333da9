import type { PairChange } from '../core/results/parameters.ts';
import { changedBoundsInFull, changedBoundsInShort } from './changed-bounds.ts';
import { changedValue } from './changed-value.ts';
import type { Medium } from './palette.ts';
import { wrap } from './wrap.ts';

/** More are counted: who imports a file wants to see what changes. */
const MOST_UNCHANGED = 6;

/** What was changed in a running pair, or would be: each value before and after, and when it is felt. */
export function renderPairChange(facts: PairChange, medium: Medium): string {
  const { changes, unchanged, dryRun, bounds } = facts;
  const shown = changes.flatMap((each) => changedValue(each, medium));
  const same =
    unchanged.length > MOST_UNCHANGED
      ? [`  ${unchanged.length} others: as they were`]
      : unchanged.map((name) => `  ${name}: as it was`);
  const times = dryRun ? changedBoundsInFull(bounds, medium) : changedBoundsInShort(bounds, medium);
  const felt = effect(changes, dryRun, medium);
  // What is said of the times holds once all of it is in force, so that comes last.
  const rest = dryRun ? [...felt, ...(times.length > 0 ? [''] : []), ...times] : [...times, ...felt];
  return [...wrap(headline(facts), medium.columns, 2), ...shown, ...same, ...rest].join('\n');
}

function headline({ pair, server, dryRun, checkpoint, replicated, changes }: PairChange): string {
  if (changes.length === 0) return `${pair}: nothing to change`;
  const where = `${server.name} (${server.letter})`;
  if (dryRun) return `${pair} would be changed on ${where}; nothing was written:`;
  const backup = replicated === true ? 'and the backup has it' : 'and not confirmed by the backup yet';
  return `${pair} changed: checkpoint ${checkpoint} on ${where}, ${backup}`;
}

/** What is felt at once, what waits for a restart, and what nothing acts on. */
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

/** Null where all that changes is meant. */
function namesOf(some: PairChange['changes'], all: PairChange['changes']): string | null {
  return some.length === all.length ? null : some.map(({ name }) => name).join(', ');
}

function sayAtOnce(names: string | null, dryRun: boolean): string {
  if (dryRun) return `${names ?? 'It'} would be in force at once.`;
  return names === null ? 'In force at once.' : `${names}: in force at once.`;
}

function sayWaiting(names: string | null, dryRun: boolean): string {
  if (dryRun) return `${names ?? 'It'} would wait for a restart of the servers, the backup first.`;
  const verb = names?.includes(', ') === true ? 'wait' : 'waits';
  return `${names ?? 'It'} ${verb} for a restart of the servers, the backup first; status shows it until then.`;
}
