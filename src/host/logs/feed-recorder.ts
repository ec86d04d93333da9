/** Shows the lines of a flight recorder to a log's reader. */

import type { LogReader } from '../../core/logs/reading.ts';
import { openRecorder } from '../../core/logs/recorder.ts';
import { feedLines, type LineFeeder } from './feed-lines.ts';

export function feedRecorder(reader: LogReader): LineFeeder {
  const read = openRecorder(reader.remark);
  // Every line matters here, and none is passed over.
  return feedLines({
    ...reader,
    line: (text, whole) => reader.recorded(whole ? read(text) : null),
    wants: { ...reader.wants, tabsBeforeMessage: () => null },
  });
}
