/** A person at a terminal who answers the questions of a procedure. Everything is drawn on standard error. */
import { lossWords } from '../core/results/loss.ts';
import { LONGEST_REASON } from '../core/runbooks/entry.ts';
import type { Choice } from '../core/runbooks/move.ts';
import type { Answered, Operator } from '../core/runbooks/operator.ts';
import type { ProcedureQuestion } from '../core/runbooks/view.ts';
import { choiceWords, menuMessage, renderDetails } from '../presentation/runbooks/question.ts';
import { renderQuestionScreen } from '../presentation/runbooks/question-screen.ts';
import { renderProcedureScreen } from '../presentation/runbooks/screen.ts';
import { wrap } from '../presentation/text/wrap.ts';
import type { Manner } from './failure.ts';
import { canRedraw, mediumOf } from './terminal.ts';

export interface TerminalOperator extends Operator {
  /** Leaves the terminal as a command leaves it. */
  readonly done: () => void;
}

/** Erases the screen and goes to its top. What scrolled out of it before stays. */
const CLEAR = '\u001b[H\u001b[2J';

/** `interrupt`: called for Ctrl-C at a question of a walkthrough. `ended`: the command is to end. */
export async function terminalOperator(
  manner: Manner,
  interrupt: () => void,
  ended: AbortSignal,
): Promise<TerminalOperator> {
  const prompts = await import('@inquirer/prompts');
  const { createLogUpdate } = await import('log-update');
  const { stderr } = process;
  const medium = () => mediumOf(stderr, manner);
  const redraws = canRedraw(stderr);
  const live = createLogUpdate(stderr);
  let said = '';
  let isLive = false;

  const size = () => (redraws ? stderr : { columns: medium().columns, rows: Number.MAX_SAFE_INTEGER });
  const line = (text: string): void => void stderr.write(`${text}\n`);

  /** Ctrl-C at a prompt ends the walkthrough, not the question. */
  const asked = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      if (isCtrlC(error)) interrupt();
      throw error;
    }
  };
  const context = (signal: AbortSignal) => ({ output: stderr, signal });
  /** Before a walkthrough, Ctrl-C is a no, as at every other question. */
  const agreed = (message: string): Promise<boolean> =>
    prompts.confirm({ message, default: false }, context(ended)).catch((error: unknown) => {
      if (isCtrlC(error)) return false;
      throw error;
    });

  const reasonFor = async (choice: Choice, signal: AbortSignal): Promise<string | null> => {
    if (!(choice in REASONS)) return null;
    const { message, required } = REASONS[choice as keyof typeof REASONS];
    const validate = (text: string): true | string => !required || text.trim() !== '' || 'A reason is required here.';
    const text = await asked(prompts.input({ message, validate }, context(signal)));
    return text.trim() === '' ? null : text.trim().slice(0, LONGEST_REASON);
  };

  return {
    begins: (plan) => {
      line(`${plan}\n`);
      return agreed('Begin the upgrade?');
    },
    show: (view) => {
      if (redraws) {
        isLive = true;
        const { columns, rows } = stderr;
        // The last row is for the cursor.
        return live(renderProcedureScreen(view, { columns, rows: rows - 1 }, medium()));
      }
      if (view.activity !== null && view.activity !== said) line(view.activity);
      said = view.activity ?? said;
    },
    ask: async (question, view, signal) => {
      live.clear();
      isLive = false;
      if (redraws) stderr.write(CLEAR);
      const message = menuMessage(question, medium().columns);
      const choices = [...question.choices.map((each) => entry(each, question)), DETAILS];
      const entries = choices.map(({ name }) => name);
      const { text, pageSize } = renderQuestionScreen(view, question, { message, entries }, size(), medium());
      line(text);
      for (;;) {
        const choice = await asked(
          prompts.select<Choice | 'details'>({ message, choices, loop: false, pageSize }, context(signal)),
        );
        if (choice === 'details') {
          line(`\n${renderDetails(question, medium())}\n`);
          continue;
        }
        if (choice === 'back' || choice === 'abort') {
          const message = choice === 'back' ? 'Go back to the old release?' : 'Abort the procedure as things stand?';
          if (!(await asked(prompts.confirm({ message, default: false }, context(signal))))) continue;
        }
        const answered: Answered = { choice, reason: await reasonFor(choice, signal) };
        line('');
        return answered;
      }
    },
    acceptsLoss: async (items, _view, signal) => {
      line(`The ${lossWords(items)}.`);
      return asked(prompts.confirm({ message: 'Switch nevertheless?', default: false }, context(signal)));
    },
    accepts: (question) => agreed(wrap(question, medium().columns - 3).join('\n')),
    done: () => {
      live.done();
      // After what is redrawn, the cursor is where the terminal shows a Ctrl-C.
      if (isLive) line('');
    },
  };
}

function isCtrlC(error: unknown): boolean {
  return error instanceof Error && error.name === 'ExitPromptError';
}

const DETAILS = { value: 'details' as const, name: 'Show details' };

function entry(choice: Choice, question: ProcedureQuestion): { readonly value: Choice; readonly name: string } {
  return { value: choice, name: choiceWords(choice, question) };
}

const REASONS = {
  skip: { message: 'Why is it skipped?', required: true },
  'not-satisfied': { message: 'What is wrong with the new release? (optional)', required: false },
  back: { message: 'Why? (optional)', required: false },
  abort: { message: 'Why? (optional)', required: false },
} as const;
