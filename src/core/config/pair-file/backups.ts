import type { Entry } from '../yaml-text/entries.ts';
import { readFields } from '../yaml-text/fields.ts';
import type { YamlSource } from '../yaml-text/source.ts';
import { BACKUP_HOURS, BACKUPS_KEPT, PAIR_FILE_KEYS } from './keys.ts';
import type { Backups } from './pair-file.ts';
import { DEFAULT_BACKUPS } from './pair-file.ts';
import { readWholeNumber } from './seconds.ts';

/** The section `backups`; whatever is wrong is reported, and its default counts. */
export function readBackups(source: YamlSource, backups: Entry | undefined): Backups {
  if (backups === undefined || backups.value === null) return DEFAULT_BACKUPS;
  const from = { path: 'backups', offset: backups.offset };
  const fields = readFields(source, backups.value, from, PAIR_FILE_KEYS.backups.keys);
  if (fields === null) return DEFAULT_BACKUPS;
  return {
    everyMs: readWholeNumber(source, fields.get('every'), BACKUP_HOURS) * 3_600_000,
    keep: readWholeNumber(source, fields.get('keep'), BACKUPS_KEPT),
  };
}
