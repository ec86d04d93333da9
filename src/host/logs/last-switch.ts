/** Finds the last switch of a large log from its end, and how far back one must read to explain it. */
import type { SwitchIncident } from '../../core/logs/incidents.ts';
import type { Columns } from '../../core/logs/layouts/columns.ts';
import type { Sighting } from '../../core/logs/observation.ts';
import { openLog } from '../../core/logs/reading.ts';
import { isSettled } from '../../core/logs/window.ts';
import { feedLines } from './feed-lines.ts';
import { fileBytes, type PlainFile } from './log-source.ts';
import { LONGEST_LINE } from './pass-rows.ts';

export interface WindowSizes {
  /** Read at a time, from the end backwards; four times as much where that does not show a switch's beginnings. */
  readonly blockBytes: number;
  /** No further back than this; a log whose last switch is older is read as a whole. */
  readonly searchedBytes: number;
}

/** What is known of a log from its beginning. */
export interface Beginning {
  readonly header: string;
  readonly columns: Columns;
  /** Where its first lines end that were looked at. */
  readonly end: number;
}

/** From where on a log must be read, a line's beginning, and the switch that is seen from there. */
export interface Window {
  readonly from: number;
  readonly found: SwitchIncident;
}

const LINE_FEED = 10;

/** Null where the log must be read as a whole. */
export async function windowOfLastSwitch(
  file: PlainFile,
  beginning: Beginning,
  { blockBytes, searchedBytes }: WindowSizes,
): Promise<Window | null> {
  const stop = Math.max(beginning.end, file.size - searchedBytes);
  for (let to = file.size; to > stop; to -= blockBytes) {
    for (let bytes = blockBytes; ; bytes *= 4) {
      const tried = await readPart(file, Math.max(stop, to - bytes), to, beginning);
      if (tried === null) break;
      if (tried.isSettled) return tried;
      if (to - bytes <= stop) return null;
    }
  }
  return null;
}

/** The last switch that a part of the log shows; null where it shows none. */
async function readPart(
  file: PlainFile,
  from: number,
  to: number,
  { header, end }: Beginning,
): Promise<(Window & { readonly isSettled: boolean }) | null> {
  const sightings: Sighting[] = [];
  const reader = openLog(file.path, { clocks: false, onSighting: (sighting) => sightings.push(sighting) });
  reader.line(header, true);
  const lines = feedLines(reader);
  let begin = from;
  // A line that begins in this part may end in the next; one that ends in it may have begun before.
  let isCut = from > end;
  for await (const block of fileBytes(file.path, from, Math.min(file.size, to + LONGEST_LINE), () => undefined)) {
    const skipped = isCut ? block.indexOf(LINE_FEED) + 1 : 0;
    begin += isCut && skipped === 0 ? block.length : skipped;
    if (isCut && skipped === 0) continue;
    isCut = false;
    lines.take(block.subarray(skipped));
  }
  lines.end();
  const { incidents, first } = reader.end();
  const found = incidents.switches.at(-1);
  if (found === undefined || first === null) return null;
  return { from: begin, found, isSettled: isSettled(found, sightings, first) };
}
