/** Passes the lines of a flight recorder to a log's reader and to the engine. */

import type { LogReader } from '../../core/diagnosis/reading.ts';
import { openRecorder } from '../../core/diagnosis/recorder.ts';
import type { RecordingReplay } from '../../core/recorder/recording.ts';
import { feedLines, type LineFeeder } from './feed-lines.ts';

export interface RecorderFeeder extends LineFeeder {
  readonly played: () => RecordingReplay;
}

/** `courses` as in `openPlayer`. */
export function feedRecorder(reader: LogReader, courses: boolean): RecorderFeeder {
  const recorder = openRecorder(reader.remark, courses);
  // Every line matters here, and none is skipped.
  const lines = feedLines({
    ...reader,
    line: (text, whole) => reader.recorded(recorder.read(whole ? afterDamage(text) : '?', reader.next())),
    noise: () => null,
  });
  return { ...lines, played: recorder.played };
}

/** After a power failure, what was written next follows the NULs on the same line. */
function afterDamage(text: string): string {
  return text.split(/\0+/).findLast((part) => part.trim() !== '') ?? text;
}
