import type { Explanation } from '../../core/config/parameters/explanation.ts';
import type { OtherName } from '../../core/config/parameters/other-names.ts';
import type { ExplainedName } from '../../core/results/parameters.ts';
import type { Medium } from '../text/palette.ts';
import { textTable } from '../text/plain-table.ts';
import { wrap } from '../text/wrap.ts';
import { describeOtherName, parameterFacts } from './parameter-facts.ts';

/** Longer lines of prose are harder to read. */
const WIDEST = 100;

/** What a name means, for somebody who knows nothing but the name. */
export function renderExplanation(explained: ExplainedName, medium: Medium): string {
  if (explained.is === 'parameter') return renderParameter(explained, medium);
  const own = renderOtherName(explained, medium);
  return explained.parameter === null ? own : `${own}\n\n${renderParameter(explained.parameter, medium)}`;
}

function renderParameter(parameter: Explanation, medium: Medium): string {
  const { palette } = medium;
  const facts = parameterFacts(parameter).map(([label, text]) => [`  ${palette.dim(label)}`, text]);
  return [
    palette.bold(parameter.name),
    '',
    ...prose(parameter.description, medium),
    '',
    ...textTable(facts, widthOf(medium)),
    ...list(
      'Rules',
      parameter.rules.map(({ says }) => says),
      medium,
    ),
    ...list(
      'How the reference is read',
      parameter.notes.map(({ reading, says }) => `${says} (${reading})`),
      medium,
    ),
    '',
    ...wrap(
      `Section "${parameter.section}" of the reference, the PureConnect manual on switchover.`,
      widthOf(medium),
      2,
    ).map(palette.dim),
  ].join('\n');
}

function list(title: string, items: readonly string[], medium: Medium): string[] {
  if (items.length === 0) return [];
  const lines = items.flatMap((item) => wrap(`  - ${item}`, widthOf(medium), 4));
  return ['', medium.palette.bold(title), ...lines];
}

function prose(text: string, medium: Medium): string[] {
  return wrap(`  ${text}`, widthOf(medium), 2);
}

function widthOf({ columns }: Medium): number {
  return Math.min(columns, WIDEST);
}

function renderOtherName(other: OtherName, medium: Medium): string {
  return [medium.palette.bold(other.name), '', ...prose(describeOtherName(other), medium)].join('\n');
}
