/**
 * Cuts blocks of UTF-8 into lines and shows them to a log's reader; rows that it need not see are counted and passed
 * over. Holds on to a bounded part of an overlong line.
 */
import { ANYWHERE } from '../../core/logs/formats/catalogue.ts';
import type { LogReader } from '../../core/logs/reading.ts';
import { DATED_TIME, formatAt, hasSwitchoverTopic, messageAt, NO_TIME, timeAt } from './quick-rows.ts';

/** A log's line is never near this; the rest of a longer one is left out, and the line is not read. */
export const LONGEST_LINE = 65_536;

export interface LineFeeder {
  /** The block may be used for something else afterwards. */
  readonly take: (block: Buffer) => void;
  /** Hands out what is left: the last line, where no line end follows it, and the last row that was passed over. */
  readonly end: () => void;
}

const LINE_FEED = 10;
const NEEDLES = ANYWHERE.map(({ letters }) => Buffer.from(letters, 'latin1'));

export function feedLines(reader: LogReader): LineFeeder {
  let rest: Buffer = Buffer.alloc(0);
  let isWhole = true;
  /** Rows passed over since the last line that was shown; the last of them may still have to be. */
  let passed = 0;
  let [lastFrom, lastTo] = [0, 0];
  /** The row before, so far as the hour is concerned. */
  let [hour, timeKind] = [-1, NO_TIME];
  let tabs = reader.wants.tabsBeforeMessage();

  const show = (bytes: Buffer, from: number, to: number, whole: boolean): void => {
    reader.line(bytes.toString('utf8', from, Math.min(to, from + LONGEST_LINE)), whole && to - from <= LONGEST_LINE);
  };

  /** Shows the row before this line: it may go on in it, or the hour has changed. */
  const showPassed = (bytes: Buffer): void => {
    if (passed === 0) return;
    reader.skip(passed - 1);
    passed = 0;
    show(bytes, lastFrom, lastTo, true);
  };

  const showLine = (bytes: Buffer, from: number, to: number): void => {
    show(bytes, from, to, true);
    tabs = reader.wants.tabsBeforeMessage();
  };

  const needsRow = (bytes: Buffer, from: number, to: number, before: number): boolean => {
    const message = messageAt(bytes, from, to, before);
    if (message < 0) return true;
    const format = formatAt(bytes, message, to);
    if (format !== null && (format.quiet !== true || reader.wants.quiet(format))) return true;
    return before > 1 && reader.wants.topics() && hasSwitchoverTopic(bytes, from, to);
  };

  /** One line; `within` is true where letters stand in it that may be anywhere in a known message. */
  const takeLine = (bytes: Buffer, from: number, to: number, within: boolean): void => {
    const kind = tabs === null || to - from > LONGEST_LINE ? NO_TIME : timeAt(bytes, from, to);
    if (kind === NO_TIME || tabs === null) {
      showPassed(bytes);
      [hour, timeKind] = [-1, NO_TIME];
      showLine(bytes, from, to);
      return;
    }
    const at = kind === DATED_TIME ? 0 : (bytes[from]! << 8) + bytes[from + 1]!;
    if (at !== hour || kind !== timeKind) {
      showPassed(bytes);
      [hour, timeKind] = [at, kind];
      showLine(bytes, from, to);
    } else if (within || needsRow(bytes, from, to, tabs)) {
      reader.skip(passed);
      passed = 0;
      showLine(bytes, from, to);
    } else {
      passed += 1;
      [lastFrom, lastTo] = [from, to];
    }
  };

  const takeWhole = (bytes: Buffer, from: number): number => {
    const needles = NEEDLES.map((needle) => bytes.indexOf(needle, from));
    let start = from;
    for (let end = bytes.indexOf(LINE_FEED, start); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      let within = false;
      for (let which = 0; which < needles.length; which += 1) {
        const place = needles[which]!;
        if (place >= 0 && place < end) {
          within = true;
          needles[which] = bytes.indexOf(NEEDLES[which]!, end);
        }
      }
      takeLine(bytes, start, end, within);
      start = end + 1;
    }
    // The block is not ours: what may still have to be shown is shown now.
    showPassed(bytes);
    return start;
  };

  const hold = (bytes: Buffer, from: number, to: number): void => {
    const room = LONGEST_LINE + 1 - rest.length;
    if (to - from > room) isWhole = false;
    if (to > from && room > 0) rest = Buffer.concat([rest, bytes.subarray(from, Math.min(to, from + room))]);
  };

  const handOver = (): void => {
    if (isWhole)
      takeLine(
        rest,
        0,
        rest.length,
        NEEDLES.some((needle) => rest.includes(needle)),
      );
    else {
      [hour, timeKind] = [-1, NO_TIME];
      show(rest, 0, rest.length, false);
    }
    showPassed(rest);
    rest = Buffer.alloc(0);
    isWhole = true;
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
    hold(block, takeWhole(block, from), block.length);
  };

  const end = (): void => {
    if (rest.length > 0) handOver();
    [hour, timeKind] = [-1, NO_TIME];
  };
  return { take, end };
}
