/** What a flight recorder shows of threats to a backup: which ended in a takeover, which were averted, and where. */
import { describe, expect, it } from 'vitest';
import { TABLE } from '../../../src/core/engine/table.ts';
import { readRecorded } from '../../../src/core/recorder/recorded-entry.ts';
import type { RecordedThreat } from '../../../src/core/recorder/recorded-threats.ts';
import { openPlayer } from '../../../src/core/recorder/recording.ts';
import { becomesBackup, type EngineLog, losesBoth, runEngine } from '../diagnosis/engine-log.ts';

interface Told {
  readonly lines: readonly {
    readonly wall: string;
    readonly event: { readonly type: string };
    readonly rule: number;
  }[];
  readonly threats: readonly RecordedThreat[];
}

function told(engine: EngineLog, courses = false): Told {
  const player = openPlayer(courses);
  const lines = engine.recording().trimEnd().split('\n');
  for (const [index, line] of lines.entries()) player.take(readRecorded(line, index + 1)!, 'recorder.jsonl');
  return { lines: lines.map((line) => JSON.parse(line)), threats: player.end().threats };
}

/** Loses both connections, and has them back after a few seconds. */
function isThreatened(engine: EngineLog): void {
  losesBoth(engine);
  engine.waits(5_000);
  becomesBackup(engine, 6_000);
}

function healthyBackup(): EngineLog {
  const engine = runEngine();
  becomesBackup(engine);
  engine.waits(10_000);
  return engine;
}

describe('the threats in a flight recorder', () => {
  it('are none in a start and in a quiet time', () => {
    expect(told(healthyBackup()).threats).toEqual([]);
  });

  it('include one that was averted, at the line of the event that ended it, without a cause', () => {
    const engine = healthyBackup();
    isThreatened(engine);
    engine.waits(60_000);
    const { lines, threats } = told(engine);
    expect(threats).toHaveLength(1);
    const [averted] = threats;
    expect(averted).toMatchObject({ file: 'recorder.jsonl', cause: null, backAt: null });
    const ending = lines[averted!.line - 1]!;
    expect([ending.event.type, ending.rule, ending.wall]).toEqual(['connection-up', averted!.rule, averted!.wall]);
    expect(TABLE.map(({ number }) => number)).toContain(averted!.rule);
    expect(averted!.at).toBe((ending.event as unknown as { at: number }).at);
  });

  it('do not include one that has not ended', () => {
    const engine = healthyBackup();
    losesBoth(engine);
    engine.waits(5_000);
    expect(told(engine).threats).toEqual([]);
  });

  it('include a takeover, with its cause, its rule and the time at which a connection was back', () => {
    const engine = healthyBackup();
    losesBoth(engine);
    engine.waits(31_000);
    const { threats, lines } = told(engine);
    expect(threats).toMatchObject([{ cause: 'notifier-connection-lost', backAt: null }]);
    expect(lines[threats[0]!.line - 1]).toMatchObject({ wall: threats[0]!.wall, rule: threats[0]!.rule });
    becomesBackup(engine, 6_000);
    const [after] = told(engine).threats;
    expect(after!.backAt).toBeGreaterThan(threats[0]!.at);
  });

  it('are listed with the takeovers first, and then the averted ones in their order', () => {
    const engine = healthyBackup();
    isThreatened(engine);
    engine.waits(20_000);
    isThreatened(engine);
    engine.waits(20_000);
    losesBoth(engine);
    engine.waits(31_000);
    const { threats } = told(engine);
    expect(threats.map(({ cause }) => cause)).toEqual(['notifier-connection-lost', null, null]);
    expect(threats[1]!.at).toBeLessThan(threats[2]!.at);
  });

  it('are the newest 25 that were averted', () => {
    const engine = healthyBackup();
    for (let round = 0; round < 27; round += 1) {
      isThreatened(engine);
      engine.waits(10_000);
    }
    const { threats, lines } = told(engine);
    expect(threats).toHaveLength(25);
    const last = lines.findLastIndex(({ event, rule }) => event?.type === 'connection-up' && rule !== null);
    expect(threats.at(-1)!.line).toBe(last + 1);
  });

  it('have everything that led to them if that is wanted, and otherwise only the last event', () => {
    const engine = healthyBackup();
    isThreatened(engine);
    const [whole, short] = [told(engine, true).threats[0]!, told(engine).threats[0]!];
    expect(short.events).toHaveLength(1);
    expect(whole.events.at(-1)).toEqual(short.events[0]);
    const types = whole.events.map(({ type }) => type);
    expect(types.filter((type) => type === 'connection-lost')).toHaveLength(2);
    expect(short.fork.connections).toMatchObject({ main: { status: 'up' }, aux: { status: 'dialing' } });
    expect(whole.events[0]!.at).toBeLessThan(10_000);
    expect([whole.at, whole.rule, whole.line]).toEqual([short.at, short.rule, short.line]);
  });

  it('are forgotten where the recorder has a gap', () => {
    const engine = healthyBackup();
    losesBoth(engine);
    engine.waits(5_000);
    const state = engine.state();
    becomesBackup(engine, 6_000);
    const lines = engine.recording().trimEnd().split('\n');
    const cut = lines.findIndex((line) => line.includes('"connection-lost"')) + 2;
    const player = openPlayer(false);
    for (const line of lines.slice(0, cut)) player.take(readRecorded(line, 1)!);
    const { wall, engine: version, rules } = JSON.parse(lines[0]!);
    player.take(readRecorded(JSON.stringify({ wall, engine: version, rules, snapshot: state, gap: true }), 1)!);
    for (const line of lines.slice(cut)) player.take(readRecorded(line, 1)!);
    expect(player.end().threats).toEqual([]);
  });
});
