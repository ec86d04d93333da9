/** What an operator sees during a procedure: the steps, the servers, and what goes on now. */
import type { Letter } from '../letter.ts';
import type { Choice, Question } from './move.ts';
import type { ActionCommand } from './plan.ts';
import type { ProcedureReport } from './report.ts';
import type { Run } from './run.ts';
import { turned } from './run.ts';
import type { ActionWords, StepWords, Words } from './words.ts';

export interface ServerView {
  readonly letter: Letter;
  readonly name: string;
  /** Its state in a few words: `primary`, `upgrade-higher`, `no answer`. */
  readonly state: string;
  readonly release: string | null;
  readonly serving: boolean | null;
  /** Why it does not answer; null if it does. */
  readonly fault: string | null;
}

export interface ProcedureView {
  readonly report: ProcedureReport;
  readonly servers: readonly ServerView[];
  /** How long no server has been active until now; null while one is. */
  readonly downtimeMs: number | null;
  /** How long no automatic takeover has protected the pair; null while it does. */
  readonly unprotectedMs: number | null;
  /** What is wrong with the pair beyond what the procedure causes, and what can be done; null: nothing. */
  readonly alarm: { readonly what: string; readonly do: readonly string[] } | null;
  /** What is going on: a command runs, a check waits; null while a question is open. */
  readonly activity: string | null;
}

/** A question with all its words. */
export interface ProcedureQuestion {
  readonly question: Question;
  readonly step: StepWords;
  readonly action: ActionWords;
  /** The command that `run` would start, and where; null if there is none. */
  readonly command: ActionCommand | null;
  readonly choices: readonly Choice[];
  /** What `back` would lead through from here. */
  readonly wayBack: Way;
  /** What `abort` would lead through from here. */
  readonly wayOut: Way;
}

export interface Way {
  /** Of its steps; empty: nothing has to be done. */
  readonly titles: readonly string[];
  /** Each is a short downtime. */
  readonly switches: number;
}

/** `command`: the one that `run` would start. */
export function procedureQuestion(
  run: Run,
  question: Question,
  words: Words,
  command: ActionCommand | null,
): ProcedureQuestion {
  const { step, action } = question.current;
  const way = (to: 'back' | 'out'): Way => {
    const there = turned(run, to);
    const { steps } = there.runbook.route(there);
    const deeds = steps.flatMap(({ actions }) => actions.map(({ deed }) => deed));
    return {
      titles: steps.map((each) => words.step(each).title),
      switches: deeds.filter(({ kind }) => kind === 'switch').length,
    };
  };
  return {
    question,
    step: words.step(step),
    action: words.action(action),
    command,
    choices: question.choices,
    wayBack: way('back'),
    wayOut: way('out'),
  };
}
