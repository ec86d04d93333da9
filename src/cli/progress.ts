import { SwitchoverError } from '../core/problem.ts';
import { type Manner, reportFailure } from './failure.ts';

/** Says what is going on, on standard error, and only where that is a terminal. */
export interface Progress {
  readonly say: (words: string) => void;
  readonly done: () => void;
}

export interface Work {
  /** Shown before anything else is known. */
  readonly first: string;
  /** What the servers do when the command is ended before its end: `the switch goes on without it`. */
  readonly goesOn: string;
  /** The id that the servers know the request by; null where it has none. */
  readonly request: string | null;
}

/** Shown once the work has taken this long, in ms: what is quick needs no spinner, nor the time to load one. */
const PATIENCE_MS = 400;
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** While servers work on what they were asked for. Ctrl-C or a signal ends the command alone: that is said, exit 5. */
export function showProgress(work: Work, manner: Manner): Progress {
  let words = work.first;
  let spinner: { text: string; stop: () => unknown } | null = null;
  const leaveThem = (signal: string): void => {
    spinner?.stop();
    reportFailure(interrupted(work, `${signal}; last seen: ${words}`), manner);
    process.exit();
  };
  for (const signal of ENDING) process.once(signal, leaveThem);
  const unhook = (): void => {
    for (const signal of ENDING) process.off(signal, leaveThem);
  };
  if (manner.json || !process.stderr.isTTY) {
    return {
      say: (next) => {
        words = next;
      },
      done: unhook,
    };
  }
  let over = false;
  const timer = setTimeout(async () => {
    const { default: ora } = await import('ora');
    if (!over) spinner = ora({ text: words, stream: process.stderr, discardStdin: false }).start();
  }, PATIENCE_MS);
  const done = (): void => {
    over = true;
    unhook();
    clearTimeout(timer);
    spinner?.stop();
  };
  return {
    say: (next) => {
      words = next;
      if (spinner !== null) spinner.text = next;
    },
    done,
  };
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
