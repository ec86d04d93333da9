/**
 * From the text of a scenario file to a scenario, or to everything that is wrong with it, each with line and column.
 *
 *     title The cable of the backup is pulled
 *     # What it is about, in prose.
 *     set Switchover Disable Gateway Ping = No
 *     begin with A active
 *     at 0:30 the cable of B is pulled for 60 s
 *     expect nobody becomes active
 *     end at 3:00
 */

import type { ParameterValues } from '../../config/parameters/catalogue.ts';
import { didYouMean } from '../../nearest.ts';
import type { Problem } from '../../problem.ts';
import type { Draft, Report } from './draft.ts';
import { newDraft, shortened } from './draft.ts';
import type { Expectation, Scenario } from './scenario.ts';
import { LARGEST_SCENARIO } from './scenario.ts';
import type { Token } from './slots.ts';
import { LONGEST_SCENARIO_MS, writeTime } from './slots.ts';
import { KEYWORDS, readStatement } from './statements.ts';

export interface ParsedScenario {
  /** Null if there is a problem. */
  readonly scenario: Scenario | null;
  readonly problems: readonly Problem[];
}

const MOST_PROBLEMS = 50;

/** Parses a scenario; `fileName` is used in the `where` of each problem. Never throws. */
export function parseScenario(text: string, fileName: string): ParsedScenario {
  const problems: Problem[] = [];
  const report: Report = (line, column, problem) =>
    void problems.push({ severity: 'error', where: `${fileName}:${line}:${column}`, ...problem });
  if (text.length > LARGEST_SCENARIO) {
    report(1, 1, {
      code: 'file-too-large',
      what: 'the scenario is larger than 256 KiB',
      why: 'a scenario has a few dozen lines; this must be something else',
      do: 'check that this is the right file',
    });
    return { scenario: null, problems };
  }
  const draft = newDraft();
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  lines.forEach((line, index) => {
    if (problems.length < MOST_PROBLEMS) readLine(draft, line, index + 1, report);
  });
  const scenario = finish(draft, lines.length, report);
  return { scenario: problems.length === 0 ? scenario : null, problems };
}

function readLine(draft: Draft, text: string, line: number, report: Report): void {
  const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.exec(text);
  if (control !== null) {
    return report(line, control.index + 1, {
      code: 'story-control-character',
      what: 'the line contains a control character',
      why: 'a scenario is plain text',
      do: 'remove the character, or retype the line',
    });
  }
  if (text.trimStart().startsWith('#')) return readComment(draft, text);
  const tokens = tokensOf(text);
  const [first] = tokens;
  if (first === undefined) {
    draft.proseEnded ||= draft.prose.length > 0;
    return;
  }
  const keyword = KEYWORDS.find((word) => word === first.text);
  if (keyword === undefined) {
    return report(line, first.column, {
      code: 'story-keyword-unknown',
      what: `the line begins with ${JSON.stringify(shortened(first.text))}`,
      why: `a line begins with ${KEYWORDS.join(', ')}, or # for a comment`,
      do: didYouMean(first.text, KEYWORDS) || `begin the line with one of these words`,
    });
  }
  if (draft.title === null && keyword !== 'title') {
    report(line, first.column, {
      code: 'story-title-missing',
      what: 'the scenario has no title',
      why: 'the first line that is not a comment has to be the title',
      do: 'begin with: title WHAT THE SCENARIO IS ABOUT',
    });
    draft.title = '';
  }
  if (keyword !== 'title') draft.proseEnded = true;
  readStatement(draft, keyword, { text, tokens, line, report });
}

/** The comment below the title says what the scenario is about; all others are only for readers of the file. */
function readComment(draft: Draft, text: string): void {
  if (draft.title === null || draft.proseEnded) return;
  const said = text.trimStart().replace(/^#+ ?/, '').trim();
  if (said === '') {
    if (draft.prose.length > 0 && draft.prose.at(-1) !== '') draft.prose.push('');
    return;
  }
  const before = draft.prose.pop();
  if (before === undefined || before === '') draft.prose.push(...(before === '' ? [''] : []), said);
  else draft.prose.push(`${before} ${said}`);
}

function finish(draft: Draft, lines: number, report: Report): Scenario | null {
  const { title, prose, events, expectations, end } = draft;
  if (title === null) {
    report(1, 1, {
      code: 'story-empty',
      what: 'the scenario is empty',
      why: 'a scenario has a title, events, expectations and an end',
      do: 'copy one of the scenarios that come with switchover: switchover simulate --list',
    });
    return null;
  }
  if (end === null) {
    report(lines, 1, {
      code: 'story-end-missing',
      what: 'the scenario has no end',
      why: 'the last line says how long the scenario runs',
      do: 'add a line such as: end at 5:00',
    });
    return null;
  }
  checkTimes(draft, end.atMs, end.line, report);
  return {
    title,
    prose: prose.filter((paragraph) => paragraph !== ''),
    parameters: Object.fromEntries(draft.parameters) as ParameterValues,
    beginning: draft.beginning ?? 'A',
    seed: draft.seed ?? 0,
    repairedAtMs: draft.mend?.atMs ?? null,
    events,
    expectations: expectations.map(({ expectation, line, text }) => ({ expectation, line, text })),
    endsAtMs: end.atMs,
  };
}

/** Anything after the end would never happen. */
function checkTimes(draft: Draft, endMs: number, endLine: number, report: Report): void {
  const beyond = (line: number, column: number, ms: number): void =>
    report(line, column, {
      code: 'story-after-end',
      what: `${writeTime(ms)} is after the end of the scenario`,
      why: `line ${endLine} ends it at ${writeTime(endMs)}`,
      do: 'move the end to a later time, or correct this time',
    });
  if (endMs > LONGEST_SCENARIO_MS || endMs === 0) {
    report(endLine, 8, {
      code: 'story-length',
      what: endMs === 0 ? 'the scenario ends as it begins' : 'the scenario lasts longer than a day',
      why: 'a scenario lasts at least a second and at most a day',
      do: 'choose an end between 0:01 and 24:00:00',
    });
  }
  if (draft.mend !== null && draft.mend.atMs > endMs) beyond(draft.mend.line, 9, draft.mend.atMs);
  for (const { atMs, line } of draft.events) if (atMs > endMs) beyond(line, 4, atMs);
  for (const { expectation, line, column } of draft.expectations) {
    const latest = latestOf(expectation);
    if (latest > endMs) beyond(line, column, latest);
    if (startOf(expectation) <= latest) continue;
    report(line, column, {
      code: 'story-backwards',
      what: `${writeTime(startOf(expectation))} is after ${writeTime(latest)}`,
      why: 'the earlier time comes first',
      do: 'swap the two times',
    });
  }
}

function latestOf(expectation: Expectation): number {
  if ('until' in expectation) return expectation.until;
  return 'between' in expectation ? (expectation.between?.[1] ?? 0) : 0;
}

function startOf(expectation: Expectation): number {
  if ('from' in expectation) return expectation.from;
  return 'between' in expectation ? (expectation.between?.[0] ?? 0) : 0;
}

function tokensOf(text: string): Token[] {
  return [...text.matchAll(/\S+/g)].map((found) => ({ text: found[0], column: found.index + 1 }));
}
