/**
 * A server's log, completed from the flight recorder beside it. A log may end before its recorder, begin after it, or
 * lack a file in between; what happened then must not be missed, and what both show must not be reported twice.
 */
import { followIncidents } from './incidents.ts';
import { type Moment, timeOfDay, writeMoment } from './moment.ts';
import { isSeen, type LogEvent } from './observation.ts';
import type { LogReading } from './reading.ts';
import { followRuns } from './runs.ts';

/** The two are written one after the other; a busy disk may come in between. */
const SAME_MS = 1_000;

/** The log with what only the recorder shows; null if that is nothing, or if either is too large. */
export function joinRecorder(log: LogReading, recorder: LogReading): LogReading | null {
  if (log.steps === null || recorder.steps === null) return null;
  // A recording of another version does not have the words of the log.
  const hasSameWords = recorder.played?.sameTable === true && recorder.played.parts === null;
  const steps = withoutFalseStart(log, recorder.steps);
  const inLog = hasSameWords ? byWords(log.steps, steps) : byTime(log, steps);
  const missing = steps.filter((_, index) => inLog[index] === null);
  const [first] = missing;
  const last = missing.at(-1);
  if (first === undefined || last === undefined) return null;
  const incidents = followIncidents();
  const runs = followRuns();
  let before: Moment | null = null;
  for (const [order, step] of merged(log.steps, steps, inLog).entries()) {
    const logEvent = { ...step, order };
    runs.see(logEvent, before);
    incidents.see(logEvent);
    before = logEvent.at;
  }
  const end = latest(log.last, recorder.last);
  const span = first === last ? writeMoment(first.at) : `${writeMoment(first.at)} to ${timeOfDay(last.at)}`;
  return {
    ...log,
    pieces: [...log.pieces, ...recorder.pieces],
    remarks: [
      ...log.remarks,
      ...recorder.remarks.map((remark) => `${recorder.file}: ${remark}`),
      `what it does not have (${span}) is from ${recorder.file}`,
    ],
    first: earliest(log.first, recorder.first),
    last: end,
    incidents: incidents.end(end),
    runs: runs.end(),
  };
}

/** The oldest file of a recorder may begin in the middle of a run, which then looks like its start. */
function withoutFalseStart(log: LogReading, recorder: readonly LogEvent[]): readonly LogEvent[] {
  const [first, ...others] = recorder;
  if (first === undefined || !isSeen(first, 'started')) return recorder;
  const covers = (log.first?.ms ?? 0) <= first.at.ms && first.at.ms <= (log.last?.ms ?? 0);
  const isKnown = log.runs.starts.some(({ saw }) => saw.boot !== null && saw.boot === first.saw.boot);
  return covers || isKnown ? others : recorder;
}

/** For each step of the recorder, its index in the log; null if it is not there. */
type InLog = readonly (number | null)[];

/** The same words at the same time, each line of the log once. */
function byWords(log: readonly LogEvent[], recorder: readonly LogEvent[]): InLog {
  const places = Map.groupBy(log.keys(), (index) => wordsOf(log[index]));
  const taken = new Map<string, number>();
  return recorder.map((step) => {
    const words = wordsOf(step);
    const same = places.get(words) ?? [];
    const timeOf = (nth: number): number => log[same[nth] ?? -1]?.at.ms ?? Number.POSITIVE_INFINITY;
    let nth = taken.get(words) ?? 0;
    while (timeOf(nth) < step.at.ms - SAME_MS) nth += 1;
    const isThere = timeOf(nth) <= step.at.ms + SAME_MS;
    taken.set(words, isThere ? nth + 1 : nth);
    return isThere ? (same[nth] ?? null) : null;
  });
}

/** A recorder does not know the name of its pair. */
function wordsOf(step: LogEvent | undefined): string {
  if (step === undefined) return '';
  return isSeen(step, 'started') ? `started ${step.saw.letter} ${step.saw.name}` : step.text;
}

/** Whatever the words: the log is silent around a step that it does not have. */
function byTime({ steps, first, last }: LogReading, recorder: readonly LogEvent[]): InLog {
  const log = steps ?? [];
  const seconds = Map.groupBy(log.keys(), (index) => Math.floor((log[index]?.at.ms ?? 0) / SAME_MS));
  return recorder.map(({ at: { ms } }) => {
    if (ms < (first?.ms ?? 0) || ms > (last?.ms ?? 0)) return null;
    const near = [-1, 0, 1].flatMap((shift) => seconds.get(Math.floor(ms / SAME_MS) + shift) ?? []);
    return near.findLast((index) => Math.abs((log[index]?.at.ms ?? 0) - ms) <= SAME_MS) ?? null;
  });
}

/** Every step once: both in their own order, and in that of the recorder where they meet. */
function merged(log: readonly LogEvent[], recorder: readonly LogEvent[], inLog: InLog): readonly LogEvent[] {
  const all: LogEvent[] = [];
  let next = 0;
  const takeLog = (isBefore: (step: LogEvent, index: number) => boolean): void => {
    for (let step = log[next]; step !== undefined && isBefore(step, next); step = log[next]) {
      all.push(step);
      next += 1;
    }
  };
  for (const [index, step] of recorder.entries()) {
    const place = inLog[index] ?? null;
    takeLog(({ at }, each) => (place === null ? at.ms < step.at.ms : each <= place));
    if (place === null) all.push(step);
  }
  takeLog(() => true);
  return all;
}

function earliest(a: Moment | null, b: Moment | null): Moment | null {
  if (a === null || b === null) return a ?? b;
  return a.ms <= b.ms ? a : b;
}

function latest(a: Moment | null, b: Moment | null): Moment | null {
  if (a === null || b === null) return a ?? b;
  return a.ms >= b.ms ? a : b;
}
