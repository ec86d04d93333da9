import type { ParameterDefinition } from '../definition.ts';
import { NO_SPECIAL_MEANING, OPTIONAL_SECTION } from '../definition.ts';

/** How the backup watches the module on the primary whose failure is a reason to take over. */
export const MODULE_MONITOR = [
  {
    name: 'Switchover TS Timeout',
    kind: 'general-optional',
    group: 'module-monitor',
    type: { is: 'number' },
    unit: 'seconds',
    default: 10,
    minimum: { value: 5, by: 'reference' },
    maximum: { value: 60, by: 'reference' },
    meaning: NO_SPECIAL_MEANING,
    takesEffect: { when: 'at-once' },
    since: null,
    dependsOn: [],
    section: OPTIONAL_SECTION,
    readings: ['R7', 'R9', 'R16'],
    description:
      'How long the monitored module may take to answer a ping before that counts as a failure, and also the wait ' +
      'between a good answer and the next ping. Where Switchover Primary Monitor Timeout is 0, half of it applies there.',
  },
] as const satisfies readonly ParameterDefinition[];
