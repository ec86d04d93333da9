import stringWidth from 'string-width';
import { findParameter } from '../../core/config/parameters/catalogue.ts';
import type { ParameterGroup } from '../../core/config/parameters/definition.ts';
import { valueWhenAbsent } from '../../core/config/parameters/definition.ts';
import { GROUPS, isUsed } from '../../core/config/parameters/groups.ts';
import type { ParameterState } from '../../core/config/parameters/parameter-state.ts';
import type { Medium } from '../text/palette.ts';
import { type TableRow, textTable } from '../text/plain-table.ts';
import { wrap } from '../text/wrap.ts';
import { valueInWords } from './parameter-value.ts';

/** Parameters with their values under the titles of their groups; those that are set stand out. */
export function renderParameters(parameters: readonly ParameterState[], medium: Medium): string {
  const groups = (Object.keys(GROUPS) as ParameterGroup[]).flatMap((group) => {
    const members = parameters.filter((each) => each.group === group);
    return members.length === 0 ? [] : [[titleOf(group, medium), ...rows(members, medium)].join('\n')];
  });
  return groups.join('\n\n');
}

/** Marked if nothing in this version uses the values below it. */
function titleOf(group: ParameterGroup, { palette }: Medium): string {
  const title = palette.bold(GROUPS[group].title);
  return isUsed({ group }) ? title : `${title}  ${palette.caution('(not used yet)')}`;
}

/** From this width on, name, short name and value are in one row; otherwise the short name has its own row. */
const WIDE = 120;

function rows(parameters: readonly ParameterState[], { palette, columns }: Medium): string[] {
  const isWide = columns >= WIDE;
  const widest = (texts: readonly string[]): number => Math.max(...texts.map((text) => stringWidth(text)));
  const shortRoom = isWide ? widest(parameters.map(({ shortName }) => shortName)) + 2 : 0;
  const room = columns - widest(parameters.map(({ name }) => name)) - shortRoom - 4;
  const lines = parameters.flatMap((each): TableRow[] => {
    const text = described(each);
    const paint = each.pendingRestart === true ? palette.caution : each.set ? palette.accent : palette.dim;
    const short = palette.dim(each.shortName);
    const lead = [`  ${each.name}`, ...(isWide ? [short] : [])];
    const below = isWide ? [] : [[`    ${short}`]];
    if (stringWidth(text) <= room) return [[...lead, paint(text)], ...below];
    return [[...lead, ''], ...below, ...wrap(`    ${paint(text)}`, columns, 4).map((line) => [line])];
  });
  return textTable(lines, columns);
}

function described(parameter: ParameterState): string {
  const also = parameter.used ? waitingWords(parameter) : parameter.set ? 'not used yet' : null;
  return also === null ? settled(parameter) : `${settled(parameter)}; ${also}`;
}

function settled({ name, value, default: preset, set }: ParameterState): string {
  const text = valueInWords(name, value);
  if (!set) return value === null ? text : `${text} (default)`;
  if (value === preset) return isPreset(name) ? `${text} (same as the default)` : text;
  return preset === null || typeof preset === 'string' ? text : `${text} (default ${valueInWords(name, preset)})`;
}

/** Whether setting the default has no effect. */
function isPreset(name: string): boolean {
  const definition = findParameter(name);
  return definition !== null && valueWhenAbsent(definition) !== null;
}

/** The value a running pair uses until it is restarted; null if nothing waits for a restart. */
function waitingWords({ name, value, inForce, waitsFor }: ParameterState): string | null {
  if (waitsFor === null || waitsFor.length === 0) return null;
  const held = inForce === value ? '' : `${valueInWords(name, inForce)} in force, `;
  return `${held}waits for a restart of ${waitsFor.toSorted().join(' and ')}`;
}
