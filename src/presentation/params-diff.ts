import type { ParameterValue } from '../core/parameters/definition.ts';
import type { Medium } from './palette.ts';
import { valueInWords } from './parameter-value.ts';
import { labelled } from './wrap.ts';

interface Side {
  readonly value: ParameterValue | null;
  readonly set: boolean;
}

interface Differences {
  readonly left: string;
  readonly right: string;
  readonly differences: readonly { readonly name: string; readonly left: Side; readonly right: Side }[];
}

/** Each parameter that differs, with its value on either side. */
export function renderDifferences({ left, right, differences }: Differences, medium: Medium): string {
  const { palette, columns } = medium;
  if (differences.length === 0) return `${left} and ${right} give every parameter the same value.`;
  // A long name of a file would leave no room for the values.
  const [one, other] = left.length > LONGEST_LABEL || right.length > LONGEST_LABEL ? ['1', '2'] : [left, right];
  const width = Math.max(one.length, other.length) + 5;
  const line = (label: string, name: string, { value, set }: Side): string[] =>
    labelled(
      `  ${label}`,
      valueInWords(name, value) + (set || value === null || label === 'default' ? '' : ' (default)'),
      columns,
      width,
    );
  const blocks = differences.map((each) =>
    [palette.bold(each.name), ...line(one, each.name, each.left), ...line(other, each.name, each.right)].join('\n'),
  );
  return [...(one === left ? [] : [`1 is ${left}\n2 is ${right}`]), ...blocks].join('\n\n');
}

const LONGEST_LABEL = 24;
