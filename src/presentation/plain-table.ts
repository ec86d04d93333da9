/** Tables without rules: columns that line up on a terminal, whatever colours and wide characters stand in them. */
import Table from 'cli-table3';
import stringWidth from 'string-width';
import { wrap } from './wrap.ts';

/** Cells from left to right, one line each. */
export type TableRow = readonly string[];

interface Layout {
  /** What stands between two columns; two blanks where it is not given. */
  readonly between?: string;
  /** Of each column; left where none is given. */
  readonly alignment?: readonly ('left' | 'right')[];
}

const BETWEEN = '  ';

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
} as const;

/** The lines of a table, one for each row. */
export function plainTable(rows: readonly TableRow[], layout: Layout = {}): string[] {
  return layOut(rows, layout).map((line) => line.trimEnd());
}

/**
 * The lines of a table whose last column is a text, wrapped so that no line is wider than `columns`. A row of a single
 * cell is a line by itself, and has no say in the columns of the others.
 *
 * The text itself is not given to cli-table3: it would fill each row up to the longest word, and measures a wide text
 * anew for each character of it.
 */
export function textTable(rows: readonly TableRow[], columns: number, layout: Layout = {}): string[] {
  const leads = layOut(
    rows.filter(hasText).map((row) => row.slice(0, -1)),
    layout,
  ).map((lead) => lead + (layout.between ?? BETWEEN));
  const indent = stringWidth(leads[0] ?? '');
  const lines = rows.flatMap((row) => {
    const text = row.at(-1)!;
    if (!hasText(row)) return [text];
    const [first = '', ...rest] = wrap(text, columns - indent);
    return [leads.shift() + first, ...rest.map((line) => ' '.repeat(indent) + line)];
  });
  return lines.map((line) => line.trimEnd());
}

function hasText(row: TableRow): boolean {
  return row.length > 1;
}

function layOut(rows: readonly TableRow[], { between = BETWEEN, alignment = [] }: Layout): string[] {
  if (rows.length === 0) return [];
  const table = new Table({
    colAligns: [...alignment],
    chars: { ...NO_LINES, middle: between },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  // A name with a line break in it would make two lines of its row.
  table.push(...rows.map((row) => row.map((cell) => cell.replaceAll('\n', ' '))));
  return table.toString().split('\n');
}
