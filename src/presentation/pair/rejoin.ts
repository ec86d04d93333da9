import type { PairStatus } from '../../core/results/status.ts';
import type { RejoinPlan } from '../../core/results/switching.ts';
import type { Medium } from '../text/palette.ts';
import { wrap } from '../text/wrap.ts';
import { DRY_RUN } from './dry-run.ts';
import { renderStatusBriefly } from './status.ts';

/** States the cost of rejoining before it is done. */
export function renderRejoinQuestion({ letter, name, reason }: RejoinPlan): string {
  return `${sayRejoin({ letter, name, reason })} Rejoin?`;
}

function sayRejoin({ letter, name, reason }: Pick<RejoinPlan, 'letter' | 'name' | 'reason'>): string {
  const newer =
    reason === 'newer-data-here'
      ? ' It was active more recently than the current active server, so it may have newer data, which will be discarded.'
      : '';
  return `${name} (${letter}) becomes the backup.${newer}`;
}

/** For --dry-run. */
export function renderRejoinPlan(plan: RejoinPlan, medium: Medium): string {
  const sentence = wrap(sayRejoin(plan), medium.columns);
  return [renderStatusBriefly(plan.before, medium), '', ...sentence, '', DRY_RUN].join('\n');
}

export function renderRejoined({ letter, name }: RejoinPlan, after: PairStatus | null, medium: Medium): string {
  const head = medium.palette.good(`${name} (${letter}) has rejoined as backup.`);
  return after === null ? head : `${head}\n\n${renderStatusBriefly(after, medium)}`;
}
