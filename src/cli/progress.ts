/** Says what is going on, on standard error, and only where that is a terminal. */
export interface Progress {
  readonly say: (words: string) => void;
  readonly done: () => void;
}

/** Shown once the work has taken this long, in ms: what is quick needs no spinner, nor the time to load one. */
const PATIENCE_MS = 400;

export function showProgress(first: string, json: boolean): Progress {
  if (json || !process.stderr.isTTY) return { say: () => undefined, done: () => undefined };
  let words = first;
  let spinner: { text: string; stop: () => unknown } | null = null;
  let over = false;
  const timer = setTimeout(async () => {
    const { default: ora } = await import('ora');
    if (!over) spinner = ora({ text: words, stream: process.stderr }).start();
  }, PATIENCE_MS);
  return {
    say: (next) => {
      words = next;
      if (spinner !== null) spinner.text = next;
    },
    done: () => {
      over = true;
      clearTimeout(timer);
      spinner?.stop();
    },
  };
}
