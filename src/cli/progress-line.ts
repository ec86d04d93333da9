import type { Ora } from 'ora';
import type { Manner } from './failure.ts';
import { wantsColor } from './terminal.ts';

/** Shows a command's progress. Ctrl-C still ends the command as usual. */
export interface ProgressLine {
  /** The first call starts it. */
  readonly say: (words: string) => void;
  /** Removes the line. */
  readonly done: () => void;
}

/** Shown only after this long, in ms: quick work needs neither a line nor the time to load a spinner. */
const PATIENCE_MS = 400;

/** One self-overwriting line on standard error; nothing if that is not a terminal, or with `--json`. */
export function progressLine(manner: Manner): ProgressLine {
  const { stderr } = process;
  if (manner.json || !stderr.isTTY) return { say: () => undefined, done: () => undefined };
  let text = '';
  let timer: NodeJS.Timeout | undefined;
  let spinner: Ora | null = null;
  let over = false;
  const show = async (): Promise<void> => {
    const { default: ora } = await import('ora');
    if (over) return;
    spinner = ora({
      text,
      color: wantsColor(stderr, manner.noColor) ? 'cyan' : false,
      stream: stderr,
      // Standard input may be the input to read, and Ctrl-C comes from there.
      discardStdin: false,
      // It counts lines by the width, and would loop forever on a terminal that reports a width of 0.
      ...(stderr.columns > 0 ? {} : { isEnabled: false }),
    }).start();
  };
  return {
    say: (words) => {
      text = words;
      timer ??= setTimeout(show, PATIENCE_MS);
      if (spinner !== null) spinner.text = words;
    },
    done: () => {
      over = true;
      clearTimeout(timer);
      spinner?.stop();
    },
  };
}
