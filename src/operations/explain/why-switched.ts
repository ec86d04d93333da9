import { assignmentsOf } from '../../core/config/parameters/assignment.ts';
import type { ParameterValues } from '../../core/config/parameters/catalogue.ts';
import { type AskedTime, readAskedTime } from '../../core/diagnosis/asked-time.ts';
import { readDate } from '../../core/diagnosis/dates.ts';
import { narrow, narrowToPiece, type Range } from '../../core/diagnosis/range.ts';
import type { LogReading } from '../../core/diagnosis/reading.ts';
import { explain, type LeftAside, type WhySwitched } from '../../core/diagnosis/report.ts';
import { SwitchoverError } from '../../core/problem.ts';
import { playedLogs, type RecordingReport, reportRecording } from '../../core/replay/recording-report.ts';
import { type ReplayReport, replaysOf } from '../../core/replay/report.ts';
import { type OnBytesRead, sizeOf } from '../../host/logs/count-bytes.ts';
import { type FoundLog, findLogs } from '../../host/logs/find-logs.ts';
import { logProblem } from '../../host/logs/log-problems.ts';
import { type ReadOptions, readLog } from '../../host/logs/read-log.ts';

export interface WhySwitchedOptions {
  /** Every switch; otherwise only the last. */
  readonly all: boolean;
  /** In the operator's notation: `14:18`, `2026-11-23T14:18:05`. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly at?: string | undefined;
  /** The day of the first row, for a log whose rows have no date. */
  readonly date?: string | undefined;
  /** `NAME=VALUE`: other parameter values for the replay. */
  readonly 'what-if'?: readonly string[] | undefined;
}

/** The explanation, and the replay of the same lines by the engine of this version. */
export interface ExplainedAndReplayed extends WhySwitched {
  readonly replays: readonly ReplayReport[];
  /** The flight recorders among the files, replayed event by event. */
  readonly recordings: readonly RecordingReport[];
}

/**
 * Reads the logs and says why a switch happened, or why none did. If one piece of a rotated log is named, the answer is
 * about that piece, and its neighbours are read for what began before it or ended after it. A file named twice is read
 * once; anything in a folder or an archive that is not a log is skipped and reported.
 *
 * @throws SwitchoverError (unreachable) if something that was named cannot be read as a log; (usage) if a time is
 * invalid or does not fit the logs
 */
export async function whySwitched(
  names: readonly string[],
  options: WhySwitchedOptions,
  onRead: OnBytesRead = () => undefined,
): Promise<ExplainedAndReplayed> {
  const range = rangeOf(options);
  const values = valuesOf(options['what-if'] ?? []);
  const courses = values !== null;
  const how = { date: dateOf(options.date), lastOnly: !options.all && range === null, courses };
  const { readings: all, leftAside } = await readAll(names, how, onRead);
  const { logs, recorders } = playedLogs(all);
  const readings = logs.map(narrowToPiece);
  const replayed = (read: readonly LogReading[], report: WhySwitched): ExplainedAndReplayed => ({
    ...report,
    replays: replaysOf(read, report.switches, values, recorders),
    recordings: recorders.map(reportRecording),
  });
  if (range === null) return replayed(readings, explain(readings, { all: options.all, leftAside }));
  const narrowed = narrow(readings, range);
  if ('code' in narrowed) throw new SwitchoverError('usage', narrowed);
  const words = { since: range.since?.text ?? null, until: range.until?.text ?? null, at: range.at?.text ?? null };
  const asked = { all: options.all, leftAside, range: words, outside: narrowed.outside };
  return replayed(narrowed.readings, explain(narrowed.readings, asked));
}

/** Null if there are none. */
function valuesOf(whatIf: readonly string[]): ParameterValues | null {
  if (whatIf.length === 0) return null;
  const { values, problems } = assignmentsOf(whatIf, '--what-if');
  const [first, ...also] = problems.filter(({ severity }) => severity === 'error');
  if (first !== undefined) throw new SwitchoverError('usage', first, also);
  return values;
}

interface AllRead {
  readonly readings: readonly LogReading[];
  readonly leftAside: readonly LeftAside[];
}

async function readAll(
  names: readonly string[],
  { lastOnly, ...how }: Pick<ReadOptions, 'date' | 'courses'> & { readonly lastOnly: boolean },
  onRead: OnBytesRead,
): Promise<AllRead> {
  const { logs, leftAside, close } = await findLogs(names);
  try {
    const readings: LogReading[] = [];
    const failures: SwitchoverError[] = [];
    const of = sizeOf(logs.flatMap(({ pieces }) => pieces));
    let read = 0;
    const report = (file: string, bytes: number): void => {
      read += bytes;
      onRead({ file, bytes: read, of });
    };
    const options = { ...how, compared: logs.length > 1, lastOnly: lastOnly && logs.length === 1, onRead: report };
    for (const log of logs) {
      const reading = await readOrLeave(log, { ...options, namedPiece: log.namedPiece }, failures);
      if (reading !== null) readings.push(reading);
    }
    if (readings.length === 0) throw worstOf(failures) ?? logProblem('no-logs', names.join(', '), leftAside[0]?.why);
    const failed = failures.map(({ problem }) => ({
      file: problem.where ?? problem.what,
      why: problem.why ?? problem.what,
    }));
    return { readings, leftAside: [...leftAside, ...failed] };
  } finally {
    close();
  }
}

async function readOrLeave(
  log: FoundLog,
  options: Parameters<typeof readLog>[1],
  failures: SwitchoverError[],
): Promise<LogReading | null> {
  try {
    return await readLog(log.pieces, options);
  } catch (error) {
    if (log.isNamed || !(error instanceof SwitchoverError)) throw error;
    failures.push(error);
    return null;
  }
}

/** If nothing could be read: the problem of a binary log has the most helpful advice. */
function worstOf(failures: readonly SwitchoverError[]): SwitchoverError | undefined {
  return failures.find(({ problem }) => problem.code === 'log-ininlog') ?? failures[0];
}

// --- times --------------------------------------------------------------------------------------------------------

function rangeOf({ since, until, at }: WhySwitchedOptions): Range | null {
  if (since === undefined && until === undefined && at === undefined) return null;
  if (at !== undefined && (since !== undefined || until !== undefined)) {
    throw new SwitchoverError('usage', {
      code: 'range-twice',
      what: '--at cannot be combined with --since or --until',
      why: '--at selects the switch nearest to one moment in the whole log; --since and --until select a period',
      where: '--at',
      do: 'use either --at, or --since and --until',
    });
  }
  return { since: timeOf(since, '--since'), until: timeOf(until, '--until'), at: timeOf(at, '--at') };
}

function timeOf(text: string | undefined, flag: string): AskedTime | null {
  if (text === undefined) return null;
  const time = readAskedTime(text);
  if (time !== null) return time;
  throw new SwitchoverError('usage', {
    code: 'time-not-understood',
    what: `${flag} "${text}" is not a valid time`,
    why: 'valid times look like 14:18, 14:18:05.500 or, with a date, 2026-11-23T14:18:05',
    where: flag,
    do: 'write the time as it appears in the log',
  });
}

function dateOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const date = readDate(text.trim());
  if (date !== null) return date;
  throw new SwitchoverError('usage', {
    code: 'date-not-understood',
    what: `--date "${text}" is not a valid, unambiguous date`,
    why: 'a date looks like 2026-11-23',
    where: '--date',
    do: 'give the date of the first row of the log',
  });
}
