/** The lines of a flight recorder: snapshots of the engine's state, and events with what was decided on them. */
import type { Event } from '../engine/event.ts';
import type { Place, State } from '../engine/state.ts';
import { PLACE_NAMES } from '../engine/state.ts';

/** A decision recorded in full; quiet ones have only their number. */
export interface ShownDecision {
  readonly from: string;
  readonly to: string;
  readonly says: string;
  readonly inputs: unknown;
  readonly thresholds: unknown;
}

export type RecordedEntry =
  | {
      readonly line: number;
      readonly wall: string | null;
      readonly kind: 'snapshot';
      readonly state: State;
      /** Hash of the rule table, and version of the program, that wrote it. */
      readonly rules: string;
      readonly engine: string;
      /** Events before it could not be written. */
      readonly gap: boolean;
    }
  | {
      readonly line: number;
      readonly wall: string | null;
      readonly kind: 'event';
      readonly event: Event;
      readonly rule: number | null;
      /** Why the event was refused; null if it was not. */
      readonly refused: string | null;
      readonly shown: ShownDecision | null;
    };

/**
 * One line; null if it does not belong to a flight recorder. Its contents are trusted only as far as the engine checks
 * them.
 */
export function readRecorded(text: string, line: number): RecordedEntry | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(parsed)) return null;
  const { snapshot, event, rule, rules, engine, refused, gap } = parsed;
  const wall = typeof parsed.wall === 'string' ? parsed.wall : null;
  if (isState(snapshot) && typeof rules === 'string') {
    const version = typeof engine === 'string' ? engine : '?';
    return { line, wall, kind: 'snapshot', state: completed(snapshot), rules, engine: version, gap: gap === true };
  }
  if (!isEvent(event)) return null;
  return {
    line,
    wall,
    kind: 'event',
    event,
    rule: typeof rule === 'number' ? rule : null,
    refused: typeof refused === 'string' ? refused : null,
    shown: shownIn(parsed),
  };
}

function shownIn({ from, to, says, inputs, thresholds }: Readonly<Record<string, unknown>>): ShownDecision | null {
  if (typeof from !== 'string' || typeof to !== 'string' || typeof says !== 'string') return null;
  return { from, to, says, inputs, thresholds };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const STATE_FIELDS = ['self', 'durable', 'connections', 'monitors', 'module', 'timers'] as const;

function isState(value: unknown): value is State {
  if (!isObject(value) || !PLACE_NAMES.includes(value.place as Place)) return false;
  return STATE_FIELDS.every((name) => isObject(value[name])) && Array.isArray(value.settled);
}

/**
 * Older versions did not record how far the history went, which switches are on disk, or whether a takeover was agreed;
 * they always fenced. A doubt ended by itself after five seconds.
 */
function completed(state: State): State {
  const durable = { ...state.durable, switched: state.durable.switched ?? [] };
  const takeover = state.takeover === null ? null : { ...state.takeover, agreed: state.takeover.agreed ?? false };
  return { ...state, durable, takeover, history: state.history ?? 'unknown', inDoubt: state.inDoubt ?? false };
}

function isEvent(value: unknown): value is Event {
  if (!isObject(value) || typeof value.type !== 'string' || typeof value.at !== 'number') return false;
  return value.type !== 'message' || isObject(value.message);
}
