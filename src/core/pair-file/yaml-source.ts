/**
 * A YAML text opened with its positions kept: every node can be named as `FILE:LINE:COLUMN`, and problems are
 * collected instead of thrown, so that one pass finds them all.
 */
import type { Document, Node, YAMLError } from 'yaml';
import { LineCounter, parseDocument, visit } from 'yaml';
import type { Problem } from '../problem.ts';
import type { Finding } from './finding.ts';

export interface YamlSource {
  readonly document: Document.Parsed;
  /** `FILE:LINE:COLUMN` of an offset; lines and columns count from 1. */
  readonly where: (offset: number) => string;
  readonly report: (offset: number, finding: Finding) => void;
  /** What was reported so far, in the order of the text. */
  readonly problems: () => Problem[];
}

/** Aliases are resolved one by one by searching the document; nobody needs many in a file of this size. */
const MOST_ALIASES = 100;
/** One mistake in the syntax causes more behind it; the first few are what must be mended. */
const MOST_SYNTAX_PROBLEMS = 10;

/** Opens a text. Null where its syntax is broken so that its content cannot be judged; the problems say where. */
export function openYaml(text: string, fileName: string): { source: YamlSource | null; problems: Problem[] } {
  const lines = new LineCounter();
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const collected: { readonly offset: number; readonly problem: Problem }[] = [];
  const where = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${fileName}:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  const report = (offset: number, finding: Finding): void => {
    collected.push({ offset, problem: { severity: 'error', ...finding, where: where(offset) } });
  };
  const problems = (): Problem[] =>
    collected.toSorted((left, right) => left.offset - right.offset).map(({ problem }) => problem);

  const document = parseSafely(content, lines);
  if (document === null) {
    report(0, TOO_DEEP);
    return { source: null, problems: problems() };
  }
  for (const error of firstErrors(document.errors)) report(error.pos[0], syntaxFinding(error, content));
  for (const warning of document.warnings.slice(0, MOST_SYNTAX_PROBLEMS)) {
    report(warning.pos[0], { ...syntaxFinding(warning, content), severity: 'warning' });
  }
  const broken = document.errors.length > 0 || tooManyAliases(document, report);
  return { source: broken ? null : { document, where, report, problems }, problems: problems() };
}

/**
 * The parser recurses, so a text of nothing but brackets can exhaust the stack. It catches most of that itself.
 * Its own check for equal keys takes quadratic time (27 s for 60,000 keys); ours is in `readEntries`.
 */
function parseSafely(text: string, lineCounter: LineCounter): Document.Parsed | null {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const TOO_DEEP: Finding = {
  code: 'yaml-too-deep',
  what: 'lists or maps are nested too deeply',
  why: 'a pair file needs three levels',
  do: 'take the nesting out',
};

function firstErrors(errors: readonly YAMLError[]): YAMLError[] {
  const sorted = errors.toSorted((left, right) => left.pos[0] - right.pos[0]);
  const deep = sorted.find((error) => error.code === 'RESOURCE_EXHAUSTION');
  return deep === undefined ? sorted.slice(0, MOST_SYNTAX_PROBLEMS) : [deep];
}

function syntaxFinding(error: YAMLError, text: string): Finding {
  switch (error.code) {
    case 'RESOURCE_EXHAUSTION':
      return TOO_DEEP;
    case 'TAB_AS_INDENT':
      return {
        code: 'yaml-syntax',
        what: 'a tab is used for indentation',
        why: 'YAML allows spaces only',
        do: 'put spaces instead',
      };
    case 'MULTIPLE_DOCS':
      return {
        code: 'yaml-syntax',
        what: 'a second document begins here',
        why: 'a pair file is one document',
        do: 'take out the line of three hyphens',
      };
    case 'TAG_RESOLVE_FAILED':
      return {
        code: 'yaml-tag',
        what: 'a YAML tag has no meaning here',
        why: error.message,
        do: 'take out the word that begins with "!"',
      };
    default:
      return {
        code: 'yaml-syntax',
        what: 'this is not valid YAML',
        why: error.message,
        do: hintForLine(text, error.pos[0]) ?? 'check quotes, brackets, colons and indentation at that place',
      };
  }
}

/** `address: [::1]:3633` looks like a list to YAML, and its own message does not help. */
function hintForLine(text: string, offset: number): string | null {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n', 1)[0] ?? '';
  return /\[[0-9a-fA-F]*:[0-9a-fA-F:.]*\]/.test(line)
    ? 'put an address in brackets in quotes, as in "[::1]:3633"'
    : null;
}

function tooManyAliases(document: Document.Parsed, report: YamlSource['report']): boolean {
  let count = 0;
  let last = 0;
  visit(document, {
    Alias(_key, alias) {
      count += 1;
      last = alias.range?.[0] ?? 0;
      return count > MOST_ALIASES ? visit.BREAK : undefined;
    },
  });
  if (count <= MOST_ALIASES) return false;
  report(last, {
    code: 'yaml-too-many-aliases',
    what: `there are more than ${MOST_ALIASES} YAML aliases`,
    why: 'aliases of aliases can make a small file huge',
    do: 'write the values out',
  });
  return true;
}

/** Where a node begins; 0 for one without a place. */
export function offsetOf(node: Node | null | undefined): number {
  return node?.range?.[0] ?? 0;
}
