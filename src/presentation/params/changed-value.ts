import type { ParameterValue } from '../../core/config/parameters/definition.ts';
import type { ChangedValue } from '../../core/results/parameters.ts';
import type { Medium } from '../text/palette.ts';
import { wrap } from '../text/wrap.ts';
import { unsetInWords, valueInWords } from './parameter-value.ts';

/** One value before and after a change, under its name. */
export function changedValue(
  { name, from, to, default: preset }: ChangedValue,
  { palette, columns }: Medium,
): string[] {
  const sign = (mark: '-' | '+', value: ParameterValue | null): string[] => {
    const paint = mark === '-' ? palette.bad : palette.good;
    const text = value === null ? unsetInWords(name, preset) : valueInWords(name, value);
    return wrap(`  ${mark} ${text}`, columns, 4).map((line) => paint(line));
  };
  return [`  ${palette.bold(name)}`, ...sign('-', from), ...sign('+', to)];
}
