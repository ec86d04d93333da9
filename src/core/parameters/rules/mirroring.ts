import { parseDirectories } from '../../mirror/directory-list.ts';
import { inBothLists } from '../../mirror/directory-rules.ts';
import { PACKAGED_CUSTOM_LIST } from '../../mirror/packaged.ts';
import type { Rule } from './rule.ts';

/** What the two lists of mirrored directories say together. */
export const MIRRORING_RULES: readonly Rule[] = [
  {
    code: 'path-in-both-lists',
    severity: 'warning',
    names: ['InitialMirrorDir', 'CustomMirrorDir'],
    says: 'InitialMirrorDir names no directory that CustomMirrorDir mirrors as well.',
    check: ({ CustomMirrorDir: custom, InitialMirrorDir: initial }) => {
      if (initial === undefined) return [];
      const found = inBothLists(
        parseDirectories(custom ?? PACKAGED_CUSTOM_LIST).entries,
        parseDirectories(initial).entries,
      );
      const list = custom === undefined ? ' of the default of CustomMirrorDir' : '';
      return found.map(({ what, why, do: next }) => ({ what: `InitialMirrorDir: ${what}${list}`, why, do: next }));
    },
  },
];
