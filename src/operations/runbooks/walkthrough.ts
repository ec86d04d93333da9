/**
 * Takes a run of a procedure to its end, or to where the operator stops. Everything is in the journal before it can be
 * seen, so that it can be continued wherever it is interrupted.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { NewEntry } from '../../core/runbooks/entry.ts';
import { LONGEST_DETAIL, LONGEST_ITEM, MOST_ITEMS } from '../../core/runbooks/entry.ts';
import type { PairFacts } from '../../core/runbooks/facts.ts';
import { nextMove } from '../../core/runbooks/move.ts';
import type { Answered, Operator } from '../../core/runbooks/operator.ts';
import { pairView } from '../../core/runbooks/pair-view.ts';
import { reportOf } from '../../core/runbooks/report.ts';
import type { Current, Run } from '../../core/runbooks/run.ts';
import { currentOf } from '../../core/runbooks/run.ts';
import { type ProcedureQuestion, type ProcedureView, procedureQuestion } from '../../core/runbooks/view.ts';
import type { Words } from '../../core/runbooks/words.ts';
import type { Ground, Looked } from './ground.ts';
import type { JournalKeeper } from './journal-keeper.ts';

export interface Walkthrough {
  readonly ground: Ground;
  readonly keeper: JournalKeeper;
  readonly operator: Operator;
  readonly words: Words;
  /** Ends the walkthrough at its next chance: Ctrl-C, a terminal that was closed. */
  readonly signal: AbortSignal;
  /** How long a check may take to become true by itself, in ms. */
  readonly patienceMs?: number;
}

/** How the walkthrough ended. The run goes on later unless it has ended. */
export interface WalkedThrough {
  readonly run: Run;
  readonly how: 'ended' | 'stopped' | 'interrupted';
}

/** Enough for a server that starts, or a backup that connects. */
const PATIENCE_MS = 180_000;
/** The same where nobody knows whether anything is under way: a command was interrupted. */
const PATIENCE_AFTER_INTERRUPTION_MS = 15_000;
/** How often is looked, in ms, while a check waits. */
const LOOK_EVERY_MS = 500;
/** How often the pair is looked at while a question is open, in ms. */
const GLANCE_EVERY_MS = 2_000;

export async function walkThrough(walkthrough: Walkthrough): Promise<WalkedThrough> {
  const { keeper, signal, patienceMs = PATIENCE_MS } = walkthrough;
  /** When the check of the current action began to wait. */
  let waitingSince: number | null = null;
  let lookedAgain: string | null = null;
  for (;;) {
    const run = keeper.run();
    if (signal.aborted) return { run, how: 'interrupted' };
    const current = currentOf(run);
    if (current === null) {
      const move = nextMove(run, null);
      if (move.kind !== 'end') throw new Error('a run without an action has ended');
      return { run: await keeper.append({ type: 'ended', outcome: move.outcome }), how: 'ended' };
    }
    const looked = await walkthrough.ground.look(run, current, signal);
    if (signal.aborted) return { run, how: 'interrupted' };
    const move = nextMove(run, {
      finding: looked.finding,
      isByCommand: looked.isByCommand,
      hasCommand: walkthrough.ground.commandFor(current.action, run) !== null,
      isLookedAtAgain: lookedAgain === current.action.id,
      isWaitOver: waitingSince !== null && performance.now() - waitingSince > patienceFor(current, patienceMs),
    });
    if (move.kind === 'wait') {
      waitingSince ??= performance.now();
      walkthrough.operator.show(viewOf(walkthrough, run, looked.facts, `waiting: ${looked.finding.says}`));
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      continue;
    }
    waitingSince = null;
    lookedAgain = null;
    if (move.kind === 'record') {
      await keeper.append(cut(move.entry));
      continue;
    }
    if (move.kind === 'end') throw new Error('a run with an action has not ended');
    const command = walkthrough.ground.commandFor(current.action, run);
    const question = procedureQuestion(run, move.question, walkthrough.words, command);
    const answered = await ask(walkthrough, run, looked, question);
    if (answered === null) continue;
    if (answered.choice === 'look-again') lookedAgain = current.action.id;
    else if (!(await carryOut(walkthrough, run, current, answered))) return { run: keeper.run(), how: 'stopped' };
  }
}

function patienceFor({ record }: Current, patienceMs: number): number {
  return record.phase === 'running' ? Math.min(patienceMs, PATIENCE_AFTER_INTERRUPTION_MS) : patienceMs;
}

/** Null if the question has to be asked again, because the pair is not as it was. */
async function ask(
  { operator, ground, words, signal }: Walkthrough,
  run: Run,
  looked: Looked,
  question: ProcedureQuestion,
): Promise<Answered | null> {
  const view = viewOf({ words }, run, looked.facts ?? (await ground.glance()), null);
  const changed = new AbortController();
  const watch = inBackground(async (over) => {
    for (;;) {
      await sleep(GLANCE_EVERY_MS, undefined, { signal: over });
      const now = viewOf({ words }, run, await ground.glance(), null);
      if (alarmKey(now) !== alarmKey(view)) return changed.abort();
    }
  });
  const either = AbortSignal.any([signal, changed.signal]);
  return unlessInterrupted(either, operator.ask(question, view, either)).finally(watch.end);
}

function alarmKey({ alarm }: ProcedureView): string {
  return alarm?.what ?? '';
}

/** Whether the walkthrough goes on. */
async function carryOut(walkthrough: Walkthrough, run: Run, current: Current, answered: Answered): Promise<boolean> {
  const { keeper } = walkthrough;
  const { action } = current;
  const { choice, reason } = answered;
  switch (choice) {
    case 'run':
      await runCommand(walkthrough, run, current);
      return true;
    case 'by-hand':
      await keeper.append({ type: 'by-hand', action: action.id });
      return true;
    case 'confirm':
    case 'deny':
      await keeper.append({
        type: 'checked',
        action: action.id,
        ok: choice === 'confirm',
        means: 'operator',
        detail: '',
      });
      return true;
    case 'satisfied':
    case 'not-satisfied':
      await keeper.append({ type: 'decided', action: action.id, satisfied: choice === 'satisfied', reason });
      return true;
    case 'skip':
      await keeper.append({ type: 'skipped', action: action.id, reason: reason ?? '' });
      return true;
    case 'back':
      await keeper.append({ type: 'turned-back', reason });
      return true;
    case 'abort':
      await keeper.append({ type: 'aborted', reason });
      return true;
    case 'stop':
      await keeper.append({ type: 'stopped' });
      return false;
    case 'look-again':
      return true;
  }
}

async function runCommand(walkthrough: Walkthrough, run: Run, { action }: Current): Promise<void> {
  const { ground, keeper, operator, words, signal } = walkthrough;
  if (action.deed.kind === 'switch') {
    const items = await ground.wouldLose();
    if (items.length > 0) {
      const view = viewOf(walkthrough, run, await ground.glance(), null);
      if (!(await unlessInterrupted(signal, operator.acceptsLoss(items, view, signal)))) return;
      await keeper.append({
        type: 'accepted-loss',
        action: action.id,
        items: items.slice(0, MOST_ITEMS).map((item) => item.slice(0, LONGEST_ITEM)),
      });
    }
  }
  const title = words.action(action).title;
  const started = await keeper.append({ type: 'running', action: action.id, before: await ground.bootOf(action) });
  let activity = `${title} …`;
  const showing = watching(walkthrough, started, () => activity);
  const ran = await ground.carryOut(
    action,
    started,
    (said) => {
      activity = `${title}: ${said}`;
    },
    signal,
  );
  showing.end();
  // A command that was cancelled may have done its work: the next walkthrough finds out.
  if (signal.aborted) return;
  await keeper.append(cut({ type: 'ran', action: action.id, ...ran }));
}

/** Null if a question was not answered because the walkthrough is interrupted, or has something else to say. */
async function unlessInterrupted<T>(signal: AbortSignal, answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

/** Shows the pair, again and again, while something is carried out. */
function watching(walkthrough: Walkthrough, run: Run, activity: () => string): Background {
  return inBackground(async (over) => {
    while (!over.aborted) {
      const facts = await walkthrough.ground.glance();
      if (over.aborted) return;
      walkthrough.operator.show(viewOf(walkthrough, run, facts, activity()));
      await sleep(LOOK_EVERY_MS, undefined, { signal: over });
    }
  });
}

interface Background {
  readonly end: () => void;
}

/** Work beside the walkthrough, until it is ended; nobody depends on it. */
function inBackground(work: (over: AbortSignal) => Promise<void>): Background {
  const over = new AbortController();
  void work(over.signal).catch(() => undefined);
  return { end: () => over.abort() };
}

function viewOf(
  { words }: Pick<Walkthrough, 'words'>,
  run: Run,
  facts: PairFacts | null,
  activity: string | null,
): ProcedureView {
  return { ...pairView(run, facts, Date.now(), activity !== null), report: reportOf(run, words), activity };
}

/** Words of programs are cut to what an entry holds. */
function cut(entry: NewEntry): NewEntry {
  return 'detail' in entry ? { ...entry, detail: entry.detail.slice(0, LONGEST_DETAIL) } : entry;
}
