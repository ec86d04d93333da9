import type { LogReading } from '../core/logs/reading.ts';
import { explain, type WhySwitched } from '../core/logs/report.ts';
import { SwitchoverError } from '../core/problem.ts';
import { type FoundLog, findLogs } from '../host/logs/find-logs.ts';
import { logProblem } from '../host/logs/log-problems.ts';
import { readLog } from '../host/logs/read-log.ts';

/**
 * Reads the logs and says why a switch happened, or why none did. `all`: every switch in them; else the last only.
 * A file named twice is read once; what is found in a folder or an archive and is no log is left aside, and said.
 *
 * @throws SwitchoverError (unreachable) where something that was named cannot be read as a log
 */
export async function whySwitched(names: readonly string[], options: { readonly all: boolean }): Promise<WhySwitched> {
  const { logs, leftAside, close } = await findLogs(names);
  try {
    const readings: LogReading[] = [];
    const failures: SwitchoverError[] = [];
    for (const log of logs) {
      const reading = await readOrLeave(log, logs.length > 1, failures);
      if (reading !== null) readings.push(reading);
    }
    if (readings.length === 0) throw worstOf(failures) ?? logProblem('no-logs', names.join(', '), leftAside[0]?.why);
    return explain(readings, options);
  } finally {
    close();
  }
}

async function readOrLeave(log: FoundLog, clocks: boolean, failures: SwitchoverError[]): Promise<LogReading | null> {
  try {
    return await readLog(log.pieces, { clocks, date: null });
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
