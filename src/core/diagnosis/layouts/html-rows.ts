/** A table of a web page: its rows may be on one line, or every cell on lines of its own. */

export interface HtmlRows {
  readonly take: (text: string, number: number) => void;
  /** Passes on the row that has not ended. */
  readonly flush: () => void;
}

/** A row with more characters than this is not one of a log. */
const LONGEST_ROW = 16_384;
/** How every line of such a table begins, unless it continues a cell. */
const OF_TABLE = /^\s*<\/?(?:!doctype|html|body|div|table|thead|tbody|tr|th|td)\b/i;
const TAG = /<(\/?)([a-z][a-z\d]{0,15})\b[^<>]{0,2000}>/gi;

/** Passes lines on as they are, and each row of a table as one line with tabs between its cells. */
export function holdHtmlRows(pass: (text: string, number: number) => void): HtmlRows {
  let cells: string[] | null = null;
  let [first, letters] = [0, 0];

  const flush = (): void => {
    const row = cells?.map((cell) => decoded(cell).replace(/\s+/g, ' ').trim()) ?? [];
    cells = null;
    letters = 0;
    if (row.some((cell) => cell !== '')) pass(row.join('\t'), first);
  };

  const add = (text: string): void => {
    if (cells === null || cells.length === 0) return;
    cells[cells.length - 1] += text;
    letters += text.length;
    if (letters > LONGEST_ROW) flush();
  };

  const tag = (name: string, ends: boolean, number: number): void => {
    if (name === 'tr' || name === 'table') {
      flush();
      if (name === 'tr' && !ends) [cells, first] = [[], number];
    } else if ((name === 'td' || name === 'th') && !ends) {
      if (cells === null) [cells, first] = [[], number];
      cells.push('');
    } else if (name === 'br') add(' ');
  };

  const take = (text: string, number: number): void => {
    // A row that contains a tag is not one of a page, nor is what follows an element without cells.
    const isOfPage = (cells !== null && cells.length > 0) || OF_TABLE.test(text);
    if (!isOfPage) {
      cells = null;
      pass(text, number);
      return;
    }
    let from = 0;
    for (const match of text.matchAll(TAG)) {
      add(text.slice(from, match.index));
      from = match.index + match[0].length;
      tag((match[2] ?? '').toLowerCase(), match[1] === '/', number);
    }
    add(`${text.slice(from)} `);
  };
  return { take, flush };
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' };

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED[String(name).toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 31 && code < 0x11_0000 ? String.fromCodePoint(code) : ' ';
  });
}
