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
  return {
    bold: chalk.bold,
    dim: chalk.dim,
    good: chalk.green,
    caution: chalk.yellow,
    bad: chalk.red,
    accent: chalk.cyan,
  };
}
