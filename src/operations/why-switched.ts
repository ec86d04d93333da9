import { type AskedTime, readAskedTime } from '../core/logs/asked-time.ts';
import { readDate } from '../core/logs/dates.ts';
import { narrow, type Range } from '../core/logs/range.ts';
import type { LogReading } from '../core/logs/reading.ts';
import { explain, type LeftAside, type WhySwitched } from '../core/logs/report.ts';
import { assignmentsOf } from '../core/parameters/assignment.ts';
import type { ParameterValues } from '../core/parameters/catalogue.ts';
import { SwitchoverError } from '../core/problem.ts';
import { playedLogs, type RecordingReport, reportRecording } from '../core/replay/recording-report.ts';
import { type ReplayReport, replaysOf } from '../core/replay/report.ts';
import { type OnBytesRead, sizeOf } from '../host/logs/count-bytes.ts';
import { type FoundLog, findLogs } from '../host/logs/find-logs.ts';
import { logProblem } from '../host/logs/log-problems.ts';
import { type ReadOptions, readLog } from '../host/logs/read-log.ts';

export interface WhySwitchedOptions {
  /** Every switch; else the last only. */
  readonly all: boolean;
  /** As an operator writes times: `14:18`, `2026-11-23T14:18:05`. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly at?: string | undefined;
  /** The day of the first row of a log whose rows carry none. */
  readonly date?: string | undefined;
  /** `NAME=VALUE`: under which other values it shall be played again. */
  readonly 'what-if'?: readonly string[] | undefined;
}

/** The explanation, and what the engine of this version makes of the same lines. */
export interface ExplainedAndReplayed extends WhySwitched {
  readonly replays: readonly ReplayReport[];
  /** The flight recorders among the files, played again event by event. */
  readonly recordings: readonly RecordingReport[];
}

/**
 * Reads the logs and says why a switch happened, or why none did. A file named twice is read once; what is found in a
 * folder or an archive and is no log is left aside, and said.
 *
 * @throws SwitchoverError (unreachable) where something that was named cannot be read as a log; (usage) where a time is
 * none, or does not fit the logs
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
  const { logs: readings, recorders } = playedLogs(all);
  const playedAgain = (told: readonly LogReading[], report: WhySwitched): ExplainedAndReplayed => ({
    ...report,
    replays: replaysOf(told, report.switches, values, recorders),
    recordings: recorders.map(reportRecording),
  });
  if (range === null) return playedAgain(readings, explain(readings, { all: options.all, leftAside }));
  const narrowed = narrow(readings, range);
  if ('code' in narrowed) throw new SwitchoverError('usage', narrowed);
  const words = { since: range.since?.text ?? null, until: range.until?.text ?? null, at: range.at?.text ?? null };
  const asked = { all: options.all, leftAside, range: words, outside: narrowed.outside };
  return playedAgain(narrowed.readings, explain(narrowed.readings, asked));
}

/** Null where nothing is asked about. */
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
    const tell = (file: string, bytes: number): void => {
      read += bytes;
      onRead({ file, bytes: read, of });
    };
    const options = { ...how, clocks: logs.length > 1, lastOnly: lastOnly && logs.length === 1, onRead: tell };
    for (const log of logs) {
      const reading = await readOrLeave(log, options, failures);
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

/** Where nothing could be read: a binary log has an answer that helps, whatever else was there. */
function worstOf(failures: readonly SwitchoverError[]): SwitchoverError | undefined {
  return failures.find(({ problem }) => problem.code === 'log-ininlog') ?? failures[0];
}

// --- times --------------------------------------------------------------------------------------------------------

function rangeOf({ since, until, at }: WhySwitchedOptions): Range | null {
  if (since === undefined && until === undefined && at === undefined) return null;
  if (at !== undefined && (since !== undefined || until !== undefined)) {
    throw new SwitchoverError('usage', {
      code: 'range-twice',
      what: '--at asks for one moment, --since and --until for a stretch of time',
      why: 'the switch nearest to a moment is searched in all of a log',
      where: '--at',
      do: 'leave one of them out',
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
    what: `${flag} "${text}" is no time`,
    why: 'a time is written as 14:18, 14:18:05.500, or with its day as 2026-11-23T14:18:05',
    where: flag,
    do: 'give the time as the log writes it',
  });
}

function dateOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const date = readDate(text.trim());
  if (date !== null) return date;
  throw new SwitchoverError('usage', {
    code: 'date-not-understood',
    what: `--date "${text}" is no date, or could be two`,
    why: 'a date is written as 2026-11-23',
    where: '--date',
    do: 'give the day of the first row of the log',
  });
}
