import type { ParameterValues } from '../parameters/catalogue.ts';
import type { ParameterValue } from '../parameters/definition.ts';
import { checkTogether } from '../parameters/rules.ts';
import { parseValue } from '../parameters/value.ts';
import type { Problem } from '../problem.ts';
import type { FileContent } from './parameter-file.ts';

/**
 * The values that a file sets, and all that is wrong with it in the order of the file: its shape, each value, and the
 * rules between them. A rule that looks at an unsound value is left alone: what it would say may not be true.
 */
export function readValues(file: FileContent): {
  readonly values: ParameterValues;
  readonly problems: readonly Problem[];
} {
  const values: { [name in string]: ParameterValue } = {};
  const problems: Problem[] = [...file.problems];
  for (const { definition, text, where } of file.entries) {
    const parsed = parseValue(definition, text, where);
    if (parsed.ok) values[definition.name] = parsed.value;
    problems.push(...(parsed.ok ? parsed.warnings : [parsed.problem, ...parsed.also]));
  }
  // The catalogue's own types make the values fit their names; a map built entry by entry cannot show it.
  const checked = values as ParameterValues;
  for (const { names, problem } of checkTogether(checked)) {
    if (names.some((name) => file.named.has(name) && !(name in values))) continue;
    const first = names.find((name) => name in values);
    const entry = file.entries.find(({ definition }) => definition.name === first);
    problems.push({ ...problem, where: entry?.where ?? file.file });
  }
  return { values: checked, problems: problems.toSorted(inFileOrder) };
}

function inFileOrder(left: Problem, right: Problem): number {
  const [leftLine, leftColumn] = placeOf(left);
  const [rightLine, rightColumn] = placeOf(right);
  return leftLine - rightLine || leftColumn - rightColumn;
}

/** What concerns the file as a whole comes last. */
function placeOf({ where }: Problem): readonly [number, number] {
  const found = /:(\d+):(\d+)(?=$|, entry )/.exec(where ?? '');
  return found === null ? [Number.POSITIVE_INFINITY, 0] : [Number(found[1]), Number(found[2])];
}
