/** What the screen, the plan and the report of a procedure have in common: numbers, marks, single lines. */
import stringWidth from 'string-width';
import type { StepResult } from '../../core/runbooks/report.ts';
import { stepNumber } from '../../core/runbooks/step.ts';
import type { Medium, Palette } from '../text/palette.ts';
import { printable } from '../text/printable.ts';
import { wrap } from '../text/wrap.ts';

/** `5`, `10a`, `10b`; empty for a step that the reference does not have. */
export function stepLabel(step: Parameters<typeof stepNumber>[0]): string {
  return stepNumber(step) ?? '';
}

const MARKS: Readonly<Record<StepResult, string>> = {
  done: '[x]',
  skipped: '[-]',
  failed: '[!]',
  current: '[>]',
  'to-do': '[ ]',
  'given-up': '[-]',
};

/** Says the same without colour. */
export function markOf(result: StepResult, palette: Palette): string {
  return painterOf(result, palette)(MARKS[result]);
}

export function painterOf(result: StepResult, palette: Palette): (text: string) => string {
  const painters = {
    done: palette.good,
    skipped: palette.caution,
    failed: palette.bad,
    current: (text: string): string => palette.accent(palette.bold(text)),
    'to-do': palette.dim,
    'given-up': palette.dim,
  };
  return painters[result];
}

/** Words from a program or a person, on one line and harmless. */
export function oneLine(text: string): string {
  return printable(text.replace(/\s+/g, ' ').trim());
}

/** As much as fits on one line. */
export function cut(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  const [first = ''] = wrap(text, columns - 2);
  return `${first} …`;
}

/** The time of day on the reader's clock, to the minute; UTC where that is not known. */
export function timeOfDay(iso: string, { localTime }: Medium): string {
  return localTime === undefined ? iso.slice(11, 16) : localTime(Date.parse(iso)).slice(11, 16);
}
