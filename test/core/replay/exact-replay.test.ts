/** Replays of a flight recorder, event by event: what the report says that the engine decided. */
import { describe, expect, it } from 'vitest';
import type { LogReading } from '../../../src/core/diagnosis/reading.ts';
import { openLog } from '../../../src/core/diagnosis/reading.ts';
import { openRecorder } from '../../../src/core/diagnosis/recorder.ts';
import { explain } from '../../../src/core/diagnosis/report.ts';
import { type ReplayReport, replaysOf } from '../../../src/core/replay/report.ts';
import { sayReplay } from '../../../src/presentation/explain/why-switched-replay.ts';
import { becomesBackup, type EngineLog, GOOD_NETWORK, losesBoth, runEngine } from '../diagnosis/engine-log.ts';
import { readText } from '../diagnosis/read-text.ts';

const RECORDER = 'flight-recorder.jsonl';
const LONGER = { 'Switchover Reconnect Timeout': 60 };

function recorded(text: string): {
  reading: LogReading;
  played: ReturnType<ReturnType<typeof openRecorder>['played']>;
} {
  const reader = openLog(RECORDER);
  const recorder = openRecorder(reader.remark, true);
  for (const [index, line] of text.trimEnd().split('\n').entries()) {
    reader.recorded(recorder.read(line, { file: RECORDER, line: index + 1 }));
  }
  return { reading: reader.end(), played: recorder.played() };
}

/** The replays of a run: of its recorder alone, or of its log with the recorder beside it. */
function replays(
  engine: EngineLog,
  from: 'recorder' | 'log',
  values: typeof LONGER | null = null,
): readonly ReplayReport[] {
  const { reading, played } = recorded(engine.recording());
  const readings = from === 'recorder' ? [reading] : [readText(engine.text())];
  return replaysOf(readings, explain(readings, { all: true }).switches, values, [played]);
}

function lost(checks = GOOD_NETWORK): EngineLog {
  const engine = runEngine({ checks });
  becomesBackup(engine);
  losesBoth(engine);
  engine.waits(31_000);
  return engine;
}

function averted(): EngineLog {
  const engine = runEngine();
  becomesBackup(engine);
  engine.waits(10_000);
  losesBoth(engine);
  engine.waits(5_000);
  becomesBackup(engine, 6_000);
  return engine;
}

describe.each(['recorder', 'log'] as const)('an exact replay, from the %s', (from) => {
  it('of a takeover gives its time, its cause and the number of the rule', () => {
    const engine = lost();
    const rule = engine
      .recording()
      .split('\n')
      .filter((line) => line.includes('"to":"primary.'))
      .map((line) => JSON.parse(line).rule)[0];
    const [replay] = replays(engine, from);
    expect(replay).toMatchObject({ exact: true, agrees: true, parts: null, cause: 'notifier-connection-lost' });
    expect(replay!.decided).toEqual({ at: replay!.at, rule, cause: 'notifier-connection-lost' });
    expect(sayReplay(replay!)).toBe(
      `Given every event from the flight recorder, this version makes the same decision (rule ${rule}).`,
    );
  });

  it('of a takeover from an unreachable server gives that cause', () => {
    const [replay] = replays(lost({ ...GOOD_NETWORK, primary: { result: 'unreachable', address: '10.0.0.2' } }), from);
    expect([replay!.exact, replay!.decided?.cause]).toEqual([true, 'primary-unreachable']);
  });

  it('of an averted threat decides nothing, and says so', () => {
    const all = replays(averted(), from, LONGER);
    expect(all).toMatchObject([{ exact: true, agrees: true, cause: null, decided: null, parts: null }]);
    expect(sayReplay(all[0]!)).toBe('Given every event from the flight recorder, this version does not switch either.');
  });

  it('of an averted threat is made only to answer what other parameters would have done', () => {
    expect(replays(averted(), from)).toEqual([]);
  });
});

it('a log without its recorder is not replayed exactly', () => {
  const readings = [readText(lost().text())];
  const [replay] = replaysOf(readings, explain(readings, { all: true }).switches, null, []);
  expect(replay).toMatchObject({ exact: false, agrees: true, decided: { cause: 'notifier-connection-lost' } });
});
