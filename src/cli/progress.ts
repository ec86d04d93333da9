import { EXIT_CODES } from '../core/problem.ts';

/** Says what is going on, on standard error, and only where that is a terminal. */
export interface Progress {
  readonly say: (words: string) => void;
  readonly done: () => void;
}

/** Shown once the work has taken this long, in ms: what is quick needs no spinner, nor the time to load one. */
const PATIENCE_MS = 400;

/**
 * `goesOn`: what Ctrl-C leaves behind, because the servers go on without the command. It is said, with exit code 5.
 */
export function showProgress(first: string, json: boolean, goesOn: string): Progress {
  const leave = (): void => {
    process.stderr.write(`\n${goesOn} Look with: switchover status\n`);
    process.exit(EXIT_CODES.unfinished);
  };
  process.once('SIGINT', leave);
  const unhook = (): void => void process.off('SIGINT', leave);
  if (json || !process.stderr.isTTY) return { say: () => undefined, done: unhook };
  let words = first;
  let spinner: { text: string; stop: () => unknown } | null = null;
  let over = false;
  const timer = setTimeout(async () => {
    const { default: ora } = await import('ora');
    if (!over) spinner = ora({ text: words, stream: process.stderr, discardStdin: false }).start();
  }, PATIENCE_MS);
  return {
    say: (next) => {
      words = next;
      if (spinner !== null) spinner.text = next;
    },
    done: () => {
      over = true;
      unhook();
      clearTimeout(timer);
      spinner?.stop();
    },
  };
}
