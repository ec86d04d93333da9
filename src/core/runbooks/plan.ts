/** A whole procedure before it begins: every step, with its commands for this pair. */
import type { Letter } from '../letter.ts';
import type { ReadinessCheck } from './readiness.ts';
import type { Action, Step } from './step.ts';
import type { Overview, Words } from './words.ts';

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
  /** Those of its actions, program and arguments; empty if the step is done by hand, or only looks. */
  readonly commands: readonly (readonly string[])[];
  readonly actions: readonly PlanAction[];
  readonly verifies: string;
  readonly back: string | null;
}

/** A step has one, or several in this order. */
export interface PlanAction {
  readonly title: string;
  /** Null: it is done by hand. */
  readonly command: ActionCommand | null;
  readonly byHand: readonly string[];
  readonly verifies: string;
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
  /** What this pair's own state gives reason to. */
  readonly cautions: readonly string[];
  readonly overview: Overview;
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
    const actions = step.actions.map((action) => {
      const said = words.action(action);
      return { title: said.title, command: commandOf(action), byHand: said.byHand, verifies: said.verifies };
    });
    return {
      number: step.number,
      ...(step.branch === null ? {} : { branch: step.branch }),
      server: step.server,
      title,
      why,
      cautions,
      commands: actions.flatMap(({ command }) => (command === null ? [] : [command.words])),
      actions,
      verifies,
      back,
    };
  });
}
