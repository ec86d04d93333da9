/**
 * A flight recorder, read as the log that its server wrote beside it: it holds the state and every event, so the engine
 * says again what it said then. One of another version is not played, for its engine may have decided otherwise; its
 * decisions are told as they are on record.
 */
import type { Event } from '../pair/event.ts';
import { keyOf } from '../pair/event.ts';
import { messageOf } from '../pair/log-line.ts';
import { type State, stateOf } from '../pair/state.ts';
import type { Step } from '../pair/step.ts';
import { decisionLine } from '../pair/vocabulary.ts';
import { type RecordedEntry, readRecorded, type ShownDecision } from '../replay/recorded-entry.ts';
import { OWN_TABLE, openPlayer, type RecordingReplay } from '../replay/recording.ts';
import { RECORDER_MARK, UNNAMED_PAIR } from './kinds.ts';
import { readTime, type WrittenTime } from './moment.ts';
import type { RecordedRow } from './reading.ts';

export interface RecorderReader {
  /** Takes its lines in order, and gives the rows of each; null for a line that is none of a flight recorder. */
  readonly read: (
    text: string,
    where?: { readonly file: string; readonly line: number },
  ) => readonly RecordedRow[] | null;
  /** What became of playing it again. */
  readonly played: () => RecordingReplay;
}

const NOWHERE = { file: '', line: 0 };

/** `remark` is told once where decisions could not be taken again; `courses` as in `openPlayer`. */
export function openRecorder(remark: (words: string) => void, courses: boolean): RecorderReader {
  const player = openPlayer(courses);
  let bootId: string | null = null;
  let isOwn = false;
  let isTold = false;
  const tellOnce = (why: string): void => {
    if (!isTold) remark(`${why}: decisions are told as they were written down, without the lines around them`);
    isTold = true;
  };

  const snapshot = (entry: Extract<RecordedEntry, { kind: 'snapshot' }>, row: RowOf): readonly RecordedRow[] => {
    const { self } = entry.state;
    const isNewRun = bootId !== self.bootId;
    bootId = self.bootId;
    isOwn = entry.rules === OWN_TABLE;
    if (!isOwn) tellOnce('it was written under another rule table');
    const start = `SwitchoverMain::Start : switchover ${entry.engine}, pair [${UNNAMED_PAIR}], server ${self.letter} [${self.name}], boot [${self.bootId}], rule table [${entry.rules}]`;
    return isNewRun ? [row('SwitchoverMain', start)] : [];
  };

  const read: RecorderReader['read'] = (text, { file, line } = NOWHERE) => {
    const entry = text.startsWith(RECORDER_MARK) ? readRecorded(text, line) : null;
    const row = entry?.wall == null ? null : rowsAt(entry.wall);
    if (entry === null || row === null) {
      if (text !== '') player.damaged();
      return null;
    }
    const result = player.take(entry, file);
    if (entry.kind === 'snapshot') return snapshot(entry, row);
    if (result !== null && isOwn) return rowsOf(result, row);
    if (bootId !== null && isOwn) tellOnce('the engine decides otherwise than it has on record');
    return entry.shown === null || entry.rule === null ? [] : onRecord(row, entry.event, entry.rule, entry.shown);
  };
  return { read, played: player.end };
}

type RowOf = (topic: string, message: string) => RecordedRow;

function rowsAt(wall: string): RowOf | null {
  const time: WrittenTime | null = readTime(wall);
  return time === null ? null : (topic, message) => ({ time, topic, message });
}

function rowsOf({ decision, effects }: Step, row: RowOf): readonly RecordedRow[] {
  const decided =
    decision === null || decision.quiet
      ? []
      : [row('Decision', messageOf({ level: 'note', text: decisionLine(decision) }))];
  const said = effects.flatMap((effect) => (effect.type === 'log' ? [row(effect.topic, messageOf(effect))] : []));
  return [...decided, ...said];
}

/** A decision as it was written down: a change of state is told in its own words, without a reason of ours. */
function onRecord(row: RowOf, event: Event, rule: number, { from, to, says }: ShownDecision): readonly RecordedRow[] {
  const decision = { rule, event: keyOf(event), from, to, says, inputs: {}, thresholds: {} };
  const rows = [row('Decision', decisionLine(decision))];
  const [before, after] = [stateName(from), stateName(to)];
  // Whether a start as the active server was agreed upon is not told by its places.
  if (before === after || (before === 'Init' && after === 'Primary')) return rows;
  return [
    ...rows,
    row(
      'SwitchoverStates',
      `SwitchoverState::State${before}: ${says.replace(/\.$/, '')}, going to State${after} [rule ${rule}]`,
    ),
  ];
}

function stateName(place: string): string {
  const name = stateOf(place as State['place']);
  return name.charAt(0).toUpperCase() + name.slice(1);
}
