/**
 * The parameters of one server: their history, which is part of the configuration tree, and the values in force. Dynamic
 * parameters go to the engine as soon as they are durable; the rest waits for a restart (reading R16).
 */
import { randomBytes } from 'node:crypto';
import type { ParameterName, ParameterValues } from '../../core/config/parameters/catalogue.ts';
import type { Settings } from '../../core/config/parameters/settings.ts';
import { settingsOf } from '../../core/config/parameters/settings.ts';
import type { LogLine } from '../../core/engine/effect.ts';
import type { HistoryMark } from '../../core/engine/state.ts';
import type { Letter } from '../../core/letter.ts';
import type { KnownCheckpoints } from '../../core/parameter-history/entries.ts';
import { asideOf, historyOf, writesOf } from '../../core/parameter-history/entries.ts';
import type { History } from '../../core/parameter-history/history.ts';
import { lastNumber, traced } from '../../core/parameter-history/history.ts';
import { inForceAfter, usableValues, waitingNames } from '../../core/parameter-history/in-force.ts';
import { checkpointLine } from '../../core/parameter-history/log-words.ts';
import { withJournal, without } from '../../core/parameter-history/set-aside.ts';
import type { NewChange } from '../../core/replication/local-change.ts';
import type { Position } from '../../core/replication/position.ts';
import type { TreeEntry } from '../../core/tree/entry.ts';
import type { ParameterJournal } from '../../host/files/parameter-journal.ts';
import { wallClock } from '../../host/process/clock.ts';
import type { Tree } from '../tree/tree.ts';

export interface ParameterBook {
  readonly history: () => History;
  /** Whether the tree has this history. Until then it is that of the journal of an earlier version, or empty. */
  readonly isInTree: () => boolean;
  /** The values in force on this server. */
  readonly inForce: () => ParameterValues;
  /** Names of the parameters that wait for a restart of this server. */
  readonly waiting: () => readonly ParameterName[];
  /** What of the history cannot be read; null: nothing. */
  readonly fault: () => string | null;
  /** Serializes work: the history is read and extended within the same turn. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /**
   * Makes the tree hold this history. Only within a turn.
   *
   * @throws Error if it cannot be written
   */
  readonly write: (history: History, change: ChangeFacts) => Promise<Position>;
  /** After the current turn. */
  readonly close: () => Promise<void>;
}

type ChangeFacts = Pick<NewChange<TreeEntry>, 'at' | 'by' | 'reason' | 'request'>;

export interface BookHost {
  readonly letter: Letter;
  readonly tree: Tree;
  readonly journal: ParameterJournal;
  /** The values in the pair file: in force until there is a history. */
  readonly firstValues: ParameterValues;
  readonly isServing: () => boolean;
  /** Called when the values in force change. */
  readonly changed: (settings: Settings) => void;
  readonly log: (line: LogLine) => void;
}

interface Held {
  readonly history: History;
  readonly isInTree: boolean;
  readonly fault: string | null;
}

export function createParameterBook(host: BookHost): ParameterBook {
  const { letter, tree, journal, firstValues, log } = host;
  const known: KnownCheckpoints = new WeakMap();
  const givenUpAt = journal.isNew ? wallClock().toISOString() : journal.changedAt;
  let held = read();
  /** The last history that was read without a fault: while rows are compared one by one, there may be others. */
  let reported = held.history;
  let isRetired = !journal.isNew;
  let inForce = wanted();
  let settings = settingsOf(inForce, letter);
  let turns: Promise<unknown> = Promise.resolve();

  function read(): Held {
    const { history, fault } = historyOf(tree.parameters(), known);
    const isInTree = !isUnwritten(history);
    if (!isInTree && journal.isNew) return { history: journal.history, isInTree, fault };
    const aside = asideOf(tree.parametersAside());
    return { history: withJournal({ ...history, aside }, journal.history, givenUpAt), isInTree, fault };
  }

  function wanted(): ParameterValues {
    return isUnwritten(held.history) ? firstValues : usableValues(held.history.values, firstValues);
  }

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
    host.changed(settings);
  };

  /** Logs what is new in the history, and what was set aside for it. */
  const report = (before: History, after: History): void => {
    const aside = before.aside.map(({ checkpoint }) => checkpoint);
    for (const { checkpoint } of without(after.aside, aside, (each) => each.checkpoint)) {
      const changes = Object.entries(checkpoint.to).map(([name, to]) => ({ name, from: null, to }));
      const what = `made at ${checkpoint.at} and unknown to the active server, was set aside`;
      log(checkpointLine(checkpoint, what, changes, checkpoint.made.is === 'first' ? 'note' : 'warning'));
    }
    const what = host.isServing() ? null : 'from the active server';
    for (const checkpoint of without(traced(after), before.checkpoints, (each) => each)) {
      log(checkpointLine(checkpoint, what, checkpoint.changes, 'note'));
    }
  };

  const isWhole = (): boolean => held.isInTree && held.fault === null;

  const retireJournal = (): void => {
    if (isRetired) return;
    isRetired = true;
    void inTurn(journal.retire).catch((error: Error) => {
      const text = `SwitchoverMain::Parameters : cannot rename parameters.journal, which is no longer used: ${error.message}`;
      log({ topic: 'SwitchoverMain', level: 'error', text });
    });
  };

  tree.onParameters(() => {
    held = read();
    if (isWhole()) {
      report(reported, held.history);
      reported = held.history;
      retireJournal();
    }
    apply();
  });
  // This server ended after the import, or after the companion's, before it renamed the file.
  if (isWhole()) retireJournal();

  return {
    history: () => held.history,
    isInTree: () => held.isInTree,
    inForce: () => inForce,
    waiting: () => waitingNames(wanted(), inForce),
    fault: () => held.fault ?? journal.fault,
    inTurn,
    write: (history, { at, by, reason, request }) => {
      const writes = writesOf(tree.parameters(), history, { at, by });
      return tree.make({ id: randomBytes(12).toString('base64url'), at, by, reason, request, writes });
    },
    close: () => inTurn(async () => undefined),
  };
}

/** How far a history goes: for the contest of two servers, while a journal of an earlier version is not in the tree yet. */
export function markOf(history: History): HistoryMark {
  if (isUnwritten(history)) return 'none';
  return { term: history.checkpoints.at(-1)?.term ?? 0, number: lastNumber(history) };
}

/** Whether nothing was ever recorded, not even the values of the pair file. */
export function isUnwritten(history: History): boolean {
  return lastNumber(history) === 0;
}
