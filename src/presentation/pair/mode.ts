import type { ModeOutcome } from '../../core/results/switching.ts';
import { readInstant } from '../text/instants.ts';
import type { Medium } from '../text/palette.ts';
import { wrap } from '../text/wrap.ts';

export function renderMode({ mode, until, servers }: ModeOutcome, { columns, palette }: Medium): string {
  const names = servers.map(({ name, letter }) => `${name} (${letter})`).join(' and ');
  const end = until === null ? 'until it is changed' : `until ${readInstant(until).full.replace(/\.\d+/, '')}`;
  if (mode === 'automatic') return palette.good(`${names} are in automatic mode again.`);
  const text = `${names} are in manual mode ${end}: neither takes over by itself, whatever fails.`;
  return wrap(text, columns).map(palette.caution).join('\n');
}
