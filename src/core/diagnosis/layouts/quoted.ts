/** Holds lines back while a quoted cell is open: in a comma-separated table a message may contain line ends. */
import { isOpen } from './cells.ts';
import type { Columns } from './columns.ts';

export interface QuoteHolder {
  /** Passes the line on, or holds it until its last cell is closed. */
  readonly take: (text: string, number: number, columns: Columns | null) => void;
  readonly flush: () => void;
}

/** A quoted cell with more line ends or characters than this is an unclosed quote. */
const MOST_LINES = 40;
const MOST_LETTERS = 16_384;

export function holdQuoted(pass: (text: string, number: number) => void): QuoteHolder {
  let held: { readonly first: number; readonly lines: string[]; letters: number } | null = null;

  const flush = (): void => {
    const lines = held;
    held = null;
    lines?.lines.forEach((text, index) => {
      pass(text, lines.first + index);
    });
  };

  const take = (text: string, number: number, columns: Columns | null): void => {
    const separator = held === null ? separatorOf(text, columns) : separatorOf(held.lines[0] ?? '', columns);
    if (separator === null) {
      pass(text, number);
      return;
    }
    held ??= { first: number, lines: [], letters: 0 };
    held.lines.push(text);
    held.letters += text.length;
    if (!isOpen(held.lines.join(' '), separator)) {
      const { first, lines } = held;
      held = null;
      pass(lines.join(' '), first);
    } else if (held.lines.length >= MOST_LINES || held.letters > MOST_LETTERS) flush();
  };
  return { take, flush };
}

/** What separates the cells, if they may be quoted; null if they may not, or have no quotes. */
function separatorOf(text: string, columns: Columns | null): 'comma' | 'semicolon' | null {
  if (!text.includes('"')) return null;
  if (columns !== null)
    return columns.separator === 'comma' || columns.separator === 'semicolon' ? columns.separator : null;
  const mark = /^"?\d{1,4}[-:/\d. T]{4,30}(?:_\d{1,9})?"?([,;])/.exec(text)?.[1];
  return mark === undefined ? null : mark === ',' ? 'comma' : 'semicolon';
}
