/** What a plan says, each thing once: what was said before is left out, or referred to by the number of its step. */
import type { ActionCommand, PlanAction, PlanStep, ProcedurePlan } from '../../core/runbooks/plan.ts';
import { stepLabel } from './step-words.ts';

export interface PlanContent {
  readonly title: string;
  readonly servers: readonly ServerLine[];
  readonly cautions: readonly string[];
  readonly steps: readonly StepContent[];
}

export interface ServerLine {
  readonly name: string;
  readonly before: string;
  readonly afterwards: string;
}

export interface StepContent {
  /** `10a`. */
  readonly label: string;
  readonly title: string;
  /** When it is done at all; null: always. */
  readonly onlyIf: string | null;
  readonly why: string;
  readonly cautions: readonly string[];
  readonly parts: readonly PartContent[];
  readonly doneWhen: string;
  /** Full sentences; null: there is nothing to go back from. */
  readonly back: string | null;
}

export interface PartContent {
  /** Null if the step has only this one. */
  readonly title: string | null;
  readonly command: ActionCommand | null;
  /** What to do by hand if there is no command. */
  readonly lines: readonly string[];
}

/** Lists longer than this are not printed again. */
const SHORT = 2;

export function planContent(plan: ProcedurePlan): PlanContent {
  const cautions = [...new Set([...plan.cautions, ...plan.overview.cautions])];
  const said = new Set(cautions);
  const instructions: { readonly label: string; readonly lines: readonly string[] }[] = [];
  let lastBack: { readonly label: string; readonly text: string } | null = null;
  const steps = plan.steps.map((step) => {
    const label = stepLabel(step);
    const unsaid = step.cautions.filter((caution) => !said.has(caution));
    for (const caution of unsaid) said.add(caution);
    const parts = step.actions.map((action) => partOf(action, step, instructions));
    instructions.push(...step.actions.map(({ byHand }) => ({ label, lines: byHand })));
    const back = step.back !== null && step.back === lastBack?.text ? `as after step ${lastBack.label}.` : step.back;
    if (step.back !== null && step.back !== lastBack?.text) lastBack = { label, text: step.back };
    return {
      label,
      title: step.title,
      onlyIf: conditionOf(step),
      why: step.why,
      cautions: unsaid,
      parts,
      doneWhen: step.verifies,
      back,
    };
  });
  return { title: titleOf(plan), servers: serverLines(plan), cautions, steps };
}

function titleOf({ procedure, servers, oldRelease, newRelease }: ProcedurePlan): string {
  const releases =
    newRelease === null ? '' : oldRelease === null ? ` to ${newRelease}` : ` from ${oldRelease} to ${newRelease}`;
  return `${procedure.charAt(0).toUpperCase()}${procedure.slice(1)} of ${servers.A} and ${servers.B}${releases}`;
}

function serverLines({ servers, first, oldRelease, newRelease }: ProcedurePlan): readonly ServerLine[] {
  const release = (name: string | null, which: string): string =>
    name === null ? `${which} release` : `release ${name}`;
  const line = (name: string, before: string, afterwards: string): ServerLine => ({
    name,
    before: `${before}, ${release(oldRelease, 'old')}`,
    afterwards: `${afterwards}, ${release(newRelease, 'new')}`,
  });
  return (['A', 'B'] as const).map((letter) =>
    letter === first ? line(servers[letter], 'backup', 'active') : line(servers[letter], 'active', 'backup'),
  );
}

function conditionOf({ branch }: PlanStep): string | null {
  if (branch === undefined) return null;
  return `Only if you are ${branch === 'satisfied' ? '' : 'not '}satisfied with the new release.`;
}

function partOf(
  action: PlanAction,
  step: PlanStep,
  earlier: readonly { readonly label: string; readonly lines: readonly string[] }[],
): PartContent {
  const { title, command, byHand } = action;
  const same = earlier.find(({ lines }) => lines.length > SHORT && lines.every((line) => byHand.includes(line)));
  const lines =
    same === undefined
      ? byHand
      : [`Do the same as in step ${same.label}.`, ...byHand.filter((line) => !same.lines.includes(line))];
  return { title: step.actions.length === 1 ? null : title, command, lines: command === null ? lines : [] };
}
