/**
 * Cuts blocks of UTF-8 into lines and passes them to a log's reader. Irrelevant rows are only counted: nearly all rows
 * of a large log are irrelevant, and decoding and reading each of them would take ten times as long.
 */
import { setFlagsFromString } from 'node:v8';
import { plainTime } from '../../core/diagnosis/noise.ts';
import type { LogReader } from '../../core/diagnosis/reading.ts';

export interface LineFeeder {
  /** The caller may reuse the block afterwards. */
  readonly take: (block: Buffer) => void;
  /** Passes on the last line, if no line end follows it. */
  readonly end: () => void;
}

/** In bytes. No line of a log comes near this; a longer one is passed on truncated and is not read. */
export const LONGEST_LINE = 65_536;

/** In bytes. The text of a larger part would leave the processor's cache, and only a full collection would free it. */
const PART_BYTES = 65_536;
const LINE_FEED = 10;
const NOTHING = Buffer.alloc(0);

export function feedLines(reader: LogReader): LineFeeder {
  // Every line becomes garbage: otherwise the heap would grow by three times what is kept before any is collected.
  setFlagsFromString('--semi-space-growth-factor=1');
  const filter = filterLines(reader);
  /** The start of a line that ends in a later block. */
  let rest: Buffer = NOTHING;

  const hold = (bytes: Buffer): void => {
    // One byte over the limit shows that the line is too long.
    const room = LONGEST_LINE + 1 - rest.length;
    if (room > 0) rest = Buffer.concat([rest, bytes.subarray(0, room)]);
  };

  const end = (): void => {
    if (rest.length > 0) filter(rest);
    rest = NOTHING;
  };

  const takePart = (part: Buffer): void => {
    const last = part.lastIndexOf(LINE_FEED) + 1;
    if (last > 0) {
      const first = rest.length > 0 ? part.indexOf(LINE_FEED) + 1 : 0;
      if (first > 0) hold(part.subarray(0, first - 1));
      end();
      if (last > first) filter(part.subarray(first, last));
    }
    if (last < part.length) hold(part.subarray(last));
  };

  const take = (block: Buffer): void => {
    for (let from = 0; from < block.length; from += PART_BYTES) takePart(block.subarray(from, from + PART_BYTES));
  };
  return { take, end };
}

/** Takes whole lines, each with its line feed; the last may lack it. */
function filterLines(reader: LogReader): (bytes: Buffer) => void {
  const time = plainTime();
  /** What may be skipped after the last line passed on, and the hour of that line. */
  let noise: RegExp | null = null;
  let hour = '';

  return (bytes) => {
    const text = bytes.toString('latin1');
    let skipped = 0;
    /** The beginnings of the last two rows skipped. */
    let [last, lastButOne] = [0, 0];

    const show = (from: number, to: number): void => {
      const isWhole = to - from <= LONGEST_LINE;
      reader.line(bytes.toString('utf8', from, isWhole ? to : from + LONGEST_LINE), isWhole);
    };
    const endSkipped = (next: number, isRow: boolean): void => {
      if (skipped === 0) return;
      const shown = isRow ? 1 : Math.min(skipped, 2);
      reader.skip(skipped - shown);
      if (shown === 2) show(lastButOne, last - 1);
      show(last, next - 1);
      skipped = 0;
    };

    let from = 0;
    while (from < text.length) {
      const found = text.indexOf('\n', from);
      const to = found < 0 ? text.length : found;
      if (noise !== null && to - from <= LONGEST_LINE && text.startsWith(hour, from) && isAt(noise, text, from)) {
        skipped += 1;
        lastButOne = last;
        last = from;
      } else {
        const isRow = isAt(time, text, from);
        endSkipped(from, isRow);
        show(from, to);
        noise = isRow ? reader.noise() : null;
        hour = text.slice(from, from + 3);
      }
      from = to + 1;
    }
    endSkipped(from, false);
  };
}

function isAt(sticky: RegExp, text: string, at: number): boolean {
  sticky.lastIndex = at;
  return sticky.test(text);
}
