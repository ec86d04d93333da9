/**
 * The report as one self-contained page: no network, no script, no other file. The answer comes first, then what to do,
 * then the incident as a picture, its evidence, and the logs it is based on.
 */
import type { Evidence } from '../../../core/diagnosis/evidence.ts';
import { FATES, HINT_RULES } from '../../../core/diagnosis/findings/peer-correlation.ts';
import type { WhySwitched } from '../../../core/diagnosis/report.ts';
import type { SwitchReport } from '../../../core/diagnosis/switch-report.ts';
import { esc } from '../../page/escape.ts';
import { framed } from '../../page/frame.ts';
import { list } from '../../page/parts.ts';
import { readInstant } from '../../text/instants.ts';
import { type PlayedAgain, sayRecording, sayReplay, sayWhatIf } from '../why-switched-replay.ts';
import { headline, nextWithoutSwitch, switchLine, TWO_ACTIVE, withReadableTimes } from '../why-switched-words.ts';
import { type Life, type SceneOf, sceneOf } from './lanes.ts';
import { drawScene } from './picture.ts';
import {
  averted,
  findings,
  givenUp,
  logs,
  nearMisses,
  notes,
  parameters,
  switchFacts,
  timeLine,
  unhandled,
} from './sections.ts';
import { INCIDENT_STYLE } from './style.ts';

const VERDICTS = {
  switched: { words: 'switched', tone: 'accent' },
  'not-switched': { words: 'not switched', tone: 'good' },
  undetermined: { words: 'cannot tell', tone: 'bad' },
} as const;

const NOT_PLAYED: PlayedAgain = { replays: [], recordings: [], values: [] };

export function renderWhyPage(report: WhySwitched, played: PlayedAgain = NOT_PLAYED): string {
  return framed({
    kind: 'switchover why-switched',
    verdict: VERDICTS[report.verdict],
    title: titleOf(report),
    also: report.undetermined.slice(1).map((each) => withReadableTimes(each)),
    sections: [
      openFailure(report),
      withoutSwitch(report),
      ...report.switches.map((found, index) => oneSwitch(report, found, index)).toReversed(),
      playedAgain(played),
      unhandled(report.unhandled),
      averted(report.averted),
      givenUp(report.givenUp),
      notes(report.notes),
      logs(report.logs, report.leftAside),
      nearMisses(report.nearMisses),
      findings(report),
    ],
    footer: `Every statement names its finding or the line that shows it; what the logs do not show is listed as unknown. ${sayTimes(report)}`,
    style: INCIDENT_STYLE,
  });
}

/** One title for the whole page, however many switches it explains. */
function titleOf(report: WhySwitched): string {
  const { switches } = report;
  return switches.length > 1 ? `${switches.length} switches, the last: ${headline(report)}` : headline(report);
}

function sayTimes({ logs: [, ...others] }: WhySwitched): string {
  if (others.length === 0) return 'Times are as in the log.';
  const measured = others.filter(({ offsetMs }) => offsetMs !== null).length;
  if (measured === 0) return 'Times are as in each log: the difference between the clocks is unknown.';
  const rest = measured < others.length ? '; where it is unknown, they are as in the log' : '';
  return `Times are by the clock of the first log; those of other logs are shifted by the measured clock difference${rest}.`;
}

function oneSwitch(report: WhySwitched, found: SwitchReport, index: number): string {
  const several = report.switches.length > 1;
  const isAnswer = report.verdict === 'switched' && index === report.switches.length - 1;
  const title = several ? `Switch ${index + 1} of ${report.switches.length}: ` : '';
  const heading = isAnswer && !several ? '' : `<h2>${esc(title + switchLine(found))}</h2>`;
  const decided = found.evidence.find(({ file, line }) => file === found.file && line === found.line);
  const served =
    found.activeAt === null || found.activateMs === null ? null : (decided?.sharedMs ?? 0) + found.activateMs;
  const all = [...found.evidence, ...found.otherSide];
  const start = startOf(all, found.firstSymptomAt);
  return [
    `<section>${heading}`,
    switchFacts(found),
    found.mayBeTwoActive ? `<p class="beware"><strong>Warning:</strong> ${esc(TWO_ACTIVE)}.</p>` : '',
    found.bothActive === null ? '' : `<p class="beware"><strong>Warning:</strong> ${esc(found.bothActive)}.</p>`,
    list('What to do', found.next, true),
    figure(
      {
        evidence: found.evidence,
        fromOtherLogs: found.otherSide,
        life: lifeOf(found),
        decidedAt: decided?.sharedMs ?? null,
        activeAt: served,
        starting: found.cause === 'fail-safe-start',
        ...serversOf(report, found.file),
      },
      `switch-${index + 1}`,
      switchLine(found),
    ),
    timeLine(all, start, ({ file, line }) => file === found.file && line === found.line),
    list(
      'Ruled out',
      found.ruledOut.map(({ cause, because }) => `${cause}: ${because}`),
    ),
    list('Unknown', found.missing),
    parameters(found),
    '</section>',
  ].join('\n');
}

function lifeOf({ pointers }: SwitchReport): Life | null {
  for (const is of FATES) {
    const found = pointers.find(({ finding }) => finding === HINT_RULES[is].number);
    if (found !== undefined) return is === 'lived' ? { is } : { is, until: found.evidence.sharedMs };
  }
  return null;
}

function playedAgain({ replays, recordings, values }: PlayedAgain): string {
  if (replays.length + recordings.length === 0) return '';
  const items = replays.map((each) => {
    const what = each.whatIf === null ? '' : ` <strong>${esc(sayWhatIf(each, values))}</strong>`;
    return `<li><time>${esc(readInstant(each.at).full)}</time>: ${esc(sayReplay(each))}${what}</li>`;
  });
  const recorders = recordings.map((each) => `<li>${esc(sayRecording(each))}</li>`);
  return `<section><h2>Replay</h2><ul>${[...recorders, ...items].join('')}</ul></section>`;
}

function openFailure(report: WhySwitched): string {
  if (report.open.length === 0) return '';
  const file = report.open[0]?.file ?? '';
  return [
    '<section><h2>Unresolved at the end of the logs</h2>',
    figure(
      { ...stillScene(report, report.open, file), untilMs: endOf(report, report.open) },
      'open',
      'A failure whose outcome the logs do not show',
    ),
    timeLine(report.open, report.open[0]?.sharedMs ?? 0, () => false),
    list(
      'What to do',
      [
        'run why-switched again with the whole Switchover log of the server that was the backup, including the file that follows it',
      ],
      true,
    ),
    '</section>',
  ].join('\n');
}

/** No switch: why not, and the last threat as a picture. */
function withoutSwitch(report: WhySwitched): string {
  if (report.verdict !== 'not-switched') return '';
  const failure = report.unhandled.at(-1);
  const last = failure ?? report.averted.at(-1);
  const kind = failure === undefined ? 'The last threat' : 'The last failure';
  const reasons = report.whyNot.map(({ means, evidence: [line] }) =>
    line === undefined ? means : `${means} (${line.file}, line ${line.line})`,
  );
  return [
    '<section>',
    list('Why not', reasons),
    list('What to do', nextWithoutSwitch(report), true),
    ...(last === undefined
      ? []
      : [
          `<h2>${esc(`${kind}, at ${readInstant(last.at).full}: ${last.reason}`)}</h2><p>${esc(last.means)}</p>`,
          figure(stillScene(report, last.evidence, last.evidence[0]?.file ?? ''), 'averted', `${kind}: ${last.reason}`),
          timeLine(last.evidence, last.evidence[0]?.sharedMs ?? 0, () => false),
        ]),
    '</section>',
  ].join('\n');
}

function stillScene(report: WhySwitched, evidence: readonly Evidence[], file: string): SceneOf {
  return {
    evidence,
    fromOtherLogs: [],
    life: null,
    decidedAt: null,
    activeAt: null,
    starting: false,
    ...serversOf(report, file),
  };
}

/** The end of the log that the last of these is in, on the shared axis. */
function endOf({ logs: all }: WhySwitched, evidence: readonly Evidence[]): number {
  const last = evidence.at(-1);
  if (last === undefined) return 0;
  const log = all.find(({ file, pieces }) => file === last.file || pieces.includes(last.file));
  const left = log?.to == null ? 0 : readInstant(log.to).ms - readInstant(last.at).ms;
  return last.sharedMs + Math.max(0, left);
}

function startOf(all: readonly Evidence[], firstSymptomAt: string | null): number {
  const symptom = all.find(({ at }) => at === firstSymptomAt);
  return symptom?.sharedMs ?? Math.min(...all.map(({ sharedMs }) => sharedMs));
}

/** The server that wrote the log and the other one, by name if the logs show it. */
function serversOf({ logs: all }: WhySwitched, file: string): Pick<SceneOf, 'backup' | 'active'> {
  const named = (log: (typeof all)[number] | undefined): string | null =>
    log?.server === null || log === undefined ? null : (log.server.name ?? log.server.letter);
  const own = all.find((log) => log.file === file || log.pieces.includes(file));
  const other = all.find((log) => log !== own && log.server !== null && log.server.letter !== own?.server?.letter);
  return { backup: named(own), active: other?.kind === 'notifier' ? null : named(other) };
}

const LEGEND =
  '<span class="legend"><span>× failure</span><span>○ healthy</span><span>◇ note</span><span>dashed: failing or unknown</span></span>';

function figure(of: SceneOf, id: string, title: string): string {
  if (of.evidence.length === 0) return '';
  const scene = sceneOf(of);
  const count = of.evidence.length + of.fromOtherLogs.length;
  const description = `Timeline of the active server and the backup with ${count} logged events; the same events are listed below.`;
  const draw = (width: number, labelsAbove: boolean, kind: string): string =>
    drawScene(scene, { width, labelsAbove, id: `${id}-${kind}`, title, description });
  return `<figure>${draw(960, false, 'wide')}${draw(340, true, 'narrow')}<figcaption>${LEGEND}</figcaption></figure>`;
}
