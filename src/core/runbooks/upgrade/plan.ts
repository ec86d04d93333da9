/** The plan of an upgrade, from what is known about a pair before it begins. */
import type { CommandOf, ProcedurePlan } from '../plan.ts';
import { planSteps } from '../plan.ts';
import type { ReadinessCheck } from '../readiness.ts';
import { isReady } from '../readiness.ts';
import type { Words } from '../words.ts';
import type { Named } from './own-words.ts';
import { plannedSteps, UPGRADE } from './steps.ts';

export interface PlanOf extends Named {
  readonly pair: string;
  readonly byHand: boolean;
  readonly words: Words;
  readonly commandOf: CommandOf;
  readonly checks: readonly ReadinessCheck[];
  /** What this pair's own state gives reason to. */
  readonly cautions: readonly string[];
}

export function upgradePlan(of: PlanOf): ProcedurePlan {
  const { pair, names, first, oldRelease, newRelease, byHand, words, commandOf, checks, cautions } = of;
  return {
    procedure: UPGRADE.name,
    pair,
    servers: names,
    first,
    oldRelease,
    newRelease,
    byHand,
    checks,
    ready: isReady(checks),
    cautions,
    overview: words.overview,
    steps: planSteps(plannedSteps(of), words, commandOf),
  };
}
