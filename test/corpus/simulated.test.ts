import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/logs/moment.ts';
import type { SwitchReport } from '../../src/core/logs/switch-report.ts';
import { why, whyRecorded } from '../core/logs/read-text.ts';
import { timeOfDay } from './layouts.ts';
import { simulatedLogs } from './simulated.ts';
import type { TrueSwitch } from './story.ts';

const SEEDS = 40;
const logs = simulatedLogs(SEEDS);

function key({ at, cause }: TrueSwitch): string {
  return `${timeOfDay(at % DAY_MS)} ${cause}`;
}

function found({ at, cause }: SwitchReport): string {
  return `${at.replace('Z', '').slice(-12)} ${cause}`;
}

describe(`the nights of ${SEEDS} simulated pairs`, () => {
  it('are read from our own logs switch by switch: each that happened, and no other', () => {
    let switches = 0;
    for (const { title, own, takeovers } of logs) {
      const report = why([own]);
      const served = takeovers.filter((each) => each.served).map(key);
      switches += served.length;
      // One that died on the way had been decided, and its log cannot tell what came of it.
      const decided = new Set(takeovers.map(key));
      expect(
        report.switches.map(found).filter((each) => served.includes(each)),
        title,
      ).toEqual(served);
      expect(
        report.switches.map(found).filter((each) => !decided.has(each)),
        title,
      ).toEqual([]);
      expect(report.logs[0], title).toMatchObject({ kind: 'node', unread: 0 });
    }
    expect(switches).toBeGreaterThan(150);
  });

  it('are told by the flight recorder as by the log beside it', () => {
    // All of them would be said again by the test of the records.
    for (const { title, own, recorder } of logs.slice(0, 20)) {
      const [log, recorded] = [why([own]), whyRecorded(recorder)];
      expect(recorded.switches.map(found), title).toEqual(log.switches.map(found));
      expect(
        recorded.averted.map(({ reason }) => reason),
        title,
      ).toEqual(log.averted.map(({ reason }) => reason));
      expect(recorded.logs[0], title).toMatchObject({ kind: 'node', unread: 0, remarks: [] });
    }
  });

  it("are read from what the reference's subsystem would have written, and never wrongly with certainty", () => {
    let [counted, wrong] = [0, 0];
    const wronglyCertain: string[] = [];
    for (const { title, foreign, told } of logs) {
      const { switches } = why([foreign]);
      const keys = told.map(key);
      for (const each of switches) {
        if (each.confidence === 'certain' && !keys.includes(found(each)))
          wronglyCertain.push(`${title}: ${found(each)}`);
      }
      const decidable = told.filter(({ decidable: can }) => can);
      counted += decidable.length;
      wrong += decidable.filter((each) => !switches.map(found).includes(key(each))).length;
    }
    expect(wronglyCertain).toEqual([]);
    expect(counted).toBeGreaterThan(60);
    expect(1 - wrong / counted).toBeGreaterThanOrEqual(0.99);
  });
});
