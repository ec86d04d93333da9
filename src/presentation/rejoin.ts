import type { Medium } from './palette.ts';
import type { StatusFacts } from './status.ts';
import { renderStatusBriefly } from './status.ts';

interface PlanFacts {
  readonly letter: string;
  readonly name: string;
  readonly reason: string | null;
}

/** What rejoining costs is said before it is done. */
export function renderRejoinQuestion({ letter, name, reason }: PlanFacts): string {
  const newer =
    reason === 'newer-data-here'
      ? ' It was active after the server that is active now, so it may hold newer data, which then counts no longer.'
      : '';
  return `${name} (${letter}) becomes the backup.${newer} Rejoin?`;
}

export function renderRejoined({ letter, name }: PlanFacts, after: StatusFacts | null, medium: Medium): string {
  const head = medium.palette.good(`${name} (${letter}) has rejoined as backup.`);
  return after === null ? head : `${head}\n\n${renderStatusBriefly(after, medium)}`;
}
