/** Passes over a part of a log that is not searched: its lines are counted, and midnight is followed. */
import { type FileHandle, open } from 'node:fs/promises';
import type { LogReader } from '../../core/logs/reading.ts';
import { lineFeedCounter } from './count-line-feeds.ts';
import { systemProblem } from './log-problems.ts';

const LINE_FEED = 10;
/** The time stands at a row's beginning. */
const GLANCED = 512;
/** Of so much, one row's time is read: a log whose rows tell no date does not take a day to write that. */
const PART_BYTES = 2 * 1024 * 1024;
/** Read at the same time: to count takes less time than to read. */
const AT_ONCE = 3;

/**
 * `from` and `to` are beginnings of lines. What became shorter is for the next one to say who reads on.
 *
 * @throws SwitchoverError (unreachable) where it cannot be read
 */
export async function countRows(
  reader: LogReader,
  path: string,
  from: number,
  to: number,
  onRead: (bytes: number) => void,
): Promise<void> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(path);
    for await (const { bytes, lines } of partsOf(handle, from, to)) {
      pass(reader, bytes, lines);
      onRead(bytes.length);
    }
  } catch (error) {
    throw systemProblem(path, error);
  } finally {
    await handle?.close();
  }
}

function pass(reader: LogReader, bytes: Buffer, lines: number): void {
  const end = bytes.lastIndexOf(LINE_FEED);
  const begin = end <= 0 ? -1 : bytes.lastIndexOf(LINE_FEED, end - 1);
  if (begin < 0) reader.skip(lines, 0);
  else {
    reader.skip(lines - 1, 0);
    reader.glance(bytes.toString('utf8', begin + 1, Math.min(end, begin + GLANCED)));
  }
}

/** Part by part, each with the number of its line feeds; those that follow are on their way meanwhile. */
async function* partsOf(
  handle: FileHandle,
  from: number,
  to: number,
): AsyncGenerator<{ readonly bytes: Buffer; readonly lines: number }> {
  const free = Array.from({ length: AT_ONCE }, () => lineFeedCounter(PART_BYTES));
  const ahead: { readonly counter: (typeof free)[number]; readonly reading: Promise<number> }[] = [];
  for (let at = from; ; ) {
    for (let counter = free.pop(); counter !== undefined; counter = at < to ? free.pop() : undefined) {
      const length = Math.min(PART_BYTES, to - at);
      const reading = readWhole(handle, counter.room, length, at);
      // Who comes to it hears of its failure.
      reading.catch(() => undefined);
      ahead.push({ counter, reading });
      at += length;
    }
    const next = ahead.shift();
    const count = (await next?.reading) ?? 0;
    if (next === undefined || count === 0) return;
    const { counter } = next;
    yield { lines: counter.count(count), bytes: counter.room.subarray(0, count) };
    if (at < to) free.push(counter);
  }
}

/** How much there was, up to `length`. */
async function readWhole(handle: FileHandle, room: Buffer, length: number, from: number): Promise<number> {
  let count = 0;
  while (count < length) {
    const { bytesRead } = await handle.read(room, count, length - count, from + count);
    if (bytesRead === 0) break;
    count += bytesRead;
  }
  return count;
}
