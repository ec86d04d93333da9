/** Answers the questions of a procedure from a file. Where it has no answer, or a step fails, the procedure stops. */

import type { Answers } from '../../core/config/answers-file/answers.ts';
import { SwitchoverError } from '../../core/problem.ts';
import { lossWords } from '../../core/results/loss.ts';
import { LONGEST_REASON } from '../../core/runbooks/entry.ts';
import type { Choice } from '../../core/runbooks/move.ts';
import type { Answered, Operator } from '../../core/runbooks/operator.ts';
import { stepLabel } from '../../core/runbooks/step.ts';
import type { ProcedureQuestion, ProcedureView } from '../../core/runbooks/view.ts';
import { readAnswersFile } from '../../host/files/answers-file.ts';

/** Only what needs no answer: the way out of a procedure runs its commands, and stops at anything else. */
const NO_ANSWERS: Answers = {
  steps: new Map(),
  wayBack: 'run',
  satisfied: null,
  acceptLoss: false,
  onFailure: 'stop',
};

/**
 * `file`: null if there is none. `say`: called with each thing that happens, a line each.
 *
 * @throws SwitchoverError as `readAnswersFile`
 */
export async function answersOperator(file: string | null, say: (line: string) => void): Promise<Operator> {
  const answers = file === null ? NO_ANSWERS : (await readAnswersFile(file)).answers;
  return operatorWith(answers, file, say);
}

function operatorWith(answers: Answers, file: string | null, say: (line: string) => void): Operator {
  let said = '';
  let shown = 0;
  const show = (view: ProcedureView): void => {
    for (const { at, what } of view.report.journal.slice(shown)) say(`${at}  ${what}`);
    shown = view.report.journal.length;
    // That a command was started is in the journal already.
    if (view.activity !== null && view.activity !== said && !view.activity.endsWith('…')) say(view.activity);
    said = view.activity ?? said;
  };
  return {
    begins: async () => true,
    show,
    ask: async (question, view) => {
      show(view);
      return answerTo(answers, file, question, view.report.route !== 'forward');
    },
    acceptsLoss: async (items) => {
      if (answers.acceptLoss) return true;
      const advice = 'add "accept data loss: yes" to accept it';
      throw stopped(file, `the ${lossWords(items)}`, advice, 'does not accept it');
    },
    accepts: async (question) => {
      throw stopped(file, question, `answer it at a terminal: ${RESUME}`);
    },
  };
}

/** `isOnTheWay`: back or out, where no step needs an answer of its own. */
function answerTo(
  answers: Answers,
  file: string | null,
  { question, action }: ProcedureQuestion,
  isOnTheWay: boolean,
): Answered {
  const { occasion, choices, current, finding } = question;
  const label = stepLabel(current.step);
  if (occasion === 'decide') {
    if (answers.satisfied === null) {
      throw stopped(file, action.confirm, 'add "satisfied: yes" or "satisfied: no"', SAYS_NOTHING);
    }
    return { choice: answers.satisfied.yes ? 'satisfied' : 'not-satisfied', reason: answers.satisfied.reason };
  }
  if (occasion === 'failed' || occasion === 'interrupted') {
    const { onFailure } = answers;
    const why = `${action.title}: ${finding?.holds === 'yes' ? current.record.detail : (finding?.says ?? current.record.detail)}`;
    if (onFailure === 'stop' || !choices.includes(onFailure)) {
      throw stopped(file, why, `look at it, and go on at a terminal: ${RESUME}`);
    }
    return { choice: onFailure, reason: why.slice(0, LONGEST_REASON) };
  }
  const answer = answers.steps.get(label) ?? (isOnTheWay ? null : undefined);
  if (answer === undefined) {
    throw stopped(file, `step ${label}: ${action.title}`, `add an answer for step ${label}`, SAYS_NOTHING);
  }
  if (answer !== null && 'skip' in answer) return { choice: 'skip', reason: answer.skip };
  const act = answer === null ? answers.wayBack : answer.act;
  if (occasion === 'confirm') {
    const confirm = act === 'by-hand' ? (answer?.confirm ?? true) : (answer?.confirm ?? null);
    if (confirm === null) {
      const hasLabel = current.step.number !== null;
      const advice = hasLabel
        ? `add "confirm: yes" to the answer for step ${label}`
        : `answer it at a terminal: ${RESUME}`;
      throw stopped(file, action.confirm, advice, SAYS_NOTHING);
    }
    return { choice: confirm ? 'confirm' : 'deny', reason: null };
  }
  const choice: Choice = act;
  if (choices.includes(choice)) return { choice, reason: null };
  const advice = `do it by hand, or give the command in the pair file; then: ${RESUME}`;
  throw stopped(file, `${action.title}: there is no command for it`, advice);
}

const RESUME = 'switchover upgrade walkthrough --resume';
const SAYS_NOTHING = 'says nothing about it';

/** `file`: null if there is none to which an answer could be added. `because`: what the file does, if that is the reason. */
function stopped(file: string | null, what: string, advice: string, because: string | null = null): SwitchoverError {
  return new SwitchoverError('unfinished', {
    code: 'answer-missing',
    what: `the upgrade has stopped: ${what}`,
    why: file === null || because === null ? null : `${file} ${because}`,
    where: file,
    do: file === null && because !== null ? `answer it at a terminal: ${RESUME}` : advice,
  });
}
