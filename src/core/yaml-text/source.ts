/**
 * A YAML text opened with its positions kept: every node can be named as `FILE:LINE:COLUMN`, and problems are
 * collected instead of thrown, so that one pass finds them all.
 */
import type { Document, YAMLError } from 'yaml';
import { LineCounter, parseDocument, visit } from 'yaml';
import type { Problem } from '../problem.ts';
import type { Finding } from './finding.ts';

/** What a text is meant to be. */
export interface YamlKind {
  /** What its problems call it. */
  readonly noun: string;
  /** What is enough for it: `three levels`. */
  readonly depth: string;
  /** Every plain value is the text that stands there (`010`, `yes`, `~`); else it has the type YAML gives it. */
  readonly plainText: boolean;
}

export interface YamlSource {
  readonly document: Document.Parsed;
  /** Line and column of an offset, both from 1. */
  readonly place: (offset: number) => { readonly line: number; readonly column: number };
  /** `FILE:LINE:COLUMN` of an offset. */
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
export function openYaml(
  text: string,
  fileName: string,
  kind: YamlKind,
): { source: YamlSource | null; problems: Problem[] } {
  const lines = new LineCounter();
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const collected: { readonly offset: number; readonly problem: Problem }[] = [];
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const where = (offset: number): string => {
    const { line, column } = place(offset);
    return `${fileName}:${line}:${column}`;
  };
  const report = (offset: number, finding: Finding): void => {
    collected.push({ offset, problem: { severity: 'error', ...finding, where: where(offset) } });
  };
  const problems = (): Problem[] =>
    collected.toSorted((left, right) => left.offset - right.offset).map(({ problem }) => problem);

  const document = parseSafely(content, lines, kind.plainText);
  if (document === null) {
    report(0, tooDeep(kind));
    return { source: null, problems: problems() };
  }
  for (const error of firstErrors(document.errors)) report(error.pos[0], syntaxFinding(error, content, kind));
  for (const warning of document.warnings.slice(0, MOST_SYNTAX_PROBLEMS)) {
    report(warning.pos[0], { ...syntaxFinding(warning, content, kind), severity: 'warning' });
  }
  const broken = document.errors.length > 0 || tooManyAliases(document, report);
  return { source: broken ? null : { document, place, where, report, problems }, problems: problems() };
}

/**
 * The parser recurses, so a text of nothing but brackets can exhaust the stack. It catches most of that itself.
 * Its own check for equal keys takes quadratic time (27 s for 60,000 keys); ours is in `readEntries`.
 */
function parseSafely(text: string, lineCounter: LineCounter, plainText: boolean): Document.Parsed | null {
  try {
    const schema = plainText ? 'failsafe' : 'core';
    return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false, schema });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function tooDeep({ noun, depth }: YamlKind): Finding {
  return {
    code: 'yaml-too-deep',
    what: 'lists or maps are nested too deeply',
    why: `a ${noun} needs ${depth}`,
    do: 'take the nesting out',
  };
}

function firstErrors(errors: readonly YAMLError[]): YAMLError[] {
  const sorted = errors.toSorted((left, right) => left.pos[0] - right.pos[0]);
  const deep = sorted.find((error) => error.code === 'RESOURCE_EXHAUSTION');
  return deep === undefined ? sorted.slice(0, MOST_SYNTAX_PROBLEMS) : [deep];
}

function syntaxFinding(error: YAMLError, text: string, kind: YamlKind): Finding {
  switch (error.code) {
    case 'RESOURCE_EXHAUSTION':
      return tooDeep(kind);
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
        why: `a ${kind.noun} is one document`,
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
