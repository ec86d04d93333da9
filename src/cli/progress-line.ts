import type { Manner } from './failure.ts';

/** Says how far a command is that works by itself. It is in nobody's way: Ctrl-C ends the command as always. */
export interface ProgressLine {
  readonly say: (words: string) => void;
  /** Takes the line away again. */
  readonly done: () => void;
}

/** What is quick needs no line. */
const PATIENCE_MS = 500;
const BETWEEN_MS = 100;

/** One line on standard error that is written over again; nothing where that is no terminal, or with `--json`. */
export function progressLine(manner: Manner): ProgressLine {
  const { stderr } = process;
  if (manner.json || !stderr.isTTY) return { say: () => undefined, done: () => undefined };
  let next = performance.now() + PATIENCE_MS;
  let isShown = false;
  const write = (text: string): void => {
    stderr.write(`\r\u001b[K${text}`);
  };
  return {
    say: (words) => {
      const now = performance.now();
      if (now < next) return;
      next = now + BETWEEN_MS;
      isShown = true;
      write(words.slice(0, (stderr.columns || 80) - 1));
    },
    done: () => {
      if (isShown) write('');
    },
  };
}
