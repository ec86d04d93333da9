import type { Ora } from 'ora';
import type { Manner } from './failure.ts';
import { wantsColor } from './terminal.ts';

/** Says how far a command is. It is in nobody's way: Ctrl-C ends the command as always. */
export interface ProgressLine {
  /** The first words start it. */
  readonly say: (words: string) => void;
  /** Takes the line away again. */
  readonly done: () => void;
}

/** Shown once the work has taken this long, in ms: what is quick needs no line, nor the time to load a spinner. */
const PATIENCE_MS = 400;

/** One line on standard error that is written over again; nothing where that is no terminal, or with `--json`. */
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
      // Standard input may be what is read, and Ctrl-C comes from there.
      discardStdin: false,
      // It counts lines by the width, and would go on for ever where a terminal says that it has none.
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
