/** How far a run has come, for `status`. */
import type { UpgradeProgress } from '../protocol/answers.ts';
import type { Journal } from './journal.ts';
import { currentOf } from './run.ts';

export function progressOf({ run }: Journal): UpgradeProgress {
  const step = currentOf(run)?.step ?? null;
  const { at, by } = run.entries.at(-1)!;
  return {
    run: run.begun.run,
    step: step === null || run.ended !== null ? null : { number: step.number, id: step.id },
    startedAt: run.begun.at,
    at,
    by,
    ended: run.ended,
  };
}
