import type { PairPlaces } from '../../client/node-pair.ts';
import type { ParameterSource } from './parameter-source.ts';
import { DEFAULTS, openFileSource } from './parameter-source.ts';

/** The path of a parameter file, a running pair, or null: the defaults. */
export type ParameterPlace = string | PairPlaces | null;

/**
 * The values in a source.
 *
 * @throws SwitchoverError see `openFileSource`, `readPairParameters`
 */
export async function openSource(place: ParameterPlace): Promise<ParameterSource> {
  if (place === null) return DEFAULTS;
  if (typeof place === 'string') return openFileSource(place);
  // Loaded here because values in a file are read often, and do not need it.
  const { openPairSource } = await import('./pair-source.ts');
  return openPairSource(place);
}
