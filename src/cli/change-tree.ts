import type { NodePair } from '../client/node-pair.ts';
import type { Problem } from '../core/problem.ts';
import type { ChangePlan, TreeChangeResult } from '../core/results/tree.ts';
import type { Medium } from '../presentation/text/palette.ts';
import { isConfirmed, NOT_CONFIRMED } from './confirm.ts';
import type { Manner } from './failure.ts';
import { progressLine } from './progress-line.ts';
import type { Outcome } from './switchover-command.ts';

type Run = (
  pair: NodePair,
  plan: ChangePlan,
  reason: string | null,
  onStep: (entries: number) => void,
) => Promise<TreeChangeResult>;

interface CarryOutOptions {
  /** Makes the changes. */
  readonly run: Run;
  readonly question: string;
  readonly reason: string | null;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly manner: Manner;
  readonly errorMedium: Medium;
  readonly warnings?: readonly Problem[];
  /** The plan as text, if not just its changes. */
  readonly render?: (medium: Medium) => string;
}

/** Shows a plan, asks, and makes its changes as they were shown. */
export async function carryOut(pair: NodePair, plan: ChangePlan, options: CarryOutOptions): Promise<Outcome> {
  const { run, question, reason, dryRun, yes, manner, errorMedium, warnings = [] } = options;
  const { json } = manner;
  const { renderTreeChange } = await import('../presentation/tree/changes.ts');
  const { pair: name, server, changes } = plan;
  const shown = { pair: name, server, dryRun: true, position: null, changes, replicated: null, problems: [] };
  const { render = (medium) => renderTreeChange(shown, medium) } = options;
  const { length } = changes;
  if (dryRun || length === 0) return { data: shown, text: render, exit: 0, warnings };
  if (!json && !yes) process.stderr.write(`${render(errorMedium)}\n\n`);
  if (!(await isConfirmed(question, { yes, json }))) return NOT_CONFIRMED;
  const progress = progressLine(manner);
  const say = (entries: number): void => progress.say(`${entries} of ${length} entries`);
  const result = await run(pair, plan, reason, say).finally(progress.done);
  return {
    data: result,
    text: (medium) => renderTreeChange(result, medium),
    exit: 0,
    warnings: [...warnings, ...result.problems],
  };
}
