import type { ModeOutcome } from '../../core/results/switching.ts';
import { toTheSecond } from '../text/instants.ts';
import type { Medium } from '../text/palette.ts';
import { wrap } from '../text/wrap.ts';

export function renderMode({ mode, until, servers }: ModeOutcome, medium: Medium): string {
  const { columns, palette } = medium;
  const names = servers.map(({ name, letter }) => `${name} (${letter})`).join(' and ');
  const end = until === null ? 'until it is changed' : `until ${toTheSecond(until, medium)}`;
  if (mode === 'automatic') return palette.good(`${names} are in automatic mode again.`);
  const text = `${names} are in manual mode ${end}: neither takes over by itself, whatever fails.`;
  return wrap(text, columns).map(palette.caution).join('\n');
}
