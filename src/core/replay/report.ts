/** Replays of logged incidents, for reports: does the engine decide the same way, and what if. */

import type { ParameterValues } from '../config/parameters/catalogue.ts';
import type { Moment } from '../diagnosis/moment.ts';
import { writeMoment } from '../diagnosis/moment.ts';
import type { Cause, LogEvent } from '../diagnosis/observation.ts';
import type { LogReading } from '../diagnosis/reading.ts';
import { hasPart } from '../recorder/changed-settings.ts';
import type { RecordedThreat } from '../recorder/recorded-threats.ts';
import type { RecordingReplay } from '../recorder/recording.ts';
import type { Incident, Replay } from './compare.ts';
import { canReplay, replay, whatIf } from './compare.ts';
import { NO_PART, sayOtherCourse, sayWould, type WhatIfReport } from './what-if-report.ts';

export interface ReplayReport {
  /** The line of the switch, or of what averted one. */
  readonly at: string;
  readonly file: string;
  readonly line: number;
  /** Null for an averted switch. */
  readonly cause: Cause | null;
  /** Replayed event by event from a flight recorder; otherwise from what the log shows. */
  readonly exact: boolean;
  /** Whether the engine of this version decides as logged; null if that cannot be determined. */
  readonly agrees: boolean | null;
  /** The engine's own decision; null if it makes none. */
  readonly decided: { readonly at: string; readonly rule: number; readonly cause: string } | null;
  /** How they differ; null if they agree. */
  readonly parts: string | null;
  readonly whatIf: WhatIfReport | null;
}

interface Shown {
  readonly at: string;
  readonly file: string;
  readonly line: number;
  readonly cause: Cause;
}

interface Question {
  readonly values: ParameterValues | null;
  readonly threats: readonly RecordedThreat[];
}

/**
 * One for each reported switch whose beginning the log or a flight recorder shows. With `values`, also what they would
 * have changed, including for averted switches: there the other values might have caused a switch.
 */
export function replaysOf(
  readings: readonly LogReading[],
  switches: readonly Shown[],
  values: ParameterValues | null,
  recordings: readonly RecordingReplay[] = [],
): readonly ReplayReport[] {
  const question = { values, threats: recordings.flatMap(({ threats }) => threats) };
  const made = switches.flatMap(({ file, line, cause }) => {
    const found = readings
      .flatMap(({ incidents }) => incidents.switches)
      .find(({ marker }) => marker.file === file && marker.line === line);
    return found === undefined ? [] : report(found.before, found.marker, cause, question);
  });
  if (values === null) return made;
  const averted = readings.flatMap(({ incidents }) =>
    [...incidents.averted, ...incidents.unhandled].flatMap(({ before, by }) =>
      report([...before, by], by, null, question),
    ),
  );
  return [...made, ...averted];
}

function report(
  logEvents: readonly LogEvent[],
  by: LogEvent,
  cause: Cause | null,
  { values, threats }: Question,
): readonly ReplayReport[] {
  const incident: Incident = { logEvents, outcome: { at: by.at.ms, cause } };
  const { file, line } = by;
  const common = { at: writeMoment(by.at), file, line, cause };
  const threat = threatOf(threats, by, cause);
  if (threat !== undefined) return [{ ...common, ...exactly(incident, by, threat, values) }];
  if (!canReplay(incident)) return [];
  const played = replay(incident);
  const { agrees, parts } = played;
  const decided = decisionOf(played, by.at);
  const changed = values === null ? null : reportWhatIf(incident, values, by.at);
  // Our own log does not show every event, so it cannot prove that its engine would decide otherwise.
  if (agrees === false && by.rule !== null) {
    return [{ ...common, exact: false, agrees: null, decided: null, parts: ONLY_RECORDER, whatIf: changed }];
  }
  return [{ ...common, exact: false, agrees, decided, parts, whatIf: changed }];
}

const ONLY_RECORDER = 'the log does not show every event that the engine received; its flight recorder does';

/** Log and recorder are not written at exactly the same time, in ms. */
const SAME_DECISION_MS = 1_000;

function threatOf(
  threats: readonly RecordedThreat[],
  { at, file, line }: LogEvent,
  cause: Cause | null,
): RecordedThreat | undefined {
  const own = threats.find((each) => each.file === file && each.line === line);
  if (own !== undefined || at.calendar !== 'zoned') return own;
  const near = (each: RecordedThreat): number => Math.abs(Date.parse(each.wall ?? '') - at.ms);
  return threats
    .filter((each) => (each.cause === null) === (cause === null) && near(each) <= SAME_DECISION_MS)
    .toSorted((a, b) => near(a) - near(b))[0];
}

function exactly(
  incident: Incident,
  by: LogEvent,
  threat: RecordedThreat,
  values: ParameterValues | null,
): Pick<ReplayReport, 'exact' | 'agrees' | 'decided' | 'parts' | 'whatIf'> {
  const { rule, cause } = threat;
  const decided = cause === null ? null : { at: writeMoment(by.at), rule, cause };
  const estimate = (): string | null => {
    const judged = values === null || !canReplay(incident) ? null : reportWhatIf(incident, values, by.at);
    return judged === null || judged.wouldHaveSwitched === null ? null : judged.says;
  };
  const changed = values === null ? null : sayOtherCourse(threat, values, by.at, estimate);
  return { exact: true, agrees: true, decided, parts: null, whatIf: changed };
}

function decisionOf({ reenactment }: Replay, like: Moment): ReplayReport['decided'] {
  const { switched, decisions } = reenactment;
  const last = decisions.at(-1);
  if (switched === null || last === undefined) return null;
  return { at: written(switched.at, like), rule: last.rule, cause: switched.cause };
}

function written(ms: number, like: Moment): string {
  return writeMoment({ ms, calendar: like.calendar });
}

function reportWhatIf(incident: Incident, values: ParameterValues, like: Moment): WhatIfReport {
  if (!hasPart(values)) return NO_PART;
  const would = whatIf(incident, values);
  const at = would.at === null ? null : written(would.at, like);
  return { wouldHaveSwitched: would.wouldHaveSwitched, at, says: say(would, incident, like) };
}

function say(would: ReturnType<typeof whatIf>, { outcome }: Incident, like: Moment): string {
  const { reenactment, at, wouldHaveSwitched } = would;
  if (wouldHaveSwitched === true && at !== null) return sayWould(at, outcome, like);
  if (wouldHaveSwitched === false) return 'it would not have switched either, as far as the log shows';
  const { dueAt, unknownFrom } = reenactment;
  if (dueAt !== null) {
    return `the log does not show the outcome: it would have switched at ${written(dueAt, like)} unless the connections had been restored before then`;
  }
  const from = unknownFrom === null ? '' : ` what happened to the active server after ${written(unknownFrom, like)}`;
  return `it would not have switched before then, and the log does not show${from === '' ? ' the rest' : from}`;
}
