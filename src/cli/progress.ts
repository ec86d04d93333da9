import { SwitchoverError } from '../core/problem.ts';
import { type Manner, reportFailure } from './failure.ts';
import { type ProgressLine, progressLine } from './progress-line.ts';

export interface Work {
  /** Shown before anything else is known. */
  readonly first: string;
  /** What the servers do when the command is ended before its end: `the switch goes on without it`. */
  readonly goesOn: string;
  /** The id that the servers know the request by; null where it has none. */
  readonly request: string | null;
}

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** While servers work on what they were asked for. Ctrl-C or a signal ends the command alone: that is said, exit 5. */
export function showProgress(work: Work, manner: Manner): ProgressLine {
  const line = progressLine(manner);
  let words = '';
  const say = (next: string): void => {
    words = next;
    line.say(next);
  };
  const done = (): void => {
    for (const signal of ENDING) process.off(signal, leaveThem);
    line.done();
  };
  const leaveThem = (signal: string): void => {
    done();
    reportFailure(interrupted(work, `${signal}; last seen: ${words}`), manner);
    process.exit();
  };
  for (const signal of ENDING) process.once(signal, leaveThem);
  say(work.first);
  return { say, done };
}

function interrupted({ goesOn, request }: Work, why: string): SwitchoverError {
  return new SwitchoverError('unfinished', {
    code: 'interrupted',
    what: `the command was ended before its end; ${goesOn}`,
    why,
    where: request === null ? null : `request ${request}`,
    do: 'look with: switchover status',
  });
}
