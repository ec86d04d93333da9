import { cutList } from '../lists/list.ts';

interface DirectoryLists {
  readonly CustomMirrorDir?: string;
  readonly InitialMirrorDir?: string;
}

/** Whether any directory is configured to be mirrored, besides the packaged ones. */
export function namesMirrors({ CustomMirrorDir: custom, InitialMirrorDir: initial }: DirectoryLists): boolean {
  return [custom, initial].some((list) => list !== undefined && cutList(list).some(({ text }) => text !== ''));
}
