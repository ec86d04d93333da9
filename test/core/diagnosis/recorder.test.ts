import { describe, expect, it } from 'vitest';
import type { WhySwitched } from '../../../src/core/diagnosis/report.ts';
import { activeCompanion, becomesBackup, type EngineLog, GOOD_NETWORK, losesBoth, runEngine } from './engine-log.ts';
import { why, whyRecorded } from './read-text.ts';

/** What must be the same from the log and from the flight recorder: everything except positions. */
function told({ verdict, switches, averted, open }: WhySwitched): unknown {
  const lines = (evidence: readonly { at: string; text: string }[]): readonly string[] =>
    evidence.map(({ at, text }) => `${at} ${text}`);
  return {
    verdict,
    switches: switches.map(({ at, cause, confidence, initiator, detectMs, network, missing, next, evidence }) => ({
      ...{ at, cause, confidence, initiator, detectMs, network, missing, next, evidence: lines(evidence) },
    })),
    averted: averted.map(({ at, reason, evidence }) => ({ at, reason, evidence: lines(evidence) })),
    open: lines(open),
  };
}

const LOG_CASES: Readonly<Record<string, () => EngineLog>> = {
  'lost connections': () => {
    const engine = runEngine();
    becomesBackup(engine);
    engine.waits(4_900);
    losesBoth(engine);
    engine.waits(31_000);
    return engine;
  },
  'a primary out of reach': () => {
    const engine = runEngine({ checks: { ...GOOD_NETWORK, primary: { result: 'unreachable', address: '10.0.0.2' } } });
    becomesBackup(engine);
    losesBoth(engine);
    engine.waits(31_000);
    return engine;
  },
  'manual mode': () => {
    const engine = runEngine({ mode: 'manual' });
    becomesBackup(engine);
    losesBoth(engine);
    engine.waits(100_000);
    return engine;
  },
  'connections that came back': () => {
    const engine = runEngine();
    becomesBackup(engine);
    losesBoth(engine);
    engine.waits(10_000);
    becomesBackup(engine, 6_000);
    return engine;
  },
  'a reconnect that still runs': () => {
    const engine = runEngine();
    becomesBackup(engine);
    losesBoth(engine);
    engine.waits(10_000);
    return engine;
  },
  'a primary that shuts down cleanly': () => {
    const engine = runEngine();
    becomesBackup(engine);
    engine.happens({ type: 'message', message: { kind: 'stopped', term: 1, takeover: true } });
    return engine;
  },
  'a requested switch': () => {
    const engine = runEngine();
    becomesBackup(engine);
    const request = { id: 'tx1', by: 'ann', expectedTerm: 1, immediate: false };
    engine.happens({ type: 'switch-requested', request }, { type: 'message', message: { kind: 'ready', id: 'tx1' } });
    return engine;
  },
  'a fail-safe start': () => {
    const engine = runEngine();
    engine.waits(20_000);
    return engine;
  },
  'a start agreed with the companion': () => {
    const engine = runEngine();
    const idle = { place: 'init.asking', serving: false, term: 0, highestTerm: 0, lastPrimaryTerm: 0 } as const;
    engine.answers({ ...activeCompanion(engine), ...idle, forceBackup: true });
    engine.waits(10_000);
    return engine;
  },
};

describe('a flight recorder', () => {
  it.each(Object.entries(LOG_CASES))('explains %s like the log beside it', (_logCase, run) => {
    const engine = run();
    const [log, recording] = [why([engine.text()]), whyRecorded(engine.recording())];
    expect(told(recording)).toEqual(told(log));
    expect(recording.logs[0]).toMatchObject({ kind: 'node', dialect: 'node', unread: 0, remarks: [] });
  });

  it('gives its own line numbers', () => {
    const engine = LOG_CASES['lost connections']?.();
    const lines = engine?.recording().split('\n') ?? [];
    const [found] = whyRecorded(lines.join('\n')).switches;
    expect(lines[(found?.line ?? 0) - 1]).toContain('"wall":"2026-11-23T00:23:03.000Z"');
    expect(found?.evidence.map(({ line }) => line)).toEqual(
      found?.evidence.map(({ line }) => line).toSorted((a, b) => a - b),
    );
  });

  it('of another version is explained from the recorded decisions, without a reason', () => {
    const recording =
      LOG_CASES['lost connections']?.()
        .recording()
        .replace(/"rules":"\w+"/g, '"rules":"other"') ?? '';
    const report = whyRecorded(recording);
    expect(report.switches).toMatchObject([{ at: '2026-11-23T00:23:03.000Z', cause: 'unknown' }]);
    expect(report.switches[0]?.confidence).not.toBe('certain');
    expect(report.logs[0]?.remarks.join()).toContain('with another rule table');
  });

  it('of another version does not take a start for a switch', () => {
    const recording =
      LOG_CASES['a start agreed with the companion']?.()
        .recording()
        .replace(/"rules":"\w+"/g, '"rules":"other"') ?? '';
    expect(whyRecorded(recording).switches).toEqual([]);
  });

  it('that does not match the engine is explained from its decisions, and the report says so', () => {
    const recording =
      LOG_CASES['lost connections']?.()
        .recording()
        .replace(/"rule":\d+/, '"rule":999999') ?? '';
    expect(whyRecorded(recording).logs[0]?.remarks.join()).toContain('decides differently');
  });

  it('with damaged lines is read without them', () => {
    const recording = LOG_CASES['lost connections']?.().recording() ?? '';
    const damaged = recording
      .split('\n')
      .map((line, index) => (index % 7 === 3 ? line.slice(0, line.length / 2) : line));
    const report = whyRecorded(damaged.join('\n'));
    expect(report.logs[0]?.unread).toBeGreaterThan(0);
    expect(['switched', 'not-switched', 'undetermined']).toContain(report.verdict);
  });

  it.each([
    '{"wall":"2026-11-23T00:00:00.000Z"}',
    '{"wall":"never","event":{"type":"start","at":1}}',
    '{"wall":"2026-11-23T00:00:00.000Z","event":{"type":"?","at":1},"rule":1}',
    '{"wall":"2026-11-23T00:00:00.000Z","event":{"type":"message","at":1},"rule":1,"from":"a.b","to":"c.d","says":"x"}',
    '{"wall":"2026-11-23T00:00:00.000Z","event":{"type":"message","message":{},"at":1},"rule":1,"from":"a","to":"c","says":""}',
    '{"wall":"',
    '',
    'null',
    '{"wall":"2026-11-23T00:00:00.000Z","rules":"x","snapshot":{"place":"backup.watching"}}',
  ])('takes no harm from the line %s', (line) => {
    const good = LOG_CASES['lost connections']?.().recording() ?? '';
    expect(() => whyRecorded(`${good}${line}\n${line}`)).not.toThrow();
    expect(() => whyRecorded(line)).not.toThrow();
  });
});
