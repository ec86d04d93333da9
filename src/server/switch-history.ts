/** What this server knows about the pair's switches, takeovers and starts, kept across restarts; `/v1/history`. */
import { z } from 'zod';
import type { LogLine } from '../core/engine/effect.ts';
import type { Event } from '../core/engine/event.ts';
import type { State } from '../core/engine/state.ts';
import { isServing, termOf } from '../core/engine/state.ts';
import type { Decision } from '../core/engine/step.ts';
import { type HistoryEvent, type KeptEvent, MOST_EVENTS } from '../core/protocol/history-answers.ts';
import { type Found, follow, followFrom, isRepeat } from '../core/switch-history/follow.ts';
import { eventPage, lastChange } from '../core/switch-history/page.ts';
import type { HistoryJournal } from '../host/files/history-journal.ts';
import { monotonicMs, wallClock } from '../host/process/clock.ts';
import { ok, type Route, route } from './route.ts';

export interface SwitchHistory {
  /** Called after each event that the engine accepted, with the state that it led to. */
  readonly onEvent: (event: Event, decision: Decision, state: State) => void;
  /** The last switch or takeover that this server made; if it made none, its last start as the active server. */
  readonly last: () => HistoryEvent | null;
  readonly route: Route;
}

export interface SwitchHistoryHost {
  readonly first: State;
  readonly journal: HistoryJournal;
  /** The reason given by the operator who requested the switch with that id. */
  readonly reasonOf: (id: string) => string | null;
  readonly log: (line: LogLine) => void;
}

const whole = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a whole number')
  .transform(Number);

const query = z.object({
  before: whole.nullable().default(null),
  limit: whole.pipe(z.int().min(1).max(MOST_EVENTS)).default(MOST_EVENTS),
});

export function createSwitchHistory({ first, journal, reasonOf, log }: SwitchHistoryHost): SwitchHistory {
  let followed = followFrom(first);
  /** How the present role began. */
  let present: KeptEvent | null = null;
  if (journal.fault !== null) {
    const text = `SwitchoverMain::History : part of the history is lost: ${journal.fault}`;
    log({ topic: 'SwitchoverMain', level: 'warning', text });
  }

  const keep = (one: Found): void => {
    if (isRepeat(one, journal.events().at(-1) ?? null)) return;
    const { at, ...found } = one;
    const when = new Date(wallClock().getTime() - (monotonicMs() - at)).toISOString();
    const kept = journal.append({ at: when, ...found, reason: found.id === null ? null : reasonOf(found.id) });
    if (kept.kind !== 'given-up') present = kept;
  };

  return {
    onEvent: (event, decision, state) => {
      const next = follow(followed, { event, decision, state });
      followed = next.followed;
      next.found.forEach(keep);
    },
    last: () => {
      const last = lastChange(journal.events());
      if (last === null) return null;
      const { number, ...event } = last;
      // It may have continued under a higher term, without interruption.
      return number === present?.number && isServing(followed.state)
        ? { ...event, term: termOf(followed.state) }
        : event;
    },
    route: route({
      method: 'GET',
      path: '/v1/history',
      right: 'viewer',
      shape: query,
      answer: (asked) => ok(eventPage(journal.events(), asked)),
    }),
  };
}
