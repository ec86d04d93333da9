/**
 * What a server records: the readable log in the vocabulary of the reference, and the flight recorder, from which every
 * decision can be replayed. Both are written before the effects of a decision become visible.
 */
import path from 'node:path';
import { tableHash } from '../core/engine/drawing.ts';
import type { LogLine } from '../core/engine/effect.ts';
import type { Event } from '../core/engine/event.ts';
import { messageOf } from '../core/engine/log-line.ts';
import type { State } from '../core/engine/state.ts';
import type { Decision } from '../core/engine/step.ts';
import { TABLE } from '../core/engine/table.ts';
import { decisionLine } from '../core/engine/vocabulary.ts';
import type { JournalFile } from '../host/files/journal-file.ts';
import { LOGS_KEPT, openJournal } from '../host/files/journal-file.ts';
import type { WatchedFile } from '../host/files/watched-file.ts';
import { wallClock } from '../host/process/clock.ts';

const MEBIBYTE = 1024 * 1024;
/** Number of events between state snapshots in the flight recorder. */
const SNAPSHOT_EVERY = 2_000;

export const RULE_TABLE = tableHash(TABLE);

export interface Records {
  readonly logPath: string;
  /** The state to which the first event is applied. */
  readonly begin: (first: State) => void;
  /** Returns the time that the line got, in ISO 8601. */
  readonly log: (line: LogLine) => string;
  readonly event: (
    entry: { readonly event: Event; readonly decision: Decision | null; readonly refused: string | null },
    state: State,
  ) => void;
  /** False while the last write to either failed: the disk is full or gone. */
  /** Both files; a recreated recorder begins with the current state. */
  readonly files: readonly WatchedFile[];
  readonly isWritable: () => boolean;
  readonly close: () => void;
}

/** Opens `logs/switchover.log` and `logs/flight-recorder.jsonl` below the data folder. */
export function openRecords(dataFolder: string, version: string): Records {
  const logs = path.join(dataFolder, 'logs');
  const readable = openJournal(path.join(logs, 'switchover.log'), {
    maxBytes: 10 * MEBIBYTE,
    keep: LOGS_KEPT,
    header: 'Time\tTopic\tMessage',
  });
  const recorder = openJournal(path.join(logs, 'flight-recorder.jsonl'), {
    maxBytes: 16 * MEBIBYTE,
    keep: 4,
    header: null,
  });
  let events = 0;
  const refused = new Set<JournalFile>();
  const write = (journal: JournalFile, line: string): void => {
    if (journal.append(line)) refused.delete(journal);
    else refused.add(journal);
  };
  let reached: State;
  const wall = (): string => wallClock().toISOString();
  /** `gap`: earlier events could not be written. */
  const snapshot = (state: State, gap?: true): void =>
    write(recorder, JSON.stringify({ wall: wall(), engine: version, rules: RULE_TABLE, gap, snapshot: state }));
  return {
    logPath: readable.path,
    begin: (first) => {
      reached = first;
      snapshot(first);
    },
    log: (line) => {
      const at = wall();
      write(readable, `${at}\t${line.topic}\t${messageOf(line)}`);
      return at;
    },
    event: ({ event, decision, refused: why }, state) => {
      // Before its effects: the log shows first what was decided, based on what, by which thresholds.
      if (decision !== null && !decision.quiet) {
        write(readable, `${wall()}\tDecision\t${decisionLine(decision)}`);
      }
      if (refused.has(recorder)) snapshot(reached, true);
      const decided = decision === null ? { refused: why } : { rule: decision.rule, ...shownIn(decision) };
      // Without the snapshot the event would be replayed on the wrong state.
      if (!refused.has(recorder)) write(recorder, JSON.stringify({ wall: wall(), event, ...decided }));
      reached = state;
      events += 1;
      if (events % SNAPSHOT_EVERY === 0) snapshot(state);
    },
    files: [
      readable,
      {
        path: recorder.path,
        refresh: () => {
          const outcome = recorder.refresh();
          if (outcome === 'begun-anew') snapshot(reached, true);
          return outcome;
        },
      },
    ],
    isWritable: () => refused.size === 0,
    close: () => {
      readable.close();
      recorder.close();
    },
  };
}

/** A decision in full; for quiet ones the rule number is enough. */
function shownIn(decision: Decision): object {
  if (decision.quiet) return {};
  const { from, to, says, inputs, thresholds } = decision;
  return { from, to, says, inputs, thresholds };
}
