import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Manifest } from '../presentation/manifest.ts';

/** The manifest that the build wrote: beside the bundle, or in `dist` when run from the sources. */
export function readManifest(): Manifest {
  const here = import.meta.dirname;
  const folder = basename(here) === 'cli' ? join(here, '..', '..', 'dist') : here;
  return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
}
