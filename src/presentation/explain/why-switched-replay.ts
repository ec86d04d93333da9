/** The replay of a log's incidents, below the explanation of why it switched. */

import type { RecordingReport } from '../../core/replay/recording-report.ts';
import type { ReplayReport } from '../../core/replay/report.ts';
import { readInstant } from '../text/instants.ts';
import type { Medium } from '../text/palette.ts';
import { wrap } from '../text/wrap.ts';
import { clean, withReadableTimes } from './why-switched-words.ts';

/** What was replayed, and with which values, as the operator wrote them. */
export interface PlayedAgain {
  readonly replays: readonly ReplayReport[];
  readonly recordings: readonly RecordingReport[];
  readonly values: readonly string[];
}

/** A block of lines; empty if there is nothing to say. */
export function renderReplays({ replays, recordings, values }: PlayedAgain, medium: Medium): string[] {
  if (replays.length + recordings.length === 0) return [];
  const { columns, palette } = medium;
  const lines = [palette.accent('Replay')];
  for (const each of recordings) lines.push(...wrap(clean(`  ${sayRecording(each)}`), columns, 4));
  for (const each of replays) {
    lines.push(...wrap(`  ${readInstant(each.at).full}: ${sayReplay(each)}`, columns, 4));
    if (each.whatIf !== null)
      lines.push(...wrap(clean(`    ${sayWhatIf(each, values)}`), columns, 6).map(palette.bold));
  }
  if (values.length > 0 && replays.length === 0) {
    lines.push(
      ...wrap(`  What if ${values.join(', ')}: these logs contain nothing that it could have changed.`, columns, 4),
    );
  }
  return lines;
}

export function sayWhatIf({ at, whatIf }: Pick<ReplayReport, 'at' | 'whatIf'>, values: readonly string[]): string {
  const day = readInstant(at).date;
  // On the same day, the time alone is enough.
  const says = withReadableTimes(whatIf?.says ?? '', (instant) => {
    const { date, time, full } = readInstant(instant);
    return date === day ? time : full;
  });
  return `What if ${values.join(', ')}: ${says}.`;
}

/** The whole result in one or two sentences. */
export function sayRecording(recording: RecordingReport): string {
  const { file, server, events, alike, runs, exact, sameTable, parts } = recording;
  const whose =
    server === null ? 'one of our flight recorders' : `the flight recorder of server ${server.letter} (${server.name})`;
  const what = `${file}, ${whose}: replayed ${events} ${events === 1 ? 'event' : 'events'}${runs > 1 ? ` from ${runs} runs` : ''}`;
  if (events === 0) return `${what}, because it contains no snapshot of the state to start from.`;
  if (exact) return `${what}; every decision is the same.`;
  const how =
    parts === null
      ? 'every decision is the same'
      : `${alike} decided the same; the first difference is ${sayParting(parts)}`;
  const other = sameTable
    ? ''
    : ` It was recorded ${sayWriters(recording)}: this replay shows what this version would have decided and proves nothing about the recorded one.`;
  return `${what}; ${how}.${other}${sayNotJudged(recording)}`;
}

function sayParting({ line, wall, recorded, now, what }: NonNullable<RecordingReport['parts']>): string {
  const rule = (number: number | null): string => (number === null ? 'no rule' : `rule ${number}`);
  const rules = recorded === now ? '' : ` (recorded: ${rule(recorded)}, replay: ${rule(now)})`;
  return `at line ${line}${wall === null ? '' : `, ${readInstant(wall).full}`}${rules}${what === '' ? '' : `: ${what.replace(/\.$/, '')}`}`;
}

function sayWriters({ writtenBy, rules }: RecordingReport): string {
  const all = writtenBy.map(({ engine, rules: table }) => `by version ${engine} with rule table ${table}`);
  return `${all.join(', then ')}, but this version has rule table ${rules}`;
}

function sayNotJudged({ unplaced, passed, gaps }: RecordingReport): string {
  const parts = [
    ...(unplaced === 0 ? [] : [`${unplaced} before the first snapshot`]),
    ...(passed === 0 ? [] : [`${passed} between a difference and the next snapshot`]),
  ];
  const left = parts.length === 0 ? '' : ` Events not compared: ${parts.join(', ')}.`;
  const missing =
    gaps === 0 ? '' : ` Events are missing or lines are damaged in ${gaps} ${gaps === 1 ? 'place' : 'places'}.`;
  return left + missing;
}

export function sayReplay({ cause, exact, agrees, decided, parts }: ReplayReport): string {
  if (exact) {
    const what = decided === null ? 'does not switch either' : `makes the same decision (rule ${decided.rule})`;
    return `Given every event from the flight recorder, this version ${what}.`;
  }
  if (agrees === true && decided !== null) {
    return `Given the events in the log, this version makes the same decision (rule ${decided.rule}, ${readInstant(decided.at).full}).`;
  }
  if (agrees === true) return 'Given the events in the log, this version does not switch either.';
  if (agrees === null) {
    return `This log alone does not show whether this version decides the same: ${withReadableTimes(parts ?? 'it does not show enough')}.`;
  }
  const what = cause === null ? 'no switch' : `the switch (${cause})`;
  return `Given the events in the log, this version disagrees with it about ${what}: ${withReadableTimes(parts ?? 'the log does not show enough')}.`;
}
