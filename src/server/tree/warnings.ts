/** Warnings about the configuration tree in `status`. */
import type { StatusWarning } from '../../core/protocol/answers.ts';
import { isCurrent } from '../../core/replication/lag.ts';
import { wallClock } from '../../host/process/clock.ts';
import type { TreeFacts } from './facts.ts';

export interface TreeWarningFacts {
  readonly facts: TreeFacts;
  readonly failure: Error | null;
  readonly isLost: boolean;
  /** The file of its database was deleted or replaced while it is in use. */
  readonly isFileGone: boolean;
  readonly isLeader: boolean;
  readonly isUnknownThere: boolean;
  readonly lagAgeMs: number | null;
  /** The age of the newest backup on this server; null: it has none. */
  readonly backupAgeMs: number | null;
  /** How long this server has been active; null: it is not. */
  readonly leadingMs: number | null;
  /** How often one is made; 0: never. */
  readonly backupEveryMs: number;
  /** Its name. */
  readonly companion: string;
}

/** How long what was set aside causes a warning, in ms; `set-aside list` shows it for as long as it is kept. */
const ASIDE_WARNING_MS = 86_400_000;

export function treeWarnings(inputs: TreeWarningFacts): StatusWarning[] {
  const {
    facts,
    failure,
    isLost,
    isFileGone,
    isLeader,
    isUnknownThere,
    lagAgeMs,
    backupAgeMs,
    leadingMs,
    backupEveryMs,
    companion,
  } = inputs;
  const warnings: StatusWarning[] = [];
  if (failure !== null) {
    warnings.push({
      code: 'tree-failed',
      what: `the configuration tree of this server has failed: ${failure.message}`,
      do: 'restart this server, and report it with its log',
    });
  } else if (isLost) {
    warnings.push({
      code: 'tree-lost',
      what: isLeader
        ? 'this server is active without its configuration tree, and neither shows nor changes it'
        : 'this server has no configuration tree until it has copied that of the active server',
      do: isLeader
        ? 'let the other server become active (switchover switch --immediate); if there is none: docs/configuration-tree.md'
        : 'wait until the copy is complete; "switchover status" shows it',
    });
  } else if (facts.isIncomplete && isLeader) {
    warnings.push({
      code: 'tree-incomplete',
      what: 'this server became active before its copy of the configuration tree was complete: older entries may be among it',
      do: 'compare it with the other server or with a backup: switchover ds diff, switchover ds restore NAME --dry-run',
    });
  }
  if (isFileGone) {
    warnings.push({
      code: 'tree-file-gone',
      what: 'tree.db was renamed or deleted while in use: after a restart this server would be without the configuration tree',
      do: isLeader
        ? 'let the other server become active (switchover switch), then restart this one'
        : 'restart this server; it then copies the tree from the active server',
    });
  }
  if (facts.damage !== null) {
    warnings.push({
      code: 'tree-damaged',
      what: `the database of the configuration tree was damaged when this server started (${facts.damage.why}), and is kept as ${facts.damage.keptAs}`,
      do: 'check the disk; delete that file once it is no longer needed',
    });
  }
  // Without any, what counts is how long there could have been one.
  const withoutMs = backupAgeMs ?? leadingMs ?? 0;
  if (isLeader && backupEveryMs > 0 && withoutMs > 2 * backupEveryMs) {
    warnings.push({
      code: 'tree-backup-old',
      what: `the last backup of the configuration tree ${backupAgeMs === null ? 'is not there' : `is ${Math.floor(backupAgeMs / 3_600_000)} hours old`}`,
      do: 'check the log and the disk of the active server, and make one: switchover ds backup',
    });
  }
  if (facts.setAside !== null && wallClock().getTime() - Date.parse(facts.setAside.at) < ASIDE_WARNING_MS) {
    const { id, entries } = facts.setAside;
    warnings.push({
      code: 'tree-set-aside',
      what: `${entries === 1 ? 'an entry' : `${entries} entries`} of the configuration tree that only this server had ${entries === 1 ? 'was' : 'were'} set aside`,
      do: `look at what is missing now: switchover set-aside show ${id}`,
    });
  }
  if (isUnknownThere) {
    warnings.push({
      code: 'tree-not-replicated',
      what: `${companion} runs a version that does not replicate the configuration tree: changes stay on the active server`,
      do: `change no parameters until ${companion} runs this version too`,
    });
  } else if (isLeader && lagAgeMs !== null && !isCurrent(lagAgeMs)) {
    warnings.push({
      code: 'tree-behind',
      what: `${companion} lacks changes of the configuration tree, or has not confirmed them, since ${Math.round(lagAgeMs / 1000)} s ago`,
      do: `check the log and the disk of ${companion}; it continues by itself once they are in order`,
    });
  }
  return warnings;
}
