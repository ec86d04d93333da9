/**
 * Dates as people, programs and file names write them. An ambiguous date (`03/04/2026`) is not read at
 * all: a time without a date is still correct, a wrong date is not.
 */

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const;
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.?';

const DAY_OF_YEAR = new RegExp(`^${MONTH} {1,2}([1-9]|[12]\\d|3[01])$`, 'i');

/** Every way to write one, with the meaning of its groups. */
const WAYS: readonly (readonly [string, (m: readonly string[]) => number | null])[] = [
  ['(\\d{4})([-/._])(\\d{1,2})\\2(\\d{1,2})', ([y, , m, d]) => midnightOf(y, m, d)],
  [`(\\d{1,2})[ -]${MONTH}[ -](\\d{4})`, ([d, m, y]) => midnightOf(y, monthNumber(m), d)],
  [`${MONTH} (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})`, ([m, d, y]) => midnightOf(y, monthNumber(m), d)],
  ['(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})', ([d, m, y]) => midnightOf(y, m, d)],
  ['(\\d{1,2})([/-])(\\d{1,2})\\2(\\d{4})', ([a = '', , b = '', y]) => monthAndDay(a, b, y)],
  ['((?:19|20)\\d\\d)(\\d\\d)(\\d\\d)', ([y, m, d]) => midnightOf(y, m, d)],
];

const WHOLE = WAYS.map(([way, read]) => [new RegExp(`^(?:${way})$`, 'i'), read] as const);
/** Not part of a longer number, so that no address, version or process number is mistaken for a date. */
const WITHIN = WAYS.map(([way, read]) => [new RegExp(`(?<![\\d.:])(?:${way})(?![\\d:])`, 'i'), read] as const);

/** A text that is one date and nothing else: its midnight, in ms since 1970 without a time zone; otherwise null. */
export function readDate(text: string): number | null {
  for (const [way, read] of WHOLE) {
    const match = way.exec(text);
    if (match !== null) return read(match.slice(1));
  }
  return null;
}

/**
 * `Nov 30`, as in a system log: ms from the start of a year of 365 days to its midnight. Null if the text is not that.
 */
export function readDayOfYear(text: string): number | null {
  const match = DAY_OF_YEAR.exec(text);
  return match === null ? null : Date.UTC(1970, Number(monthNumber(match[1])) - 1, Number(match[2]));
}

/** The date in a line or a file name, as `readDate`; null if there is none. */
export function findDate(text: string): number | null {
  return placeOfDate(text)?.midnightMs ?? null;
}

/** The text with its date replaced by an asterisk. */
export function withoutDate(text: string): string {
  const place = placeOfDate(text);
  return place === null ? text : `${text.slice(0, place.from)}*${text.slice(place.to)}`;
}

function placeOfDate(text: string): { readonly midnightMs: number; readonly from: number; readonly to: number } | null {
  for (const [way, read] of WITHIN) {
    const match = way.exec(text);
    const midnightMs = match === null ? null : read(match.slice(1));
    if (match !== null && midnightMs !== null) {
      return { midnightMs, from: match.index, to: match.index + match[0].length };
    }
  }
  return null;
}

function midnightOf(year = '', month = '', day = ''): number | null {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  if (y < 1970 || y > 9999) return null;
  const ms = Date.UTC(y, m - 1, d);
  const back = new Date(ms);
  return back.getUTCMonth() === m - 1 && back.getUTCDate() === d ? ms : null;
}

function monthNumber(name = ''): string {
  return String(MONTHS.indexOf(name.slice(0, 3).toLowerCase() as (typeof MONTHS)[number]) + 1);
}

/** `11/23/2026` and `23/11/2026` can only be one day; `03/04/2026` could be two. */
function monthAndDay(a: string, b: string, year = ''): number | null {
  if (Number(a) === Number(b) || Number(b) > 12) return midnightOf(year, a, b);
  return Number(a) > 12 ? midnightOf(year, b, a) : null;
}
