import Table from 'cli-table3';

interface Layout {
  /** What stands between two columns. */
  readonly between: string;
  /** Of each column; left where none is given. */
  readonly alignment?: readonly ('left' | 'right')[];
}

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

/** A table without lines, and without blanks at the ends of its rows. Cells may hold colours. */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { between, alignment = [] }: Layout,
): string {
  const table = new Table({
    head: [...head],
    colAligns: [...alignment],
    chars: { ...NO_LINES, middle: between },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
