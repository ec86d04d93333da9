/**
 * A YAML text with its positions: every node can be located as `FILE:LINE:COLUMN`, and problems are collected instead of
 * thrown, so that one pass finds them all.
 */
import type { Document, YAMLError } from 'yaml';
import { LineCounter, parseDocument, visit } from 'yaml';
import type { Problem } from '../../problem.ts';
import { codePoint } from '../../unseen.ts';
import type { Finding } from './finding.ts';

/** The kind of document that is expected. */
export interface YamlKind {
  /** What problems call it. */
  readonly noun: string;
  /** The nesting that it needs: `three levels`. */
  readonly depth: string;
  /** The limit for parsing, in UTF-16 units; readers from disk may count bytes. */
  readonly largest: number;
  /** The page that describes it. */
  readonly page: string;
  /** Whether every plain value is text as written (`010`, `yes`, `~`); otherwise it has its YAML type. */
  readonly plainText: boolean;
}

export interface YamlSource {
  readonly kind: YamlKind;
  readonly document: Document.Parsed;
  /** Line and column of an offset, both from 1. */
  readonly place: (offset: number) => { readonly line: number; readonly column: number };
  /** `FILE:LINE:COLUMN` of an offset. */
  readonly where: (offset: number) => string;
  readonly report: (offset: number, finding: Finding) => void;
  /** The problems reported so far, in the order of the text. */
  readonly problems: () => Problem[];
}

/** Each alias is resolved by searching the document; nobody needs many in a file of this size. */
const MOST_ALIASES = 100;
/** One syntax error causes more after it; the first few are the ones to fix. */
const MOST_SYNTAX_PROBLEMS = 10;

/** Opens a text. Null if its syntax is too broken to check its content; the problems say where. */
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
  for (const error of firstErrors(document)) report(error.pos[0], syntaxFinding(error, document, content, kind));
  for (const warning of document.warnings.slice(0, MOST_SYNTAX_PROBLEMS)) {
    report(warning.pos[0], { ...syntaxFinding(warning, document, content, kind), severity: 'warning' });
  }
  const broken = document.errors.length > 0 || tooManyAliases(document, report);
  return { source: broken ? null : { kind, document, place, where, report, problems }, problems: problems() };
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
    do: 'reduce the nesting',
  };
}

function firstErrors(document: Document.Parsed): YAMLError[] {
  const sorted = document.errors.toSorted((left, right) => left.pos[0] - right.pos[0]);
  const deep = sorted.find((error) => error.code === 'RESOURCE_EXHAUSTION');
  if (deep !== undefined) return [deep];
  // A value in double quotes is one mistake, however many backslashes it has.
  const firsts: YAMLError[] = [];
  let end = 0;
  for (const error of sorted) {
    const isEscape = error.code === 'BAD_DQ_ESCAPE';
    if (isEscape && error.pos[0] < end) continue;
    firsts.push(error);
    if (firsts.length === MOST_SYNTAX_PROBLEMS) break;
    if (isEscape) end = rangeInDoubleQuotes(document, error.pos[0])[1];
  }
  return firsts;
}

type TextRange = readonly [start: number, end: number];

/** Where the value in double quotes around an offset starts and ends, quotes included; empty if there is none. */
function rangeInDoubleQuotes(document: Document.Parsed, offset: number): TextRange {
  let found: TextRange = [0, 0];
  visit(document, {
    Scalar(_key, { type, range }) {
      const [start, end] = range ?? [0, 0];
      if (type !== 'QUOTE_DOUBLE' || start > offset || end <= offset) return undefined;
      found = [start, end];
      return visit.BREAK;
    },
  });
  return found;
}

function syntaxFinding(error: YAMLError, document: Document.Parsed, text: string, kind: YamlKind): Finding {
  switch (error.code) {
    case 'RESOURCE_EXHAUSTION':
      return tooDeep(kind);
    case 'TAB_AS_INDENT':
      return {
        code: 'yaml-syntax',
        what: 'a tab is used for indentation',
        why: 'YAML allows only spaces there',
        do: 'replace it with spaces',
      };
    case 'MULTIPLE_DOCS':
      return {
        code: 'yaml-syntax',
        what: 'a second YAML document starts here',
        why: `a ${kind.noun} consists of one document`,
        do: 'remove the "---" line',
      };
    case 'TAG_RESOLVE_FAILED':
      return {
        code: 'yaml-tag',
        what: 'this YAML tag is not supported',
        why: error.message,
        do: 'remove the word that starts with "!"',
      };
    case 'BAD_DQ_ESCAPE':
      return badEscape(text.slice(error.pos[0]), rangeInDoubleQuotes(document, error.pos[0]), text);
    default:
      return {
        code: 'yaml-syntax',
        what: 'this is not valid YAML',
        why: error.message,
        do: hintForLine(text, error.pos[0]) ?? 'check quotes, brackets, colons and indentation there',
      };
  }
}

/** Longer values are not repeated in a message. */
const LONGEST_REPEATED = 120;

/** `"D:\I3"`: a Windows path is the usual reason for a backslash in double quotes. */
function badEscape(from: string, [start, end]: TextRange, text: string): Finding {
  const written = text.slice(start + 1, end - 1);
  const single = /^[\x20-\x7e]+$/.test(written) && written.length <= LONGEST_REPEATED;
  return {
    code: 'yaml-syntax',
    what: `"${from.slice(0, 2).trim()}" is not allowed in double quotes`,
    why: 'in double quotes, YAML and JSON take "\\" and what follows for a special character',
    do: `put the value in single quotes${single ? `: '${written.replaceAll("'", "''")}'` : ''}; in JSON, write "\\\\" for each "\\"`,
  };
}

/** `address: [::1]:3633` looks like a list to YAML, and the message of the parser does not help. */
function hintForLine(text: string, offset: number): string | null {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n', 1)[0] ?? '';
  if (/\[[0-9a-fA-F]*:[0-9a-fA-F:.]*\]/.test(line)) {
    return 'put an address in brackets in quotes, for example "[::1]:3633"';
  }
  const space = /(?! )\p{Zs}/u.exec(line)?.[0];
  return space === undefined ? null : `replace the character ${codePoint(space)} with a plain space`;
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
    why: 'nested aliases can expand a small file to a huge one',
    do: 'write the values themselves',
  });
  return true;
}
