/** A fault of ours in a running server. What it would decide from here on cannot be trusted, so it ends. */
import type { LogLine } from '../core/pair/effect.ts';
import { SwitchoverError } from '../core/problem.ts';

/** One line for the log: what was thrown, where, and during what. */
export function faultLine(error: unknown, during: string | null): LogLine {
  const { message, place } = known(error);
  const doing = during === null ? '' : ` while it took up [${during}]`;
  return {
    topic: 'SwitchoverMain',
    level: 'error',
    text: `SwitchoverMain::Fault : a fault of switchover itself${doing}, this server ends: ${message}${place}`,
  };
}

/** The same where only one answer to one request is lost by it: the server goes on. */
export function answerFaultLine(error: unknown): LogLine {
  const { message, place } = known(error);
  const text = `SwitchoverMain::Fault : a request could not be answered for a fault of switchover itself: ${message}${place}`;
  return { topic: 'SwitchoverMain', level: 'error', text };
}

/** What the process ends with. */
export function faultProblem(error: unknown, logPath: string): SwitchoverError {
  const { message, stack } = known(error);
  return new SwitchoverError('bug', {
    code: 'internal-error',
    what: `this server met a fault of its own and has ended: ${message}`,
    why: stack,
    where: logPath,
    do: 'start it again; please report it with that log and the flight recorder beside it',
  });
}

function known(error: unknown): { readonly message: string; readonly place: string; readonly stack: string } {
  if (!(error instanceof Error)) return { message: String(error), place: '', stack: 'no stack' };
  const { message, stack = 'no stack' } = error;
  const at = stack.split('\n').find((line) => line.trim().startsWith('at '));
  return { message: `${error.name}: ${message}`, place: at === undefined ? '' : ` (${at.trim()})`, stack };
}
