/** Layouts of a log's rows: exported by a trace viewer, saved by a spreadsheet, copied from a page. */
import type { Random } from '../../src/core/simulation/random.ts';
import type { Line } from './log-case.ts';

export interface Layout {
  readonly name: string;
  /** Rows under a foreign topic can be distinguished from the service's own only if there is a topic. */
  readonly hasTopic: boolean;
  /** Programs write logs like this, so they may be rotated; the other layouts are copies. */
  readonly isFile?: boolean;
  readonly write: (lines: readonly Line[], rnd: Random) => string;
}

interface Clock {
  readonly fraction: '.' | ':' | ',';
  readonly series: boolean;
}

const PLAIN_CLOCK: Clock = { fraction: '.', series: false };

function two(value: number, digits = 2): string {
  return String(value).padStart(digits, '0');
}

export function timeOfDay(at: number): string {
  return clockTime(at, PLAIN_CLOCK, 0);
}

function clockTime(at: number, { fraction, series }: Clock, number: number): string {
  const ms = ((Math.round(at) % 86_400_000) + 86_400_000) % 86_400_000;
  const [h, m, s] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1000) % 60];
  const time = `${two(h)}:${two(m)}:${two(s)}${fraction}${two(ms % 1000, 3)}`;
  return series ? `${time}_${two(number % 10_000, 4)}` : time;
}

const FIRST_DAY = Date.UTC(2026, 10, 23);

function dayOf(at: number): string {
  return new Date(FIRST_DAY + at).toISOString().slice(0, 10);
}

type Cell = (line: Line, time: string) => string;
const TIME: Cell = (_, time) => time;
/** With the day on which the log begins, the same for all. */
const DATED: Cell = (line, time) => `${dayOf(line.at)} ${time}`;
const TWELVE =
  (am: string, pm: string): Cell =>
  (_, time) => {
    const hour = Number(time.slice(0, 2));
    return `${((hour + 11) % 12) + 1}${time.slice(2)}${hour < 12 ? am : pm}`;
  };
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** As a system log does: without a year. */
const MONTH_DAY: Cell = (line, time) => {
  const [, month, day] = dayOf(line.at).split('-').map(Number);
  return `${MONTHS[(month ?? 1) - 1]} ${String(day).padStart(2)} ${time}`;
};
const ISO: Cell = (line, time) => `${dayOf(line.at)}T${time}000000Z`;
const TOPIC: Cell = (line) => line.topic;
const MESSAGE: Cell = (line) => line.mark + line.text;
const LEVEL: Cell = (line) => (line.mark === '' ? 'Note' : line.mark.slice(1, -2));
const THREAD: Cell = (line) => String(4000 + ((line.topic.length * 37) % 900));

function table(
  header: readonly string[] | null,
  cells: readonly Cell[],
  join: (cells: readonly string[]) => string,
  clock: Clock = PLAIN_CLOCK,
): Layout['write'] {
  return (lines) => {
    const rows = lines.map((line, index) => join(cells.map((cell) => cell(line, clockTime(line.at, clock, index)))));
    return [...(header === null ? [] : [join(header)]), ...rows, ''].join('\n');
  };
}

const tabs = (cells: readonly string[]): string => cells.join('\t');
const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
const commas = (cells: readonly string[]): string =>
  cells.map((cell) => (/[",]/.test(cell) ? quoted(cell) : cell)).join(',');
const commasQuoted = (cells: readonly string[]): string => cells.map(quoted).join(',');

function padded(widths: readonly number[]): (cells: readonly string[]) => string {
  return (cells) =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
}

/** Messages broken at spaces, the rest on lines of their own, as a narrow page leaves them. */
function wrapped(write: Layout['write'], width: number): Layout['write'] {
  return (lines, rnd) =>
    write(lines, rnd)
      .split('\n')
      .map((row) => breakAt(row, width))
      .join('\n');
}

function breakAt(row: string, width: number): string {
  const parts: string[] = [];
  let rest = row;
  while (rest.length > width) {
    const at = rest.lastIndexOf(' ', width);
    // Never inside the leading cells, nor where there is no space.
    if (at < 24) break;
    parts.push(rest.slice(0, at));
    rest = rest.slice(at + 1);
  }
  return [...parts, rest].join('\n');
}

export const LAYOUTS: readonly Layout[] = [
  { name: 'Time, Message', hasTopic: false, isFile: true, write: table(['Time', 'Message'], [TIME, MESSAGE], tabs) },
  {
    name: 'Time, Topic, Message',
    hasTopic: true,
    isFile: true,
    write: table(['Time', 'Topic', 'Message'], [TIME, TOPIC, MESSAGE], tabs),
  },
  { name: 'Time, Topic, Message without a header', hasTopic: true, write: table(null, [TIME, TOPIC, MESSAGE], tabs) },
  {
    name: 'series numbers',
    hasTopic: false,
    isFile: true,
    write: table(['Time', 'Message'], [TIME, MESSAGE], tabs, { fraction: '.', series: true }),
  },
  {
    name: 'a colon before the milliseconds',
    hasTopic: true,
    isFile: true,
    write: table(['Time', 'Topic', 'Message'], [TIME, TOPIC, MESSAGE], tabs, { fraction: ':', series: false }),
  },
  {
    name: 'columns in another order',
    hasTopic: true,
    isFile: true,
    write: table(['Message', 'Timestamp', 'Topic', 'Level', 'Thread'], [MESSAGE, TIME, TOPIC, LEVEL, THREAD], tabs),
  },
  {
    name: 'comma separated',
    hasTopic: true,
    isFile: true,
    write: table(['Time', 'Topic', 'Message'], [TIME, TOPIC, MESSAGE], commas),
  },
  {
    name: 'comma separated, all quoted',
    hasTopic: true,
    isFile: true,
    write: table(['Topic', 'Level', 'Timestamp', 'Message'], [TOPIC, LEVEL, TIME, MESSAGE], commasQuoted),
  },
  {
    name: 'padded with spaces',
    hasTopic: true,
    isFile: true,
    write: table(['Time', 'Topic', 'Message'], [TIME, TOPIC, MESSAGE], padded([14, 24, 0])),
  },
  {
    name: 'dates in the rows',
    hasTopic: true,
    isFile: true,
    write: table(['Time', 'Topic', 'Message'], [DATED, TOPIC, MESSAGE], tabs),
  },
  {
    name: 'a date above the header',
    hasTopic: true,
    write: (lines, rnd) => `Trace of 2026-11-23\n\n${LAYOUTS[1]?.write(lines, rnd)}`,
  },
  {
    name: 'one cell a line',
    hasTopic: true,
    write: table(['Time', 'Topic', 'Message'], [TIME, TOPIC, MESSAGE], (cells) => cells.join('\n')),
  },
  {
    name: 'wrapped',
    hasTopic: true,
    write: wrapped(table(['Time', 'Topic', 'Message'], [TIME, TOPIC, MESSAGE], tabs), 90),
  },
  {
    name: 'twelve hours, a narrow no-break space',
    hasTopic: true,
    isFile: true,
    write: table(['Time', 'Topic', 'Message'], [TWELVE('\u202fAM', '\u202fPM'), TOPIC, MESSAGE], tabs),
  },
  {
    name: 'twelve hours, a.m. and p.m.',
    hasTopic: true,
    isFile: true,
    write: table(['Time', 'Topic', 'Message'], [TWELVE(' a.m.', ' p.m.'), TOPIC, MESSAGE], commas),
  },
  {
    name: 'Markdown',
    hasTopic: true,
    write: framed('| Time | Topic | Message |\n|---|---|---|', (cells) => `| ${cells.join(' | ')} |`, /[|\\_*]/g),
  },
  {
    name: 'Jira',
    hasTopic: true,
    write: framed('||Time||Topic||Message||', (cells) => `|${cells.join('|')}|`, /[|[\]{}]/g),
  },
  {
    name: 'an ASCII table',
    hasTopic: true,
    write: framed(
      '+------+-------+---------+\n| Time | Topic | Message |\n+------+-------+---------+',
      (cells) => `| ${cells.join(' | ')} |`,
    ),
  },
  {
    name: 'HTML',
    hasTopic: true,
    write: (lines, rnd) =>
      `<table>\n${(LAYOUTS[1]?.write(lines, rnd) ?? '')
        .trimEnd()
        .split('\n')
        .map(
          (row) =>
            `<tr>${row
              .split('\t')
              .map((cell) => `<td>${escaped(cell)}</td>`)
              .join('')}</tr>`,
        )
        .join('\n')}\n</table>\n`,
  },
  {
    name: 'a quotation',
    hasTopic: true,
    write: (lines, rnd) => (LAYOUTS[1]?.write(lines, rnd) ?? '').replaceAll(/^(?=.)/gm, '> '),
  },
  {
    name: 'the topic alone on a line, messages wrapped',
    hasTopic: true,
    write: wrapped(
      table(['Time Topic Message'], [TIME, TOPIC, MESSAGE], ([time, topic, message]) =>
        message === undefined ? (time ?? '') : `${time} ${topic}\n${message}`,
      ),
      60,
    ),
  },
  {
    name: 'journalctl',
    hasTopic: true,
    isFile: true,
    write: table(
      null,
      [MONTH_DAY, TOPIC, MESSAGE],
      ([time, topic, message]) => `${time} beta switchover[812]: ${topic?.padEnd(18)} ${message}`,
    ),
  },
  {
    name: 'docker logs --timestamps',
    hasTopic: true,
    isFile: true,
    write: table(null, [ISO, TOPIC, MESSAGE], ([time, topic, message]) => `${time} ${topic?.padEnd(18)} ${message}`),
  },
];

/** `special`: what a cell must not contain as it is. */
function framed(header: string, row: (cells: readonly string[]) => string, special?: RegExp): Layout['write'] {
  return table([header], [TIME, TOPIC, MESSAGE], (cells) =>
    cells.length === 1
      ? header
      : row(
          cells.map((cell) => (special === undefined ? cell.replaceAll('|', '/') : cell.replaceAll(special, '\\$&'))),
        ),
  );
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
