import { Chalk, type ChalkInstance } from 'chalk';
import type { Medium } from '../presentation/palette.ts';

/** Colours and width for a stream: none and 80 for a pipe; `NO_COLOR` and `--no-color` are obeyed. */
export function mediumOf(stream: NodeJS.WriteStream, options: { readonly noColor: boolean }): Medium {
  const columns = stream.isTTY && stream.columns > 20 ? stream.columns : 80;
  // The sixteen colours that every terminal knows, in the shades that its user has chosen.
  const chalk = new Chalk({ level: wantsColor(stream, options.noColor) ? 1 : 0 });
  const palette = {
    bold: painter(chalk.bold),
    dim: painter(chalk.dim),
    good: painter(chalk.green),
    caution: painter(chalk.yellow),
    bad: painter(chalk.red),
    accent: painter(chalk.cyan),
  };
  return { palette, columns };
}

/** Whether to paint what goes to this stream: a terminal that knows colours, and a user who has not refused them. */
export function wantsColor(stream: NodeJS.WriteStream, noColor: boolean): boolean {
  if (noColor || (process.env.NO_COLOR ?? '') !== '') return false;
  if (process.env.TERM === 'dumb') return false;
  return stream.isTTY === true;
}

/** Takes the text alone: chalk paints every argument, so that `lines.map(chalk.bold)` would paint their numbers too. */
function painter(style: ChalkInstance): (text: string) => string {
  return (text) => style(text);
}
