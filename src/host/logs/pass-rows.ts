/**
 * Shows a log's reader the lines that it needs to see, and tells of the others by their number. What it needs is stated
 * in the reader's own terms (`LogReader.skip`); a test holds that passing rows over changes nothing.
 */
import { ANYWHERE } from '../../core/logs/formats/catalogue.ts';
import type { MessageFormat } from '../../core/logs/formats/format.ts';
import type { LogReader } from '../../core/logs/reading.ts';
import { passNoise } from './noise-rows.ts';
import { cellEnd, formatAt, hourOf, isSwitchoverTopic, timeEnd, unmarked } from './quick-rows.ts';

/** A log's line is never near this; the rest of a longer one is left out, and the line is not read. */
export const LONGEST_LINE = 65_536;

export interface RowPasser {
  /** Whole lines, each with its line feed but for the last; afterwards the bytes may be used for something else. */
  readonly take: (bytes: Buffer, from: number, to: number) => void;
  /** One line that is longer than any of a log. */
  readonly overlong: (bytes: Buffer) => void;
}

const LINE_FEED = 10;
const NEEDLES = ANYWHERE.map(({ letters }) => Buffer.from(letters, 'latin1'));
const NO_HOUR = -1;
const NO_COLUMNS = -1;
const UNASKED = -1;
const NO = 0;
const YES = 1;

export function passRows(reader: LogReader): RowPasser {
  /** The hour of the row before; none where that was shown for another reason than its hour. */
  let hour = NO_HOUR;
  let tabs = NO_COLUMNS;
  let wantsTopics = true;
  let [wantsAnswers, wantsExchanges] = [UNASKED, UNASKED];
  /** Rows passed over since the last line that was shown, and the last of them. */
  let [passed, lastFrom, lastTo] = [0, 0, 0];
  /** Answered pings among them, and the last of these. */
  let [answers, answeredIndex, answeredFrom, answeredTo] = [0, 0, 0, 0];
  const show = (bytes: Buffer, from: number, to: number): void => {
    reader.line(bytes.toString('utf8', from, Math.min(to, from + LONGEST_LINE)), to - from <= LONGEST_LINE);
  };

  const showLine = (bytes: Buffer, from: number, to: number): void => {
    show(bytes, from, to);
    tabs = reader.wants.tabsBeforeMessage() ?? NO_COLUMNS;
    wantsTopics = tabs > 1 && reader.wants.topics();
    wantsAnswers = UNASKED;
    wantsExchanges = UNASKED;
  };

  /** What the reader wants of quiet lines stays the same while it is shown nothing. */
  const isQuietWanted = (format: MessageFormat): boolean => {
    if (format.ofExchange === true) {
      if (wantsExchanges === UNASKED) wantsExchanges = reader.wants.quiet(format) ? YES : NO;
      return wantsExchanges === YES;
    }
    if (wantsAnswers === UNASKED) wantsAnswers = reader.wants.quiet(format) ? YES : NO;
    return wantsAnswers === YES;
  };

  /** Tells of the rows passed over; `isLastNeeded`: the last must be shown, it may go on or the hour has changed. */
  const endPassed = (bytes: Buffer, isLastNeeded: boolean): void => {
    const count = passed;
    if (count === 0) return;
    passed = 0;
    let told = 0;
    if (answers > 0) {
      reader.skip(answeredIndex, answers - 1);
      show(bytes, answeredFrom, answeredTo);
      told = answeredIndex + 1;
      answers = 0;
    }
    const isShown = isLastNeeded && told < count;
    reader.skip(count - told - (isShown ? 1 : 0), 0);
    if (isShown) show(bytes, lastFrom, lastTo);
  };

  /** Whether the reader must see a row whose time is as good as that of the row before. */
  const needs = (bytes: Buffer, from: number, topic: number, to: number): boolean => {
    const message = tabs === 1 ? topic : cellEnd(bytes, topic, to);
    if (message > to) return true;
    const format = formatAt(bytes, unmarked(bytes, message, to), to);
    if (format === null || format.quiet !== true) {
      if (format !== null || hasHint(bytes.subarray(message, to))) return true;
    } else {
      if (isQuietWanted(format)) return true;
      if (format.ofExchange !== true) {
        answers += 1;
        answeredIndex = passed;
        answeredFrom = from;
        answeredTo = to;
      }
    }
    return wantsTopics && isSwitchoverTopic(bytes, topic, message - 1);
  };

  const take = (bytes: Buffer, begin: number, limit: number): void => {
    for (let from = begin; from < limit; ) {
      if (hour !== NO_HOUR && tabs !== NO_COLUMNS) {
        const noise = passNoise(bytes, from, limit, { hour, tabs, topicsMatter: wantsTopics });
        if (noise.count > 0) {
          passed += noise.count;
          lastFrom = noise.last;
          lastTo = noise.next - 1;
          from = noise.next;
          if (from >= limit) break;
        }
      }
      let to = bytes.indexOf(LINE_FEED, from);
      if (to < 0 || to >= limit) to = limit;
      const time = tabs === NO_COLUMNS || to - from > LONGEST_LINE ? -1 : timeEnd(bytes, from, to);
      const its = time < 0 ? NO_HOUR : hourOf(bytes, from);
      if (its === NO_HOUR || its !== hour) {
        endPassed(bytes, true);
        hour = its;
        showLine(bytes, from, to);
      } else if (needs(bytes, from, time + 1, to)) {
        endPassed(bytes, false);
        showLine(bytes, from, to);
      } else {
        passed += 1;
        lastFrom = from;
        lastTo = to;
      }
      from = to + 1;
    }
    // The bytes are not ours: what may still have to be shown is shown now.
    endPassed(bytes, true);
  };

  const overlong = (bytes: Buffer): void => {
    hour = NO_HOUR;
    reader.line(bytes.toString('utf8', 0, LONGEST_LINE), false);
  };

  return { take, overlong };
}

/** Letters stand in it that may be anywhere in a known message. */
function hasHint(message: Buffer): boolean {
  return NEEDLES.some((needle) => message.includes(needle));
}
