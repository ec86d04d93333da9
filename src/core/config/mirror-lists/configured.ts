import type { ParameterValues } from '../parameters/catalogue.ts';
import { cutList } from '../parameters/lists/list.ts';

/** Whether any directory is configured to be mirrored, besides the packaged ones. */
export function namesMirrors({ CustomMirrorDir: custom, InitialMirrorDir: initial }: ParameterValues): boolean {
  return [custom, initial].some((list) => list !== undefined && cutList(list).some(({ text }) => text !== ''));
}
