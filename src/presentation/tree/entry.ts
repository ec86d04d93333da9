import type { TreeEntryAnswer } from '../../core/protocol/tree-answers.ts';
import type { EntryDifference } from '../../core/results/tree.ts';
import { toTheSecond } from '../text/instants.ts';
import type { Medium } from '../text/palette.ts';
import { textTable } from '../text/plain-table.ts';
import { printable } from '../text/printable.ts';

type Content = EntryDifference['before'];

/** An entry with all attributes, one line for each value, and who changed it last. */
export function renderEntry(entry: TreeEntryAnswer, medium: Medium): string {
  const { palette } = medium;
  const { term, number } = entry.position;
  const last = `changed ${toTheSecond(entry.changedAt, medium)} by ${printable(entry.changedBy)}, position ${term}.${number}`;
  return [
    `${palette.bold(printable(entry.path))}  ${palette.dim(printable(entry.class))}`,
    ...attributeLines(entry.attributes, medium),
    palette.dim(last),
  ].join('\n');
}

/** A line for each value; the name only beside the first. */
function attributeLines(attributes: Readonly<Record<string, readonly string[]>>, { columns }: Medium): string[] {
  const rows = Object.entries(attributes).flatMap(([name, values]) =>
    values.map((value, index) => [`  ${index === 0 ? printable(name) : ''}`, printable(value)]),
  );
  return textTable(rows, columns);
}

/** What a change does to one entry, attribute by attribute. */
export function entryChange({ path, before, after }: Omit<EntryDifference, 'position'>, medium: Medium): string[] {
  const { palette, columns } = medium;
  const sign = before === null ? palette.good('+') : after === null ? palette.bad('-') : palette.caution('~');
  const head = `${sign} ${printable(path)}${classWords(before, after)}`;
  const names = [...new Set([...Object.keys(before?.attributes ?? {}), ...Object.keys(after?.attributes ?? {})])];
  const rows = names.flatMap((name) => {
    const [old, now] = [valuesOf(before, name), valuesOf(after, name)];
    if (JSON.stringify(old) === JSON.stringify(now)) return [];
    return [[`    ${printable(name)}`, changeWords(old, now)]];
  });
  return [head, ...(after === null ? [] : textTable(rows, columns))];
}

/** An attribute may have any name, also one that every object has. */
function valuesOf(content: Content, name: string): readonly string[] | undefined {
  return content !== null && Object.hasOwn(content.attributes, name) ? content.attributes[name] : undefined;
}

function classWords(before: Content, after: Content): string {
  if (before === null || after === null) return `  (${printable((after ?? before)?.class ?? '')})`;
  return before.class === after.class ? '' : `  (${printable(before.class)} -> ${printable(after.class)})`;
}

function changeWords(old: readonly string[] | undefined, now: readonly string[] | undefined): string {
  if (old === undefined) return valueWords(now);
  return `${valueWords(old)} -> ${now === undefined ? 'not set' : valueWords(now)}`;
}

/** Beyond this, a value is cut: lists can be very long. */
const LONGEST = 200;

function valueWords(values: readonly string[] = []): string {
  const all = printable(values.join(', '));
  return all.length > LONGEST ? `${all.slice(0, LONGEST)}…` : all;
}
