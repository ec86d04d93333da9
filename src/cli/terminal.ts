import { Chalk } from 'chalk';
import type { Medium, Palette } from '../presentation/palette.ts';
import { PLAIN } from '../presentation/palette.ts';

/** Colours and width for a stream: none and 80 for a pipe; `NO_COLOR` and `--no-color` are obeyed. */
export function mediumOf(stream: NodeJS.WriteStream, options: { readonly noColor: boolean }): Medium {
  const columns = stream.isTTY && stream.columns > 20 ? stream.columns : 80;
  return { palette: wantsColor(stream, options.noColor) ? colored() : PLAIN, columns };
}

function wantsColor(stream: NodeJS.WriteStream, noColor: boolean): boolean {
  if (noColor || (process.env.NO_COLOR ?? '') !== '') return false;
  if (process.env.TERM === 'dumb') return false;
  return stream.isTTY === true;
}

function colored(): Palette {
  const chalk = new Chalk({ level: 1 });
  // One text each: handed to map as it is, chalk would paint the index as well.
  return {
    bold: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    good: (text) => chalk.green(text),
    caution: (text) => chalk.yellow(text),
    bad: (text) => chalk.red(text),
    accent: (text) => chalk.cyan(text),
  };
}
