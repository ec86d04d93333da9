import { spawnSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Event, UntimedEvent } from '../../src/core/engine/event.ts';
import { NEVER_RAN } from '../../src/core/engine/state.ts';
import { initialState, step } from '../../src/core/engine/step.ts';
import { readRecorded } from '../../src/core/recorder/recorded-entry.ts';
import { replayRecording } from '../../src/core/recorder/recording.ts';
import { openRecords } from '../../src/server/records.ts';
import { caught } from '../support/caught.ts';
import { selfOf } from '../support/engine-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SELF = selfOf('A');
const FIRST = initialState(SELF, NEVER_RAN, 'automatic', 0);

function recordsIn(folder: string) {
  const records = openRecords(folder, '1.2.3');
  records.begin(FIRST);
  onTestFinished(() => records.close());
  const lines = (name: string): string[] =>
    readFileSync(join(folder, 'logs', name), 'utf8')
      .split('\n')
      .slice(0, -1);
  return {
    records,
    log: () => lines('switchover.log'),
    recorded: () => lines('flight-recorder.jsonl').map((line) => JSON.parse(line)),
  };
}

describe('the readable log', () => {
  test('has a header, and one line of three columns per entry', () => {
    const { records, log } = recordsIn(temporaryFolder());
    records.log({ topic: 'SwitchoverMain', level: 'note', text: 'one' });
    records.log({ topic: 'SwitchoverStates', level: 'warning', text: 'two' });
    records.log({ topic: 'Notifier', level: 'error', text: 'three' });
    const rows = log().map((line) => line.split('\t'));
    expect(rows.map((row) => row.slice(1).join(' '))).toEqual([
      'Topic Message',
      'SwitchoverMain one',
      'SwitchoverStates [Warning] two',
      'Notifier [Error] three',
    ]);
    for (const [time] of rows.slice(1)) expect(new Date(time!).toISOString()).toBe(time);
  });

  test.each([
    ['line breaks', 'a\nb\r\nc\u2028d\u2029e\u0085f'],
    ['columns', 'a\tb'],
    ['what moves a cursor', 'a\u001b[2Jb\u0007\bc\u007f\u009b31md'],
    ['an end', 'a\0b'],
  ])('stays one line, with three columns and nothing hidden, whatever is said: %s', (_, text) => {
    const { records, log } = recordsIn(temporaryFolder());
    records.log({ topic: 'Notifier', level: 'error', text });
    const [, line, ...more] = log();
    expect(more).toEqual([]);
    expect(line!.split('\t')).toHaveLength(3);
    expect(line!.replace(/\t/g, '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
  });
});

describe('the flight recorder', () => {
  test('begins with a snapshot and holds one line for each event, with rule, inputs and thresholds', () => {
    const { records, recorded } = recordsIn(temporaryFolder());
    const event: Event = { type: 'start', at: 1 };
    const { state, decision, refused } = step(FIRST, event);
    records.event({ event, decision, refused }, state);
    const again = step(state, { type: 'timer', timer: 'reconnect', at: 2 });
    records.event({ event: { type: 'timer', timer: 'reconnect', at: 2 }, ...again }, again.state);
    const [snapshot, first, second] = recorded();
    expect(snapshot).toMatchObject({ engine: '1.2.3', snapshot: { place: 'init.asking' } });
    expect(snapshot.rules).toMatch(/^[0-9a-f]{8,}$/);
    expect(first).toMatchObject({ event, rule: 100, from: 'init.asking', inputs: { term: 0 } });
    expect(first.thresholds['Switchover Reconnect Timeout']).toBe(30);
    expect(second.refused).toContain('this timer is not running');
  });

  test('takes a new snapshot after every two thousand events', () => {
    const { records, recorded } = recordsIn(temporaryFolder());
    for (let at = 0; at < 4_001; at += 1) {
      records.event({ event: { type: 'start', at }, decision: null, refused: 'x' }, FIRST);
    }
    const places = recorded().flatMap((line, index) => ('snapshot' in line ? [index] : []));
    expect(places).toEqual([0, 2_001, 4_002]);
  });
});

test('the log is rotated at 10 MiB and the recorder at 16 MiB; five older logs and four older recorders are kept', () => {
  const folder = temporaryFolder();
  const { records } = recordsIn(folder);
  const MEBIBYTE = 1024 * 1024;
  const sizes = (name: string): number[] =>
    readdirSync(join(folder, 'logs'))
      .filter((file) => file.startsWith(name))
      .toSorted()
      .map((file) => Math.floor(statSync(join(folder, 'logs', file)).size / MEBIBYTE));
  const text = 'x'.repeat(2 * MEBIBYTE);
  for (let line = 0; line < 7 * 5; line += 1) records.log({ topic: 'Notifier', level: 'note', text });
  expect(sizes('switchover.log')).toEqual([10, 10, 10, 10, 10, 10]);
  for (let line = 0; line < 6 * 8; line += 1)
    records.event({ event: { type: 'start', at: 1 }, decision: null, refused: text }, FIRST);
  expect(sizes('flight-recorder.jsonl')).toEqual([16, 16, 16, 16, 16]);
});

test('events refused by a full disk are missing from the recorder, which records the gap and continues', ({ skip }) => {
  const folder = temporaryFolder();
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'none', folder]).status === 0;
  if (!mounted) return skip('no tmpfs can be mounted here');
  onTestFinished(() => void spawnSync('umount', ['-l', folder]));
  const { records, recorded } = recordsIn(folder);
  let [state, at] = [FIRST, 0];
  const happens = (event: UntimedEvent): void => {
    at += 1;
    const untimedEvent = { ...event, at } as Event;
    const result = step(state, untimedEvent);
    state = result.state;
    records.event({ event: untimedEvent, ...result }, state);
  };
  happens({ type: 'start' });
  const ballast = join(folder, 'ballast');
  for (let bytes = 64 * 1024; bytes >= 1; bytes = Math.floor(bytes / 2)) fillWith(ballast, bytes);
  // There may be room left in the last page of the file.
  while (records.isWritable() && at < 1_000) happens({ type: 'stalled', forMs: 1 });
  expect(records.isWritable()).toBe(false);
  rmSync(ballast);
  happens({ type: 'stalled', forMs: 5 });
  expect(records.isWritable()).toBe(true);
  const entries = recorded().map((line, index) => readRecorded(JSON.stringify(line), index + 1)!);
  // All except the refused one.
  expect(replayRecording(entries)).toMatchObject({ events: at - 1, alike: at - 1, gaps: 1, parts: null });
});

function fillWith(file: string, bytes: number): void {
  try {
    for (;;) appendFileSync(file, Buffer.alloc(bytes));
  } catch {
    // Full, but for less than that.
  }
}

test('records that cannot be opened cause a clear error', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'logs'), 'in the way');
  const open = async (): Promise<unknown> => openRecords(folder, '1');
  expect(await caught(open())).toMatchObject({ kind: 'unreachable', problem: { code: 'log-unwritable' } });
});
