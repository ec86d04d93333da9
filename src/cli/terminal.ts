import { styleText } from 'node:util';
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
  return {
    bold: painted('bold'),
    dim: painted('dim'),
    good: painted('green'),
    caution: painted('yellow'),
    bad: painted('red'),
    accent: painted('cyan'),
  };
}

function painted(format: Parameters<typeof styleText>[0]): (text: string) => string {
  // Whether to paint at all has been decided above, for the stream that is meant.
  return (text) => styleText(format, text, { validateStream: false });
}
