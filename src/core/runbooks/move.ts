/** What happens next in a run: something to write down, to wait for, or to ask the operator. */
import type { Finding } from './check.ts';
import type { NewEntry } from './entry.ts';
import type { Current, Outcome, Run } from './run.ts';
import { currentOf, outcomeOf } from './run.ts';

/**
 * - `run`: run the command; `by-hand`: the operator did it; `confirm`, `deny`: the answer to what only the operator knows
 * - `look-again`: look anew whether the check holds
 * - `stop`: stop here and resume later; `back`: undo what was done; `abort`: end the procedure as things stand
 */
export type Choice =
  | 'run'
  | 'by-hand'
  | 'confirm'
  | 'deny'
  | 'satisfied'
  | 'not-satisfied'
  | 'look-again'
  | 'skip'
  | 'stop'
  | 'back'
  | 'abort';

/**
 * - `do`: an action that nothing was done about yet
 * - `interrupted`: its command was started, and nobody knows how it ended
 * - `failed`: its command failed, or its check does not hold
 * - `confirm`: it was done, and nothing can measure it
 * - `decide`: how to go on
 */
export type Occasion = 'do' | 'interrupted' | 'failed' | 'confirm' | 'decide';

export interface Question {
  readonly occasion: Occasion;
  readonly current: Current;
  readonly choices: readonly Choice[];
  /** What is true now; null if nobody looked. */
  readonly finding: Finding | null;
}

export type Move =
  | { readonly kind: 'record'; readonly entry: NewEntry }
  | { readonly kind: 'wait'; readonly current: Current; readonly finding: Finding }
  | { readonly kind: 'ask'; readonly question: Question }
  | { readonly kind: 'end'; readonly outcome: Outcome };

export interface Circumstances {
  /** Whether the check of the current action holds now. */
  readonly finding: Finding;
  /** Whether there is a command for the current action. */
  readonly hasCommand: boolean;
  /** Whether the operator chose `look-again` for this action. */
  readonly isLookedAtAgain: boolean;
  /** Whether the time is over in which a check may still become true by itself. */
  readonly isWaitOver: boolean;
  /** Whether the finding rests on a command of the operator's. */
  readonly isByCommand: boolean;
}

/** `null` circumstances: the run has no current action. */
export function nextMove(run: Run, circumstances: Circumstances | null): Move {
  const current = currentOf(run);
  if (current === null || circumstances === null) return { kind: 'end', outcome: outcomeOf(run) };
  const { deed } = current.action;
  const { finding, isWaitOver, isLookedAtAgain } = circumstances;
  const checked = (ok: boolean, means: 'facts' | 'command', detail: string): Move => ({
    kind: 'record',
    entry: { type: 'checked', action: current.action.id, ok, means, detail },
  });
  const means = circumstances.isByCommand ? 'command' : 'facts';
  const ask = (occasion: Occasion): Move => ({
    kind: 'ask',
    question: question(run, current, occasion, circumstances),
  });
  if (deed.kind === 'decide') return ask('decide');
  const { phase, how } = current.record;
  if (phase === 'ran' && deed.kind === 'test' && how === 'command')
    return checked(true, 'command', current.record.detail);
  // What holds needs no action. But a failure is looked at by the operator first: half an installation may look whole.
  if (finding.holds === 'yes' && (phase !== 'failed' || isLookedAtAgain)) {
    const isAlready = phase === 'to-do' && deed.kind !== 'look';
    return checked(true, means, isAlready ? `already so: ${finding.says}` : finding.says);
  }
  if (phase === 'to-do' && deed.kind !== 'look') return ask('do');
  // Nor is there anything to ask while what was begun may just need its time.
  if (finding.holds === 'not-yet' && !isWaitOver && phase !== 'failed') return { kind: 'wait', current, finding };
  if (phase === 'running') return ask('interrupted');
  if (phase === 'failed') return ask('failed');
  if (finding.holds === 'unknown') return ask('confirm');
  return checked(false, means, finding.says);
}

function question(run: Run, current: Current, occasion: Occasion, { finding, hasCommand }: Circumstances): Question {
  const leave: readonly Choice[] = ['stop', ...(run.turns.length === 0 ? (['back'] as const) : []), ...abort(run)];
  const act: readonly Choice[] = [...(hasCommand ? (['run'] as const) : []), 'by-hand'];
  const isLook = current.action.deed.kind === 'look';
  const choices: Readonly<Record<Occasion, readonly Choice[]>> = {
    do: [...act, 'skip', ...leave],
    interrupted: ['look-again', ...act, 'skip', ...leave],
    failed: ['look-again', ...(isLook ? [] : act), 'skip', ...leave],
    confirm: ['confirm', 'deny', 'skip', ...leave],
    decide: ['satisfied', 'not-satisfied', 'stop', ...abort(run)],
  };
  return { occasion, current, choices: choices[occasion], finding: occasion === 'decide' ? null : finding };
}

function abort(run: Run): readonly Choice[] {
  return run.turns.at(-1)?.to === 'out' ? [] : ['abort'];
}
