/** Names and layout of takeover times, the same everywhere. */
import type { Failure } from '../../core/engine/bounds/takeover.ts';
import { sayDuration } from '../text/durations.ts';
import { plainTable, type TableRow } from '../text/plain-table.ts';

export const FAILURE_NAMES: Readonly<Record<Failure, string>> = {
  'module-hung': 'module hung',
  'module-gone': 'module gone',
  'module-restarting': 'module restarting',
  'process-killed': 'process killed',
  'main-connection-only': 'main connection only',
  'both-connections': 'both connections',
  'primary-unreachable': 'primary unreachable',
  'backup-cut-off': 'backup cut off',
  'controlled-switch': 'controlled switch',
  'immediate-switch': 'immediate switch',
};

export function sayTime(ms: number | null): string {
  if (ms === null) return 'never';
  return ms === 0 ? 'immediately' : sayDuration(ms);
}

/** All columns except the first `left` contain times. */
export function timesTable(head: readonly string[], rows: readonly TableRow[], left = 1): string[] {
  return plainTable([head, ...rows], {
    between: '   ',
    alignment: head.map((_, index) => (index < left ? 'left' : 'right')),
  });
}
