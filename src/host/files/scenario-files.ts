/** Scenario files: those that come with switchover, in `examples/scenarios` of the package, and any other file. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LARGEST_SCENARIO } from '../../core/simulation/scenario/scenario.ts';
import { readInputFile } from './input-file.ts';

const FOLDER = join('examples', 'scenarios');
const ENDING = '.scenario';

export interface ShippedScenario {
  /** The file name without its extension. */
  readonly name: string;
  readonly file: string;
}

/** The scenarios in the package, by name. Empty if they are missing from the installation. */
export async function shippedScenarios(): Promise<ShippedScenario[]> {
  const folder = folderAbove(import.meta.dirname);
  if (folder === null) return [];
  const files = (await readdir(folder)).filter((name) => name.endsWith(ENDING));
  const names = files.map((name) => name.slice(0, -ENDING.length)).sort();
  return names.map((name) => ({ name, file: join(folder, `${name}${ENDING}`) }));
}

/** The program is in `dist` or in `src`, the scenarios next to that. */
function folderAbove(from: string): string | null {
  const found = join(from, FOLDER);
  if (existsSync(found)) return found;
  return dirname(from) === from ? null : folderAbove(dirname(from));
}

export function readShippedScenario({ file }: ShippedScenario): Promise<string> {
  return readFile(file, 'utf8');
}

/** @throws SwitchoverError (unreachable) as `readInputFile` */
export async function readScenarioFile(file: string): Promise<string> {
  return (await readInputFile(file, LARGEST_SCENARIO, 'a scenario file')).toString('utf8');
}
