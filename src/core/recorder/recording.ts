/**
 * Replays the flight recorder of one of our servers through the engine: with the same rule table every decision must be
 * identical; with another it is a comparison. After a difference, nothing more can be compared until the recorder's
 * next snapshot of the state.
 */
import { tableHash } from '../engine/drawing.ts';
import { createDriver, type Driver } from '../engine/driver.ts';
import type { Step } from '../engine/step.ts';
import { TABLE } from '../engine/table.ts';
import { isObject, type RecordedEntry, type ShownDecision } from './recorded-entry.ts';
import { followThreats, type RecordedThreat } from './recorded-threats.ts';

/** Where the engine and the recording differ. */
export interface Parting {
  readonly file: string;
  readonly line: number;
  /** As recorded; null if the line has no time. */
  readonly wall: string | null;
  /** Monotonic ms of the server. */
  readonly at: number;
  readonly recorded: number | null;
  readonly now: number | null;
  readonly what: string;
}

export interface RecordingReplay {
  /** Events that were replayed. */
  readonly events: number;
  /** Those decided the same way: the same rule from the same inputs, or refused for the same reason. */
  readonly alike: number;
  /** Events that cannot be compared: before the first snapshot, or between a difference and the next snapshot. */
  readonly unplaced: number;
  readonly passed: number;
  /** Starts of the server. */
  readonly runs: number;
  /** Places where events are missing because they could not be written, or where lines are damaged. */
  readonly gaps: number;
  /** The recording was made with this rule table. */
  readonly sameTable: boolean;
  /** The rule tables and versions that wrote it, in order. */
  readonly writtenBy: readonly { readonly rules: string; readonly engine: string }[];
  /** The rule table of this program. */
  readonly rules: string;
  /** The first difference; null if there is none. */
  readonly parts: Parting | null;
  readonly from: string | null;
  readonly to: string | null;
  /** The server that wrote it; null before the first snapshot. */
  readonly server: { readonly letter: string; readonly name: string } | null;
  /** Threats to a healthy backup, and how they ended; only the newest. */
  readonly threats: readonly RecordedThreat[];
}

/** Takes the lines of one flight recorder in order. */
export interface Player {
  /** The step, if the engine takes it as recorded; null if it does not, or if nothing can be said. */
  readonly take: (entry: RecordedEntry, file?: string) => Step | null;
  /** A line that cannot be read: an event may be missing. */
  readonly damaged: () => void;
  readonly end: () => RecordingReplay;
}

export const OWN_TABLE = tableHash(TABLE);

/** `courses`: keep what led to each takeover, to replay it with other parameters. */
export function openPlayer(courses: boolean): Player {
  const played = { events: 0, alike: 0, unplaced: 0, passed: 0, runs: 0, gaps: 0 };
  const writtenBy: { rules: string; engine: string }[] = [];
  const threats = followThreats(courses);
  let from: string | null = null;
  let to: string | null = null;
  let server: RecordingReplay['server'] = null;
  let parts: Parting | null = null;
  /** Null: nothing can be compared until the next snapshot. */
  let driver: Driver | null = null;
  let bootId: string | null = null;
  let isPlaced = false;
  let isDamaged = false;

  const partAt = (parting: Parting): void => {
    const doubt = isDamaged ? '; an earlier line cannot be read, so an event may be missing' : '';
    parts ??= { ...parting, what: parting.what + doubt };
    driver = null;
  };

  const snapshot = (entry: Extract<RecordedEntry, { kind: 'snapshot' }>, file: string): void => {
    const isNewRun = bootId !== entry.state.self.bootId;
    const { rules, engine, line, wall } = entry;
    const last = writtenBy.at(-1);
    if (last?.rules !== rules || last.engine !== engine) writtenBy.push({ rules, engine });
    if (isNewRun) played.runs += 1;
    if (entry.gap) played.gaps += 1;
    else if (driver !== null && !isNewRun && !isSame(driver.state(), entry.state)) {
      const what = 'the replay reached a different state from the recorded one';
      partAt({ file, line, wall, at: driver.state().since, recorded: null, now: null, what });
    }
    if (isNewRun || driver === null || entry.gap) threats.forget();
    bootId = entry.state.self.bootId;
    const { letter, name } = entry.state.self;
    server = { letter, name };
    [driver, isPlaced, isDamaged] = [createDriver(entry.state), true, false];
  };

  const happened = (entry: Extract<RecordedEntry, { kind: 'event' }>, file: string): Step | null => {
    if (driver === null) {
      if (isPlaced) played.passed += 1;
      else played.unplaced += 1;
      return null;
    }
    played.events += 1;
    const isSame = writtenBy.at(-1)?.rules === OWN_TABLE;
    const before = driver.state();
    const { result, difference } = playOne(driver, entry, isSame);
    const { line, wall, event } = entry;
    if (result === null || difference !== null) {
      const now = result?.rule ?? null;
      partAt({ file, line, wall, at: event.at, recorded: entry.rule, now, what: difference ?? '' });
      threats.forget();
      return null;
    }
    played.alike += 1;
    try {
      threats.saw(before, result, { event, file, line, wall });
    } catch {
      // The state lacks parts that this event did not need.
      threats.forget();
    }
    return result;
  };

  return {
    take: (entry, file = '') => {
      from ??= entry.wall;
      to = entry.wall ?? to;
      if (entry.kind === 'event') return happened(entry, file);
      snapshot(entry, file);
      return null;
    },
    damaged: () => {
      isDamaged = true;
      played.gaps += 1;
    },
    end: () => ({
      ...played,
      ...{ sameTable: writtenBy.every(({ rules }) => rules === OWN_TABLE), writtenBy, rules: OWN_TABLE },
      ...{ parts, from, to, server, threats: threats.all() },
    }),
  };
}

/** Replays entries in order. A snapshot starts over; within one run it must match the state that was reached. */
export function replayRecording(entries: Iterable<RecordedEntry>): RecordingReplay {
  const player = openPlayer(false);
  for (const entry of entries) player.take(entry);
  return player.end();
}

type RecordedEvent = Extract<RecordedEntry, { kind: 'event' }>;

/** A recording may be damaged: an event that the engine cannot process is a difference, never a crash. */
function playOne(
  driver: Driver,
  entry: RecordedEvent,
  sameTable: boolean,
): { readonly result: Step | null; readonly difference: string | null } {
  try {
    const { result } = driver.take(entry.event, entry.event.at);
    return { result, difference: differenceIn(entry, result, sameTable) };
  } catch (error) {
    return { result: null, difference: `the event cannot be replayed: ${(error as Error).message}` };
  }
}

/** What differs from the recording; null if nothing does. Another rule table may use other words and inputs. */
function differenceIn({ rule, refused, shown }: RecordedEvent, result: Step, sameTable: boolean): string | null {
  if (rule !== result.rule) return result.decision?.says ?? result.refused ?? '';
  if (shown !== null && shown.to !== result.decision?.to)
    return `it leads to ${result.decision?.to}, not to ${shown.to}`;
  if (!sameTable) return null;
  if (refused !== null && refused !== result.refused) return `it is refused for another reason: ${result.refused}`;
  if (shown === null || result.decision === null) return null;
  return isSame(shownOf(result.decision), shownOf(shown)) ? null : 'the decision is based on other inputs';
}

function shownOf({ from, to, says, inputs, thresholds }: ShownDecision): ShownDecision {
  return { from, to, says, inputs, thresholds };
}

/**
 * Both have been through JSON, or could have been. Anything nested too deeply to be written is not one of our states.
 */
function isSame(a: unknown, b: unknown): boolean {
  try {
    return canonical(a) === canonical(b);
  } catch {
    return false;
  }
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    isObject(each) ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1))) : each,
  );
}
