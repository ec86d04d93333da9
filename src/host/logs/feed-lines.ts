/** Blocks of UTF-8 to lines, whole ones, however the blocks are cut; of an overlong line a bounded part is held. */
import type { LogReader } from '../../core/logs/reading.ts';
import { LONGEST_LINE, passRows } from './pass-rows.ts';

export interface LineFeeder {
  /** The block may be used for something else afterwards. */
  readonly take: (block: Buffer) => void;
  /** Hands out the last line, where no line end follows it. */
  readonly end: () => void;
}

const LINE_FEED = 10;
const NOTHING = Buffer.alloc(0);

export function feedLines(reader: LogReader): LineFeeder {
  const rows = passRows(reader);
  let rest: Buffer = NOTHING;

  const hold = (bytes: Buffer, from: number, to: number): void => {
    // One letter more than a line may have shows that it is too long.
    const room = LONGEST_LINE + 1 - rest.length;
    if (to > from && room > 0) rest = Buffer.concat([rest, bytes.subarray(from, Math.min(to, from + room))]);
  };

  const handOver = (): void => {
    if (rest.length > LONGEST_LINE) rows.overlong(rest);
    else rows.take(rest, 0, rest.length);
    rest = NOTHING;
  };

  const take = (block: Buffer): void => {
    let from = 0;
    if (rest.length > 0) {
      const end = block.indexOf(LINE_FEED);
      hold(block, 0, end < 0 ? block.length : end);
      if (end < 0) return;
      handOver();
      from = end + 1;
    }
    const end = block.lastIndexOf(LINE_FEED) + 1;
    if (end > from) rows.take(block, from, end);
    hold(block, Math.max(from, end), block.length);
  };

  const end = (): void => {
    if (rest.length > 0) handOver();
  };
  return { take, end };
}
