/** Reads one log, which may consist of several files. Memory use does not depend on its size. */
import { dayOfPath, type KnownDay } from '../../core/diagnosis/day.ts';
import { RECORDER_MARK } from '../../core/diagnosis/kinds.ts';
import { type LogOptions, type LogReader, type LogReading, openLog } from '../../core/diagnosis/reading.ts';
import { SwitchoverError } from '../../core/problem.ts';
import { countingBytes } from './count-bytes.ts';
import { feedLines, type LineFeeder } from './feed-lines.ts';
import type { RecorderFeeder } from './feed-recorder.ts';
import type { LogSource } from './log-source.ts';
import { plainText } from './plain-text.ts';
import { readFromEnd } from './read-from-end.ts';

export interface ReadOptions extends Pick<LogOptions, 'compared'> {
  /** Only the last switch is wanted, so what is far before it need not be read. */
  readonly lastOnly?: boolean;
  /** It will be replayed with other parameters: for a flight recorder, what led to each takeover is kept. */
  readonly courses?: boolean;
  /** The one piece that was named, as in `FoundLog`. */
  readonly namedPiece?: string | null;
  /** The day of its first row, as given by the operator. */
  readonly date: number | null;
  /** Called repeatedly with the number of further bytes read from a file. */
  readonly onRead?: (file: string, bytes: number) => void;
}

/**
 * A damaged log is read as far as possible; if a log has several files, those that cannot be read are left out and
 * reported.
 *
 * @throws SwitchoverError (unreachable) if none of its files can be read, or not the one that was named
 */
export async function readLog(sources: readonly LogSource[], options: ReadOptions): Promise<LogReading> {
  const { namedPiece = null, ...others } = options;
  const named = sources.findIndex(({ name }) => name === namedPiece);
  // The operator's date is that of the first row of what was named; what is older has none.
  const reading = await readPieces(sources.slice(options.date === null ? 0 : Math.max(named, 0)), options);
  // Without times in that piece, nothing shows which of the others belongs to it.
  const isPlaced = namedPiece === null || sources.length === 1 || reading.about !== null;
  return isPlaced ? reading : readPieces(sources.slice(named, named + 1), others);
}

async function readPieces(sources: readonly LogSource[], options: ReadOptions): Promise<LogReading> {
  const onRead = options.onRead ?? (() => undefined);
  const pieces = countingBytes(sources, onRead);
  const [only] = pieces;
  if (options.lastOnly === true && pieces.length === 1 && only?.file != null) {
    const reading = await readFromEnd(only.file, { day: dayOf(only, options.date) }, onRead);
    if (reading !== null) return reading;
  }
  const reader = openLog(pieces[0]?.name ?? '', {
    compared: options.compared ?? true,
    day: dayOf(pieces[0], options.date),
    about: options.namedPiece ?? null,
  });
  const feeders = feedersFor(reader, options.courses === true);
  let failed: SwitchoverError | null = null;
  let count = 0;
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) reader.piece(piece.name, dayOf(piece, null));
    const several = pieces.length > 1 ? `${piece.name}: ` : '';
    try {
      await readPiece(piece, feeders, (words) => reader.remark(`${several}${words}`));
      count += 1;
    } catch (error) {
      if (!(error instanceof SwitchoverError) || piece.name === options.namedPiece) throw error;
      failed ??= error;
      reader.remark(`${several}not read: ${error.problem.why ?? error.problem.what}`);
    }
  }
  if (count === 0 && failed !== null) throw failed;
  return { ...reader.end(), played: feeders.played() };
}

async function readPiece(piece: LogSource, feeders: Feeders, remark: (words: string) => void): Promise<void> {
  let lines: LineFeeder | null = null;
  try {
    for await (const block of plainText(piece, remark)) {
      lines ??= await feeders.of(block);
      lines.take(block);
    }
  } finally {
    lines?.end();
  }
}

interface Feeders {
  /** The right one for a file, depending on its beginning. */
  readonly of: (head: Buffer) => Promise<LineFeeder>;
  /** The result of replaying a flight recorder's events; null if there was none. */
  readonly played: () => LogReading['played'];
}

function feedersFor(reader: LogReader, courses: boolean): Feeders {
  let recorder: RecorderFeeder | null = null;
  const lines = feedLines(reader);
  const of = async (head: Buffer): Promise<LineFeeder> => {
    if (head.toString('latin1', 0, RECORDER_MARK.length) !== RECORDER_MARK) return lines;
    if (recorder === null) {
      // This loads the engine, which other logs do not need. It continues from file to file.
      const { feedRecorder } = await import('./feed-recorder.ts');
      recorder = feedRecorder(reader, courses);
    }
    return recorder;
  };
  return { of, played: () => recorder?.played() ?? null };
}

/** The operator's date applies to the very first row; the other files continue from there or have it in their names. */
function dayOf(piece: LogSource | undefined, date: number | null): KnownDay | null {
  if (date !== null) return { midnightMs: date, from: 'flag' };
  return piece === undefined ? null : dayOfPath(piece.parts);
}
