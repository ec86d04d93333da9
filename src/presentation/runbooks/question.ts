/** A question of a procedure: the text above the menu, everything about the step, and the entries of the menu. */
import type { Choice, Occasion } from '../../core/runbooks/move.ts';
import type { ProcedureQuestion, Way } from '../../core/runbooks/view.ts';
import type { Medium } from '../text/palette.ts';
import { printable } from '../text/printable.ts';
import { shellWord } from '../text/shell-word.ts';
import { wrap } from '../text/wrap.ts';
import { oneLine, stepLabel } from './step-words.ts';

/** More lines of a command's output than this are left to the details. */
const SHOWN_OUTPUT = 6;

/**
 * What is to be done and why, the command and where it runs, and what was found if it went wrong.
 *
 * @param isTight without empty lines, for a low screen
 */
export function renderQuestion(asked: ProcedureQuestion, medium: Medium, isTight = false): string {
  const { step, question } = asked;
  const isFirst = question.current.step.actions[0]?.id === question.current.action.id;
  const isNew = question.occasion === 'do' || question.occasion === 'decide';
  const parts = [
    heading(asked, medium),
    isNew && isFirst ? wrap(oneLine(step.why), medium.columns) : [],
    isNew && isFirst ? cautions(asked, medium) : [],
    trouble(asked, medium),
    question.occasion === 'confirm' || question.occasion === 'decide' ? [] : todo(asked, medium),
  ];
  return isTight ? parts.flat().join('\n') : blocks(parts);
}

/** Everything that is known about the step. */
export function renderDetails(asked: ProcedureQuestion, medium: Medium): string {
  const { step, action, command, question } = asked;
  const { palette, columns } = medium;
  const { record } = question.current;
  const output = record.detail === '' ? [] : printable(record.detail).trimEnd().split('\n');
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [palette.bold(title), ...lines];
  return blocks([
    heading(asked, medium),
    wrap(oneLine(step.why), columns),
    cautions(asked, medium),
    commandLines(asked, medium),
    section(command === null ? 'To do' : 'The same by hand', numbered(action.byHand, columns)),
    section('Done when', wrap(`  ${oneLine(action.verifies)}`, columns, 2)),
    section(
      'Now',
      (question.finding?.says ?? '') === '' ? [] : wrap(`  ${oneLine(question.finding!.says)}`, columns, 2),
    ),
    section(
      `Last result${record.attempts > 1 ? ` (${record.attempts} attempts)` : ''}`,
      output.map((line) => `  ${line}`),
    ),
    section('To go back once it is done', step.back === null ? [] : wrap(`  ${oneLine(step.back)}`, columns, 2)),
    asked.choices.includes('back') ? section('To go back from here', way(asked.wayBack, columns)) : [],
    asked.choices.includes('abort') ? section('To end here, as things stand', way(asked.wayOut, columns)) : [],
  ]);
}

/** The sentence that the menu asks, in lines that fit behind a mark. */
export function menuMessage(asked: ProcedureQuestion, columns: number): string {
  return wrap(questionLine(asked), columns - 3).join('\n');
}

/** The sentence that the menu asks. */
export function questionLine({ question, action }: ProcedureQuestion): string {
  const lines: Readonly<Record<Occasion, string>> = {
    do: 'What next?',
    interrupted: 'How do you want to go on?',
    failed: 'How do you want to go on?',
    confirm: oneLine(action.confirm),
    decide: oneLine(action.confirm),
  };
  return lines[question.occasion];
}

/** One entry of the menu, with its consequence where that is not plain. */
export function choiceWords(choice: Choice, asked: ProcedureQuestion): string {
  const { question, command, wayBack, wayOut } = asked;
  const { deed } = question.current.action;
  const isAgain = question.occasion === 'failed' || question.occasion === 'interrupted';
  switch (choice) {
    case 'run':
      if (isAgain) return 'Run the command again';
      return deed.kind === 'switch' ? 'Switch now (the downtime begins)' : 'Run the command';
    case 'by-hand':
      if (isAgain) return 'I have done it by hand now';
      return command === null ? 'I have done it' : 'I have done it by hand';
    case 'confirm':
      return 'Yes';
    case 'deny':
      return 'No (the step is not done yet)';
    case 'satisfied':
      return 'Satisfied: go on with the other server';
    case 'not-satisfied':
      return `Not satisfied: go back (${summary(wayBack)})`;
    case 'look-again':
      return 'Look again, without doing anything';
    case 'skip':
      return 'Skip it, with a reason (nothing is verified)';
    case 'stop':
      return 'Stop here and resume later (the servers stay as they are now)';
    case 'back':
      return `Go back to how it was before (${summary(wayBack)})`;
    case 'abort':
      return `Abort, and leave the releases as they are (${summary(wayOut)})`;
  }
}

/** `3 steps, with a short downtime`. */
function summary({ titles, switches }: Way): string {
  if (titles.length === 0) return 'nothing has to be done for it';
  const downtime = ['', ', with a short downtime'][switches] ?? `, with ${switches} short downtimes`;
  return `${titles.length} ${titles.length === 1 ? 'step' : 'steps'}${downtime}`;
}

function heading({ question, step, action }: ProcedureQuestion, { palette, columns }: Medium): string[] {
  const label = stepLabel(question.current.step);
  const { actions } = question.current.step;
  const index = actions.findIndex(({ id }) => id === question.current.action.id);
  const lines = wrap(`${label === '' ? '' : `Step ${label}: `}${oneLine(step.title)}`, columns, 2);
  const part = `(${index + 1} of ${actions.length}) ${oneLine(action.title)}`;
  return [...lines, ...(actions.length === 1 ? [] : wrap(part, columns, 2))].map((line) =>
    palette.accent(palette.bold(line)),
  );
}

function cautions({ step }: ProcedureQuestion, { palette, columns }: Medium): string[] {
  return step.cautions.flatMap((caution) => wrap(`Caution: ${oneLine(caution)}`, columns, 9).map(palette.caution));
}

/** What went wrong, and what is true now. */
function trouble({ question, command }: ProcedureQuestion, { palette, columns }: Medium): string[] {
  const { occasion, finding, current } = question;
  const now = finding === null ? '' : oneLine(finding.says);
  const found = now === '' ? [] : wrap(`Found now: ${now}`, columns, 11);
  // Whoever reads that only the operator can tell, learns nothing.
  if (occasion === 'confirm') return current.action.check.is === 'confirmed' ? [] : found.map(palette.dim);
  if (occasion === 'interrupted') {
    const words = `${command === null ? 'It' : 'The command'} was started, and nobody saw how it ended: it may have been carried out in full, in part or not at all.`;
    return [...wrap(words, columns).map(palette.caution), ...found];
  }
  if (occasion !== 'failed') return [];
  const { detail, how, means } = current.record;
  const isUnmet = means !== null || how !== 'command';
  if (means === 'operator' && detail === '') return [palette.bad('You said that it is not done yet.'), ...found];
  const head = isUnmet ? 'Not verified' : 'The command failed';
  const output = printable(detail).trim().split('\n');
  const said = isUnmet && oneLine(detail) === now ? [] : found;
  return [
    ...wrap(`${head}: ${output[0] === '' ? 'no reason known' : output[0]}`, columns, 2).map(palette.bad),
    ...output.slice(1, SHOWN_OUTPUT).map((line) => `  ${line}`),
    ...(output.length > SHOWN_OUTPUT
      ? [palette.dim(`  … ${output.length - SHOWN_OUTPUT} more lines: see the details`)]
      : []),
    ...said,
  ];
}

/** The command, or what to do by hand. */
function todo(asked: ProcedureQuestion, medium: Medium): string[] {
  const { command, action } = asked;
  return command === null ? numbered(action.byHand, medium.columns) : commandLines(asked, medium);
}

/** Not wrapped, so that it can be copied. */
function commandLines({ command }: ProcedureQuestion, { palette }: Medium): string[] {
  if (command === null) return [];
  return [
    `Command, ${oneLine(command.where)}:`,
    palette.bold(`  ${printable(command.words.map(shellWord).join(' '))}`),
  ];
}

function numbered(items: readonly string[], columns: number): string[] {
  if (items.length === 1) return wrap(`  ${oneLine(items[0]!)}`, columns, 2);
  return items.flatMap((item, index) => wrap(`  ${index + 1}. ${oneLine(item)}`, columns, 5));
}

function way({ titles }: Way, columns: number): string[] {
  return titles.length === 0 ? ['  Nothing has to be done for it.'] : numbered(titles, columns);
}

function blocks(all: readonly (readonly string[])[]): string {
  return all
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}
