/**
 * A flight recorder, read as the log that its server wrote beside it: it holds the state and every event, so the engine
 * says again what it said then. One of another version is not played, for its engine may have decided otherwise; its
 * decisions are told as they are on record.
 */
import { tableHash } from '../pair/drawing.ts';
import type { Event } from '../pair/event.ts';
import { keyOf } from '../pair/event.ts';
import { messageOf } from '../pair/log-line.ts';
import { type State, stateOf } from '../pair/state.ts';
import { type Step, step } from '../pair/step.ts';
import { TABLE } from '../pair/table.ts';
import { decisionLine } from '../pair/vocabulary.ts';
import { type RecordedEntry, readRecorded } from '../replay/recording.ts';
import { RECORDER_MARK } from './kinds.ts';
import { readTime, type WrittenTime } from './moment.ts';
import type { RecordedRow } from './reading.ts';

/** Takes its lines in order, and gives the rows of each; null for a line that is none of a flight recorder. */
export type RecorderReader = (text: string) => readonly RecordedRow[] | null;

/** `remark` is told once where decisions could not be taken again. */
export function openRecorder(remark: (words: string) => void): RecorderReader {
  let state: State | null = null;
  let isPlayed = false;
  let isTold = false;
  const table = tableHash(TABLE);
  const tellOnce = (why: string): void => {
    if (!isTold) remark(`${why}: decisions are told as they were written down, without the lines around them`);
    isTold = true;
  };

  const snapshot = (entry: Extract<RecordedEntry, { kind: 'snapshot' }>, wall: Wall): readonly RecordedRow[] => {
    const isNewRun = state?.self.bootId !== entry.state.self.bootId;
    state = entry.state;
    isPlayed = entry.rules === table;
    if (!isPlayed) tellOnce('it was written under another rule table');
    const { letter, name, bootId } = entry.state.self;
    const start = `SwitchoverMain::Start : switchover ${wall.engine}, pair [?], server ${letter} [${name}], boot [${bootId}], rule table [${entry.rules}]`;
    return isNewRun ? [wall.row('SwitchoverMain', start)] : [];
  };

  const happened = (entry: Extract<RecordedEntry, { kind: 'event' }>, wall: Wall): readonly RecordedRow[] => {
    const result = state !== null && isPlayed ? play(state, entry.event) : null;
    if (result === null || result.rule !== entry.rule) {
      if (state !== null && isPlayed) tellOnce('the engine decides otherwise than it has on record');
      isPlayed = false;
      return onRecord(wall, entry.event);
    }
    state = result.state;
    return rowsOf(result, wall);
  };

  return (text) => {
    const entry = text.startsWith(RECORDER_MARK) ? readRecorded(text, 0) : null;
    const wall = entry === null ? null : wallOf(text);
    if (entry === null || wall === null) return null;
    return entry.kind === 'snapshot' ? snapshot(entry, wall) : happened(entry, wall);
  };
}

interface Wall {
  readonly row: (topic: string, message: string) => RecordedRow;
  readonly engine: string;
  readonly raw: Readonly<Record<string, unknown>>;
}

function wallOf(text: string): Wall | null {
  const raw = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const time: WrittenTime | null = typeof raw.wall === 'string' ? readTime(raw.wall) : null;
  if (time === null) return null;
  return { raw, engine: String(raw.engine ?? '?'), row: (topic, message) => ({ time, topic, message }) };
}

/** A recording may be damaged: what the engine cannot take is not played. */
function play(state: State, event: Event): Step | null {
  try {
    return step(state, event);
  } catch {
    return null;
  }
}

function rowsOf({ decision, effects }: Step, wall: Wall): readonly RecordedRow[] {
  const decided =
    decision === null || decision.quiet
      ? []
      : [wall.row('Decision', messageOf({ level: 'note', text: decisionLine(decision) }))];
  const said = effects.flatMap((effect) => (effect.type === 'log' ? [wall.row(effect.topic, messageOf(effect))] : []));
  return [...decided, ...said];
}

/** A decision as it was written down: a change of state is told in its own words, without a reason of ours. */
function onRecord(wall: Wall, event: Event): readonly RecordedRow[] {
  const { rule, from, to, says } = wall.raw;
  if (typeof rule !== 'number' || typeof from !== 'string' || typeof to !== 'string' || typeof says !== 'string')
    return [];
  const decision = { rule, event: keyOf(event), from, to, says, inputs: {}, thresholds: {} };
  const rows = [wall.row('Decision', decisionLine(decision))];
  const [before, after] = [stateName(from), stateName(to)];
  // Whether a start as the active server was agreed upon is not told by its places.
  if (before === after || (before === 'Init' && after === 'Primary')) return rows;
  return [
    ...rows,
    wall.row(
      'SwitchoverStates',
      `SwitchoverState::State${before}: ${says.replace(/\.$/, '')}, going to State${after} [rule ${rule}]`,
    ),
  ];
}

function stateName(place: string): string {
  const name = stateOf(place as State['place']);
  return name.charAt(0).toUpperCase() + name.slice(1);
}
