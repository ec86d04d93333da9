import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/diagnosis/moment.ts';
import type { SwitchReport } from '../../src/core/diagnosis/switch-report.ts';
import { why, whyRecorded } from '../core/diagnosis/read-text.ts';
import { timeOfDay } from './layouts.ts';
import type { TrueSwitch } from './log-case.ts';
import { simulatedLogs } from './simulated.ts';

const SEEDS = 40;
const logs = simulatedLogs(SEEDS);

function key({ at, cause }: TrueSwitch): string {
  return `${timeOfDay(at % DAY_MS)} ${cause}`;
}

function found({ at, cause }: SwitchReport): string {
  return `${at.replace('Z', '').slice(-12)} ${cause}`;
}

describe(`${SEEDS} simulated scenarios`, () => {
  it('are read correctly from our own logs: every switch that happened, and no other', () => {
    let switches = 0;
    for (const { title, own, takeovers } of logs) {
      const report = why([own]);
      const served = takeovers.filter((each) => each.served).map(key);
      switches += served.length;
      // If the server died on the way, the takeover had been decided, and its log cannot show the outcome.
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

  it('are explained from the flight recorder as from the log beside it', () => {
    // Another test covers all of the recordings.
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

  it("are read from what the reference's subsystem would have written, and never incorrectly with certainty", () => {
    let [counted, wrong] = [0, 0];
    const wronglyCertain: string[] = [];
    for (const { title, foreign, trueSwitches } of logs) {
      const { switches } = why([foreign]);
      const keys = trueSwitches.map(key);
      for (const each of switches) {
        if (each.confidence === 'certain' && !keys.includes(found(each)))
          wronglyCertain.push(`${title}: ${found(each)}`);
      }
      const decidable = trueSwitches.filter(({ decidable: can }) => can);
      counted += decidable.length;
      wrong += decidable.filter((each) => !switches.map(found).includes(key(each))).length;
    }
    expect(wronglyCertain).toEqual([]);
    expect(counted).toBeGreaterThan(60);
    expect(1 - wrong / counted).toBeGreaterThanOrEqual(0.99);
  });
});
