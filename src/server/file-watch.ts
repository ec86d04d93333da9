/**
 * Watches the files that a server has open. Deleting the data folder or renaming a log does not disturb a process that
 * has them open: it would write where nobody reads, and know nothing of it after a restart.
 */
import { accessSync, constants } from 'node:fs';
import type { LogLine } from '../core/engine/effect.ts';
import type { StatusWarning } from '../core/protocol/answers.ts';
import type { FileOutcome, WatchedFile } from '../host/files/watched-file.ts';
import { monotonicMs } from '../host/process/clock.ts';

/** Interval between checks, in ms. */
const LOOK_MS = 20_000;
/** How long a recreated file is reported, in ms. */
const TOLD_MS = 3_600_000;

export interface FileWatch {
  readonly check: () => Promise<void>;
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
  const check = async (): Promise<void> => {
    for (const { path, refresh } of files) note(path, await refresh());
    const fault = whyNotWritable(dataFolder);
    if (fault !== null && readOnly === null) log(line('error', `${READ_ONLY} (${fault})`, dataFolder));
    readOnly = fault;
  };

  let checking = Promise.resolve();
  const timer = setInterval(() => {
    checking = checking.then(check);
  }, everyMs);
  return {
    check,
    warnings: () => [
      ...[...lost].map((file) => warning('file-lost', `${file} ${LOST}`, 'restore it, or restart this server')),
      ...[...begunAnew]
        .filter(([, at]) => monotonicMs() - at < TOLD_MS)
        .map(([file]) =>
          warning('file-begun-anew', `${file} ${BEGUN_ANEW}`, 'find out what removed it, and where it is now'),
        ),
      ...(readOnly === null
        ? []
        : [warning('data-folder-read-only', `${dataFolder} ${READ_ONLY} (${readOnly})`, 'check the disk it is on')]),
    ],
    stop: () => {
      clearInterval(timer);
      return checking;
    },
  };
}

const LOST = 'was renamed or deleted while in use and cannot be recreated';
const BEGUN_ANEW = 'was renamed, compressed or deleted while in use and has been recreated';
const READ_ONLY = 'is no longer writable';

function line(level: 'error' | 'warning', what: string, file: string): LogLine {
  return { topic: 'SwitchoverMain', level, text: `SwitchoverMain::Files : [${file}] ${what}` };
}

function warning(code: string, what: string, next: string): StatusWarning {
  return { code, what, do: next };
}

/** On a read-only file system, even root is refused. */
function whyNotWritable(folder: string): string | null {
  try {
    accessSync(folder, constants.W_OK);
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}
