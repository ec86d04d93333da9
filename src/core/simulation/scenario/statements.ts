/** What each kind of line adds to a scenario, or what is wrong with it. */

import { findParameter } from '../../config/parameters/catalogue.ts';
import { unknownParameter } from '../../config/parameters/unknown-parameter.ts';
import { parseValue } from '../../config/parameters/value.ts';
import { didYouMean } from '../../nearest.ts';
import type { Draft, Ending, Report, Statement } from './draft.ts';
import { shortened } from './draft.ts';
import { EVENTS } from './events.ts';
import { EXPECTATIONS } from './expectations.ts';
import type { Matched } from './phrases.ts';
import { LINE_END, match } from './phrases.ts';
import type { Beginning } from './scenario.ts';
import type { Token } from './slots.ts';
import { SLOTS, writeTime } from './slots.ts';

export const KEYWORDS = ['title', 'set', 'begin', 'seed', 'at', 'expect', 'mend', 'end'] as const;
export type Keyword = (typeof KEYWORDS)[number];

const LONGEST_TITLE = 120;
/** How many of the words that are allowed at a position are listed. */
const MOST_EXPECTED = 8;

const BEGINNINGS: Readonly<Record<string, Beginning>> = {
  'with A active': 'A',
  'with B active': 'B',
  'with both off': 'off',
};

export function readStatement(draft: Draft, keyword: Keyword, statement: Statement): void {
  switch (keyword) {
    case 'title':
      return readTitle(draft, statement);
    case 'set':
      return readSetting(draft, statement);
    case 'begin':
      return readBeginning(draft, statement);
    case 'at':
      return readEvent(draft, statement);
    case 'expect':
      return readExpectation(draft, statement);
    case 'seed':
      return readSeed(draft, statement);
    case 'mend':
    case 'end':
      return readEnding(draft, keyword, statement);
  }
}

function readTitle(draft: Draft, { text, tokens, line, report }: Statement): void {
  const title = tokens[1] === undefined ? '' : text.slice(tokens[1].column - 1).trim();
  if (draft.title !== null && draft.title !== '') {
    return report(line, 1, {
      code: 'story-title-twice',
      what: 'the scenario has a second title',
      why: `its title is already ${JSON.stringify(shortened(draft.title))}`,
      do: 'keep one of the two',
    });
  }
  draft.title = title;
  if (title !== '' && title.length <= LONGEST_TITLE) return;
  report(line, tokens[1]?.column ?? text.length + 1, {
    code: 'story-title-wrong',
    what: title === '' ? 'the title is empty' : `the title has ${title.length} characters`,
    why: `a title is one line of up to ${LONGEST_TITLE} characters`,
    do: 'say in a few words what the scenario is about',
  });
}

function readSetting(draft: Draft, { text, tokens, line, report }: Statement): void {
  const equals = tokens.findIndex((token) => token.text === '=');
  const nameColumn = tokens[1]?.column ?? text.length + 1;
  if (equals < 2) {
    return report(line, nameColumn, {
      code: 'story-set-wrong',
      what: 'this is not a setting',
      why: 'a setting is a name, an equals sign with a space on each side, and a value',
      do: 'write, for example: set Switchover Reconnect Timeout = 30',
    });
  }
  if (draft.events.length > 0) return tooLate(line, tokens[0]!, 'a parameter is set', report);
  const name = text.slice(nameColumn - 1, tokens[equals]!.column - 1).trim();
  const valueAt = tokens[equals + 1];
  const value = valueAt === undefined ? '' : text.slice(valueAt.column - 1).trim();
  const definition = findParameter(name);
  if (definition === null) {
    const { code, what, why, do: next } = unknownParameter(name, null);
    return report(line, nameColumn, { code, what, why, do: next });
  }
  if (draft.parameters.has(definition.name)) {
    return report(line, nameColumn, {
      code: 'story-set-twice',
      what: `${definition.name} is set twice`,
      why: 'only one of the two values can apply',
      do: 'keep one of the two',
    });
  }
  const parsed = parseValue(definition, value, null);
  if (parsed.ok) draft.parameters.set(definition.name, parsed.value);
  else {
    const { code, what, why, do: next } = parsed.problem;
    report(line, valueAt?.column ?? text.length + 1, { code, what, why, do: next });
  }
}

function readBeginning(draft: Draft, { tokens, line, report }: Statement): void {
  const said = tokens
    .slice(1)
    .map((token) => token.text)
    .join(' ');
  const beginning = BEGINNINGS[said];
  if (draft.events.length > 0 || draft.beginning !== null) {
    return tooLate(line, tokens[0]!, 'the beginning is given', report);
  }
  draft.beginning = beginning ?? 'A';
  if (beginning !== undefined) return;
  report(line, tokens[1]?.column ?? 6, {
    code: 'story-beginning-unknown',
    what: `a scenario cannot begin ${JSON.stringify(shortened(said))}`,
    why: 'a scenario begins with a settled pair, or with both servers off',
    do: didYouMean(said, Object.keys(BEGINNINGS)) || `write: begin ${Object.keys(BEGINNINGS).join(', or: begin ')}`,
  });
}

function tooLate(line: number, token: Token, what: string, report: Report): void {
  report(line, token.column, {
    code: 'story-order',
    what: `${what} after the first event, or twice`,
    why: 'settings, beginning and seed come before the first event, and only once',
    do: 'move the line up, above the first line that begins with "at"',
  });
}

function readEvent(draft: Draft, statement: Statement): void {
  const { tokens, line, report } = statement;
  const atMs = readTimeAt(statement, 1);
  if (atMs === null) return;
  const before = draft.events.at(-1);
  if (before !== undefined && before.atMs > atMs) {
    return report(line, tokens[1]!.column, {
      code: 'story-order',
      what: `the event at ${writeTime(atMs)} follows one at ${writeTime(before.atMs)}`,
      why: 'events are written in chronological order',
      do: `move the line above line ${before.line}, or correct the time`,
    });
  }
  const found = match(EVENTS, tokens, 2);
  if (found.ok) draft.events.push({ atMs, fault: found.value, line });
  else misfit(statement, found, 'event');
}

function readExpectation(draft: Draft, statement: Statement): void {
  const { text, tokens, line } = statement;
  const found = match(EXPECTATIONS, tokens, 1);
  if (!found.ok) return misfit(statement, found, 'expectation');
  const { column } = tokens[1]!;
  draft.expectations.push({ expectation: found.value, line, column, text: text.slice(column - 1).trim() });
}

function readSeed(draft: Draft, statement: Statement): void {
  const { tokens, line, report } = statement;
  const seed = /^\d{1,9}$/.test(tokens[1]?.text ?? '') ? Number(tokens[1]!.text) : null;
  if (seed === null) return misfit(statement, { ok: false, at: 1, expected: ['a whole number'] }, 'seed');
  if (tokens[2] !== undefined) return misfit(statement, { ok: false, at: 2, expected: [LINE_END] }, 'seed');
  if (draft.events.length > 0 || draft.seed !== null) return tooLate(line, tokens[0]!, 'the seed is set', report);
  draft.seed = seed;
}

function readEnding(draft: Draft, keyword: 'mend' | 'end', statement: Statement): void {
  const { tokens, line, report } = statement;
  if (tokens[1]?.text !== 'at') return misfit(statement, { ok: false, at: 1, expected: ['at'] }, keyword);
  const atMs = readTimeAt(statement, 2);
  if (atMs === null) return;
  if (tokens[3] !== undefined) return misfit(statement, { ok: false, at: 3, expected: [LINE_END] }, keyword);
  const earlier: Ending | null = draft[keyword];
  if (earlier === null) {
    draft[keyword] = { atMs, line };
    return;
  }
  report(line, 1, {
    code: `story-${keyword}-twice`,
    what: `there is a second line that begins with "${keyword}"`,
    why: `line ${earlier.line} has it at ${writeTime(earlier.atMs)}`,
    do: 'keep one of the two',
  });
}

function readTimeAt(statement: Statement, index: number): number | null {
  const read = SLOTS.time(statement.tokens, index);
  if ('expected' in read) {
    misfit(statement, { ok: false, at: index, expected: read.expected }, 'time');
    return null;
  }
  return read.value as number;
}

function misfit(
  { text, tokens, line, report }: Statement,
  { at, expected }: Extract<Matched<unknown>, { readonly ok: false }>,
  what: string,
): void {
  const token = tokens[at];
  const some = expected.slice(0, MOST_EXPECTED).join(', ');
  const more = expected.length > MOST_EXPECTED ? ' and others' : '';
  const hint = token === undefined ? '' : didYouMean(token.text, expected);
  report(line, token?.column ?? text.trimEnd().length + 1, {
    code: `story-${what}-unknown`,
    what:
      token === undefined ? 'the line ends too early' : `${JSON.stringify(shortened(token.text))} does not fit here`,
    why: `expected here: ${some}${more}`,
    do: hint === '' ? 'docs/simulation.md lists every sentence that a scenario can use' : hint,
  });
}
