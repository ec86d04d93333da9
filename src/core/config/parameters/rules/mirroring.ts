import { parseDirectories } from '../../mirror-lists/directory-list.ts';
import { inBothLists } from '../../mirror-lists/directory-rules.ts';
import { PACKAGED_CUSTOM_LIST } from '../../mirror-lists/packaged.ts';
import type { Rule } from './rule.ts';

/** Rules between the two lists of mirrored directories. */
export const MIRRORING_RULES: readonly Rule[] = [
  {
    code: 'path-in-both-lists',
    severity: 'warning',
    names: ['InitialMirrorDir', 'CustomMirrorDir'],
    says: 'InitialMirrorDir lists no directory that CustomMirrorDir already mirrors.',
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
