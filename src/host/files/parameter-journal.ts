/** The history of a pair's parameters in one file in the data folder, `parameters.journal`: one line per change. */
import path from 'node:path';
import type { Entry, History } from '../../core/parameter-history/history.ts';
import { EMPTY, historyOf, withEntry } from '../../core/parameter-history/history.ts';
import { entryShape, snapshotShape } from '../../core/parameter-history/shape.ts';
import { SwitchoverError } from '../../core/problem.ts';
import type { Line, LineJournal } from './line-journal.ts';
import { openLineJournal } from './line-journal.ts';

/** `append` and `refresh` must not be called concurrently. */
export interface ParameterJournal
  extends Pick<LineJournal<History>, 'path' | 'refresh' | 'fault' | 'shortened' | 'close'> {
  readonly history: () => History;
  /**
   * Resolves with the history when the entry is on disk. After a failure everything is as before.
   *
   * @throws Error if the disk refuses, or the entry does not follow the last one
   */
  readonly append: (entry: Entry) => Promise<History>;
}

/** A file of this many bytes is rewritten. This is several times the size of what is ever kept. */
const LONGEST_FILE = 8 * 1024 * 1024;

/**
 * Opens `parameters.journal` in `folder`, creating it if there is none. If part of it is unreadable, the file is kept
 * under another name and the history ends there: an unprotected pair is worse than one with older parameters.
 *
 * @throws SwitchoverError `parameters-unusable` (unreachable) if the file cannot be read or written at all
 */
export async function openParameterJournal(folder: string, longest = LONGEST_FILE): Promise<ParameterJournal> {
  const file = path.join(folder, 'parameters.journal');
  const format = { empty: EMPTY, after, whole: (history: History) => [{ snapshot: partsOf(history) }], longest };
  const { state, append, ...journal } = await openLineJournal(file, format).catch((error: Error) => {
    throw unusable(file, error);
  });
  return {
    ...journal,
    history: state,
    append: async (entry) => {
      if (withEntry(state(), entry) === null) {
        throw new Error(`entry after ${entry.after.number}, which does not exist`);
      }
      return append({ entry });
    },
  };
}

function partsOf({ base, checkpoints, aside }: History): Omit<History, 'values'> {
  return { base, checkpoints, aside };
}

function after(history: History, line: Line): History | null {
  if (line.snapshot !== undefined) {
    const parsed = snapshotShape.safeParse(line.snapshot);
    return parsed.success ? historyOf(parsed.data) : null;
  }
  const parsed = entryShape.safeParse(line.entry);
  return parsed.success ? withEntry(history, parsed.data) : null;
}

function unusable(file: string, error: Error): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'parameters-unusable',
    what: `cannot store the parameters of the pair in ${file}`,
    why: error.message,
    where: file,
    do: 'make the data folder writable for this user, or set another one with "data:" in the pair file',
  });
}
