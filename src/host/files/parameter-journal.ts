/**
 * `parameters.journal` in the data folder, in which earlier versions kept the history of the parameters. It is read, and
 * never written: once the history is in the configuration tree, the file is renamed and stays.
 */
import { rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { History } from '../../core/parameter-history/history.ts';
import { EMPTY } from '../../core/parameter-history/history.ts';
import { EMPTY_JOURNAL, historyOfJournal, journalAfter } from '../../core/parameter-history/retired-journal.ts';
import { SwitchoverError } from '../../core/problem.ts';
import { readLineJournal } from './line-journal.ts';
import { syncFolder } from './sync-folder.ts';

export interface ParameterJournal {
  /** Empty if there is no such file. */
  readonly history: History;
  /** When the file was last changed or renamed, in ISO 8601. */
  readonly changedAt: string;
  /** What is wrong with the file; null: nothing, or it was imported before. */
  readonly fault: string | null;
  /** It has not been imported yet. */
  readonly isNew: boolean;
  /** Renames it to `parameters.journal.imported`. Throws system errors. */
  readonly retire: () => Promise<void>;
}

/**
 * Reads the journal that was not imported yet, or the one that was.
 *
 * @throws SwitchoverError `parameters-unusable` (unreachable) if it cannot be read
 */
export async function readParameterJournal(folder: string): Promise<ParameterJournal> {
  const file = path.join(folder, 'parameters.journal');
  const imported = `${file}.imported`;
  const retire = async (): Promise<void> => {
    await rename(file, imported);
    await syncFolder(folder);
  };
  try {
    const found = await read(file);
    if (found !== null) return { ...found, isNew: true, retire };
    const before = (await read(imported)) ?? { history: EMPTY, changedAt: new Date(0).toISOString() };
    return { ...before, fault: null, isNew: false, retire };
  } catch (error) {
    throw unusable(file, error as Error);
  }
}

async function read(file: string): Promise<Pick<ParameterJournal, 'history' | 'changedAt' | 'fault'> | null> {
  const named = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (named === null) return null;
  const { state, lines, broken } = await readLineJournal(file, { empty: EMPTY_JOURNAL, after: journalAfter });
  const fault = broken ? `only the first ${lines} lines of ${file} can be read` : null;
  return { history: historyOfJournal(state), changedAt: named.ctime.toISOString(), fault };
}

function unusable(file: string, error: Error): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'parameters-unusable',
    what: `cannot read the parameters of the pair in ${file}`,
    why: error.message,
    where: file,
    do: 'make the data folder readable for this user, or set another one with "data:" in the pair file',
  });
}
