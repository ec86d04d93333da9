import type { PairStatus } from '../core/results/status.ts';
import type { RejoinPlan } from '../core/results/switching.ts';
import type { Medium } from './palette.ts';
import { renderStatusBriefly } from './status.ts';

/** What rejoining costs is said before it is done. */
export function renderRejoinQuestion({ letter, name, reason }: RejoinPlan): string {
  const newer =
    reason === 'newer-data-here'
      ? ' It was active after the server that is active now, so it may hold newer data, which then counts no longer.'
      : '';
  return `${name} (${letter}) becomes the backup.${newer} Rejoin?`;
}

export function renderRejoined({ letter, name }: RejoinPlan, after: PairStatus | null, medium: Medium): string {
  const head = medium.palette.good(`${name} (${letter}) has rejoined as backup.`);
  return after === null ? head : `${head}\n\n${renderStatusBriefly(after, medium)}`;
}
