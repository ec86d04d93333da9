import { findParameter } from '../core/parameters/catalogue.ts';
import type { ParameterGroup } from '../core/parameters/definition.ts';
import { valueWhenAbsent } from '../core/parameters/definition.ts';
import { GROUPS } from '../core/parameters/groups.ts';
import type { ParameterState } from '../core/parameters/parameter-state.ts';
import type { Medium } from './palette.ts';
import { valueInWords } from './parameter-value.ts';
import { wrap } from './wrap.ts';

/** Parameters with their values under the titles of their groups; those that are set stand out. */
export function renderParameters(parameters: readonly ParameterState[], medium: Medium): string {
  const groups = (Object.keys(GROUPS) as ParameterGroup[]).flatMap((group) => {
    const members = parameters.filter((each) => each.group === group);
    return members.length === 0
      ? []
      : [[medium.palette.bold(GROUPS[group].title), ...rows(members, medium)].join('\n')];
  });
  return groups.join('\n\n');
}

/** From so many columns on, name, short name and value stand in one row; below it the short name has its own. */
const WIDE = 120;

function rows(parameters: readonly ParameterState[], { palette, columns }: Medium): string[] {
  const isWide = columns >= WIDE;
  const nameWidth = Math.max(...parameters.map(({ name }) => name.length)) + 4;
  const shortWidth = isWide ? Math.max(...parameters.map(({ shortName }) => shortName.length)) + 2 : 0;
  return parameters.flatMap((each) => {
    const text = described(each);
    const paint = each.pendingRestart === true ? palette.caution : each.set ? palette.accent : palette.dim;
    const fits = nameWidth + shortWidth + text.length <= columns;
    const name = `  ${each.name}`.padEnd(isWide || fits ? nameWidth : 0);
    const short = palette.dim(each.shortName.padEnd(fits ? shortWidth : 0));
    return [
      name + (isWide ? short : '') + (fits ? paint(text) : ''),
      ...(isWide ? [] : [`    ${short}`]),
      ...(fits ? [] : wrap(`    ${text}`, columns, 4).map((line) => `    ${paint(line.trim())}`)),
    ];
  });
}

function described(parameter: ParameterState): string {
  const waiting = waitingWords(parameter);
  return waiting === null ? settled(parameter) : `${settled(parameter)}; ${waiting}`;
}

function settled({ name, value, default: preset, set }: ParameterState): string {
  const text = valueInWords(name, value);
  if (!set) return value === null ? text : `${text} (default)`;
  if (value === preset) return isPreset(name) ? `${text}, which is the default` : text;
  return preset === null || typeof preset === 'string' ? text : `${text} (default ${valueInWords(name, preset)})`;
}

/** Whether to set the default changes nothing. */
function isPreset(name: string): boolean {
  const definition = findParameter(name);
  return definition !== null && valueWhenAbsent(definition) !== null;
}

/** What a running pair goes by until it is restarted; null where nothing waits. */
function waitingWords({ name, value, inForce, waitsFor }: ParameterState): string | null {
  if (waitsFor === null || waitsFor.length === 0) return null;
  const held = inForce === value ? '' : `${valueInWords(name, inForce)} in force, `;
  return `${held}waits for a restart of ${waitsFor.toSorted().join(' and ')}`;
}
