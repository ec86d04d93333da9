/** Takeover times as they are named and laid out wherever they are shown. */
import Table from 'cli-table3';
import type { Failure } from '../core/bounds/takeover.ts';
import { sayDuration } from './durations.ts';

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
  return ms === 0 ? 'at once' : sayDuration(ms);
}

/** A table without lines; all columns but the first `left` ones hold times. */
export function timesTable(head: readonly string[], rows: readonly (readonly string[])[], left = 1): string {
  const drawn = new Table({
    head: [...head],
    colAligns: head.map((_, index) => (index < left ? 'left' : 'right')),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 3 },
  });
  drawn.push(...rows.map((row) => [...row]));
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};
