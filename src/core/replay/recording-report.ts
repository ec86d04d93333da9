/** The results of replaying flight recorders, for reports, and which logs they belong to. */
import { joinRecorder } from '../diagnosis/joined-recorder.ts';
import type { LogReading } from '../diagnosis/reading.ts';
import type { Parting, RecordingReplay } from '../recorder/recording.ts';

export interface RecordingReport {
  readonly file: string;
  /** The files that make up the recording, oldest first. */
  readonly pieces: readonly string[];
  readonly server: RecordingReplay['server'];
  readonly from: string | null;
  readonly to: string | null;
  /** Same rule table, every event compared, and every decision identical. */
  readonly exact: boolean;
  /** Replayed events, and how many of them were decided the same way. */
  readonly events: number;
  readonly alike: number;
  /** Not compared: before the first snapshot; between a difference and the next snapshot. */
  readonly unplaced: number;
  readonly passed: number;
  readonly gaps: number;
  readonly runs: number;
  /** False: it was recorded with another rule table, so replaying it with this one is a what-if. */
  readonly sameTable: boolean;
  readonly writtenBy: RecordingReplay['writtenBy'];
  readonly rules: string;
  readonly parts: Parting | null;
}

/** A flight recorder that was read: the log of its events, and the result of their replay. */
export interface ReadRecorder extends RecordingReplay {
  readonly reading: LogReading;
}

/** Separates the recorders; one whose server's own log was also read adds only what that log does not have. */
export function playedLogs(readings: readonly LogReading[]): {
  readonly logs: readonly LogReading[];
  readonly recorders: readonly ReadRecorder[];
} {
  const recorders = readings.flatMap((reading) => (reading.played === null ? [] : [{ ...reading.played, reading }]));
  const logs = readings.flatMap((reading) => {
    if (reading.played !== null) return readings.some((log) => isLogOf(log, reading)) ? [] : [reading];
    const own = recorders.filter((recorder) => isLogOf(reading, recorder.reading));
    return [own.reduce<LogReading>((log, recorder) => joinRecorder(log, recorder.reading) ?? log, reading)];
  });
  return { logs, recorders };
}

function isLogOf(log: LogReading, recorder: LogReading): boolean {
  if (log.played !== null || log.kind !== 'node') return false;
  if (folderOf(log.file) === folderOf(recorder.file) && /(?:^|[\\/])switchover\.log/.test(log.file)) return true;
  const [one, other] = [log.started?.saw, recorder.started?.saw];
  if (one === undefined || other === undefined || one.letter !== other.letter || one.name !== other.name) return false;
  const [a, b] = [recorder.first?.ms ?? 0, recorder.last?.ms ?? 0];
  return (log.first?.ms ?? 0) <= b && (log.last?.ms ?? 0) >= a;
}

function folderOf(file: string): string {
  return file.replace(/[^\\/]*$/, '');
}

export function reportRecording({ reading, threats: _, ...played }: ReadRecorder): RecordingReport {
  const { parts, sameTable, events, unplaced, passed, gaps } = played;
  const exact = parts === null && sameTable && events > 0 && unplaced + passed + gaps === 0;
  return { file: reading.file, pieces: reading.pieces, exact, ...played };
}
