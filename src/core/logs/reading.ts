/**
 * One log, line by line: rows are read, their messages recognised, incidents followed, requests remembered for the
 * clocks. What is kept is bounded whatever the log's size: lines that say nothing here are counted and dropped.
 */
import { type Exchange, rememberExchanges } from './exchanges.ts';
import { detach, readMessage } from './formats/catalogue.ts';
import type { MessageFormat } from './formats/format.ts';
import { followIncidents, type Incidents } from './incidents.ts';
import { follow, type Moment } from './moment.ts';
import { HINT_KINDS, type Hint, isSeen, type Seen, type Sighting } from './observation.ts';
import { type Columns, readHeader, readRow } from './table.ts';

export type LogKind = 'switchover' | 'notifier' | 'tsserver' | 'node' | 'unknown';

/** `current` and `older` are the reference's two generations; `node` is our own log; null where nothing tells. */
export type LogDialect = 'current' | 'older' | 'node' | null;

export interface LogReading {
  readonly file: string;
  readonly kind: LogKind;
  readonly dialect: LogDialect;
  readonly lines: number;
  /** Lines that are no row of a log: no time, no message, too long. */
  readonly unread: number;
  /** Rows whose message a format knows. */
  readonly understood: number;
  readonly first: Moment | null;
  readonly last: Moment | null;
  readonly incidents: Incidents;
  readonly exchanges: readonly Exchange[];
  /** The NetTest addresses last written, in file order (reference: "Switchover NetTest server parameters"). */
  readonly netTest: readonly Seen<'net-test-address'>[];
  /** What points to a cause beside the incidents, in file order: the newest, at most 2,000. */
  readonly hints: readonly Hint[];
  /** Which server of which pair wrote it, where it says so. */
  readonly started: Seen<'started'> | null;
}

const KEPT_HINTS = 2_000;

/** Takes the lines of one log in order. */
export interface LogReader {
  /** `text` without its line end; `whole` false where a part of an overlong line was left off. */
  readonly line: (text: string, whole: boolean) => void;
  readonly end: () => LogReading;
}

/** Topics whose rows belong to the Switchover subsystem, known message or not. */
const SWITCHOVER_TOPICS: ReadonlySet<string> = new Set([
  'switchover',
  'switchovermain',
  'switchoverstates',
  'systemmonitor',
  'modulemonitor',
  'primarymonitor',
]);

interface Votes {
  current: number;
  older: number;
  zoned: number;
  switchover: number;
  notifier: number;
  tsserver: number;
}

export function openLog(file: string): LogReader {
  const incidents = followIncidents();
  const exchanges = rememberExchanges();
  const netTest = new Map<string, Seen<'net-test-address'>>();
  const hints: Hint[] = [];
  const votes: Votes = { current: 0, older: 0, zoned: 0, switchover: 0, notifier: 0, tsserver: 0 };
  let columns: Columns | null = null;
  let started: Seen<'started'> | null = null;
  let first: Moment | null = null;
  let last: Moment | null = null;
  let [lines, unread, understood] = [0, 0, 0];

  const line = (text: string, whole: boolean): void => {
    lines += 1;
    const clean = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (clean.trim() === '') return;
    const row = whole ? readRow(clean, columns) : null;
    if (row === null) {
      const header = readHeader(clean);
      if (header === null) unread += 1;
      else columns = header;
      return;
    }
    last = follow(last, row.time);
    first ??= last;
    if (row.topic !== null && SWITCHOVER_TOPICS.has(row.topic.toLowerCase())) votes.switchover += 1;
    const message = readMessage(row.message, row.topic);
    if (message === null) return;
    understood += 1;
    vote(votes, message.format, last);
    const { rule, saw } = message;
    const sighting: Sighting = { file, line: lines, order: lines, at: last, text: detach(row.message), rule, saw };
    if (isSeen(sighting, 'exchange')) exchanges.add(sighting, row.time.unitMs);
    else if (isSeen(sighting, 'net-test-address')) netTest.set(sighting.saw.entry, sighting);
    else if (isSeen(sighting, ...HINT_KINDS)) {
      hints.push(sighting);
      if (hints.length > 2 * KEPT_HINTS) hints.splice(0, KEPT_HINTS);
    } else {
      if (isSeen(sighting, 'started')) started = sighting;
      incidents.see(sighting);
    }
  };

  const end = (): LogReading => ({
    file,
    kind: kindOf(votes, started !== null),
    dialect: dialectOf(votes, started !== null),
    lines,
    unread,
    understood,
    first,
    last,
    incidents: incidents.end(last),
    exchanges: exchanges.all(),
    netTest: [...netTest.values()].toSorted((a, b) => a.line - b.line),
    hints: hints.slice(-KEPT_HINTS),
    started,
  });
  return { line, end };
}

function vote(votes: Votes, format: MessageFormat, at: Moment): void {
  if (format.writer !== 'any') votes[format.writer] += 1;
  if (format.dialect !== 'any') votes[format.dialect] += 1;
  if (at.calendar === 'zoned') votes.zoned += 1;
}

/** Our own log is the Switchover subsystem's vocabulary with dated, zoned times; the reference's logs have neither. */
function isNode(votes: Votes, started: boolean): boolean {
  return started || (votes.zoned > 0 && votes.switchover > 0);
}

function kindOf(votes: Votes, started: boolean): LogKind {
  if (isNode(votes, started)) return 'node';
  if (votes.switchover > 0) return 'switchover';
  if (votes.notifier === 0 && votes.tsserver === 0) return 'unknown';
  return votes.notifier >= votes.tsserver ? 'notifier' : 'tsserver';
}

function dialectOf(votes: Votes, started: boolean): LogDialect {
  if (isNode(votes, started)) return 'node';
  if (votes.current === 0 && votes.older === 0) return null;
  return votes.current >= votes.older ? 'current' : 'older';
}
