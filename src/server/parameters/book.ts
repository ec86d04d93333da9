/**
 * The parameters of one server: their history on disk, and the values in force. Dynamic parameters go to the engine as
 * soon as they are durable; the rest waits for a restart (reading R16).
 */

import type { ParameterName, ParameterValues } from '../../core/config/parameters/catalogue.ts';
import type { Settings } from '../../core/config/parameters/settings.ts';
import { settingsOf } from '../../core/config/parameters/settings.ts';
import type { HistoryMark } from '../../core/engine/state.ts';
import type { Letter } from '../../core/letter.ts';
import type { Entry, History } from '../../core/parameter-history/history.ts';
import { BEGINNING, lastOf } from '../../core/parameter-history/history.ts';
import { inForceAfter, usableValues, waitingNames } from '../../core/parameter-history/in-force.ts';
import type { ParameterJournal } from '../../host/files/parameter-journal.ts';
import type { WatchedFile } from '../../host/files/watched-file.ts';

export interface ParameterBook {
  readonly history: () => History;
  /** The values in force on this server. */
  readonly inForce: () => ParameterValues;
  /** Names of the parameters that wait for a restart of this server. */
  readonly waiting: () => readonly ParameterName[];
  /** What was wrong with the history file at the start; null if nothing was. */
  readonly fault: string | null;
  /** Whether the end of that file was lost at the start, so that the companion may have more. */
  readonly shortened: boolean;
  /** Serializes work: the history is read and extended within the same turn. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** Adds to the history durably, announces it, and applies dynamic parameters. Only within a turn. */
  readonly add: (entry: Entry, say: (history: History) => void) => Promise<void>;
  /** Checked in its own turn. */
  readonly file: WatchedFile;
  /** After the current turn. */
  readonly close: () => Promise<void>;
}

export interface BookHost {
  readonly letter: Letter;
  readonly journal: ParameterJournal;
  /** The values in the pair file: in force until there is a history. */
  readonly firstValues: ParameterValues;
  /** Called when the last checkpoint changes. */
  readonly extended: (mark: HistoryMark) => void;
  /** Called when the values in force change. */
  readonly changed: (settings: Settings) => void;
}

export function createParameterBook({ letter, journal, firstValues, extended, changed }: BookHost): ParameterBook {
  const wanted = (): ParameterValues =>
    isUnwritten(journal.history()) ? firstValues : usableValues(journal.history().values, firstValues);
  let inForce = wanted();
  let settings = settingsOf(inForce, letter);
  let turns: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turns.then(work);
    turns = done.catch(() => undefined);
    return done;
  };

  const apply = (): void => {
    inForce = inForceAfter(inForce, wanted());
    const next = settingsOf(inForce, letter);
    if (JSON.stringify(next) === JSON.stringify(settings)) return;
    settings = next;
    changed(settings);
  };

  return {
    history: journal.history,
    inForce: () => inForce,
    waiting: () => waitingNames(wanted(), inForce),
    fault: journal.fault,
    shortened: journal.shortened,
    inTurn,
    add: async (entry, say) => {
      say(await journal.append(entry));
      extended(markOf(journal.history()));
      apply();
    },
    file: { path: journal.path, refresh: () => inTurn(async () => journal.refresh()) },
    close: () => inTurn(journal.close),
  };
}

/** How far a history goes, as reported to the engine and the companion. */
export function markOf(history: History): HistoryMark {
  if (isUnwritten(history)) return 'none';
  return { term: history.checkpoints.at(-1)?.term ?? 0, number: lastOf(history).number };
}

/** Whether nothing was ever recorded, not even the values of the pair file. */
export function isUnwritten(history: History): boolean {
  return lastOf(history).number === BEGINNING.number;
}
