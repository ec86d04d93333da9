import type { Problem } from '../../../problem.ts';
import { parseDirectories } from '../../mirror-lists/directory-list.ts';
import { cautions } from '../../mirror-lists/directory-rules.ts';
import { parseAttributeExceptions } from './attribute-exceptions.ts';
import { parseDsPaths } from './ds-paths.ts';
import { parseExtensions } from './extensions.ts';
import { inOrder, type ListFinding } from './list.ts';

/** The grammars of list values. `excluded-directories`: the same paths, but not to be mirrored. */
export type ListGrammar = 'directories' | 'excluded-directories' | 'extensions' | 'ds-paths' | 'attribute-exceptions';

/** Nobody reads more than this about one list. */
const MOST_PROBLEMS = 100;

/**
 * All problems of one list by itself. `where` names the value: a parameter, a flag, `FILE:LINE:COLUMN`; the entry and its
 * position in the value are added to it. Never throws.
 */
export function problemsOfList(grammar: ListGrammar, text: string, where: string | null): Problem[] {
  return placed(findingsOf(grammar, text), where);
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

/** Findings as problems with their location; a very long list of them is cut off with a note. */
export function placed(findings: readonly ListFinding[], where: string | null): Problem[] {
  const problems = findings.slice(0, MOST_PROBLEMS).map((finding) => toProblem(finding, where));
  const rest = findings.slice(MOST_PROBLEMS);
  if (rest.length === 0) return problems;
  return [
    ...problems,
    {
      code: 'more-problems',
      severity: rest.some(({ severity }) => severity === 'error') ? 'error' : 'warning',
      what: `there ${rest.length === 1 ? 'is one more problem' : `are ${rest.length} more problems`} in this list`,
      why: `only the first ${MOST_PROBLEMS} are shown`,
      where,
      do: 'fix those first',
    },
  ];
}

function toProblem({ entry, at, ...finding }: ListFinding, where: string | null): Problem {
  const place = entry === null ? [] : [`entry ${entry + 1} (character ${at + 1})`];
  const whole = [...(where === null ? [] : [where]), ...place].join(', ');
  return { ...finding, where: whole === '' ? null : whole };
}
