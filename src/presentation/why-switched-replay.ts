/** What the engine makes of the incidents of a log, below the explanation of why it switched. */

import type { RecordingReport } from '../core/replay/recording-report.ts';
import type { ReplayReport } from '../core/replay/report.ts';
import { readInstant } from './instants.ts';
import type { Medium } from './palette.ts';
import { clean } from './why-switched-words.ts';
import { wrap } from './wrap.ts';

/** What was played again, and under which values, as the operator wrote them. */
export interface PlayedAgain {
  readonly replays: readonly ReplayReport[];
  readonly recordings: readonly RecordingReport[];
  readonly values: readonly string[];
}

/** A block of lines; none where there is nothing to say. */
export function renderReplays({ replays, recordings, values }: PlayedAgain, medium: Medium): string[] {
  if (replays.length + recordings.length === 0) return [];
  const { columns, palette } = medium;
  const lines = [palette.accent('Played again')];
  for (const each of recordings) lines.push(...wrap(clean(`  ${sayRecording(each)}`), columns, 4));
  for (const each of replays) {
    lines.push(...wrap(`  ${readInstant(each.at).full}: ${sayReplay(each)}`, columns, 4));
    if (each.whatIf !== null)
      lines.push(...wrap(clean(`    ${sayWhatIf(each, values)}`), columns, 6).map(palette.bold));
  }
  if (values.length > 0 && replays.length === 0) {
    lines.push(
      ...wrap(`  What if ${values.join(', ')}: there is nothing in these logs that it could have changed.`, columns, 4),
    );
  }
  return lines;
}

export function sayWhatIf({ at, whatIf }: Pick<ReplayReport, 'at' | 'whatIf'>, values: readonly string[]): string {
  const day = readInstant(at).date;
  // Of the same day the time is enough.
  const says = (whatIf?.says ?? '').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z?/g, (instant) => {
    const { date, time, full } = readInstant(instant);
    return date === day ? time : full;
  });
  return `What if ${values.join(', ')}: ${says}.`;
}

/** All of it in one sentence or two. */
export function sayRecording(recording: RecordingReport): string {
  const { file, server, events, alike, runs, exact, sameTable, parts } = recording;
  const whose =
    server === null ? 'a flight recorder of ours' : `the flight recorder of server ${server.letter} (${server.name})`;
  const what = `${file}, ${whose}, played again: ${events} ${events === 1 ? 'event' : 'events'}${runs > 1 ? ` in ${runs} runs` : ''}`;
  if (events === 0) return `${what}: there is no snapshot of the state in it to begin from.`;
  if (exact) return `${what}, every decision the same.`;
  const how =
    parts === null ? 'every decision the same' : `${alike} decided the same until they part ${sayParting(parts)}`;
  const other = sameTable ? '' : ` It was written ${sayWriters(recording)}: this is a what-if, not a proof.`;
  return `${what}, ${how}.${other}${sayNotJudged(recording)}`;
}

function sayParting({ line, wall, recorded, now, what }: NonNullable<RecordingReport['parts']>): string {
  const rule = (number: number | null): string => (number === null ? 'none' : `rule ${number}`);
  const rules = recorded === now ? '' : `, where ${rule(recorded)} is on record and it is ${rule(now)} now`;
  return `at line ${line}${wall === null ? '' : `, ${readInstant(wall).full}`}${rules}${what === '' ? '' : `: ${what.replace(/\.$/, '')}`}`;
}

function sayWriters({ writtenBy, rules }: RecordingReport): string {
  const all = writtenBy.map(({ engine, rules: table }) => `by version ${engine} under rule table ${table}`);
  return `${all.join(', then ')}, and the table of this version is ${rules}`;
}

function sayNotJudged({ unplaced, passed, gaps }: RecordingReport): string {
  const parts = [
    ...(unplaced === 0 ? [] : [`${unplaced} before its first snapshot`]),
    ...(passed === 0 ? [] : [`${passed} from where they part to the next snapshot`]),
  ];
  const left = parts.length === 0 ? '' : ` Events not judged: ${parts.join(', ')}.`;
  const missing =
    gaps === 0 ? '' : ` In ${gaps} ${gaps === 1 ? 'place' : 'places'} events are missing, or lines are damaged.`;
  return left + missing;
}

export function sayReplay({ cause, exact, agrees, decided, parts }: ReplayReport): string {
  if (exact) {
    const what = decided === null ? 'does not switch either' : `decides the same (rule ${decided.rule})`;
    return `The engine of this version, told every event by the flight recorder, ${what}.`;
  }
  if (agrees === true && decided !== null) {
    return `The engine of this version, told the same, decides the same (rule ${decided.rule}, ${decided.at}).`;
  }
  if (agrees === true) return 'The engine of this version, told the same, does not switch either.';
  const what = cause === null ? 'no switch' : `the switch (${cause})`;
  return `The engine of this version parts from the log over ${what}: ${parts ?? 'the log does not tell enough'}.`;
}
