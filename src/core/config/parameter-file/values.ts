import type { Problem } from '../../problem.ts';
import type { ParameterValues } from '../parameters/catalogue.ts';
import type { ParameterValue } from '../parameters/definition.ts';
import { checkTogether } from '../parameters/rules.ts';
import { withoutEffectInFile } from '../parameters/use.ts';
import { parseValue } from '../parameters/value.ts';
import type { FileContent } from './parameter-file.ts';

/**
 * The values that a file sets, and all its problems in the order of the file: its structure, each value, and the rules
 * between them. A rule that involves an invalid value is skipped: its result could be wrong.
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
  // Each value was parsed by its own definition, which the type of a map built entry by entry cannot express.
  const checked = values as ParameterValues;
  for (const { names, problem } of checkTogether(checked)) {
    if (names.some((name) => file.named.has(name) && !(name in values))) continue;
    const first = names.find((name) => name in values);
    const entry = file.entries.find(({ definition }) => definition.name === first);
    problems.push({ ...problem, where: entry?.where ?? file.file });
  }
  return { values: checked, problems: problems.toSorted(inFileOrder) };
}

/** `readValues`, and a warning for each value that has no effect in a parameter file. */
export function checkValues(file: FileContent): ReturnType<typeof readValues> {
  const { values, problems } = readValues(file);
  const idle = file.entries.flatMap(({ definition, where }) => {
    const said = definition.name in values ? withoutEffectInFile(definition) : null;
    return said === null ? [] : [{ ...said, where }];
  });
  return { values, problems: [...problems, ...idle].toSorted(inFileOrder) };
}

function inFileOrder(left: Problem, right: Problem): number {
  const [leftLine, leftColumn] = placeOf(left);
  const [rightLine, rightColumn] = placeOf(right);
  return leftLine - rightLine || leftColumn - rightColumn;
}

/** Problems of the whole file come last. */
function placeOf({ where }: Problem): readonly [number, number] {
  const found = /:(\d+):(\d+)(?=$|, entry )/.exec(where ?? '');
  return found === null ? [Number.POSITIVE_INFINITY, 0] : [Number(found[1]), Number(found[2])];
}
