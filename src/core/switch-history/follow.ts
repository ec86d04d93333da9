/**
 * One server's switches, takeovers and starts, found by following its engine: a pure fold over its states. The server that
 * becomes active reports a switch, a takeover or a start; both report a switch that was given up, because one of them may
 * not have survived it.
 */
import { kindOfTakeover } from '../engine/activity.ts';
import type { Event } from '../engine/event.ts';
import type { Cause, State, Takeover, Transaction } from '../engine/state.ts';
import { isServing, stateOf } from '../engine/state.ts';
import type { Decision } from '../engine/step.ts';
import { FADED_MS, type Symptoms, symptomsAfter } from '../engine/symptoms.ts';
import { otherLetter } from '../letter.ts';
import type { HistoryEvent } from '../protocol/history-answers.ts';

/** Something for the history, with its time in monotonic ms. The operator's reason is not known to the engine. */
export type Found = Omit<HistoryEvent, 'at' | 'reason'> & { readonly at: number };

export interface Followed {
  readonly state: State;
  readonly symptoms: Symptoms | null;
  /** The switch under way. */
  readonly asked: Asked | null;
  /** The role that is being taken. */
  readonly taken: Taken | null;
}

interface Asked {
  readonly transaction: Transaction;
  readonly at: number;
  /** This server is the one to become active. */
  readonly here: boolean;
}

interface Taken {
  readonly takeover: Takeover;
  readonly at: number;
  readonly detectMs: number | null;
  /** The switch that it is part of. */
  readonly transaction: Transaction | null;
}

export function followFrom(first: State): Followed {
  return { state: first, symptoms: null, asked: null, taken: null };
}

/** One event that was accepted, the decision about it, and the state that it led to. */
export interface Happened {
  readonly event: Event;
  readonly decision: Pick<Decision, 'says'>;
  readonly state: State;
}

export function follow(
  followed: Followed,
  happened: Happened,
): { readonly followed: Followed; readonly found: readonly Found[] } {
  const { event, decision, state } = happened;
  const { state: before, asked, taken } = followed;
  const symptoms = symptomsAfter(followed.symptoms, before, event, state);
  const isAskedOver = asked !== null && state.transaction?.id !== asked.transaction.id;
  const isTakenOver = taken !== null && (isServing(state) || stateOf(state.place) !== 'primary');
  const found = [
    ...(isAskedOver ? askedEnded(followed, asked, state) : []),
    ...(isTakenOver ? takenEnded(taken, happened, decision.says) : []),
  ];
  return {
    followed: {
      state,
      symptoms,
      asked: askedAfter(isAskedOver ? null : asked, before, state, event.at),
      taken: takenAfter(isTakenOver ? null : taken, before, symptoms, happened),
    },
    found,
  };
}

/** The same takeover, tried again and given up for the same reason: it may go on like that for days. */
export function isRepeat(found: Found, last: HistoryEvent | null): boolean {
  if (found.kind !== 'given-up' || found.id !== null || last?.kind !== 'given-up') return false;
  return last.id === null && last.cause === found.cause && last.why === found.why;
}

function askedAfter(asked: Asked | null, before: State, { transaction }: State, at: number): Asked | null {
  if (transaction === null || asked?.transaction.id === transaction.id) return asked;
  return { transaction, at, here: !isServing(before) };
}

function takenAfter(
  taken: Taken | null,
  before: State,
  symptoms: Symptoms | null,
  { event, state }: Happened,
): Taken | null {
  const { takeover, place, transaction } = state;
  // While it serves, only its term can change.
  if (takeover === null || place !== 'primary.persisting' || takeover.term === taken?.takeover.term) return taken;
  const firstAt = firstSymptomAt(takeover.cause, before, symptoms);
  return { takeover, at: event.at, detectMs: firstAt === null ? null : Math.round(event.at - firstAt), transaction };
}

/** Not the failures of others: an operator, a start or a farewell has no symptom. */
const WITHOUT_SYMPTOM: readonly Cause[] = ['manual', 'start', 'resumed', 'fail-safe-start'];

/** As `why-switched` finds it: restarts of the module are remembered, but no symptom unless they led to the takeover. */
function firstSymptomAt(cause: Cause, { module: { restarts } }: State, symptoms: Symptoms | null): number | null {
  if (WITHOUT_SYMPTOM.includes(cause)) return null;
  const first = symptoms?.firstAt ?? null;
  const restart = restarts.find((at) => restarts.at(-1)! - at <= FADED_MS);
  if (cause !== 'module-restarting' || restart === undefined) return first;
  return first === null ? restart : Math.min(first, restart);
}

/** A switch that was made is reported by the server that became active. */
function askedEnded({ state: { self }, taken }: Followed, asked: Asked, { settled }: State): Found[] {
  const { transaction, here, at } = asked;
  const ended = settled.find(({ id }) => id === transaction.id);
  if (ended?.outcome !== 'given-up') return [];
  const other = otherLetter(self.letter);
  const role = here && taken?.transaction?.id === transaction.id ? taken : null;
  return [
    {
      at: role?.at ?? at,
      kind: 'given-up',
      from: here ? other : self.letter,
      to: here ? self.letter : other,
      term: role?.takeover.term ?? transaction.proposedTerm,
      cause: 'manual',
      by: transaction.by,
      detectMs: null,
      activateMs: null,
      why: ended.reason,
      id: transaction.id,
    },
  ];
}

function takenEnded({ takeover, at, detectMs, transaction }: Taken, { event, state }: Happened, says: string): Found[] {
  const kind = kindOfTakeover(takeover);
  const served = isServing(state);
  // A role that is not taken after all belongs to a switch, which ends by itself, or is nothing new.
  if (!served && (transaction !== null || kind === 'start')) return [];
  const { letter } = state.self;
  return [
    {
      at,
      kind: served ? kind : 'given-up',
      from: kind === 'start' ? null : otherLetter(letter),
      to: letter,
      term: takeover.term,
      cause: takeover.cause,
      by: transaction?.by ?? null,
      detectMs,
      activateMs: served ? Math.round(event.at - at) : null,
      why: served ? null : says,
      id: transaction?.id ?? null,
    },
  ];
}
