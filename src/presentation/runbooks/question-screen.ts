/** A question on the screen of its procedure: the panel of the procedure, the question, and room for its menu. */
import type { ProcedureQuestion, ProcedureView } from '../../core/runbooks/view.ts';
import type { ScreenSize } from '../pair/screen.ts';
import type { Medium } from '../text/palette.ts';
import { renderQuestion } from './question.ts';
import { heightOf, renderProcedureScreen } from './screen.ts';

export interface QuestionScreen {
  /** All that is above the menu. */
  readonly text: string;
  /** How many entries of the menu are visible at once. */
  readonly pageSize: number;
}

/** Below a menu: an empty line, and which keys it understands. */
const ROWS_OF_KEYS = 2;
/** The alarm and the current step need about this many. */
const LEAST_PANEL = 6;
/** A menu with fewer entries than these is no help. */
const LEAST_MENU = 3;

/** `menu`: the question that the menu asks, and its entries. What does not fit is left out of the panel first. */
export function renderQuestionScreen(
  view: ProcedureView,
  asked: ProcedureQuestion,
  menu: { readonly message: string; readonly entries: readonly string[] },
  { columns, rows }: ScreenSize,
  medium: Medium,
): QuestionScreen {
  const { message, entries } = menu;
  const pageSize = Math.max(LEAST_MENU, Math.min(entries.length, rows - ROWS_OF_KEYS - 1));
  const menuRows =
    heightOf([...message.split('\n'), ...entries.slice(0, pageSize)].map(withMark), columns) + ROWS_OF_KEYS;
  const question = (isTight: boolean): string[] => [
    '',
    ...renderQuestion(asked, medium, isTight).split('\n'),
    ...(isTight ? [] : ['']),
  ];
  const roomFor = (lines: readonly string[]): number => rows - menuRows - heightOf(lines, columns);
  const roomy = question(false);
  const lines = roomFor(roomy) >= LEAST_PANEL ? roomy : question(true);
  const panel = renderProcedureScreen(view, { columns, rows: Math.max(1, roomFor(lines)) }, medium);
  return { text: [panel, ...lines].join('\n'), pageSize };
}

function withMark(text: string): string {
  return `> ${text}`;
}
