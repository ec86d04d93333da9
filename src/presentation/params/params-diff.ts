import stringWidth from 'string-width';
import { cutList } from '../../core/config/lists/list.ts';
import { findParameter } from '../../core/config/parameters/catalogue.ts';
import type { DifferingValue, ParameterDifferences } from '../../core/results/parameters.ts';
import type { Medium } from '../text/palette.ts';
import { type TableRow, textTable } from '../text/plain-table.ts';
import { valueInWords } from './parameter-value.ts';

/** Each parameter that differs, with its value on both sides. */
export function renderDifferences({ left, right, differences }: ParameterDifferences, medium: Medium): string {
  const { palette, columns } = medium;
  if (differences.length === 0) return `${left} and ${right} are the same: every parameter has the same value.`;
  // A long file name would leave no room for the values.
  const isLong = [left, right].some((label) => stringWidth(label) > LONGEST_LABEL);
  const [one, other] = isLong ? ['1', '2'] : [left, right];
  const line = (label: string, name: string, side: DifferingValue): TableRow => [
    `  ${label}`,
    valueInWords(name, side.value) + sayDefault(label, side),
  ];
  const blocks = differences.map((each) => {
    const rows = entryRows(each, one, other) ?? [line(one, each.name, each.left), line(other, each.name, each.right)];
    return [palette.bold(each.name), ...textTable(rows, columns, { between: '   ' })].join('\n');
  });
  return [...(one === left ? [] : [`1 is ${left}\n2 is ${right}`]), ...blocks].join('\n\n');
}

const LONGEST_LABEL = 24;

function sayDefault(label: string, { value, set }: DifferingValue): string {
  return set || value === null || label === 'default' ? '' : ' (default)';
}

/** For two long lists, the entries that only one has; null if they are not lists, or have nothing in common. */
function entryRows(
  { name, left, right }: ParameterDifferences['differences'][number],
  one: string,
  other: string,
): TableRow[] | null {
  if (findParameter(name)?.type.is !== 'list' || left.value === null || right.value === null) return null;
  const [here, there] = [left.value, right.value].map((value) => cutList(String(value)).map(({ text }) => text));
  const both = here!.filter((entry) => there!.includes(entry));
  if (both.length === 0) return null;
  const same = both.length === 1 ? 'one entry' : `${both.length} entries`;
  const only = (label: string, entries: readonly string[], side: DifferingValue): TableRow[] => {
    const lacking = entries.filter((entry) => !both.includes(entry));
    return lacking.length === 0 ? [] : [[`  only ${label}`, lacking.join('; ') + sayDefault(label, side)]];
  };
  const rows = [...only(one, here!, left), ...only(other, there!, right)];
  return rows.length === 0 ? [[`  the same ${same}, in a different order`]] : [...rows, ['  both', same]];
}
