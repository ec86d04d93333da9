/** Text in Markdown: whatever a name or a program says, it stays text. */
import { printable } from '../text/printable.ts';

/** On one line. Signs that mean nothing where they stand are left as they are, so that the source can be read too. */
export function markdownText(text: string): string {
  return printable(text.replace(/\s+/g, ' ').trim())
    .replace(/[\\`*<[\]|]|&(?=#?\w+;)/g, '\\$&')
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
    .replace(/^(?:[#>+-]|\d+(?=[.)]))/, (start) => (/\d/.test(start) ? start : `\\${start}`));
}

/** A block of code that can be copied. */
export function codeBlock(text: string, indent = ''): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [fence, ...printable(text).split('\n'), fence].map((line) => indent + line);
}

/** A table; cells are Markdown. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(row)];
}
