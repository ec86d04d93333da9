/** Splits one line into its cells. */

const LETTERS = { tab: '\t', comma: ',', semicolon: ';' } as const;

/**
 * Cells separated by tabs, commas or semicolons; a quoted cell may contain any character, including a doubled quote.
 */
export function cutCells(line: string, separator: keyof typeof LETTERS): readonly string[] {
  const letter = LETTERS[separator];
  if (separator === 'tab' || !line.includes('"')) return line.split(letter);
  const cells: string[] = [];
  let from = 0;
  while (from <= line.length) {
    const { cell, next } = line[from] === '"' ? quotedCell(line, from, letter) : plainCell(line, from, letter);
    cells.push(cell);
    from = next;
  }
  return cells;
}

/** True if a quoted cell continues on the next line. */
export function isOpen(line: string, separator: keyof typeof LETTERS): boolean {
  const letter = LETTERS[separator];
  let from = 0;
  while (from < line.length) {
    if (line[from] === '"') {
      const end = closingQuote(line, from + 1);
      if (end < 0) return true;
      from = end;
    }
    const next = line.indexOf(letter, from);
    if (next < 0) return false;
    from = next + 1;
  }
  return false;
}

interface Cut {
  readonly cell: string;
  /** The start of the next cell; past the end of the line if there is none. */
  readonly next: number;
}

function plainCell(line: string, from: number, letter: string): Cut {
  const end = line.indexOf(letter, from);
  return end < 0 ? { cell: line.slice(from), next: line.length + 1 } : { cell: line.slice(from, end), next: end + 1 };
}

function quotedCell(line: string, from: number, letter: string): Cut {
  const end = closingQuote(line, from + 1);
  if (end < 0) return { cell: line.slice(from + 1), next: line.length + 1 };
  const cell = line.slice(from + 1, end).replaceAll('""', '"');
  const rest = plainCell(line, end + 1, letter);
  // Characters after the closing quote do not belong there, but should not get lost.
  return { cell: cell + rest.cell, next: rest.next };
}

function closingQuote(line: string, from: number): number {
  let at = line.indexOf('"', from);
  while (at >= 0 && line[at + 1] === '"') at = line.indexOf('"', at + 2);
  return at;
}
