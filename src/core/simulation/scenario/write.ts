/** A scenario as text: how a minimized failure is written, ready to be run again. */
import type { ParameterValues } from '../../config/parameters/catalogue.ts';
import { findParameter } from '../../config/parameters/catalogue.ts';
import { printValue } from '../../config/parameters/print-value.ts';
import type { Plan } from '../faults.ts';
import { endOf } from '../simulate.ts';
import { writeFault } from './events.ts';
import { writeTime } from './slots.ts';

/** The text of a scenario that follows the plan; `prose` is put below its title. */
export function writeScenario(
  title: string,
  prose: readonly string[],
  parameters: ParameterValues,
  plan: Plan,
  seed: number,
): string {
  const starts = (['A', 'B'] as const).flatMap((letter) => {
    const at = plan.starts[letter];
    return at === null ? [] : [{ at, text: `${letter} is started` }];
  });
  const events = [...starts, ...plan.faults.map(({ at, fault }) => ({ at, text: writeFault(fault) }))]
    .sort((a, b) => a.at - b.at)
    .map(({ at, text }) => `at ${writeTime(at)} ${text}`);
  return [
    `title ${title}`,
    ...prose.map((line) => `# ${line}`),
    '',
    ...Object.entries(parameters).map(([name, value]) => `set ${name} = ${printValue(findParameter(name)!, value)}`),
    'begin with both off',
    ...(seed === 0 ? [] : [`seed ${seed}`]),
    '',
    ...events,
    ...(plan.healedAt === null ? [] : [`mend at ${writeTime(plan.healedAt)}`]),
    `end at ${writeTime(endOf(plan, parameters))}`,
    '',
  ].join('\n');
}
