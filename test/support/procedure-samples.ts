/** Runs of an upgrade at different points, with their words, for tests of what is shown of them. */
import type { Letter } from '../../src/core/letter.ts';
import type { Finding } from '../../src/core/runbooks/check.ts';
import type { NewEntry } from '../../src/core/runbooks/entry.ts';
import { nextMove, type Question } from '../../src/core/runbooks/move.ts';
import { type ProcedureReport, reportOf } from '../../src/core/runbooks/report.ts';
import { begin, currentOf, placed, type Run, withEntry } from '../../src/core/runbooks/run.ts';
import { type Named, ownWords } from '../../src/core/runbooks/upgrade/own-words.ts';
import { pureConnectWords } from '../../src/core/runbooks/upgrade/pureconnect-words.ts';
import { UPGRADE } from '../../src/core/runbooks/upgrade/steps.ts';
import { type ProcedureQuestion, type ProcedureView, procedureQuestion } from '../../src/core/runbooks/view.ts';
import type { Words } from '../../src/core/runbooks/words.ts';
import { begunEntry } from './journals.ts';

const NAMES: Readonly<Record<Letter, string>> = { A: 'alpha', B: 'beta' };

/** An upgrade from 4.0 to 4.1 that began at 03:00; each entry a minute after the one before. */
export function upgradeRun(entries: readonly NewEntry[], { byHand = false, names = NAMES } = {}): Run {
  const at = (number: number): string => new Date(Date.UTC(2026, 11, 1, 3, number)).toISOString();
  const first = begunEntry('run-1', {
    pair: 'contact-centre',
    names: { A: names.A, B: names.B },
    oldRelease: '4.0',
    newRelease: '4.1',
    startModes: { A: 'enabled', B: 'enabled' },
    byHand,
    at: at(0),
  });
  let applied = begin(UPGRADE, first);
  entries.forEach((entry, index) => {
    if (!applied.ok) throw new Error(applied.why);
    applied = withEntry(applied.run, placed(applied.run, entry, at(index + 1), 'ann'));
  });
  if (!applied.ok) throw new Error(applied.why);
  return applied.run;
}

export function wordsOf({ begun }: Run): Words {
  const named: Named = { ...begun };
  return begun.byHand ? pureConnectWords({ ...begun }, 'Interaction Center') : ownWords(named);
}

/** A command, and what verified it; a switch had that downtime. */
export function carriedOut(action: string, downtimeMs: number | null = null): readonly NewEntry[] {
  return [
    { type: 'running', action },
    { type: 'ran', action, ok: true, detail: '', tookMs: 4_000, downtimeMs },
    { type: 'checked', action, ok: true, means: 'facts', detail: 'as it should be' },
  ];
}

const STEPS_1_TO_4 = ['stop', 'manual-start', 'install', 'restart'].flatMap((name) =>
  carriedOut(`forward.first.${name}`),
);
const STEP_5 = carriedOut('forward.first.start');
const LOOK_6: NewEntry = { type: 'checked', action: 'forward.first.look', ok: true, means: 'facts', detail: 'so' };
const STEPS_7_TO_9: readonly NewEntry[] = [
  ...carriedOut('forward.first.switch', 4_200),
  { type: 'checked', action: 'forward.second.look', ok: true, means: 'facts', detail: 'alpha is upgrade-lower' },
  { type: 'by-hand', action: 'forward.first.test' },
  { type: 'checked', action: 'forward.first.test', ok: true, means: 'operator', detail: 'calls and e-mails work' },
];

/** What was recorded before a step began. */
export const BEFORE = {
  step1: [],
  step5: STEPS_1_TO_4,
  step7: [...STEPS_1_TO_4, ...STEP_5, LOOK_6],
  step10: [...STEPS_1_TO_4, ...STEP_5, LOOK_6, ...STEPS_7_TO_9],
} as const satisfies Readonly<Record<string, readonly NewEntry[]>>;

export function decided(satisfied: boolean): NewEntry {
  return { type: 'decided', action: 'forward.first.decide', satisfied, reason: satisfied ? null : 'echo on the lines' };
}

/** A run to its end: satisfied, on the second attempt of an installation, with one skipped action. */
export const WHOLE: readonly NewEntry[] = [
  ...BEFORE.step10,
  decided(true),
  ...carriedOut('forward.second.stop'),
  { type: 'running', action: 'forward.second.install' },
  {
    type: 'ran',
    action: 'forward.second.install',
    ok: false,
    detail: 'exit code 1\ndisk <full>\nremove old logs',
    tookMs: 90_000,
    downtimeMs: null,
  },
  { type: 'stopped' },
  { type: 'resumed', machine: 'ops-2', pairFile: '' },
  ...carriedOut('forward.second.install'),
  ...carriedOut('forward.second.start-upgraded'),
  { type: 'skipped', action: 'forward.first.original-start', reason: 'the image sets it' },
  { type: 'ended', outcome: 'finished' },
];

export const NOT_SATISFIED: readonly NewEntry[] = [
  ...BEFORE.step10,
  decided(false),
  {
    type: 'accepted-loss',
    action: 'back.second.switch',
    items: ['2 parameter changes since 03:20', 'handlers published on beta'],
  },
  ...carriedOut('back.second.switch', 3_100),
  ...carriedOut('back.first.stop'),
  ...carriedOut('back.first.install'),
  ...carriedOut('back.first.start'),
  ...carriedOut('back.first.original-start'),
  { type: 'ended', outcome: 'went-back' },
];

export function reportAfter(
  entries: readonly NewEntry[],
  kind: Parameters<typeof upgradeRun>[1] = {},
): ProcedureReport {
  const run = upgradeRun(entries, kind);
  return reportOf(run, wordsOf(run));
}

export function viewAfter(entries: readonly NewEntry[], special: Partial<ProcedureView> = {}): ProcedureView {
  return {
    report: reportAfter(entries),
    servers: [
      { letter: 'A', name: 'alpha', state: 'primary', release: '4.0', serving: true, fault: null },
      { letter: 'B', name: 'beta', state: 'upgrade-higher', release: '4.1', serving: false, fault: null },
    ],
    downtimeMs: null,
    unprotectedMs: null,
    alarm: null,
    activity: null,
    ...special,
  };
}

const NOTHING_FOUND: Finding = { holds: 'no', says: 'not so yet' };

/** What is asked after these entries. */
export function questionAfter(
  entries: readonly NewEntry[],
  { command = null as readonly string[] | null, finding = NOTHING_FOUND, byHand = false, names = NAMES } = {},
): ProcedureQuestion {
  const run = upgradeRun(entries, { byHand, names });
  const hasCommand = command !== null;
  const move = nextMove(run, { finding, hasCommand, isLookedAtAgain: false, isWaitOver: true, isByCommand: false });
  if (move.kind !== 'ask') throw new Error(`nothing is asked at ${currentOf(run)?.action.id}: ${move.kind}`);
  const question: Question = move.question;
  const where = 'on ann@beta.example.net';
  return procedureQuestion(run, question, wordsOf(run), command === null ? null : { words: command, where });
}
