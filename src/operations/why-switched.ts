import { resolve } from 'node:path';
import { type LogReading, openLog } from '../core/logs/reading.ts';
import { explain, type WhySwitched } from '../core/logs/report.ts';
import { readLogFile } from '../host/log-files.ts';

/**
 * Reads the logs and says why a switch happened, or why none did. `all`: every switch in them; else the last only.
 * A file named twice is read once.
 *
 * @throws SwitchoverError (unreachable) where a file cannot be read as a log, see `readLogFile`
 */
export async function whySwitched(files: readonly string[], options: { readonly all: boolean }): Promise<WhySwitched> {
  const readings: LogReading[] = [];
  const seen = new Set<string>();
  for (const file of files) {
    if (seen.has(resolve(file))) continue;
    seen.add(resolve(file));
    const reader = openLog(file);
    await readLogFile(file, reader.line);
    readings.push(reader.end());
  }
  return explain(readings, options);
}
