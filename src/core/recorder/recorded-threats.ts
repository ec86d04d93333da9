/**
 * What happened to a recorded server, from its last quiet minutes as backup to the takeover or to the end of the
 * threat: everything needed to replay it with other parameters. Only the newest are kept, each with a limited length.
 */

import type { Event } from '../engine/event.ts';
import { CONNECTION_NAMES } from '../engine/monitors/connections.ts';
import type { Cause, State } from '../engine/state.ts';
import { isBackupState, stateOf } from '../engine/state.ts';
import type { Step } from '../engine/step.ts';

export interface RecordedThreat {
  /** The line of the decision that ended it. */
  readonly file: string;
  readonly line: number;
  readonly wall: string | null;
  /** The time of that decision, in monotonic ms of the server. */
  readonly at: number;
  readonly rule: number;
  /** Why it took over; null if it did not. */
  readonly cause: Cause | null;
  /** When a connection to the former active server was up again after the takeover; null if it was not. */
  readonly backAt: number | null;
  /** The state before the first event; without `courses`, before the last event, the only one kept. */
  readonly fork: State;
  readonly events: readonly Event[];
}

export interface Threats {
  /** One replayed event: the state before it, and its step. */
  readonly saw: (before: State, result: Step, at: Seen) => void;
  /** What follows is not a continuation of what was seen. */
  readonly forget: () => void;
  readonly all: () => readonly RecordedThreat[];
}

interface Seen {
  readonly event: Event;
  readonly file: string;
  readonly line: number;
  readonly wall: string | null;
}

interface Played {
  readonly before: State;
  readonly event: Event;
}

/** Per threat; the beginning of a longer one is dropped. */
const MOST_EVENTS = 10_000;
/** For takeovers and for averted threats, each. */
const KEPT = 25;
/** How long before the first sign of a threat the other parameters take effect, in ms: several rounds of pings. */
const LEAD_MS = 60_000;

/** `courses`: keep not only how each ended but everything that led to it, to replay it with other parameters. */
export function followThreats(courses: boolean): Threats {
  const takeovers: RecordedThreat[] = [];
  const averted: RecordedThreat[] = [];
  let played: Played[] = [];
  /** Everything was healthy at some time since it became backup: before that it was only starting. */
  let wasWell = false;
  /** What follows belongs to the same run as the last takeover. */
  let isOpen = false;

  const end = (into: RecordedThreat[], { decision, state }: Step, { event, file, line, wall }: Seen): void => {
    const [first] = played;
    // A rejected event ends nothing.
    if (first === undefined || decision === null) return;
    const cause = stateOf(state.place) === 'primary' ? (state.takeover?.cause ?? null) : null;
    const events = played.map((each) => each.event);
    into.push({
      file,
      line,
      wall,
      at: event.at,
      rule: decision.rule,
      cause,
      backAt: null,
      fork: first.before,
      events,
    });
    if (into.length > KEPT) into.shift();
  };
  const forget = (): void => {
    played = [];
    wasWell = false;
  };

  return {
    saw: (before, result, seen) => {
      if (!isBackupState(stateOf(before.place))) {
        const last = takeovers.at(-1);
        const isBack = seen.event.type === 'connection-up' && result.rule !== null;
        if (isBack && stateOf(before.place) === 'primary' && last !== undefined && isOpen) {
          takeovers.splice(-1, 1, { ...last, backAt: last.backAt ?? seen.event.at });
        }
        return forget();
      }
      if (courses) played.push({ before, event: seen.event });
      else played = [{ before, event: seen.event }];
      const { state } = result;
      const isWell = !isThreatened(state);
      if (stateOf(state.place) === 'primary') {
        end(takeovers, result, seen);
        isOpen = true;
      }
      if (isWell && wasWell && isThreatened(before)) end(averted, result, seen);
      wasWell ||= isWell;
      if (isWell) played = recent(played, seen.event.at);
      else if (played.length > MOST_EVENTS) played = played.slice(-MOST_EVENTS / 2);
    },
    forget: () => {
      forget();
      isOpen = false;
    },
    all: () => [...takeovers, ...averted],
  };
}

function hasLeft({ place }: State): boolean {
  return place !== 'backup.watching' && place !== 'upgrade-higher.watching' && place !== 'upgrade-lower.watching';
}

export function isThreatened(state: State): boolean {
  const { connections, monitors, module } = state;
  return (
    hasLeft(state) ||
    module.verdict === 'failing' ||
    module.verdict === 'down' ||
    module.verdict === 'restarting' ||
    CONNECTION_NAMES.some((name) => connections[name].status !== 'up' || monitors[name].failures > 0)
  );
}

/** Not at every event, only once enough have accumulated. */
function recent(played: Played[], at: number): Played[] {
  const [first] = played;
  if (first === undefined || (first.event.at > at - 2 * LEAD_MS && played.length < MOST_EVENTS)) return played;
  return played.filter(({ event }) => event.at >= at - LEAD_MS).slice(-MOST_EVENTS / 2);
}
