import { SwitchoverError } from '../core/problem.ts';
import { type Manner, reportFailure } from './failure.ts';
import { endingSignals } from './interrupt.ts';
import { type ProgressLine, progressLine } from './progress-line.ts';

export interface Work {
  /** Shown at first. */
  readonly first: string;
  /** What the servers do if the command is interrupted: `the switch continues`. */
  readonly goesOn: string;
  /** The request id known to the servers; null if there is none. */
  readonly request: string | null;
}

/**
 * Shows progress while servers carry out a request. Ctrl-C or a signal ends only the command, and it says so (exit 5).
 */
export function showProgress(work: Work, manner: Manner): ProgressLine {
  const line = progressLine(manner);
  const ending = endingSignals();
  let words = '';
  const say = (next: string): void => {
    words = next;
    line.say(next);
  };
  const done = (): void => {
    for (const signal of ending) process.off(signal, leaveThem);
    line.done();
  };
  const leaveThem = (signal: string): void => {
    done();
    reportFailure(interrupted(work, `${signal}; last seen: ${words}`), manner);
    process.exit();
  };
  for (const signal of ending) process.once(signal, leaveThem);
  say(work.first);
  return { say, done };
}

function interrupted({ goesOn, request }: Work, why: string): SwitchoverError {
  return new SwitchoverError('unfinished', {
    code: 'interrupted',
    what: `the command was interrupted; ${goesOn}`,
    why,
    where: request === null ? null : `request ${request}`,
    do: 'check the result with: switchover status',
  });
}
