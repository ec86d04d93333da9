import type { PairPlaces } from '../../client/node-pair.ts';
import { CATALOGUE } from '../../core/config/parameters/catalogue.ts';
import type { ParameterDefinition } from '../../core/config/parameters/definition.ts';
import { GROUPS } from '../../core/config/parameters/groups.ts';
import { parameterState } from '../../core/config/parameters/parameter-state.ts';
import type { DifferingValue, ParameterDifferences } from '../../core/results/parameters.ts';
import type { ParameterSource } from './parameter-source.ts';
import { DEFAULTS, openFileSource } from './parameter-source.ts';

/** The running pair, as one side of a comparison. */
const LIVE = 'live';

/**
 * The values that differ between two sources, with defaults filled in. A source is the number of a checkpoint, `live`,
 * `default` or the path of a file; a file with one of these names can be given as `./live`.
 *
 * @throws SwitchoverError see `openFileSource`, `readPairParameters`, `checkpointSource`
 */
export async function diffParameters(
  left: string,
  right: string,
  findPair: () => Promise<PairPlaces>,
): Promise<ParameterDifferences> {
  const ofPair = [left, right].some(isOfPair) ? await openPairSides(await findPair()) : null;
  try {
    const open = (name: string): Promise<ParameterSource> => openSide(name, ofPair);
    const [one, other] = [await open(left), await open(right)];
    // A pair has the names of its servers from the pair file: a file that does not set them does not differ.
    const compared = (CATALOGUE as readonly ParameterDefinition[]).filter(
      ({ name, group }) =>
        ofPair === null || GROUPS[group].usedBy !== 'pair-file' || (name in one.values && name in other.values),
    );
    const differences = compared.flatMap((definition) => {
      const sides = { left: sideOf(definition, one), right: sideOf(definition, other) };
      return sides.left.value === sides.right.value ? [] : [{ name: definition.name, ...sides }];
    });
    const different = differences.length > 0;
    return { left, right, different, differences, warnings: [...one.warnings, ...other.warnings] };
  } finally {
    ofPair?.close();
  }
}

function isOfPair(name: string): boolean {
  return name === LIVE || isCheckpoint(name);
}

function isCheckpoint(name: string): boolean {
  return /^\d{1,9}$/.test(name);
}

interface PairSides {
  readonly live: () => Promise<ParameterSource>;
  readonly checkpoint: (number: number) => Promise<ParameterSource>;
  readonly close: () => void;
}

/** Loaded here because comparing files does not need it. */
async function openPairSides(places: PairPlaces): Promise<PairSides> {
  const [{ openNodePair }, { livePairSource, checkpointSource }] = await Promise.all([
    import('../../client/node-pair.ts'),
    import('./pair-source.ts'),
  ]);
  const pair = await openNodePair(places);
  return {
    live: () => livePairSource(pair),
    checkpoint: (number) => checkpointSource(pair, number),
    close: pair.close,
  };
}

async function openSide(name: string, ofPair: PairSides | null): Promise<ParameterSource> {
  if (name === DEFAULTS.name) return DEFAULTS;
  if (ofPair !== null && name === LIVE) return ofPair.live();
  if (ofPair !== null && isCheckpoint(name)) return ofPair.checkpoint(Number(name));
  return openFileSource(name);
}

function sideOf(definition: ParameterDefinition, { values, inForce }: ParameterSource): DifferingValue {
  const { value, set } = parameterState(definition, values, inForce);
  return { value, set };
}
