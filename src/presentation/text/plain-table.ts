/** Tables without rules: columns that line up on a terminal, whatever colours and wide characters they contain. */
import Table from 'cli-table3';
import stringWidth from 'string-width';
import { wrap } from './wrap.ts';

/** Cells from left to right, one line each. */
export type TableRow = readonly string[];

interface Layout {
  /** Separator between columns; default: two spaces. */
  readonly between?: string;
  /** For each column; default: left. */
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

/** The lines of a table, one per row. */
export function plainTable(rows: readonly TableRow[], layout: Layout = {}): string[] {
  return layOut(rows, layout).map((line) => line.trimEnd());
}

/**
 * The lines of a table whose last column is text, wrapped so that no line is wider than `columns`. A row with a single
 * cell is a line of its own and does not affect the column widths.
 *
 * The text itself does not go through cli-table3, which would pad each row to the longest word and re-measure a wide
 * text for every character.
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
  // A name with a line break would split its row into two lines.
  table.push(...rows.map((row) => row.map((cell) => cell.replaceAll('\n', ' '))));
  return table.toString().split('\n');
}
