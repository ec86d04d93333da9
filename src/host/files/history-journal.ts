/**
 * A server's switches, takeovers and starts in `history.jsonl` in its data folder: one line of JSON each, in order. It is
 * rotated once, so that it is bounded and still has more than an event an hour for a year. Lines that cannot be read are
 * skipped: an unprotected pair is worse than one with a gap in its history.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type HistoryEvent, type KeptEvent, keptEventShape } from '../../core/protocol/history-answers.ts';
import { openJournal } from './journal-file.ts';
import type { FileOutcome, WatchedFile } from './watched-file.ts';

export interface HistoryJournal extends WatchedFile {
  readonly refresh: () => FileOutcome;
  /** Oldest first. */
  readonly events: () => readonly KeptEvent[];
  /** Known at once, and on the disk as soon as it accepts it. */
  readonly append: (event: HistoryEvent) => KeptEvent;
  /** What was wrong with the file when it was opened; null if nothing was. */
  readonly fault: string | null;
  readonly close: () => void;
}

/** About 12,000 events, in bytes; twice that before the oldest are removed. */
const LONGEST_FILE = 4 * 1024 * 1024;

/** More than both files can hold. */
const MOST_KNOWN = 50_000;

/** @throws SwitchoverError `log-unwritable` (unreachable) if the file cannot be opened for writing */
export function openHistoryJournal(folder: string, longest = LONGEST_FILE): HistoryJournal {
  const file = path.join(folder, 'history.jsonl');
  const read = [`${file}.1`, file].map(readEvents);
  const faults = read.flatMap(({ fault }) => fault ?? []);
  let events: readonly KeptEvent[] = read.flatMap((each) => each.events);
  const journal = openJournal(file, { maxBytes: longest, keep: 1, header: null, synced: true });
  /** What a full disk has refused so far. */
  let unwritten: readonly KeptEvent[] = [];
  const write = (): void => {
    while (unwritten.length > 0 && journal.append(JSON.stringify(unwritten[0]))) unwritten = unwritten.slice(1);
  };
  return {
    path: file,
    events: () => events,
    append: (event) => {
      const kept = { ...event, number: Math.max(0, ...events.slice(-1).map(({ number }) => number)) + 1 };
      events = [...events.slice(-MOST_KNOWN), kept];
      unwritten = [...unwritten, kept];
      write();
      return kept;
    },
    refresh: () => {
      const outcome = journal.refresh();
      if (outcome === 'begun-anew') unwritten = events;
      if (outcome !== 'lost') write();
      return outcome;
    },
    fault: faults.length === 0 ? null : faults.join('; '),
    close: journal.close,
  };
}

interface ReadEvents {
  readonly events: readonly KeptEvent[];
  readonly fault: string | null;
}

function readEvents(file: string): ReadEvents {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { events: [], fault: code === 'ENOENT' ? null : `${file} cannot be read: ${message}` };
  }
  const lines = text.split('\n').filter((line) => line !== '');
  const events = lines.flatMap((line) => eventIn(line) ?? []);
  const lost = lines.length - events.length;
  return { events, fault: lost === 0 ? null : `${lost} of ${lines.length} lines of ${file} cannot be read` };
}

function eventIn(line: string): KeptEvent | null {
  try {
    return keptEventShape.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
