/**
 * Reads a large log for its last switch: the beginning, which names the columns and the server, and enough of the end
 * to explain the switch. The lines in between are counted, so that line numbers stay correct, but not searched.
 */
import { open } from 'node:fs/promises';
import { timeOfDay } from '../../core/diagnosis/moment.ts';
import type { LogEvent } from '../../core/diagnosis/observation.ts';
import { type LogOptions, type LogReading, openLog, type Place } from '../../core/diagnosis/reading.ts';
import { isSettled } from '../../core/diagnosis/window.ts';
import { feedLines } from './feed-lines.ts';
import { fileBytes, type PlainFile } from './log-source.ts';
import { isPlainUtf8 } from './plain-text.ts';

/** All in bytes. */
export interface EndSizes {
  /** Smaller logs are read whole: that is fast enough. */
  readonly least: number;
  /** Read from the beginning. */
  readonly head: number;
  /** Counted at a time. From each such block, one row is read for its time. */
  readonly block: number;
  /** Read from the end at first, then four times as much each time until the last switch is explained. */
  readonly end: number;
  /** Read from the end at most; a log with an older last switch is read whole. */
  readonly mostEnd: number;
}

const MEGABYTE = 1024 * 1024;
const SIZES: EndSizes = {
  least: 64 * MEGABYTE,
  head: MEGABYTE / 4,
  block: MEGABYTE,
  end: 8 * MEGABYTE,
  mostEnd: 256 * MEGABYTE,
};
const LINE_FEED = 10;
/** More than enough for the time at the start of a row. */
const GLANCED_BYTES = 512;

/**
 * Null if the log must be read whole: it is small, has another layout, or its last switch is too far back. `onRead`
 * gets the number of bytes counted and, if the log must be read whole after all, the same number as a negative.
 */
export async function readFromEnd(
  file: PlainFile,
  options: LogOptions,
  onRead: (file: string, bytes: number) => void,
  sizes: EndSizes = SIZES,
): Promise<LogReading | null> {
  if (file.size < sizes.least) return null;
  const head = await headOf(file, sizes.head);
  if (head === null) return null;
  let counted = 0;
  const parts = await countLines(file, head.length, sizes.block, (bytes) => {
    counted += bytes;
    onRead(file.path, bytes);
  });
  for (let bytes = sizes.end; bytes < 4 * sizes.mostEnd; bytes *= 4) {
    const from = file.size - Math.min(bytes, sizes.mostEnd);
    const before = parts.filter(({ end }) => end <= from);
    if (before.length === 0) break;
    const reading = await readEnd(file, head, before, options);
    if (reading !== null) return reading;
  }
  onRead(file.path, -counted);
  return null;
}

/** The first lines of a plain text table with rows that can be skipped; null if the file is not such a table. */
async function headOf({ path }: PlainFile, bytes: number): Promise<Buffer | null> {
  // Reading the whole log will report why it cannot be read.
  const handle = await open(path).catch(() => null);
  if (handle === null) return null;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
    if (!isPlainUtf8(buffer.subarray(0, bytesRead))) return null;
    const head = buffer.subarray(0, buffer.lastIndexOf(LINE_FEED) + 1);
    const reader = openLog(path, { compared: false });
    feedLines(reader).take(head);
    // Our own logs are rotated long before they get large, and everything they say about roles is needed.
    const isUsual = reader.noise() !== null && reader.order() === 'oldest-first';
    return isUsual && reader.end().kind !== 'node' ? head : null;
  } finally {
    await handle.close();
  }
}

/** Consecutive whole lines. */
interface Part {
  /** Their end offset in the file. */
  readonly end: number;
  readonly lines: number;
  /** The start of the last one. */
  readonly row: string;
}

/** In parts so small that no log takes a day to fill one, so their rows show every midnight of a log without dates. */
async function countLines(
  { path, size }: PlainFile,
  from: number,
  blockBytes: number,
  onRead: (bytes: number) => void,
): Promise<readonly Part[]> {
  const parts: Part[] = [];
  let [at, lines] = [from, 0];
  for await (const block of fileBytes(path, from, size, () => undefined, blockBytes)) {
    let [row, end] = [0, 0];
    for (let next = block.indexOf(LINE_FEED); next >= 0; next = block.indexOf(LINE_FEED, end)) {
      lines += 1;
      row = end;
      end = next + 1;
    }
    // The first line of a block may have started in the previous block.
    if (row > 0) {
      parts.push({ end: at + end, lines, row: block.toString('utf8', row, Math.min(end - 1, row + GLANCED_BYTES)) });
      lines = 0;
    }
    at += block.length;
    onRead(block.length);
  }
  return parts;
}

/** The log from `head` and what follows `before`; null if that does not explain its last switch. */
async function readEnd(
  file: PlainFile,
  head: Buffer,
  before: readonly Part[],
  options: LogOptions,
): Promise<LogReading | null> {
  let logEvents: LogEvent[] = [];
  const onLogEvent = (logEvent: LogEvent): void => void logEvents.push(logEvent);
  const reader = openLog(file.path, { ...options, compared: false, onLogEvent });
  feedLines(reader).take(head);
  const begin = reader.place();
  for (const { lines, row } of before) reader.leap(lines, row);
  reader.remark(sayNotSearched(begin, reader.place()));
  logEvents = [];
  const lines = feedLines(reader);
  for await (const block of fileBytes(file.path, before.at(-1)?.end ?? 0, file.size, reader.remark)) lines.take(block);
  lines.end();
  const reading = reader.end();
  const { resumed } = reader.place();
  const found = reading.incidents.switches.at(-1);
  return found !== undefined && resumed !== null && isSettled(found, logEvents, resumed) ? reading : null;
}

function sayNotSearched(begin: Place, end: Place): string {
  const time = ({ last }: Place): string => (last === null ? '?' : timeOfDay(last));
  return `lines ${begin.lines + 1} to ${end.lines} (${time(begin)} to ${time(end)}) were counted but not searched; use --all to search them too`;
}
