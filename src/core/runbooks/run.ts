/**
 * One run of a runbook as a value: what its journal says. `withEntry` is the whole state machine; everything else asks
 * the result.
 */
import type { Begun, Entry, NewEntry } from './entry.ts';
import { MOST_ENTRIES } from './entry.ts';
import type { Action, Step } from './step.ts';

/**
 * - `to-do`: nothing happened yet
 * - `running`: its command was started, and did not end as far as the journal knows
 * - `ran`: its command succeeded, or it was done by hand; not checked yet
 * - `failed`: its command failed, or its check does not hold
 */
export type Phase = 'to-do' | 'running' | 'ran' | 'failed' | 'done' | 'skipped';

/** What happened to one action. */
export interface ActionRecord {
  readonly phase: Phase;
  /** How it was done last. */
  readonly how: 'command' | 'by-hand' | null;
  /** Of its last entry; ISO 8601. */
  readonly at: string;
  readonly by: string;
  /** The words of its last entry: output, finding, reason. */
  readonly detail: string;
  /** What its check rested on. */
  readonly means: 'facts' | 'command' | 'operator' | null;
  /** What its check compares with, read before its command was started. */
  readonly before: string | null;
  /** How many times a command of it was started. */
  readonly attempts: number;
  /** The operator accepted what a switch would lose. */
  readonly acceptedLoss: readonly string[];
}

/** A procedure. */
export interface Runbook {
  readonly name: string;
  /** Journals of another version are not continued. */
  readonly version: number;
  readonly route: (run: Run) => Route;
}

export interface Route {
  /** Steps of earlier routes that were begun: nothing is done about them any more. */
  readonly behind: readonly Step[];
  /** The steps of the current route, as far as the decisions tell: done, current and to come. */
  readonly steps: readonly Step[];
}

/** How a run ends that gets to the end of its route. */
export type Outcome = 'finished' | 'went-back' | 'aborted';

export interface Turn {
  readonly to: 'back' | 'out';
  /** Of the entry. */
  readonly number: number;
}

export interface Run {
  readonly runbook: Runbook;
  readonly begun: Begun;
  readonly entries: readonly Entry[];
  /** By the id of the action. */
  readonly records: ReadonlyMap<string, ActionRecord>;
  /** What the operator decided about the new release; null: nothing yet. */
  readonly satisfied: boolean | null;
  /** The entries that changed the route, and where it leads since: back to where it began, or out of the procedure. */
  readonly turns: readonly Turn[];
  readonly ended: Outcome | null;
}

export type Applied = { readonly ok: true; readonly run: Run } | { readonly ok: false; readonly why: string };

/** A new run. */
export function begin(runbook: Runbook, entry: Entry): Applied {
  if (entry.type !== 'begun' || entry.number !== 1) return refused('the first entry must begin the run');
  if (entry.runbook !== runbook.name) return refused(`it is a run of "${entry.runbook}", not of "${runbook.name}"`);
  if (entry.version !== runbook.version) {
    return refused(`it was begun with version ${entry.version} of the procedure; this is version ${runbook.version}`);
  }
  const run: Run = {
    runbook,
    begun: entry,
    entries: [entry],
    records: new Map(),
    satisfied: null,
    turns: [],
    ended: null,
  };
  return done(run);
}

/** The run after one more entry. An entry that does not belong there is refused, and says why. */
export function withEntry(run: Run, entry: Entry): Applied {
  const last = run.entries.length;
  if (entry.number !== last + 1) return refused(`entry ${entry.number} does not follow entry ${last}`);
  if (run.ended !== null) return refused('the run has ended');
  if (entry.number > MOST_ENTRIES) return refused(`a run has at most ${MOST_ENTRIES} entries`);
  const next = { ...run, entries: [...run.entries, entry] };
  switch (entry.type) {
    case 'begun':
      return refused('the run has begun already');
    case 'resumed':
    case 'stopped':
      return done(next);
    case 'turned-back':
      if (run.turns.length > 0) return refused('the run does not go forward any more');
      return done(turned(next, 'back'));
    case 'aborted':
      if (run.turns.at(-1)?.to === 'out') return refused('the run was aborted already');
      return done(turned(next, 'out'));
    case 'ended':
      if (currentOf(run) !== null) return refused('not all of its steps are done');
      if (entry.outcome !== outcomeOf(run)) return refused(`its outcome is "${outcomeOf(run)}"`);
      return done({ ...next, ended: entry.outcome });
    default:
      return withRecord(run, next, entry);
  }
}

/** The run with another route from its last entry on. */
export function turned(run: Run, to: Turn['to']): Run {
  return { ...run, turns: [...run.turns, { to, number: run.entries.length }] };
}

type ActionEntry = Extract<Entry, { readonly action: string }>;

function withRecord(run: Run, next: Run, entry: ActionEntry): Applied {
  const current = currentOf(run);
  if (current?.action.id !== entry.action) {
    return refused(`its current action is "${current?.action.id ?? 'none'}", not "${entry.action}"`);
  }
  const before = recordOf(run, entry.action);
  const isDecision = current.action.deed.kind === 'decide';
  if (isDecision !== (entry.type === 'decided')) return refused('a decision is decided, and nothing else is');
  const record = (more: Partial<ActionRecord>): Run => {
    const after: ActionRecord = { ...before, at: entry.at, by: entry.by, ...more };
    return { ...next, records: new Map([...run.records, [entry.action, after]]) };
  };
  switch (entry.type) {
    case 'running':
      return done(
        record({
          phase: 'running',
          how: 'command',
          means: null,
          detail: '',
          before: entry.before ?? null,
          attempts: before.attempts + 1,
        }),
      );
    case 'ran':
      if (before.phase !== 'running') return refused('its command was not started');
      return done(record({ phase: entry.ok ? 'ran' : 'failed', detail: entry.detail }));
    case 'by-hand':
      return done(record({ phase: 'ran', how: 'by-hand', means: null, detail: '' }));
    case 'checked':
      return done(record({ phase: entry.ok ? 'done' : 'failed', means: entry.means, detail: entry.detail }));
    case 'skipped':
      return done(record({ phase: 'skipped', means: null, detail: entry.reason }));
    case 'accepted-loss':
      return done(record({ acceptedLoss: entry.items }));
    case 'decided': {
      const after = record({ phase: 'done', means: 'operator', detail: entry.reason ?? '' });
      const decided = { ...after, satisfied: entry.satisfied };
      return done(entry.satisfied ? decided : turned(decided, 'back'));
    }
  }
}

const UNTOUCHED: ActionRecord = {
  phase: 'to-do',
  how: null,
  at: '',
  by: '',
  detail: '',
  means: null,
  before: null,
  attempts: 0,
  acceptedLoss: [],
};

export function recordOf(run: Run, action: string): ActionRecord {
  return run.records.get(action) ?? UNTOUCHED;
}

export interface Current {
  readonly step: Step;
  readonly action: Action;
  readonly record: ActionRecord;
}

/** The first action that is neither done nor skipped; null at the end of the route. */
export function currentOf(run: Run): Current | null {
  for (const step of run.runbook.route(run).steps) {
    for (const action of step.actions) {
      const record = recordOf(run, action.id);
      if (record.phase !== 'done' && record.phase !== 'skipped') return { step, action, record };
    }
  }
  return null;
}

/** How the run ends where it gets to the end of its route. */
export function outcomeOf(run: Run): Outcome {
  const turn = run.turns.at(-1);
  if (turn === undefined) return 'finished';
  return turn.to === 'back' ? 'went-back' : 'aborted';
}

/** The run that a journal describes; `why` names the first entry that does not fit. */
export function runOf(runbook: Runbook, entries: readonly Entry[]): Applied {
  const [first, ...rest] = entries;
  if (first === undefined) return refused('it is empty');
  let applied = begin(runbook, first);
  for (const entry of rest) {
    if (!applied.ok) break;
    const after = withEntry(applied.run, entry);
    applied = after.ok ? after : refused(`entry ${entry.number}: ${after.why}`);
  }
  return applied;
}

/** Gives a new entry its place at the end of the journal. */
export function placed(run: Run | null, entry: NewEntry, at: string, by: string): Entry {
  return { number: (run?.entries.length ?? 0) + 1, at, by, ...entry } as Entry;
}

function done(run: Run): Applied {
  return { ok: true, run };
}

function refused(why: string): Applied {
  return { ok: false, why };
}
