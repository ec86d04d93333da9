/** An internal error in a running server. Its further decisions could not be trusted, so it exits. */
import type { LogLine } from '../core/engine/effect.ts';
import { SwitchoverError } from '../core/problem.ts';

/** A log line: what was thrown, where, and while handling what. */
export function faultLine(error: unknown, during: string | null): LogLine {
  const { message, place } = known(error);
  const doing = during === null ? '' : ` while handling [${during}]`;
  return {
    topic: 'SwitchoverMain',
    level: 'error',
    text: `SwitchoverMain::Fault : internal error${doing}, this server exits: ${message}${place}`,
  };
}

/** The same for an error that costs only the answer to one request: the server keeps running. */
export function answerFaultLine(error: unknown): LogLine {
  const { message, place } = known(error);
  const text = `SwitchoverMain::Fault : internal error while answering a request: ${message}${place}`;
  return { topic: 'SwitchoverMain', level: 'error', text };
}

/** The error with which the process exits. */
export function faultProblem(error: unknown, logPath: string): SwitchoverError {
  const { message, stack } = known(error);
  return new SwitchoverError('bug', {
    code: 'internal-error',
    what: `internal error, this server has exited: ${message}`,
    why: stack,
    where: logPath,
    do: 'start it again; please report the error, with this log and the flight recorder next to it',
  });
}

function known(error: unknown): { readonly message: string; readonly place: string; readonly stack: string } {
  if (!(error instanceof Error)) return { message: String(error), place: '', stack: 'no stack' };
  const { message, stack = 'no stack' } = error;
  const at = stack.split('\n').find((line) => line.trim().startsWith('at '));
  return { message: `${error.name}: ${message}`, place: at === undefined ? '' : ` (${at.trim()})`, stack };
}
