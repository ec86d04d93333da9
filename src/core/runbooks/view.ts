/** What an operator sees during a procedure: the steps, the servers, and what goes on now. */
import type { Letter } from '../letter.ts';
import type { Choice, Question } from './move.ts';
import type { ProcedureReport } from './report.ts';
import type { ActionWords, StepWords } from './words.ts';

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
  readonly command: { readonly words: readonly string[]; readonly where: string } | null;
  readonly choices: readonly Choice[];
}
