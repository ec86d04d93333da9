import stringWidth from 'string-width';
import type { Medium } from '../text/palette.ts';

/** The size of a terminal, in characters; both are at least 1. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/**
 * A text that is redrawn in place, with its time below it. If it is higher than the screen, its end is left out, because
 * the verdict is at its top. One row stays free for the cursor.
 */
export function renderScreen(text: string, asOf: string, { columns, rows }: ScreenSize, { palette }: Medium): string {
  const lines = text.split('\n');
  const heightOf = (line: string): number => Math.max(1, Math.ceil(stringWidth(line) / columns));
  const footer = `${asOf}  Ctrl-C to exit`;
  const room = rows - 1 - heightOf(footer);
  if (lines.reduce((sum, line) => sum + heightOf(line), 0) + 1 <= room) {
    return [...lines, '', palette.dim(footer)].join('\n');
  }
  const shown: string[] = [];
  let used = 0;
  for (const line of lines) {
    used += heightOf(line);
    if (used > room) break;
    shown.push(line);
  }
  const left = lines.length - shown.length;
  const cut = left === 0 ? footer : `${footer}, ${left} more line${left === 1 ? '' : 's'}`;
  return [...shown, palette.dim(stringWidth(cut) > columns * heightOf(footer) ? footer : cut)].join('\n');
}
