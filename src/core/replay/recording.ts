/**
 * The flight recorder of one of our servers, played again through the engine: with the same rule table every decision
 * must be the same, bit for bit; with another it is a comparison.
 */
import { tableHash } from '../pair/drawing.ts';
import type { Event } from '../pair/event.ts';
import type { Place, State } from '../pair/state.ts';
import { PLACE_NAMES } from '../pair/state.ts';
import { step } from '../pair/step.ts';
import { TABLE } from '../pair/table.ts';

/** One line of a flight recorder. */
export type RecordedEntry =
  | { readonly line: number; readonly kind: 'snapshot'; readonly state: State; readonly rules: string }
  | { readonly line: number; readonly kind: 'event'; readonly event: Event; readonly rule: number | null };

export interface RecordingReplay {
  readonly events: number;
  /** Events whose decision the engine takes alike: the same rule, or none. */
  readonly alike: number;
  /** The recording was made with this very rule table. */
  readonly sameTable: boolean;
  /** Where the engine and the recording part first; null where they never do. */
  readonly parts: {
    readonly line: number;
    readonly at: number;
    readonly recorded: number | null;
    readonly now: number | null;
    readonly what: string;
  } | null;
  /** Events before the first snapshot, of which nothing can be said. */
  readonly unplaced: number;
}

/** One line; null where it is none of a flight recorder. What is inside is trusted no further than the engine's own checks. */
export function readRecorded(text: string, line: number): RecordedEntry | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(parsed)) return null;
  const { snapshot, event, rule, rules } = parsed;
  if (isState(snapshot) && typeof rules === 'string') return { line, kind: 'snapshot', state: snapshot, rules };
  if (isEvent(event)) return { line, kind: 'event', event, rule: typeof rule === 'number' ? rule : null };
  return null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const STATE_FIELDS = ['self', 'durable', 'connections', 'monitors', 'module', 'timers'] as const;

function isState(value: unknown): value is State {
  if (!isObject(value) || !PLACE_NAMES.includes(value.place as Place)) return false;
  return STATE_FIELDS.every((name) => isObject(value[name])) && Array.isArray(value.settled);
}

function isEvent(value: unknown): value is Event {
  return isObject(value) && typeof value.type === 'string' && typeof value.at === 'number';
}

/** Plays entries in their order. A snapshot begins anew; within one run it must be the state that was reached. */
export function replayRecording(entries: Iterable<RecordedEntry>): RecordingReplay {
  const played = { events: 0, alike: 0, sameTable: true, unplaced: 0 };
  let parts: RecordingReplay['parts'] = null;
  let state: State | null = null;
  const own = tableHash(TABLE);
  for (const entry of entries) {
    if (entry.kind === 'snapshot') {
      played.sameTable &&= entry.rules === own;
      if (state !== null && isSameRun(state, entry.state) && !isSame(state, entry.state)) {
        parts ??= { ...whereOf(entry.line, state), what: 'the state that was reached is not the one on record' };
      }
      state = entry.state;
      continue;
    }
    if (state === null) {
      played.unplaced += 1;
      continue;
    }
    played.events += 1;
    const result = playedOne(state, entry.event);
    const { line, event, rule } = entry;
    if (result.rule === rule) played.alike += 1;
    else parts ??= { line, at: event.at, recorded: rule, now: result.rule, what: result.what };
    state = result.state;
  }
  return { ...played, parts };
}

/** A recording may be damaged: what the engine cannot take is a difference, never a failure of this program. */
function playedOne(
  state: State,
  event: Event,
): { readonly state: State; readonly rule: number | null; readonly what: string } {
  try {
    const { rule, refused, decision, state: next } = step(state, event);
    return { state: next, rule, what: decision?.says ?? refused ?? '' };
  } catch (error) {
    return { state, rule: null, what: `the event cannot be played: ${(error as Error).message}` };
  }
}

function whereOf(line: number, state: State): { line: number; at: number; recorded: null; now: null } {
  return { line, at: state.since, recorded: null, now: null };
}

function isSameRun(a: State, b: State): boolean {
  return a.self.bootId === b.self.bootId;
}

/** Both have been through JSON, or could have been. */
function isSame(a: State, b: State): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    isObject(each) ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1))) : each,
  );
}
