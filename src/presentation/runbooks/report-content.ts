/** What a report says, before it becomes text, Markdown or a page. Times are UTC. */
import type { ProcedureReport, ReportAction, ReportStep, StepResult } from '../../core/runbooks/report.ts';
import { sayDuration } from '../text/durations.ts';
import { stepLabel } from './step-words.ts';

export interface ReportContent {
  readonly verdict: { readonly words: string; readonly tone: 'good' | 'bad' | 'accent' };
  /** What came of it, in one sentence. */
  readonly headline: string;
  readonly facts: readonly (readonly [label: string, texts: readonly string[]])[];
  readonly steps: readonly StepLine[];
  readonly losses: readonly string[];
  readonly journal: readonly { readonly at: string; readonly by: string; readonly what: string }[];
}

/** A step, or a part of one. */
export interface StepLine {
  /** `10a`; empty for a part. */
  readonly label: string;
  readonly title: string;
  readonly result: StepResult;
  /** Of its last entry; empty if nothing happened. */
  readonly at: string;
  /** How it was done, what verified it, and what was found; empty for a step with parts. */
  readonly words: string;
  readonly isPart: boolean;
}

export function reportContent(report: ProcedureReport): ReportContent {
  const time = clockOf(report);
  return {
    verdict: VERDICTS[report.outcome ?? 'open'],
    headline: headlineOf(report),
    facts: factsOf(report, time),
    steps: report.steps.flatMap((step) => stepLines(step, report, time)),
    losses: report.acceptedLoss,
    journal: report.journal.map(({ at, by, what }) => ({ at: time(at), by, what })),
  };
}

const VERDICTS = {
  finished: { words: 'finished', tone: 'good' },
  'went-back': { words: 'went back', tone: 'accent' },
  aborted: { words: 'aborted', tone: 'bad' },
  open: { words: 'under way', tone: 'accent' },
} as const;

/** `FINISHED in 44 min: upgrade of contact-centre from 4.0 to 4.1, 4.2 s of downtime, 1 step skipped`. */
function headlineOf(report: ProcedureReport): string {
  const { procedure, pair, oldRelease, newRelease, outcome, startedAt, endedAt, steps } = report;
  const releases = oldRelease === null || newRelease === null ? '' : ` from ${oldRelease} to ${newRelease}`;
  const what = `${procedure} of ${pair}${releases}`;
  const took = endedAt === null ? '' : sayDuration(Date.parse(endedAt) - Date.parse(startedAt));
  const skipped = skippedIn(steps).length;
  const also = [totalDowntime(report), skipped === 0 ? '' : `${skipped} ${skipped === 1 ? 'step' : 'steps'} skipped`];
  const tail = also
    .filter((part) => part !== '')
    .map((part) => `, ${part}`)
    .join('');
  switch (outcome) {
    case 'finished':
      return `FINISHED in ${took}: ${what}${tail}`;
    case 'went-back':
      return `WENT BACK to ${oldRelease ?? 'the old release'} after ${took}: ${what}${tail}`;
    case 'aborted':
      return `ABORTED after ${took}: ${what}${tail}`;
    case null: {
      const at = steps.find(({ result }) => result === 'current');
      const next = at === undefined ? '' : `, at ${stepLabel(at) === '' ? `"${at.title}"` : `step ${stepLabel(at)}`}`;
      return `UNDER WAY: ${what}${next}${tail}`;
    }
  }
}

/** Empty if no switch was made. */
function totalDowntime({ downtimes }: ProcedureReport): string {
  if (downtimes.length === 0) return '';
  const measured = downtimes.flatMap(({ ms }) => ms ?? []);
  const total = sayDuration(measured.reduce((sum, ms) => sum + ms, 0));
  if (measured.length === 0) return 'downtime not measured';
  return measured.length === downtimes.length
    ? `${total} of downtime`
    : `${total} of downtime measured, for ${measured.length} of ${downtimes.length} switches`;
}

function skippedIn(steps: readonly ReportStep[]): readonly ReportAction[] {
  return steps.flatMap(({ actions }) => actions.filter(({ result }) => result === 'skipped'));
}

type Clock = (iso: string) => string;

/** Without the date if everything happened on one day. */
function clockOf({ journal }: ProcedureReport): Clock {
  const days = new Set(journal.map(({ at }) => at.slice(0, 10)));
  return (iso) => (days.size > 1 ? `${iso.slice(0, 10)} ${iso.slice(11, 19)}` : iso.slice(11, 19));
}

function factsOf(report: ProcedureReport, time: Clock): ReportContent['facts'] {
  const { servers, first, startedAt, endedAt, operators, downtimes, satisfied, reason, route, byHand, steps } = report;
  const full = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
  const because = reason === null ? '' : ` (${reason})`;
  const decision = satisfied === null ? [] : [satisfied ? 'satisfied' : `not satisfied${because}`];
  const turned = route === 'forward' || satisfied === false ? [] : [`${TURNS[route]}${because}`];
  return [
    ['Servers', [`${servers.A} (A) and ${servers.B} (B); ${servers[first]} was the backup, and came first`]],
    ['Started', [full(startedAt)]],
    ['Ended', endedAt === null ? [] : [full(endedAt)]],
    ['Operators', [operators.join(', ')]],
    ['Carried out', byHand ? ['by hand; what was confirmed, was confirmed by the operators'] : []],
    [
      'Downtime',
      downtimes.map(
        ({ at, to, ms }) =>
          `${ms === null ? 'not measured' : sayDuration(ms)}, switch to ${servers[to]} at ${time(at)}`,
      ),
    ],
    ['Decision', [...decision, ...turned]],
    ['Skipped', skippedIn(steps).map(({ title, detail, by }) => `${title}: ${detail} (${by ?? 'unknown'})`)],
  ];
}

const TURNS = { back: 'went back', out: 'aborted' } as const;

function stepLines(step: ReportStep, report: ProcedureReport, time: Clock): StepLine[] {
  const line = (title: string, action: ReportAction, isPart: boolean): StepLine => ({
    label: isPart ? '' : stepLabel(step),
    title,
    result: action.result,
    at: action.at === null ? '' : time(action.at),
    words: wordsFor(action, report),
    isPart,
  });
  const [only] = step.actions;
  if (step.actions.length === 1 && only !== undefined) return [line(step.title, only, false)];
  return [
    { label: stepLabel(step), title: step.title, result: step.result, at: '', words: '', isPart: false },
    ...step.actions.map((action) => line(action.title, action, true)),
  ];
}

/** `by command, 2 attempts; verified by the servers: beta is upgrade-higher`. */
function wordsFor(action: ReportAction, { endedAt }: ProcedureReport): string {
  const { result, how, means, by, detail, attempts } = action;
  const who = by ?? 'unknown';
  const said = detail === '' ? '' : `: ${detail}`;
  const done = how === null ? [] : [how === 'command' ? 'by command' : `by hand (${who})`];
  const tries = attempts > 1 ? [`${attempts} attempts`] : [];
  const manner = [...done, ...tries].join(', ');
  switch (result) {
    case 'done': {
      const verified = {
        facts: 'verified by the servers',
        command: 'verified by a command',
        operator: `${how === null ? 'answered' : 'confirmed'} by ${who}`,
      };
      const check = means === null ? '' : verified[means];
      return [manner, `${check}${said}`].filter((part) => part !== '').join('; ');
    }
    case 'skipped':
      return `skipped by ${who}${said}`;
    case 'failed':
      return [manner, `failed${said}`].filter((part) => part !== '').join('; ');
    case 'given-up':
      return 'not finished, and left behind';
    case 'current':
      return 'next';
    case 'to-do':
      return endedAt === null ? '' : 'not done';
  }
}
