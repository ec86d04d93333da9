import type { Rule } from './rule.ts';
import { rule } from './rule.ts';

/** What is never replicated to a backup of another release, by the part of a path that names it. */
const HANDLERS = ['Handlers'];
const HANDLERS_AND_PHONES = ['Handlers', 'Phones'];

/** Lists of what is never replicated while the releases differ, or is already excluded. */
export const UPGRADE_RULES: readonly Rule[] = [
  rule({
    code: 'upgrade-never-replicated',
    severity: 'warning',
    names: ['Custom Upgrade Synchronization Directories'],
    says: 'Custom Upgrade Synchronization Directories lists no handlers.',
    broken: (values) => firstNaming(values['Custom Upgrade Synchronization Directories'], HANDLERS),
    what: (item) => `Custom Upgrade Synchronization Directories lists ${item}`,
    why: 'handlers are never replicated while the releases of the two servers differ',
    do: 'remove it, and publish handlers on the backup itself',
  }),
  rule({
    code: 'upgrade-never-replicated',
    severity: 'warning',
    names: ['Custom Upgrade File Synchronization Directories', 'Handler Path'],
    says: 'Custom Upgrade File Synchronization Directories lists no handlers.',
    broken: (values) =>
      firstNaming(values['Custom Upgrade File Synchronization Directories'], HANDLERS, values['Handler Path']),
    what: (item) => `Custom Upgrade File Synchronization Directories lists ${item}`,
    why: 'handlers are never replicated while the releases of the two servers differ',
    do: 'remove it, and publish handlers on the backup itself',
  }),
  rule({
    code: 'upgrade-already-excluded',
    severity: 'warning',
    names: ['Switchover Upgrade Higher DS Exclusions'],
    says: 'Switchover Upgrade Higher DS Exclusions lists neither handlers nor phones.',
    broken: (values) => firstNaming(values['Switchover Upgrade Higher DS Exclusions'], HANDLERS_AND_PHONES),
    what: (item) => `Switchover Upgrade Higher DS Exclusions lists ${item}`,
    why: 'handlers and phones are never replicated to a backup of a newer release, so this entry has no effect',
    do: 'remove the entry',
  }),
  rule({
    code: 'upgrade-already-excluded',
    severity: 'warning',
    names: ['Switchover Upgrade Higher File Exclusions', 'Handler Path'],
    says: 'Switchover Upgrade Higher File Exclusions lists no handlers.',
    broken: (values) =>
      firstNaming(values['Switchover Upgrade Higher File Exclusions'], HANDLERS, values['Handler Path']),
    what: (item) => `Switchover Upgrade Higher File Exclusions lists ${item}`,
    why: 'handlers are never replicated to a backup of a newer release, so this entry has no effect',
    do: 'remove the entry',
  }),
];

/** The first path of a list that has one of these parts, or is `folder` or below it; null if there is none. */
function firstNaming(list: string | undefined, parts: readonly string[], folder?: string): string | null {
  const wanted = parts.map((part) => part.toLowerCase());
  const above = partsOf(folder ?? '');
  for (const item of list?.split(';') ?? []) {
    const own = partsOf(item);
    const below = above.length > 0 && above.every((part, index) => own[index] === part);
    if (below || own.some((part) => wanted.includes(part))) return item.trim();
  }
  return null;
}

/** A path in lower case, without its drive and its +, part by part. */
function partsOf(path: string): string[] {
  return path
    .trim()
    .replace(/^\+?\s*([a-z]:)?/i, '')
    .toLowerCase()
    .split(/[\\/]+/)
    .filter((part) => part !== '');
}
