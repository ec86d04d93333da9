/** Whether the engine decides as logged, and what other settings would have done. */

import type { ParameterValues } from '../config/parameters/catalogue.ts';
import { type Settings, settingsOf } from '../config/parameters/settings.ts';
import type { LogEvent, Cause as LoggedCause } from '../diagnosis/observation.ts';
import { changedSettings } from '../recorder/changed-settings.ts';
import { type Evidence, evidenceOf, type Outcome, shownSettings } from './evidence.ts';
import { type Reenactment, reenact } from './re-enact.ts';

/** Both clocks are read in ms; on a busy server a timer may be late by this much, in ms. */
const SAME_TIME_MS = 1_000;

export interface Replay {
  /** Null: the log does not show enough to say. */
  readonly agrees: boolean | null;
  readonly reenactment: Reenactment;
  /** How they differ, or why that cannot be said. Null if they agree. */
  readonly parts: string | null;
}

export interface WhatIf {
  readonly wouldHaveSwitched: boolean | null;
  /** On the log's axis, in ms; null if it would not, or if the log does not show it. */
  readonly at: number | null;
  readonly reenactment: Reenactment;
}

/** One incident to replay: its logEvents, and how it ended. */
export interface Incident {
  readonly logEvents: readonly LogEvent[];
  readonly outcome: Outcome;
}

/** Causes that the backup's log shows from the start. Requests by people are not decisions of the engine. */
const PLAYABLE: readonly (LoggedCause | null)[] = [
  'module-down',
  'notifier-connection-lost',
  'primary-unreachable',
  null,
];

export function canReplay({ outcome, logEvents }: Incident): boolean {
  return PLAYABLE.includes(outcome.cause) && logEvents.length > 0;
}

/** The settings in effect when the log was written, as far as it shows them; otherwise the defaults. */
export function settingsBehind(incident: Incident, values: ParameterValues = {}): Settings {
  return { ...settingsOf(values, 'B'), ...shownSettings(incident.logEvents) };
}

export function replay(incident: Incident): Replay {
  const settings = settingsBehind(incident);
  const reenactment = reenact(evidenceFrom(incident, settings), settings, settings);
  return { reenactment, ...verdictOn(reenactment, incident.outcome) };
}

function verdictOn({ switched, decisions }: Reenactment, outcome: Outcome): Pick<Replay, 'agrees' | 'parts'> {
  const last = decisions.at(-1);
  if (switched === null) {
    if (outcome.cause === null) return { agrees: true, parts: null };
    const still =
      outcome.cause === 'module-down'
        ? 'unlike older releases, it still pings the module on the other connection and then verifies the result'
        : `its last decision: ${last?.says.replace(/\.$/, '') ?? 'none'}`;
    return { agrees: false, parts: `at the time of the logged switch, this version has not decided yet: ${still}` };
  }
  if (outcome.cause === null)
    return { agrees: false, parts: `this version switches (${switched.cause}), but the log shows no switch` };
  const apart = Math.abs(switched.at - outcome.at);
  if (apart > SAME_TIME_MS)
    return {
      agrees: false,
      parts: `this version switches ${apart} ms ${switched.at < outcome.at ? 'earlier' : 'later'} than logged`,
    };
  if (switched.cause !== outcome.cause) {
    return { agrees: false, parts: `the cause is ${switched.cause} for this version, but ${outcome.cause} in the log` };
  }
  return { agrees: true, parts: null };
}

/** What would have happened with other values, based only on what the log shows. */
export function whatIf(incident: Incident, values: ParameterValues): WhatIf {
  const actual = settingsBehind(incident);
  const reenactment = reenact(evidenceFrom(incident, actual), changedSettings(actual, values, 'B'), actual);
  const { switched } = reenactment;
  const would = switched !== null ? true : incident.outcome.cause === null ? false : null;
  return { wouldHaveSwitched: would, at: switched?.at ?? null, reenactment };
}

function evidenceFrom({ logEvents, outcome }: Incident, settings: Settings): Evidence {
  return evidenceOf(logEvents, settings, outcome.at);
}
