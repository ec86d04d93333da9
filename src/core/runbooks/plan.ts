/** A whole procedure before it begins: every step, with its commands for this pair. */
import type { Letter } from '../letter.ts';
import type { ReadinessCheck } from './readiness.ts';
import type { Action, Step } from './step.ts';
import type { Words } from './words.ts';

export interface PlanStep {
  /** As in the reference. */
  readonly number: number | null;
  /** Only on the two that follow the decision. */
  readonly branch?: 'satisfied' | 'not-satisfied';
  /** As the pair stands now. */
  readonly server: Letter | null;
  readonly title: string;
  readonly why: string;
  readonly cautions: readonly string[];
  /** Program and arguments; empty if the step is done by hand, or only looks. */
  readonly commands: readonly (readonly string[])[];
  /** Where the commands run; null if there are none. */
  readonly where: string | null;
  /** The same by hand, in order. */
  readonly byHand: readonly string[];
  readonly verifies: string;
  readonly back: string | null;
}

export interface ProcedurePlan {
  readonly procedure: string;
  readonly pair: string;
  readonly servers: Readonly<Record<Letter, string>>;
  /** The server that is upgraded first: the backup, as the pair stands now. */
  readonly first: Letter;
  readonly oldRelease: string | null;
  readonly newRelease: string | null;
  readonly byHand: boolean;
  /** What was checked before the first step; empty by hand. */
  readonly checks: readonly ReadinessCheck[];
  /** False if a check failed. */
  readonly ready: boolean;
  readonly cautions: readonly string[];
  readonly steps: readonly PlanStep[];
}

/** The command for an action, and where it runs; null: there is none. */
export type CommandOf = (action: Action) => ActionCommand | null;

export interface ActionCommand {
  readonly words: readonly string[];
  /** `here`, `on ann@beta.example.net`. */
  readonly where: string;
}

export function planSteps(steps: readonly Step[], words: Words, commandOf: CommandOf): readonly PlanStep[] {
  return steps.map((step) => {
    const { title, why, cautions, verifies, back } = words.step(step);
    const commands = step.actions.flatMap((action) => commandOf(action) ?? []);
    return {
      number: step.number,
      ...(step.branch === null ? {} : { branch: step.branch }),
      server: step.server,
      title,
      why,
      cautions,
      commands: commands.map((command) => command.words),
      where: commands[0]?.where ?? null,
      byHand: step.actions.flatMap((action) => words.action(action).byHand),
      verifies,
      back,
    };
  });
}
