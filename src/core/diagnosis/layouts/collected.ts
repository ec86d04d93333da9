/**
 * Rows as programs that collect logs write them: journalctl, a system log, docker and kubectl. The time in front of a row
 * is the collector's; a row that has a time of its own keeps that one.
 */
import { LEADING_TIME } from '../moment.ts';

const ISO = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?`;
/** `Nov 30 15:05:10`. The name of the month depends on the language. */
const SHORT = String.raw`\p{L}{3,5}\.? [ \d]?\d \d\d:\d\d:\d\d(?:\.\d{1,9})?`;
/** `Mon 2026-11-30 15:05:10 UTC`. */
const FULL = String.raw`\p{L}{2,5}\.? (?:\d{4}-\d\d-\d\d) \d\d:\d\d:\d\d(?:\.\d{1,9})? [A-Z+\-\d:]{1,6}`;
/** Seconds since 1970. */
const SECONDS = String.raw`\d{9,10}\.\d{3,6}`;
const SYSTEM_LOG = new RegExp(
  String.raw`^(?:<\d{1,3}>)?(${ISO}|${SHORT}|${FULL}|${SECONDS}) [\w.:-]{1,255} [^\s:[\]]{1,128}(?:\[\d{1,10}\])?: ?(.*)$`,
  'u',
);
/** `pair-b-1  | …`, `[pod/pair-0/server] …`. */
const CONTAINER = /^(?:[\w.-]{1,128} {0,40}\| |\[pod\/[^\]\s]{1,255}\] )(?=\S)/;
/** `-- Boot 3f… --`, `-- Journal begins at …`: between the rows of journalctl. */
const JOURNAL_NOTE = /^-- \S.*(?: --|\.)$/;
/** What grep puts in front of a row: the name of the file, the number of the line. */
const GREP = /^(?:[^\s:|]{1,200}[:-])?(?:\d{1,7}[:-])?(?=\d\d:\d\d:\d\d[.,]\d{3}(?!\d)|\d{4}-\d\d-\d\d[T ]\d\d:)/;
const TWICE = /^\d{4}-\d\d-\d\dT\S+ (?=\d)/;

/** The row as its program wrote it, with the collector's time if it has none of its own. Blank if it is not a row. */
export function takeFromCollector(line: string): string {
  if (JOURNAL_NOTE.test(line)) return '';
  const row = line.startsWith('{') ? fromJson(line) : line.replace(CONTAINER, '').replace(GREP, '');
  const match = SYSTEM_LOG.exec(row);
  if (match !== null) return withTime(readable(match[1] ?? ''), match[2] ?? '');
  const twice = TWICE.exec(row);
  return twice === null ? row : withTime(twice[0].trim(), row.slice(twice[0].length));
}

function withTime(time: string, row: string): string {
  return LEADING_TIME.test(row) ? row : `${time} ${row}`;
}

/** The notations that only collectors use, in one of ours. */
function readable(time: string): string {
  if (/^\d+\.\d+$/.test(time)) return new Date(Number(time) * 1000).toISOString();
  const full = /^\p{L}+\.? (\d{4}-\d\d-\d\d \S+) (\S+)$/u.exec(time);
  if (full === null) return time;
  // The name of any other zone does not say how far it is from UTC.
  return `${full[1]}${full[2] === 'UTC' ? 'Z' : ''}`;
}

/** Longer lines are not rows. */
const LONGEST_JSON = 16_384;

type Row = Readonly<
  Partial<
    Record<
      'log' | 'MESSAGE' | 'message' | 'msg' | 'time' | 'timestamp' | '@timestamp' | '__REALTIME_TIMESTAMP',
      unknown
    >
  >
>;

/** An object for each row: docker's own files, `journalctl -o json`, and loggers of Node. */
function fromJson(line: string): string {
  if (line.length > LONGEST_JSON || !line.trimEnd().endsWith('}')) return line;
  try {
    const row = JSON.parse(line) as Row;
    const text = [row.log, row.MESSAGE, row.message, row.msg].find((each) => typeof each === 'string');
    const time = [row.time, row.timestamp, row['@timestamp']].find((each) => typeof each === 'string');
    const microseconds = Number(row.__REALTIME_TIMESTAMP ?? Number.NaN);
    if (typeof text !== 'string') return line;
    if (typeof time === 'string') return withTime(time, text.trim());
    return Math.abs(microseconds) < 8e18 ? withTime(new Date(microseconds / 1000).toISOString(), text.trim()) : line;
  } catch {
    return line;
  }
}
