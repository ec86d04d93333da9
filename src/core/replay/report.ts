/** What the engine makes of the incidents that logs show, for reports: does it decide alike, and what if. */
import type { Moment } from '../logs/moment.ts';
import { writeMoment } from '../logs/moment.ts';
import type { Cause, Sighting } from '../logs/observation.ts';
import type { LogReading } from '../logs/reading.ts';
import type { ParameterValues } from '../parameters/catalogue.ts';
import type { Incident, Replay } from './compare.ts';
import { canReplay, replay, whatIf } from './compare.ts';

export interface WhatIfReport {
  /** Null: the log does not tell. */
  readonly wouldHaveSwitched: boolean | null;
  /** When it would have; null where it would not, or the log does not tell. */
  readonly at: string | null;
  readonly says: string;
}

export interface ReplayReport {
  /** The switch, or what averted one, by its line. */
  readonly at: string;
  readonly file: string;
  readonly line: number;
  /** Null for what was averted. */
  readonly cause: Cause | null;
  /** Whether the engine of this version decides as the log says; null where that cannot be judged. */
  readonly agrees: boolean | null;
  /** The engine's own decision; null where it takes none. */
  readonly decided: { readonly at: string; readonly rule: number; readonly cause: string } | null;
  /** Where they part; null where they agree. */
  readonly parts: string | null;
  readonly whatIf: WhatIfReport | null;
}

interface Shown {
  readonly at: string;
  readonly file: string;
  readonly line: number;
  readonly cause: Cause;
}

/**
 * One for each switch that is reported and whose beginnings the log shows. With `values`, what they would have changed,
 * for what was averted too: there the other values may have made a switch.
 */
export function replaysOf(
  readings: readonly LogReading[],
  switches: readonly Shown[],
  values: ParameterValues | null,
): readonly ReplayReport[] {
  const made = switches.flatMap(({ file, line, cause }) => {
    const found = readings
      .flatMap(({ incidents }) => incidents.switches)
      .find(({ marker }) => marker.file === file && marker.line === line);
    return found === undefined ? [] : report(found.before, found.marker, cause, values);
  });
  if (values === null) return made;
  const averted = readings.flatMap(({ incidents }) =>
    incidents.averted.flatMap(({ before, by }) => report([...before, by], by, null, values)),
  );
  return [...made, ...averted];
}

function report(
  sightings: readonly Sighting[],
  by: Sighting,
  cause: Cause | null,
  values: ParameterValues | null,
): readonly ReplayReport[] {
  const incident: Incident = { sightings, outcome: { at: by.at.ms, cause } };
  if (!canReplay(incident)) return [];
  const played = replay(incident);
  const { file, line } = by;
  const { agrees, parts } = played;
  const decided = decisionOf(played, by.at);
  const changed = values === null ? null : reportWhatIf(incident, values, by.at);
  return [{ at: writeMoment(by.at), file, line, cause, agrees, decided, parts, whatIf: changed }];
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
  const would = whatIf(incident, values);
  const at = would.at === null ? null : written(would.at, like);
  return { wouldHaveSwitched: would.wouldHaveSwitched, at, says: say(would, incident, like) };
}

/** Closer than this is the same moment, in ms. */
const SAME_MS = 1_000;

function say(would: ReturnType<typeof whatIf>, { outcome }: Incident, like: Moment): string {
  const { reenactment, at, wouldHaveSwitched } = would;
  if (wouldHaveSwitched === true && at !== null) {
    const when = written(at, like);
    const apart = at - outcome.at;
    if (outcome.cause === null) return `it would have switched, at ${when}`;
    if (Math.abs(apart) <= SAME_MS) return `it would have switched at the same time, ${when}`;
    return `it would have switched ${Math.abs(apart) / 1000} s ${apart < 0 ? 'sooner' : 'later'}, at ${when}`;
  }
  if (wouldHaveSwitched === false) return 'it would not have switched either, as far as the log tells';
  const { dueAt, unknownFrom } = reenactment;
  if (dueAt !== null) {
    return `the log does not tell: it would have switched at ${written(dueAt, like)}, unless the connections had come back before`;
  }
  const from = unknownFrom === null ? '' : ` how the active server fared after ${written(unknownFrom, like)}`;
  return `not before that, and further the log does not tell${from === '' ? '' : `:${from} is not in it`}`;
}
