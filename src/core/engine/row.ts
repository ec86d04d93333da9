/**
 * The shape of the rule table. A row says: in these places, on these events, if the guard holds, do this and go there.
 * Guards and actions are named values, so that the table can be dumped, drawn, checked and deliberately broken.
 */
import type { Effect } from './effect.ts';
import type { Event, EventKey } from './event.ts';
import type { Place, State } from './state.ts';

export interface Guard {
  readonly name: string;
  readonly holds: (state: State, event: Event) => boolean;
  /** The conditions it consists of, if there are several. */
  readonly parts?: readonly Guard[];
}

/** What an action changes and requests. Effects keep the order of the row's actions. */
export interface Change {
  readonly state?: Partial<State>;
  readonly effects?: readonly Effect[];
}

export interface Action {
  readonly name: string;
  readonly apply: (state: State, event: Event) => Change;
}

export interface Row {
  /** Stable: logs, recorders and people refer to it. Never reused. */
  readonly number: number;
  readonly in: readonly Place[];
  readonly on: readonly EventKey[];
  /** Null: always. Rows are tried in the order of the table. */
  readonly when: Guard | null;
  /** Null: stay. */
  readonly to: Place | null;
  readonly does: readonly Action[];
  /** What happened and what the server does about it, for the operator. */
  readonly says: string;
  /** True if nothing is decided: kept in the flight recorder, but not in the readable log. */
  readonly quiet: boolean;
}

/** A row as written in `rules/`, without defaults. See `completeRow`. */
export type WrittenRow = Pick<Row, 'number' | 'in' | 'on' | 'says'> & {
  readonly when?: Guard;
  readonly to?: Place;
  readonly does?: readonly Action[];
  readonly quiet?: true;
};

/** By default a row always fires, stays in its place, does nothing, and appears in the readable log. */
export function completeRow(row: WrittenRow): Row {
  return { when: null, to: null, does: [], quiet: false, ...row };
}

export function guard(name: string, holds: Guard['holds']): Guard {
  return { name, holds };
}

export function all(...guards: readonly Guard[]): Guard {
  const name = guards.map((each) => each.name).join(' and ');
  return { name, holds: (state, event) => guards.every((each) => each.holds(state, event)), parts: guards };
}

export function not(inner: Guard): Guard {
  return guard(`not (${inner.name})`, (state, event) => !inner.holds(state, event));
}

export function action(name: string, apply: Action['apply']): Action {
  return { name, apply };
}
