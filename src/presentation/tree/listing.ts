import stringWidth from 'string-width';
import type { ListedEntry, TreeListing } from '../../core/results/tree.ts';
import type { Medium } from '../text/palette.ts';
import { plainTable } from '../text/plain-table.ts';
import { printable } from '../text/printable.ts';
import { wrap } from '../text/wrap.ts';

/** The children of a path, with class and first attributes. */
export function renderListing(facts: TreeListing, medium: Medium): string {
  const { columns } = medium;
  const rows = facts.entries.map((each) => [
    printable(nameOf(each)) + (each.hasChildren ? '\\' : ''),
    each.entry === null ? '' : printable(each.entry.class),
    each.entry === null ? '' : summary(each),
  ]);
  const lines = plainTable(rows).map((line) => cut(line, columns));
  return [...(lines.length === 0 ? [empty(facts)] : lines), ...ending(facts, medium)].join('\n');
}

/** Several levels, indented. */
export function renderTree(facts: TreeListing, medium: Medium): string {
  const { palette, columns } = medium;
  const top = facts.path === null ? [] : [palette.bold(printable(facts.path))];
  const indent = facts.path === null ? 0 : 1;
  const lines = facts.entries.map((each) => {
    const name = `${'  '.repeat(each.depth - 1 + indent)}${printable(nameOf(each))}`;
    const more = each.entry === null ? '' : `  ${summary(each)}`;
    return cut(`${name}${more}`, columns);
  });
  return [...top, ...(lines.length === 0 ? [empty(facts)] : lines), ...ending(facts, medium)].join('\n');
}

function nameOf({ path }: ListedEntry): string {
  return path.slice(path.lastIndexOf('\\') + 1);
}

function summary({ entry }: ListedEntry): string {
  return Object.entries(entry?.attributes ?? {})
    .map(([name, [first = '', ...more]]) => printable(`${name}=${first}${more.length > 0 ? ` (+${more.length})` : ''}`))
    .join('  ');
}

/** To a pipe, everything; on a terminal, one line each. */
function cut(line: string, columns: number): string {
  if (stringWidth(line) <= columns) return line;
  const characters = Array.from(line);
  while (stringWidth(characters.join('')) >= columns) characters.pop();
  return `${characters.join('')}…`;
}

function empty({ path }: TreeListing): string {
  return path === null ? 'The configuration tree is empty.' : `There is nothing below ${printable(path)}.`;
}

function ending({ isCut, entries }: TreeListing, { columns }: Medium): string[] {
  return isCut
    ? wrap(
        `Only the first ${entries.length} are shown; list a path further below, or use "switchover ds export".`,
        columns,
      )
    : [];
}
