/** Reads one log, which may lie in several files: a log of any size takes the same memory. */
import { dayOfPath, type KnownDay } from '../../core/logs/day.ts';
import { type LogOptions, type LogReading, openLog } from '../../core/logs/reading.ts';
import { SwitchoverError } from '../../core/problem.ts';
import { feedLines } from './feed-lines.ts';
import type { LogSource } from './log-source.ts';
import { plainText } from './plain-text.ts';

export interface ReadOptions extends Pick<LogOptions, 'clocks'> {
  /** The day of its first row, as the operator says. */
  readonly date: number | null;
}

/**
 * What is a log with damage in it is read as far as it goes; of several files, those that cannot be read are left out
 * and said.
 *
 * @throws SwitchoverError (unreachable) where none of its files can be read
 */
export async function readLog(pieces: readonly LogSource[], options: ReadOptions): Promise<LogReading> {
  const reader = openLog(pieces[0]?.name ?? '', {
    clocks: options.clocks ?? true,
    day: dayOf(pieces[0], options.date),
  });
  let failed: SwitchoverError | null = null;
  let count = 0;
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) reader.piece(piece.name, dayOf(piece, null));
    const several = pieces.length > 1 ? `${piece.name}: ` : '';
    try {
      await readPiece(piece, reader, (words) => reader.remark(`${several}${words}`));
      count += 1;
    } catch (error) {
      if (!(error instanceof SwitchoverError)) throw error;
      failed ??= error;
      reader.remark(`${several}not read: ${error.problem.why}`);
    }
  }
  if (count === 0 && failed !== null) throw failed;
  return reader.end();
}

async function readPiece(
  piece: LogSource,
  reader: ReturnType<typeof openLog>,
  remark: (words: string) => void,
): Promise<void> {
  const lines = feedLines(reader);
  try {
    for await (const block of plainText(piece, remark)) lines.take(block);
  } finally {
    lines.end();
  }
}

/** The operator's date is that of the first row of all; the other files go on from there, or have names that tell. */
function dayOf(piece: LogSource | undefined, date: number | null): KnownDay | null {
  if (date !== null) return { midnightMs: date, from: 'flag' };
  return piece === undefined ? null : dayOfPath(piece.parts);
}
