/** Which log a flight recorder belongs to, and what is reported of its replay. */
import { describe, expect, it } from 'vitest';
import type { LogReading } from '../../../src/core/diagnosis/reading.ts';
import { openLog } from '../../../src/core/diagnosis/reading.ts';
import { openRecorder } from '../../../src/core/diagnosis/recorder.ts';
import { playedLogs, reportRecording } from '../../../src/core/replay/recording-report.ts';
import { becomesBackup, type EngineLog, losesBoth, runEngine } from '../diagnosis/engine-log.ts';
import { readText } from '../diagnosis/read-text.ts';

function lost(): EngineLog {
  const engine = runEngine();
  becomesBackup(engine);
  losesBoth(engine);
  engine.waits(31_000);
  return engine;
}

function recorderOf(text: string, file: string): LogReading {
  const reader = openLog(file);
  const recorder = openRecorder(reader.remark, true);
  for (const [index, line] of text.trimEnd().split('\n').entries())
    reader.recorded(recorder.read(line, { file, line: index + 1 }));
  return { ...reader.end(), played: recorder.played() };
}

const ENGINE = lost();
const RECORDER = recorderOf(ENGINE.recording(), 'b/flight-recorder.jsonl');
/** The first rows only: the rest is known from the recorder alone. */
const ROWS = ENGINE.text().split('\n');
const log = (file: string, rows = ROWS.slice(0, 8)): LogReading => readText(rows.join('\n'), file);

/** Which files remain, each with the files that it was made of. */
function filesOf(...readings: readonly LogReading[]): string[] {
  const { logs } = playedLogs(readings);
  return logs.map(({ file, pieces }) => `${file}: ${pieces.join(' ')}`);
}

const JOINED = (file: string): string => `${file}: ${file} b/flight-recorder.jsonl`;
const APART = (file: string): string[] => [`${file}: ${file}`, 'b/flight-recorder.jsonl: b/flight-recorder.jsonl'];

describe('a flight recorder', () => {
  it.each([
    ['the server log in its folder', log('b/switchover.log'), [JOINED('b/switchover.log')]],
    ['an older piece of it', log('b/switchover.log.1'), [JOINED('b/switchover.log.1')]],
    ['a log of the same server and the same time elsewhere', log('logs/beta.log'), [JOINED('logs/beta.log')]],
  ])('completes %s', (_what, reading, files) => {
    expect(reading.kind).toBe('node');
    expect(filesOf(reading, RECORDER)).toEqual(files);
  });

  it.each([
    ['of another server', { started: { saw: { letter: 'A', name: 'beta' } } }],
    ['of a server with another name', { started: { saw: { letter: 'B', name: 'gamma' } } }],
    ['that does not say of which server it is', { started: null }],
    ['from before', { last: { ms: RECORDER.first!.ms - 1 } }],
    ['from afterwards', { first: { ms: RECORDER.last!.ms + 1 } }],
    ['of another program', { kind: 'engine' }],
  ])('stands for itself beside a log %s', (_what, change) => {
    const other = { ...log('logs/beta.log'), ...change } as unknown as LogReading;
    expect(filesOf(other, RECORDER)).toEqual(APART('logs/beta.log'));
  });

  it('completes a log that ends when it begins', () => {
    const { first } = RECORDER;
    expect(filesOf({ ...log('logs/beta.log'), last: first }, RECORDER)).toEqual([JOINED('logs/beta.log')]);
  });

  it('stands for itself beside another one', () => {
    const other = recorderOf(ENGINE.recording(), 'c/flight-recorder.jsonl');
    expect(filesOf(RECORDER, other)).toHaveLength(2);
  });
});

describe('the report of a recording', () => {
  const [played] = playedLogs([RECORDER]).recorders;

  it('is exact if every event was compared and decided as recorded', () => {
    const report = reportRecording(played!);
    expect(report).toMatchObject({ file: 'b/flight-recorder.jsonl', exact: true, sameTable: true, parts: null });
    expect(report).not.toHaveProperty('threats');
    expect(report).not.toHaveProperty('reading');
  });

  it.each([{ parts: { line: 1 } }, { sameTable: false }, { events: 0 }, { unplaced: 1 }, { passed: 1 }, { gaps: 1 }])(
    'is not exact with %o',
    (change) => {
      expect(reportRecording({ ...played!, ...change } as typeof played & object).exact).toBe(false);
    },
  );
});
