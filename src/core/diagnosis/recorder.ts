/**
 * Reads a flight recorder as if it were the log that its server wrote beside it: it holds the state and every event, so
 * the engine logs again what it logged then. A recording made with another rule table cannot reproduce that, because
 * its engine may have decided differently; its decisions are then shown as recorded.
 */
import type { Event } from '../engine/event.ts';
import { keyOf } from '../engine/event.ts';
import { messageOf } from '../engine/log-line.ts';
import { type State, stateOf } from '../engine/state.ts';
import type { Step } from '../engine/step.ts';
import { decisionLine } from '../engine/vocabulary.ts';
import { type RecordedEntry, readRecorded, type ShownDecision } from '../recorder/recorded-entry.ts';
import { OWN_TABLE, openPlayer, type RecordingReplay } from '../recorder/recording.ts';
import { RECORDER_MARK, UNNAMED_PAIR } from './kinds.ts';
import { readTime, type WrittenTime } from './moment.ts';
import type { RecordedRow } from './reading.ts';

export interface RecorderReader {
  /**
   * Takes its lines in order and returns the rows of each; null for a line that does not belong to a flight recorder.
   */
  readonly read: (
    text: string,
    where?: { readonly file: string; readonly line: number },
  ) => readonly RecordedRow[] | null;
  /** The result of the replay. */
  readonly played: () => RecordingReplay;
}

const NOWHERE = { file: '', line: 0 };

/** `remark` is called once if decisions could not be reproduced; `courses` as in `openPlayer`. */
export function openRecorder(remark: (words: string) => void, courses: boolean): RecorderReader {
  const player = openPlayer(courses);
  let bootId: string | null = null;
  let isOwn = false;
  let isReported = false;
  const tellOnce = (why: string): void => {
    if (!isReported) remark(`${why}: decisions are shown as recorded, without the lines around them`);
    isReported = true;
  };

  const snapshot = (entry: Extract<RecordedEntry, { kind: 'snapshot' }>, row: RowOf): readonly RecordedRow[] => {
    const { self } = entry.state;
    const isNewRun = bootId !== self.bootId;
    bootId = self.bootId;
    isOwn = entry.rules === OWN_TABLE;
    if (!isOwn) tellOnce('it was recorded with another rule table');
    const start = `SwitchoverMain::Start : switchover ${entry.engine}, pair [${UNNAMED_PAIR}], server ${self.letter} [${self.name}], companion [${self.companionName}], boot [${self.bootId}], rule table [${entry.rules}]`;
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
    if (bootId !== null && isOwn) tellOnce('the replay decides differently from the recording');
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

/** A decision as recorded: a change of state in its own words, without a reason added by us. */
function onRecord(row: RowOf, event: Event, rule: number, { from, to, says }: ShownDecision): readonly RecordedRow[] {
  const decision = { rule, event: keyOf(event), from, to, says, inputs: {}, thresholds: {} };
  const rows = [row('Decision', decisionLine(decision))];
  const [before, after] = [stateName(from), stateName(to)];
  // The places do not show whether a start as the active server was agreed with the companion.
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
