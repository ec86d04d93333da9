/** Procedures on a pair that this tool does not run: the operator acts, and says or lets a command say what is true. */
import type { Step } from '../../core/runbooks/step.ts';
import { stepLabel } from '../../core/runbooks/step.ts';
import { runHook } from '../../host/process/hook.ts';
import type { Ground } from './ground.ts';

export interface ChecksByHand {
  /** By the label of a step: a command that exits with 0 if the step is done. */
  readonly commands: ReadonlyMap<string, readonly string[]>;
  readonly folder: string;
}

/** In ms. */
const CHECK_LIMIT_MS = 60_000;

/** `limitMs`: how long a check may run. */
export function byHandGround({ commands, folder }: ChecksByHand, limitMs = CHECK_LIMIT_MS): Ground {
  const commandOf = (step: Step): readonly string[] | undefined => commands.get(stepLabel(step));
  return {
    commandFor: () => null,
    carryOut: () => Promise.reject(new Error('nothing is carried out by hand')),
    look: async (_run, { step, action }, signal) => {
      const command = commandOf(step);
      // A step of several actions is done when its last one is.
      const isLast = step.actions.at(-1)?.id === action.id;
      if (command === undefined || !isLast) {
        // Only the operator can tell.
        const finding = { holds: 'unknown', says: '' } as const;
        return { finding, facts: null, isByCommand: false };
      }
      const { ok, detail } = await runHook(command, {}, limitMs, folder, { signal });
      const finding = { holds: ok ? 'yes' : 'no', says: ok ? `${command[0]} says so` : detail } as const;
      return { finding, facts: null, isByCommand: true };
    },
    glance: async () => null,
    bootOf: async () => null,
    wouldLose: async () => [],
  };
}
