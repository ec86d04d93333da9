/** Whether the engine decides as a log says, and what other settings would have done. */
import type { Cause as LoggedCause, Sighting } from '../logs/observation.ts';
import type { ParameterValues } from '../parameters/catalogue.ts';
import { type Settings, settingsOf } from '../parameters/settings.ts';
import { changedSettings } from './changed-settings.ts';
import { type Evidence, evidenceOf, type Outcome, shownSettings } from './evidence.ts';
import { type Reenactment, reenact } from './re-enact.ts';

/** Both clocks are read in ms; a timer may be late by this much on a busy server, in ms. */
const SAME_TIME_MS = 1_000;

export interface Replay {
  /** Null: the log does not tell enough to say. */
  readonly agrees: boolean | null;
  readonly reenactment: Reenactment;
  /** Where they part, or why it cannot be said. Null where they agree. */
  readonly parts: string | null;
}

export interface WhatIf {
  readonly wouldHaveSwitched: boolean | null;
  /** On the log's axis, in ms; null where it would not, or where the log does not tell. */
  readonly at: number | null;
  readonly reenactment: Reenactment;
}

/** One incident to be played again: its sightings, and how it ended. */
export interface Incident {
  readonly sightings: readonly Sighting[];
  readonly outcome: Outcome;
}

/** Causes that the log of the backup shows from the beginning. What people ask for is not decided by the engine. */
const PLAYABLE: readonly (LoggedCause | null)[] = [
  'module-down',
  'notifier-connection-lost',
  'primary-unreachable',
  null,
];

export function canReplay({ outcome, sightings }: Incident): boolean {
  return PLAYABLE.includes(outcome.cause) && sightings.length > 0;
}

/** The settings under which the log was written, as far as it shows them; the defaults otherwise. */
export function settingsBehind(incident: Incident, values: ParameterValues = {}): Settings {
  return { ...settingsOf(values, 'B'), ...shownSettings(incident.sightings) };
}

export function replay(incident: Incident): Replay {
  const settings = settingsBehind(incident);
  const reenactment = reenact(evidenceFrom(incident, settings), settings, settings);
  return { reenactment, ...verdictOn(reenactment, incident.outcome) };
}

function verdictOn(
  { switched, unknownFrom, decisions }: Reenactment,
  outcome: Outcome,
): Pick<Replay, 'agrees' | 'parts'> {
  const last = decisions.at(-1);
  if (switched === null) {
    if (outcome.cause === null) return { agrees: true, parts: null };
    if (unknownFrom === null) return { agrees: false, parts: 'the log switches, the engine does not' };
    const still =
      outcome.cause === 'module-down'
        ? 'it still asks the module on its other connection and once more, as older releases did not'
        : `its last word: ${last?.says.replace(/\.$/, '') ?? 'none'}`;
    return { agrees: false, parts: `when the log switches, the engine has not decided yet: ${still}` };
  }
  if (outcome.cause === null)
    return { agrees: false, parts: `the engine switches (${switched.cause}), the log does not` };
  const apart = Math.abs(switched.at - outcome.at);
  if (apart > SAME_TIME_MS) return { agrees: false, parts: `the engine switches ${apart} ms apart from the log` };
  if (switched.cause !== outcome.cause) {
    return { agrees: false, parts: `the engine's cause is ${switched.cause}, the log's is ${outcome.cause}` };
  }
  return { agrees: true, parts: null };
}

/** What would have happened under other values, judged only from what the log shows. */
export function whatIf(incident: Incident, values: ParameterValues): WhatIf {
  const actual = settingsBehind(incident);
  const reenactment = reenact(evidenceFrom(incident, actual), changedSettings(actual, values, 'B'), actual);
  const { switched, unknownFrom } = reenactment;
  const would = switched !== null ? true : unknownFrom === null || incident.outcome.cause === null ? false : null;
  return { wouldHaveSwitched: would, at: switched?.at ?? null, reenactment };
}

function evidenceFrom({ sightings, outcome }: Incident, settings: Settings): Evidence {
  return evidenceOf(sightings, settings, outcome.at);
}
