/**
 * Reads one log line by line: reads rows, recognises their messages, follows incidents, and remembers requests to
 * compare clocks. Memory use is bounded whatever the log's size: irrelevant lines are counted and dropped.
 */

import type { RecordingReplay } from '../recorder/recording.ts';
import { type DateSource, type KnownDay, watchHeader } from './day.ts';
import { type Exchange, rememberExchanges } from './exchanges.ts';
import { detach, type ReadMessage, readMessage } from './formats/catalogue.ts';
import { SWITCHOVER_TOPIC } from './formats/format.ts';
import { followIncidents, type Incidents } from './incidents.ts';
import { countVotes, type LogDialect, type LogKind } from './kinds.ts';
import { type AssembledRow, assembleRows, undressed } from './layouts/assemble.ts';
import type { Columns } from './layouts/columns.ts';
import { type Choice, choicesOf, readRow } from './layouts/row.ts';
import { follow, type Moment, onDay, timeOfDay, type WrittenTime } from './moment.ts';
import { noiseIn } from './noise.ts';
import { HINT_KINDS, type Hint, isSeen, type LogEvent, type Seen } from './observation.ts';
import { type OrderedSpan, orderEvents, type SeenEvent } from './ordered-events.ts';
import type { RowOrder } from './row-order.ts';
import { followRuns, type Runs } from './runs.ts';

export interface LogReading {
  readonly file: string;
  readonly kind: LogKind;
  readonly dialect: LogDialect;
  /** The files that make up the log, oldest first; `file` is the newest. */
  readonly pieces: readonly string[];
  /** The one of them that was asked about, and its times; null if all of them were, or if it has none. */
  readonly about: (Pick<LogReading, 'file'> & { readonly first: Moment; readonly last: Moment }) | null;
  /** Where its dates come from; null if it has none. */
  readonly dateFrom: DateSource | 'row' | null;
  /** What was not read, for the reader of the report. */
  readonly remarks: readonly string[];
  readonly lines: number;
  /** Lines that are not rows of a log: no time, no message, too long. */
  readonly unread: number;
  /** Rows whose message a format knows. */
  readonly understood: number;
  /** Messages that a format knows, but without a time, so that they are not rows. */
  readonly timeless: number;
  readonly first: Moment | null;
  readonly last: Moment | null;
  readonly incidents: Incidents;
  readonly exchanges: readonly Exchange[];
  /** The NetTest addresses last written, in file order (reference: "Switchover NetTest server parameters"). */
  readonly netTest: readonly Seen<'net-test-address'>[];
  /** What points to a cause apart from the incidents, in file order: the newest, at most 2,000. */
  readonly hints: readonly Hint[];
  /** When the server that wrote it was running; only for our own logs. */
  readonly runs: Runs;
  /** False if its rows are in no order of time and cannot be sorted. */
  readonly isInOrder: boolean;
  /** What `incidents` and `runs` were made from, in order of time; null if the log is not ours, or too large. */
  readonly steps: readonly LogEvent[] | null;
  /** Which server of which pair wrote it, if it says so. */
  readonly started: Seen<'started'> | null;
  /** The replay of a flight recorder's events; null for every other log. */
  readonly played: RecordingReplay | null;
}

/** Takes the lines of one log in order. */
export interface LogReader {
  /** `text` without its line end; `whole` is false if an overlong line was truncated. */
  readonly line: (text: string, whole: boolean) => void;
  /**
   * The pattern of rows that may be skipped (see `noiseIn`), or null while every line must be passed on; it may
   * change after each line. A row may be skipped if it is in the same hour as the previous row, and if the next row is
   * skipped too: the last one shows the time. The last two must be passed on before a line that may continue a row, so
   * that whatever is read, the row right before it is read too.
   */
  readonly noise: () => RegExp | null;
  readonly skip: (count: number) => void;
  /** `count` lines are not searched, and what follows is unrelated to what came before. `row` is the last of them. */
  readonly leap: (count: number, row: string) => void;
  /** How far it was read. */
  readonly place: () => Place;
  /** One line of a flight recorder, as the rows that the readable log has for it; null if it is not one. */
  readonly recorded: (rows: readonly RecordedRow[] | null) => void;
  /** The position of the next line. */
  readonly next: () => { readonly file: string; readonly line: number };
  /** The lines that follow are from the next file of the same log, whose day may be known. */
  readonly piece: (file: string, day: KnownDay | null) => void;
  readonly remark: (words: string) => void;
  /** How the rows of the current file are ordered, as far as it was read. */
  readonly order: () => RowOrder;
  readonly end: () => LogReading;
}

export interface Place {
  readonly lines: number;
  readonly last: Moment | null;
  /** The time of the first row after the last `leap`; null before that row. */
  readonly resumed: Moment | null;
}

/** A row whose columns need not be parsed. */
export interface RecordedRow {
  readonly time: WrittenTime;
  readonly topic: string;
  readonly message: string;
}

export interface LogOptions {
  /** False if this is the only log: nothing is kept then to compare it with others, neither clocks nor events. */
  readonly compared?: boolean;
  /** Called with every logEvent that may be a step of an incident. */
  readonly onLogEvent?: (logEvent: LogEvent) => void;
  /** The one file that was asked about; null if all of them were. */
  readonly about?: string | null;
  /** The day of the first row, if the rows have no date. The log's own header takes precedence over a name. */
  readonly day?: KnownDay | null;
}

const KEPT_HINTS = 2_000;
/** A clock is not set back further than this. */
const CLOCK_SET_BACK_MS = 2 * 3_600_000;
/** As many are named. */
const MOST_CLOCK_CHANGES = 4;
/** So many lines without a time are examined. */
const MOST_TIMELESS = 500;
/** A row right before that of a switch belongs to it within this time. */
const RIGHT_BEFORE_MS = 90_000;
/** More than the files that one of our servers keeps contain. */
const KEPT_STEPS = 200_000;
const ROWS_OF_ONE_LINE = 1024;

export function openLog(firstFile: string, options: LogOptions = {}): LogReader {
  const incidents = followIncidents();
  const exchanges = rememberExchanges();
  const runs = followRuns();
  const netTest = new Map<string, Seen<'net-test-address'>>();
  const hints: Hint[] = [];
  const votes = countVotes();
  const remarks: string[] = [];
  /** Of one file; they say nothing if its rows are in another order. */
  let clockRemarks: string[] = [];
  const compared = options.compared ?? true;
  const pieces = [firstFile];
  let [file, day, header] = [firstFile, options.day ?? null, watchHeader()];
  let about: LogReading['about'] = null;
  let dateFrom: LogReading['dateFrom'] = null;
  let isNewPiece = true;
  let started: Seen<'started'> | null = null;
  let steps: LogEvent[] | null = compared ? [] : null;
  let isInOrder = true;
  let first: Moment | null = null;
  let last: Moment | null = null;
  let resumed: Moment | null = null;
  let [lines, number, unread, understood, timeless, clockChanges] = [0, 0, 0, 0, 0, 0];
  /** Rows of one line are in the order in which they come. */
  let [rowLine, nth] = [0, 0];
  /** The last row, if no format knows it and the Switchover subsystem may have written it. */
  let unknown: Seen<'unrecognised'> | null = null;
  let skippable: { readonly columns: Columns; readonly topics: boolean; readonly pattern: RegExp | null } | null = null;

  const momentOf = (time: WrittenTime): Moment => {
    const known = isNewPiece && time.calendar === 'clock' ? firstDay(day, header.day()) : null;
    isNewPiece = false;
    if (time.calendar !== 'clock') dateFrom ??= 'row';
    if (known === null) return follow(last, time);
    dateFrom ??= known.from;
    const moment = onDay(known.midnightMs, time);
    if (last === null || last.calendar === 'clock') return moment;
    const next = follow(last, { ...time, ...moment });
    // Its folder is that of the day on which the log began.
    return next.ms < last.ms - CLOCK_SET_BACK_MS ? follow(last, time) : next;
  };

  const sayClockChange = (before: Moment, after: Moment): void => {
    const forwardMs = (after.forwardMs ?? 0) - (before.forwardMs ?? 0);
    if (forwardMs === 0) return;
    clockChanges += 1;
    if (clockChanges > MOST_CLOCK_CHANGES) return;
    const [how, when] = forwardMs > 0 ? ['jumped forward', 'begins'] : ['went back', 'ends'];
    clockRemarks.push(
      `the clock ${how} by one hour after ${timeOfDay(before)}, as when daylight saving time ${when}: times are as logged, durations do not count the jump`,
    );
  };

  const takeRow = ({ line, time, ways, more, own }: AssembledRow): void => {
    const before = last;
    [rowLine, nth] = [line, line === rowLine ? nth + 1 : 0];
    last = momentOf(time);
    if (before !== null) sayClockChange(before, last);
    ordered.row(time, last);
    resumed ??= last;
    const { way, message } = understand(ways);
    unread += more - Math.max(way.used, own);
    votes.ofTopic(way.topic);
    const order = lines - number + line + nth / ROWS_OF_ONE_LINE;
    const place = { file, line, order, at: last };
    const rightBefore = unknown;
    unknown = null;
    if (message === null) {
      const isOwn = way.topic === null || SWITCHOVER_TOPIC.test(way.topic);
      if (isOwn) unknown = { ...place, text: way.message, rule: null, saw: { kind: 'unrecognised' } };
      return;
    }
    understood += 1;
    votes.ofMessage(message.format, last);
    const { rule, saw } = message;
    const logEvent = { ...place, text: detach(way.message), rule, saw };
    ordered.event({ logEvent: withRowBefore(logEvent, rightBefore), unitMs: time.unitMs, before });
  };

  const sight = ({ logEvent, unitMs, before }: SeenEvent): void => {
    if (isSeen(logEvent, 'exchange')) {
      if (compared) exchanges.add(logEvent, unitMs);
    } else if (isSeen(logEvent, 'net-test-address')) netTest.set(logEvent.saw.entry, logEvent);
    else if (isSeen(logEvent, ...HINT_KINDS)) {
      hints.push(logEvent);
      if (hints.length > 2 * KEPT_HINTS) hints.splice(0, KEPT_HINTS);
    } else {
      if (isSeen(logEvent, 'started')) started = logEvent;
      options.onLogEvent?.(logEvent);
      runs.see(logEvent, before);
      incidents.see(logEvent);
      if (logEvent.at.calendar !== 'zoned' || steps?.length === KEPT_STEPS) steps = null;
      steps?.push(logEvent);
    }
  };
  let ordered = orderEvents(sight);

  /** The end of one file: what was held back to be put in order is passed on. */
  const endOrder = (): void => {
    const span = ordered.end();
    ordered = orderEvents(sight);
    const clockChanged = clockRemarks;
    clockRemarks = [];
    if (span === null) return;
    if (span.order === 'oldest-first') remarks.push(...clockChanged);
    if (file === options.about) about = { file, first: span.first, last: span.last };
    first ??= span.first;
    last = span.last;
    isInOrder &&= span.isKnown;
    const words = sayOrder(span);
    if (words !== null) remarks.push(pieces.length > 1 ? `${file}: ${words}` : words);
  };

  const beforeFirstRow = (text: string): void => {
    if (isNewPiece) header.see(text);
  };
  const strange = (text: string): void => {
    unread += 1;
    beforeFirstRow(text);
    if (last === null && unread <= MOST_TIMELESS && understand(choicesOf(text.trim(), null)).message !== null)
      timeless += 1;
  };
  const rows = assembleRows({ row: takeRow, header: beforeFirstRow, strange });

  const line = (text: string, whole: boolean): void => {
    lines += 1;
    number += 1;
    const clean = withoutEnds(text, number);
    if (!whole) strange('');
    // After a power failure, what was written next follows the NULs on the same line.
    else if (clean.includes('\0')) for (const part of clean.split('\0')) rows.take(part, number);
    else rows.take(clean, number);
  };

  const piece = (nextFile: string, nextDay: KnownDay | null): void => {
    rows.flush();
    endOrder();
    [file, day, header, isNewPiece, number] = [nextFile, nextDay, watchHeader(), true, 0];
    rowLine = 0;
    pieces.push(nextFile);
  };

  const skip = (count: number): void => {
    rows.flush();
    lines += count;
    number += count;
  };

  const leap = (count: number, text: string): void => {
    skip(count);
    ordered.decide();
    incidents.leap();
    resumed = null;
    unknown = null;
    const row = readRow(undressed(text), rows.columns());
    if (row === null) return;
    // An hour without rows read is no clock change.
    const { forwardMs, ...moment } = momentOf(row.time);
    last = { ...moment, ms: moment.ms + (forwardMs ?? 0) };
    ordered.row(row.time, last);
  };

  const noise = (): RegExp | null => {
    const columns = rows.columns();
    if (columns === null) return null;
    const topics = !votes.needsTopics();
    if (skippable?.columns !== columns || skippable.topics !== topics) {
      skippable = { columns, topics, pattern: noiseIn(columns, topics) };
    }
    return skippable.pattern;
  };

  const recorded = (held: readonly RecordedRow[] | null): void => {
    // A server appends to its recorder: what comes later is later, whatever its clock said.
    ordered.decide();
    lines += 1;
    number += 1;
    if (held === null) unread += 1;
    // All of one line: their order among themselves, too, is that of the readable log.
    held?.forEach(({ time, topic, message }) => {
      takeRow({ line: number, time, ways: [{ topic, message, used: 0 }], more: 0, own: 0 });
    });
  };

  const end = (): LogReading => {
    rows.flush();
    endOrder();
    return {
      file,
      kind: votes.kind(started !== null),
      dialect: votes.dialect(started !== null),
      pieces,
      about,
      dateFrom,
      remarks,
      lines,
      // One line may hold several rows.
      unread: Math.min(unread, lines),
      understood,
      timeless,
      first,
      last,
      incidents: incidents.end(last),
      runs: runs.end(),
      isInOrder,
      steps,
      exchanges: exchanges.all(),
      netTest: [...netTest.values()].toSorted((a, b) => a.order - b.order),
      hints: hints.slice(-KEPT_HINTS),
      started,
      played: null,
    };
  };
  const place = (): Place => ({ lines, last, resumed });
  const next = (): { file: string; line: number } => ({ file, line: number + 1 });
  return {
    line,
    noise,
    skip,
    leap,
    place,
    recorded,
    next,
    piece,
    order: () => ordered.order(),
    remark: (words) => remarks.push(words),
    end,
  };
}

/** Null if the rows are in the usual order. */
function sayOrder({ order, isKnown, left }: OrderedSpan): string | null {
  if (!isKnown) return 'its rows are in no order of time and cannot be sorted, so what happened first is unknown';
  const lost = left === 0 ? '' : `; its oldest rows, ${left} of them about failures and switches, were not examined`;
  if (order === 'newest-first')
    return `its newest row comes first, so it was read from its end to its beginning${lost}`;
  return order === 'mixed' ? 'its rows are in no order of time, so they were sorted by date and time' : null;
}

/** The operator takes precedence over the log, and the log over a name. */
function firstDay(given: KnownDay | null, inHeader: KnownDay | null): KnownDay | null {
  return given?.from === 'flag' ? given : (inHeader ?? given);
}

/** The first way in which the message is recognised; otherwise the first way. */
function understand(ways: Iterable<Choice>): { readonly way: Choice; readonly message: ReadMessage | null } {
  let first: Choice | null = null;
  for (const way of ways) {
    first ??= way;
    const message = readMessage(way.message, way.topic);
    if (message !== null) return { way, message };
  }
  return { way: { topic: first?.topic ?? null, message: first?.message ?? '', used: 0 }, message: null };
}

/** The reference: right before the line of a switch, a line says why. */
function withRowBefore(logEvent: LogEvent, unknown: Seen<'unrecognised'> | null): LogEvent {
  if (unknown === null || logEvent.saw.kind !== 'becoming-primary') return logEvent;
  if (Math.abs(logEvent.at.ms - unknown.at.ms) > RIGHT_BEFORE_MS) return logEvent;
  return { ...logEvent, rightBefore: { ...unknown, text: detach(unknown.text) } };
}

/** Without the carriage return, the byte order mark, and the NULs that a power failure leaves behind. */
function withoutEnds(text: string, number: number): string {
  const from = number === 1 && text.startsWith('\ufeff') ? 1 : 0;
  let to = text.length;
  while (to > from && (text.charCodeAt(to - 1) === 13 || text.charCodeAt(to - 1) === 0)) to -= 1;
  return from === 0 && to === text.length ? text : text.slice(from, to);
}
