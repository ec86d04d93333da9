/**
 * The files that a server has open. Whoever deletes the data folder or renames a log does not disturb a process that
 * holds them open: it would write where nobody reads, and its next start would know nothing of it.
 */
import { accessSync, constants } from 'node:fs';
import type { LogLine } from '../core/pair/effect.ts';
import type { StatusWarning } from '../core/protocol/answers.ts';
import { monotonicMs } from '../host/clock.ts';
import type { FileOutcome, WatchedFile } from '../host/files/watched-file.ts';

/** Between two looks, in ms. */
const LOOK_MS = 20_000;
/** What was put in order again is told of for this long, in ms. */
const TOLD_MS = 3_600_000;

export interface FileWatch {
  readonly look: () => Promise<void>;
  readonly warnings: () => readonly StatusWarning[];
  readonly stop: () => Promise<void>;
}

export function watchFiles(
  dataFolder: string,
  files: readonly WatchedFile[],
  log: (line: LogLine) => void,
  everyMs = LOOK_MS,
): FileWatch {
  const lost = new Set<string>();
  const begunAnew = new Map<string, number>();
  let readOnly: string | null = null;

  const note = (file: string, outcome: FileOutcome): void => {
    if (outcome === 'lost' && !lost.has(file)) log(line('error', LOST, file));
    if (outcome === 'lost') return void lost.add(file);
    lost.delete(file);
    if (outcome === 'same') return;
    begunAnew.set(file, monotonicMs());
    log(line('warning', BEGUN_ANEW, file));
  };
  const look = async (): Promise<void> => {
    for (const { path, refresh } of files) note(path, await refresh());
    const fault = whyNotWritable(dataFolder);
    if (fault !== null && readOnly === null) log(line('error', `${READ_ONLY} (${fault})`, dataFolder));
    readOnly = fault;
  };

  let looking = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, everyMs);
  return {
    look,
    warnings: () => [
      ...[...lost].map((file) => warning('file-lost', `${file} ${LOST}`, 'put it back, or restart this server')),
      ...[...begunAnew]
        .filter(([, at]) => monotonicMs() - at < TOLD_MS)
        .map(([file]) =>
          warning('file-begun-anew', `${file} ${BEGUN_ANEW}`, 'find out who did it, and where it is now'),
        ),
      ...(readOnly === null
        ? []
        : [warning('data-folder-read-only', `${dataFolder} ${READ_ONLY} (${readOnly})`, 'look at the disk it is on')]),
    ],
    stop: () => {
      clearInterval(timer);
      return looking;
    },
  };
}

const LOST = 'was renamed or deleted while this server runs, and cannot be begun anew';
const BEGUN_ANEW = 'was renamed, compressed or deleted while this server runs, and was begun anew';
const READ_ONLY = 'cannot be written any longer';

function line(level: 'error' | 'warning', what: string, file: string): LogLine {
  return { topic: 'SwitchoverMain', level, text: `SwitchoverMain::Files : [${file}] ${what}` };
}

function warning(code: string, what: string, next: string): StatusWarning {
  return { code, what, do: next };
}

/** Also root is refused on a disk that is read-only. */
function whyNotWritable(folder: string): string | null {
  try {
    accessSync(folder, constants.W_OK);
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}
