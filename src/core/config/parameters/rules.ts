import type { Problem } from '../../problem.ts';
import type { ParameterName, ParameterValues } from './catalogue.ts';
import { MIRRORING_RULES } from './rules/mirroring.ts';
import { MONITORING_RULES } from './rules/monitoring.ts';
import type { Rule } from './rules/rule.ts';
import { SERVER_RULES } from './rules/servers.ts';
import { UPGRADE_RULES } from './rules/upgrade.ts';
import { WITHOUT_EFFECT } from './rules/without-effect.ts';

/** Values that are valid individually but conflict. The caller knows where they were set. */
export interface Conflict {
  /** The parameters involved; the problem points at the first that is set. */
  readonly names: readonly ParameterName[];
  readonly problem: Omit<Problem, 'where'>;
}

/** All rules between parameters. */
export const RULES: readonly Rule[] = [
  ...SERVER_RULES,
  ...MONITORING_RULES,
  ...WITHOUT_EFFECT,
  ...MIRRORING_RULES,
  ...UPGRADE_RULES,
];

/** The broken rules. Warnings leave the values usable. */
export function checkTogether(values: ParameterValues): Conflict[] {
  return RULES.flatMap(({ code, severity, names, check }) =>
    check(values).map((broken) => ({ names, problem: { code, severity, ...broken } })),
  );
}
