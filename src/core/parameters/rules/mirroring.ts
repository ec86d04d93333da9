import { parseDirectories } from '../../mirror/directory-list.ts';
import { inBothLists } from '../../mirror/directory-rules.ts';
import type { Rule } from './rule.ts';

/** What the two lists of mirrored directories say together. */
export const MIRRORING_RULES: readonly Rule[] = [
  {
    code: 'path-in-both-lists',
    severity: 'warning',
    names: ['InitialMirrorDir', 'CustomMirrorDir'],
    says: 'InitialMirrorDir names no directory that CustomMirrorDir mirrors as well.',
    check: ({ CustomMirrorDir: custom, InitialMirrorDir: initial }) => {
      if (custom === undefined || initial === undefined) return [];
      const found = inBothLists(parseDirectories(custom).entries, parseDirectories(initial).entries);
      return found.map(({ what, why, do: next }) => ({ what: `InitialMirrorDir: ${what}`, why, do: next }));
    },
  },
];
