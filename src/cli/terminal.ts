import { Chalk, type ChalkInstance } from 'chalk';
import type { Medium } from '../presentation/text/palette.ts';

/** Colours, width and time zone for a stream: no colours, 80 columns and UTC for a pipe; honours `NO_COLOR` and `--no-color`. */
export function mediumOf(stream: NodeJS.WriteStream, options: { readonly noColor: boolean }): Medium {
  const columns = stream.isTTY && stream.columns > 20 ? stream.columns : 80;
  // The sixteen colours that every terminal has, in the user's own shades.
  const chalk = new Chalk({ level: wantsColor(stream, options.noColor) ? 1 : 0 });
  const palette = {
    bold: painter(chalk.bold),
    dim: painter(chalk.dim),
    good: painter(chalk.green),
    caution: painter(chalk.yellow),
    bad: painter(chalk.red),
    accent: painter(chalk.cyan),
  };
  // Where the output is stored or read by a program, UTC alone means the same everywhere.
  const isUtc = new Date().getTimezoneOffset() === 0;
  return stream.isTTY && !isUtc ? { palette, columns, localTime } : { palette, columns };
}

/** Swedish writes dates as ISO 8601 does. */
function localTime(ms: number): string {
  return new Date(ms).toLocaleString('sv-SE');
}

/** Whether to use colour on this stream: it is a terminal with colours, and the user has not disabled them. */
export function wantsColor(stream: NodeJS.WriteStream, noColor: boolean): boolean {
  if (noColor || (process.env.NO_COLOR ?? '') !== '') return false;
  if (process.env.TERM === 'dumb') return false;
  return stream.isTTY === true;
}

/** Passes only the text on: chalk paints every argument, so `lines.map(chalk.bold)` would paint the indexes too. */
function painter(style: ChalkInstance): (text: string) => string {
  return (text) => style(text);
}

/** A terminal that moves its cursor and knows its size. */
export function canRedraw({ isTTY, columns, rows }: NodeJS.WriteStream): boolean {
  return isTTY && process.env.TERM !== 'dumb' && columns > 0 && rows > 0;
}
