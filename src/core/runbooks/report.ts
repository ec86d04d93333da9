/** What happened in a run, for people and programs; also while it is under way. */
import type { Letter } from '../letter.ts';
import type { Entry } from './entry.ts';
import type { ActionRecord, Outcome, Run } from './run.ts';
import { currentOf, recordOf } from './run.ts';
import type { Action, Step } from './step.ts';
import type { Words } from './words.ts';

/** `current`: begun, or the next one. */
export type StepResult = 'done' | 'skipped' | 'failed' | 'current' | 'to-do' | 'given-up';

export interface ReportAction {
  readonly title: string;
  readonly result: StepResult;
  readonly how: ActionRecord['how'];
  readonly means: ActionRecord['means'];
  /** ISO 8601; null if nothing happened yet. */
  readonly at: string | null;
  readonly by: string | null;
  /** What was found, or why it was skipped. */
  readonly detail: string;
  readonly attempts: number;
}

export interface ReportStep {
  readonly number: number | null;
  readonly branch: Step['branch'];
  readonly server: Letter | null;
  readonly title: string;
  readonly result: StepResult;
  readonly actions: readonly ReportAction[];
}

export interface Downtime {
  /** When the switch was requested; ISO 8601. */
  readonly at: string;
  readonly to: Letter;
  /** How long no server was active; null if it was not measured. */
  readonly ms: number | null;
}

export interface ProcedureReport {
  readonly procedure: string;
  readonly run: string;
  readonly pair: string;
  readonly servers: Readonly<Record<Letter, string>>;
  readonly first: Letter;
  readonly oldRelease: string | null;
  readonly newRelease: string | null;
  readonly byHand: boolean;
  readonly startedAt: string;
  /** Null while it is under way. */
  readonly endedAt: string | null;
  readonly outcome: Outcome | null;
  /** Where it leads now. */
  readonly route: 'forward' | 'back' | 'out';
  readonly operators: readonly string[];
  readonly downtimes: readonly Downtime[];
  /** The operator's decision about the new release; null: none yet. */
  readonly satisfied: boolean | null;
  /** Why it went back or was aborted, in the operator's words; null: it was not, or nobody said. */
  readonly reason: string | null;
  readonly steps: readonly ReportStep[];
  /** Items that a switch would lose, accepted by the operator. */
  readonly acceptedLoss: readonly string[];
  readonly journal: readonly { readonly at: string; readonly by: string; readonly what: string }[];
}

export function reportOf(run: Run, words: Words): ProcedureReport {
  const { begun, entries } = run;
  const current = currentOf(run)?.step.id ?? null;
  const { behind, steps } = run.runbook.route(run);
  const all = [...behind, ...steps];
  const last = entries.at(-1)!;
  return {
    procedure: run.runbook.name,
    run: begun.run,
    pair: begun.pair,
    servers: begun.names,
    first: begun.first,
    oldRelease: begun.oldRelease,
    newRelease: begun.newRelease,
    byHand: begun.byHand,
    startedAt: begun.at,
    endedAt: run.ended === null ? null : last.at,
    outcome: run.ended,
    route: run.turns.at(-1)?.to ?? 'forward',
    operators: [...new Set(entries.map(({ by }) => by))],
    downtimes: downtimesOf(run, all),
    satisfied: run.satisfied,
    reason: reasonOf(run),
    steps: [
      ...behind.map((step) => reportStep(run, step, words, 'given-up')),
      ...steps.map((step) =>
        reportStep(run, step, words, step.id === current && run.ended === null ? 'current' : 'to-do'),
      ),
    ],
    acceptedLoss: [...run.records.values()].flatMap(({ acceptedLoss }) => acceptedLoss),
    journal: entries.map((entry) => ({ at: entry.at, by: entry.by, what: sayEntry(entry, all, words) })),
  };
}

/** `rest`: what becomes of an action that is neither done, skipped nor failed. */
function reportStep(run: Run, step: Step, words: Words, rest: StepResult): ReportStep {
  const phases = step.actions.map(({ id }) => recordOf(run, id).phase);
  const next = phases.findIndex((phase) => phase !== 'done' && phase !== 'skipped');
  const actions = step.actions.map((action, index) => {
    const { phase, how, means, detail, attempts, at, by } = recordOf(run, action.id);
    const isOver = phase === 'done' || phase === 'skipped' || phase === 'failed';
    const result = isOver ? phase : rest === 'current' && index > next ? 'to-do' : rest;
    return {
      title: titleOf(step, action, words),
      result,
      how,
      means,
      at: at || null,
      by: by || null,
      detail,
      attempts,
    };
  });
  return {
    number: step.number,
    branch: step.branch,
    server: step.server,
    title: words.step(step).title,
    result: resultOf(
      actions.map(({ result }) => result),
      rest,
    ),
    actions,
  };
}

/** A step with a single action is known by its own title. */
function titleOf(step: Step, action: Action, words: Words): string {
  return step.actions.length === 1 ? words.step(step).title : words.action(action).title;
}

function resultOf(results: readonly StepResult[], rest: StepResult): StepResult {
  if (results.every((result) => result === 'skipped')) return 'skipped';
  if (results.every((result) => result === 'done' || result === 'skipped')) return 'done';
  if (rest === 'current') return 'current';
  return results.includes('failed') ? 'failed' : rest;
}

function reasonOf({ entries, turns }: Run): string | null {
  const turn = turns.at(-1);
  const entry = entries.find(({ number }) => number === turn?.number);
  return entry !== undefined && 'reason' in entry ? entry.reason : null;
}

function downtimesOf({ entries }: Run, steps: readonly Step[]): readonly Downtime[] {
  const deeds = new Map(steps.flatMap(({ actions }) => actions.map(({ id, deed }) => [id, deed])));
  /** When the command was started whose end is not known, by action. */
  const requested = new Map<string, string>();
  return entries.flatMap((entry): Downtime[] => {
    if (!('action' in entry)) return [];
    const deed = deeds.get(entry.action);
    if (deed?.kind !== 'switch') return [];
    const { server: to } = deed;
    const at = requested.get(entry.action) ?? entry.at;
    switch (entry.type) {
      case 'running':
        requested.set(entry.action, entry.at);
        return [];
      case 'by-hand':
        requested.delete(entry.action);
        return [{ at: entry.at, to, ms: null }];
      case 'ran': {
        requested.delete(entry.action);
        const didNothing = !entry.ok && entry.downtimeMs === 0;
        return didNothing ? [] : [{ at, to, ms: entry.downtimeMs }];
      }
      case 'checked':
        // The walkthrough was interrupted while it switched, so nothing was measured.
        return entry.ok && requested.delete(entry.action) ? [{ at, to, ms: null }] : [];
      default:
        return [];
    }
  });
}

function sayEntry(entry: Entry, steps: readonly Step[], words: Words): string {
  if (!('action' in entry)) return sayTurn(entry);
  const step = steps.find(({ actions }) => actions.some(({ id }) => id === entry.action));
  const action = step?.actions.find(({ id }) => id === entry.action);
  const title = step === undefined || action === undefined ? entry.action : titleOf(step, action, words);
  switch (entry.type) {
    case 'running':
      return `${title}: command started`;
    case 'ran':
      return `${title}: command ${entry.ok ? 'succeeded' : 'failed'}${entry.detail === '' ? '' : `: ${entry.detail}`}`;
    case 'by-hand':
      return `${title}: done by hand`;
    case 'checked':
      return `${title}: ${entry.ok ? 'verified' : 'not verified'}${entry.detail === '' ? '' : `: ${entry.detail}`}`;
    case 'skipped':
      return `${title}: skipped: ${entry.reason}`;
    case 'decided':
      return `${entry.satisfied ? 'satisfied' : 'not satisfied'} with the new release${withReason(entry.reason)}`;
    case 'accepted-loss':
      return `${title}: loss accepted: ${entry.items.join(', ')}`;
  }
}

function sayTurn(entry: Exclude<Entry, { readonly action: string }>): string {
  switch (entry.type) {
    case 'begun':
      return 'begun';
    case 'resumed':
      return `resumed on ${entry.machine}`;
    case 'stopped':
      return 'stopped, to be resumed later';
    case 'turned-back':
      return `going back${withReason(entry.reason)}`;
    case 'aborted':
      return `aborted${withReason(entry.reason)}`;
    case 'ended':
      return `ended: ${entry.outcome === 'went-back' ? 'went back' : entry.outcome}`;
  }
}

function withReason(reason: string | null): string {
  return reason === null ? '' : `: ${reason}`;
}
