/**
 * Cuts blocks of UTF-8 into lines and shows them to a log's reader; rows that it need not see are counted and passed
 * over. Holds on to a bounded part of an overlong line.
 */
import { ANYWHERE } from '../../core/logs/formats/catalogue.ts';
import type { LogReader } from '../../core/logs/reading.ts';
import { CLOCK_TIME, formatAt, hasSwitchoverTopic, messageAt, NO_TIME, timeAt } from './quick-rows.ts';

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
  let passed = newlyPassed();
  /** The row before, so far as the hour is concerned. */
  let [hour, timeKind] = [-1, NO_TIME];
  let tabs = reader.wants.tabsBeforeMessage();

  const show = (bytes: Buffer, from: number, to: number, whole: boolean): void => {
    reader.line(bytes.toString('utf8', from, Math.min(to, from + LONGEST_LINE)), whole && to - from <= LONGEST_LINE);
  };

  /** Tells of the rows passed over; `isLastNeeded`: the last must be shown, it may go on or the hour has changed. */
  const endPassed = (bytes: Buffer, isLastNeeded: boolean): void => {
    const { count, answers, answered, last } = passed;
    if (count === 0) return;
    passed = newlyPassed();
    let told = 0;
    if (answered !== null) {
      reader.skip(answered.index, answers - 1);
      show(bytes, answered.from, answered.to, true);
      told = answered.index + 1;
    }
    const isShown = isLastNeeded && told < count;
    reader.skip(count - told - (isShown ? 1 : 0), 0);
    if (isShown) show(bytes, last.from, last.to, true);
  };

  const pass = (from: number, to: number, isAnswer: boolean): void => {
    passed.last = { from, to };
    if (isAnswer) {
      passed.answers += 1;
      passed.answered = { from, to, index: passed.count };
    }
    passed.count += 1;
  };

  const showLine = (bytes: Buffer, from: number, to: number): void => {
    show(bytes, from, to, true);
    tabs = reader.wants.tabsBeforeMessage();
  };

  /** One line; `within` is true where letters stand in it that may be anywhere in a known message. */
  const takeLine = (bytes: Buffer, from: number, to: number, within: boolean): void => {
    const kind = tabs === null || to - from > LONGEST_LINE ? NO_TIME : timeAt(bytes, from, to);
    const at = kind === CLOCK_TIME ? (bytes[from]! << 8) + bytes[from + 1]! : 0;
    if (kind === NO_TIME || tabs === null || at !== hour || kind !== timeKind) {
      endPassed(bytes, true);
      [hour, timeKind] = kind === NO_TIME ? [-1, NO_TIME] : [at, kind];
      showLine(bytes, from, to);
      return;
    }
    const need = within ? NEEDED : needOf(reader, bytes, from, to, tabs);
    if (need === NEEDED) {
      endPassed(bytes, false);
      showLine(bytes, from, to);
    } else pass(from, to, need === ANSWER);
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
    endPassed(bytes, true);
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
    endPassed(rest, true);
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

/** Rows passed over since the last line that was shown. */
interface Passed {
  count: number;
  /** Quiet rows among them that tell of an answered ping, and the last of these. */
  answers: number;
  answered: { readonly from: number; readonly to: number; readonly index: number } | null;
  last: { readonly from: number; readonly to: number };
}

function newlyPassed(): Passed {
  return { count: 0, answers: 0, answered: null, last: { from: 0, to: 0 } };
}

const NEEDED = 2;
const ANSWER = 1;
const NOISE = 0;

/** Whether the reader must see a row whose time is as good as the one before. */
function needOf(reader: LogReader, bytes: Buffer, from: number, to: number, tabs: number): number {
  const message = messageAt(bytes, from, to, tabs);
  if (message < 0) return NEEDED;
  const format = formatAt(bytes, message, to);
  if (format !== null && (format.quiet !== true || reader.wants.quiet(format))) return NEEDED;
  if (tabs > 1 && reader.wants.topics() && hasSwitchoverTopic(bytes, from, to)) return NEEDED;
  return format === null || format.ofExchange === true ? NOISE : ANSWER;
}
