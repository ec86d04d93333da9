/** Passes over a part of a log that is not searched: its lines are counted, and midnight is followed. */
import type { LogReader } from '../../core/logs/reading.ts';
import { lineFeedCounter } from './count-line-feeds.ts';
import { fileBytes } from './log-source.ts';

const LINE_FEED = 10;
/** The time stands at a row's beginning. */
const GLANCED = 512;
/** Of so much, one row's time is read: a log whose rows tell no date does not take a day to write that. */
const COUNTED_BYTES = 1024 * 1024;

/** `from` and `to` are beginnings of lines. */
export async function countRows(
  reader: LogReader,
  path: string,
  from: number,
  to: number,
  onRead: (bytes: number) => void,
): Promise<void> {
  const { room, count } = lineFeedCounter(COUNTED_BYTES);
  for await (const block of fileBytes(path, from, to, reader.remark, room)) {
    onRead(block.length);
    const lines = count(block.length);
    const end = block.lastIndexOf(LINE_FEED);
    const begin = end <= 0 ? -1 : block.lastIndexOf(LINE_FEED, end - 1);
    if (begin < 0) reader.skip(lines, 0);
    else {
      reader.skip(lines - 1, 0);
      reader.glance(block.toString('utf8', begin + 1, Math.min(end, begin + GLANCED)));
    }
  }
}
