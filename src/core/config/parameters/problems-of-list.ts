import type { Problem } from '../../problem.ts';
import { parseAttributeExceptions } from '../lists/attribute-exceptions.ts';
import { parseDsPaths } from '../lists/ds-paths.ts';
import { parseExtensions } from '../lists/extensions.ts';
import { inOrder, type ListFinding, problemsFrom } from '../lists/list.ts';
import { parseDirectories } from '../mirror-lists/directory-list.ts';
import { cautions } from '../mirror-lists/directory-rules.ts';

/** The grammars of list values. `excluded-directories`: the same paths, but not to be mirrored. */
export type ListGrammar = 'directories' | 'excluded-directories' | 'extensions' | 'ds-paths' | 'attribute-exceptions';

/**
 * All problems of one list by itself. `where` names the value: a parameter, a flag, `FILE:LINE:COLUMN`; the entry and its
 * position in the value are added to it. Never throws.
 */
export function problemsOfList(grammar: ListGrammar, text: string, where: string | null): Problem[] {
  return problemsFrom(findingsOf(grammar, text), where);
}

function findingsOf(grammar: ListGrammar, text: string): readonly ListFinding[] {
  switch (grammar) {
    case 'directories': {
      const { entries, problems } = parseDirectories(text);
      return inOrder([...problems, ...cautions(entries)]);
    }
    case 'excluded-directories':
      return parseDirectories(text).problems;
    case 'extensions':
      return parseExtensions(text).problems;
    case 'ds-paths':
      return parseDsPaths(text).problems;
    case 'attribute-exceptions':
      return parseAttributeExceptions(text).problems;
  }
}
