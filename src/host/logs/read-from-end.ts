/**
 * Reads a large log for its last switch: its beginning, which names its columns and its server, and its end. The lines
 * between are counted, so that every line has its number, and are not searched.
 */
import { open } from 'node:fs/promises';
import { readHeader } from '../../core/logs/layouts/columns.ts';
import { DAY_MS, timeOfDay } from '../../core/logs/moment.ts';
import type { Sighting } from '../../core/logs/observation.ts';
import { type LogOptions, type LogReading, openLog, type Place } from '../../core/logs/reading.ts';
import { countRows } from './count-rows.ts';
import { feedLines } from './feed-lines.ts';
import { type Beginning, type WindowSizes, windowOfLastSwitch } from './last-switch.ts';
import { fileBytes, type PlainFile } from './log-source.ts';
import { isPlainUtf8 } from './plain-text.ts';

export interface EndSizes extends WindowSizes {
  /** Smaller logs are read as a whole, which takes no longer than anybody notices. */
  readonly leastBytes: number;
  /** Read of the beginning. */
  readonly headBytes: number;
}

const MEGABYTE = 1024 * 1024;

const SIZES: EndSizes = {
  leastBytes: 64 * MEGABYTE,
  headBytes: MEGABYTE / 4,
  blockBytes: 8 * MEGABYTE,
  searchedBytes: 256 * MEGABYTE,
};

/** Null where the log must be read as a whole: it is small, of another layout, or its last switch lies far back. */
export async function readFromEnd(
  file: PlainFile,
  options: LogOptions,
  onRead: (file: string, bytes: number) => void,
  sizes: EndSizes = SIZES,
): Promise<LogReading | null> {
  if (file.size < sizes.leastBytes) return null;
  const beginning = await beginningOf(file, sizes.headBytes);
  if (beginning === null) return null;
  const window = await windowOfLastSwitch(file, beginning, sizes);
  if (window === null) return null;
  const reader = openLog(file.path, { ...options, clocks: false });
  const feed = async (begin: number, end: number): Promise<void> => {
    const lines = feedLines(reader);
    for await (const block of fileBytes(file.path, begin, end, reader.remark)) lines.take(block);
    lines.end();
  };
  await feed(0, beginning.end);
  const begin = reader.place();
  reader.leap();
  await countRows(reader, file.path, beginning.end, window.from, (bytes) => onRead(file.path, bytes));
  reader.remark(sayPassedOver(begin, reader.place()));
  await feed(window.from, file.size);
  const reading = reader.end();
  // What follows a decision may take it back; then the last switch is an earlier one.
  const seen = reading.incidents.switches.at(-1);
  return seen !== undefined && isSame(seen.marker, window.found.marker) ? reading : null;
}

function sayPassedOver(begin: Place, end: Place): string {
  const time = ({ last }: Place): string => (last === null ? '?' : timeOfDay(last));
  return `lines ${begin.lines + 1} to ${end.lines} (${time(begin)} to ${time(end)}) were counted and not searched; --all searches them too`;
}

/** The day, and the number of the line, are known to one of them only. */
function isSame(one: Sighting, other: Sighting): boolean {
  return one.text === other.text && (one.at.ms - other.at.ms) % DAY_MS === 0;
}

/** A table of plain text whose rows begin with their time, by its first lines; null where it is none. */
async function beginningOf({ path }: PlainFile, headBytes: number): Promise<Beginning | null> {
  // Whoever reads all of it says why it cannot be read.
  const handle = await open(path).catch(() => null);
  if (handle === null) return null;
  try {
    const bytes = Buffer.alloc(headBytes);
    const { bytesRead } = await handle.read(bytes, 0, headBytes, 0);
    const head = bytes.subarray(0, bytesRead);
    if (!isPlainUtf8(head)) return null;
    const end = head.lastIndexOf(10) + 1;
    const header = head
      .toString('utf8', 0, end)
      .replace(/^\ufeff/, '')
      .split('\n')
      .findLast((line) => readHeader(line) !== null);
    const columns = header === undefined ? null : readHeader(header);
    if (header === undefined || columns === null || columns.separator !== 'tab' || columns.time !== 0) return null;
    return isOwn(path, head.subarray(0, end)) ? null : { header, columns, end };
  } finally {
    await handle.close();
  }
}

/** Our own logs are cut long before they are large, and say so much of roles that all of it is wanted. */
function isOwn(path: string, head: Buffer): boolean {
  const reader = openLog(path, { clocks: false });
  const lines = feedLines(reader);
  lines.take(head);
  lines.end();
  return reader.end().kind === 'node';
}
