/** Simulated scenarios, from the own logs of both servers, whose clocks differ by hours. */
import { describe, expect, it } from 'vitest';
import { explain } from '../../src/core/diagnosis/report.ts';
import type { PointerReport, SwitchReport } from '../../src/core/diagnosis/switch-report.ts';
import { readText } from '../core/diagnosis/read-text.ts';
import { type SimulatedLog, simulatedLogs } from './simulated.ts';

const SEEDS = 150;
const logs = simulatedLogs(SEEDS);
const recordings = Array.from({ length: SEEDS }, (_, index) => [logs[2 * index]!, logs[2 * index + 1]!] as const);
const MIDNIGHT = Date.UTC(2026, 10, 23);
const DIED = 67;
const LIVED = 68;
const HUNG = 69;

interface Scored {
  readonly title: string;
  readonly pointer: number;
  readonly right: boolean;
}

/** Before a failure is noticed, pings may be unanswered for this long: some scenarios have long timeouts. */
const NOTICED_LATE_MS = 120_000;

/** From the other server's own steps: whether it died before the decision, kept running, or did nothing. */
function scores(report: SwitchReport, of: SimulatedLog, other: SimulatedLog): readonly Scored[] {
  if (report.firstSymptomAt === null) return [];
  const [failedAt, decidedAt] = [report.firstSymptomAt, report.at].map((at) => Date.parse(at) - MIDNIGHT - of.startsAt);
  const diedAt = other.lives.filter(({ stopped }) => !stopped).map(({ to }) => to);
  const died = diedAt.some((at) => at > failedAt! - NOTICED_LATE_MS && at <= decidedAt!);
  // If it shut down cleanly meanwhile, it did not die of it.
  const lived = other.lives.some(
    ({ from, to, stopped }) => from <= failedAt! && (to >= decidedAt! || (stopped && to > failedAt!)),
  );
  const movedWithin = (from: number, to: number): boolean =>
    other.steps.some((at) => at > failedAt! + from && at <= failedAt! + to);
  const truth: Readonly<Record<number, boolean>> = {
    [DIED]: died && !lived,
    [LIVED]: lived && movedWithin(-3_500, 3_500),
    [HUNG]: !movedWithin(-1_000, 0),
  };
  return report.pointers
    .map(({ finding }: PointerReport) => finding)
    .filter((finding) => finding in truth)
    .map((pointer) => ({ title: `${of.title}, ${report.at}`, pointer, right: truth[pointer]! }));
}

describe(`${SEEDS} simulated scenarios, from both logs`, () => {
  const explained = recordings.flatMap(([a, b]) =>
    [
      [a, b],
      [b, a],
    ].map(([of, other]) => ({
      of: of!,
      other: other!,
      report: explain([readText(of!.own, 'of.log'), readText(other!.own, 'other.log')], { all: true }),
    })),
  );

  it('get the right clock difference', () => {
    const compared = explained.filter(({ report }) => report.logs[1]?.offsetMs !== null);
    const wrong = compared.filter(({ of, other, report }) => {
      const { offsetMs, offsetWithinMs } = report.logs[1]!;
      return Math.abs(offsetMs! - (other.startsAt - of.startsAt)) > offsetWithinMs!;
    });
    expect(wrong.map(({ of }) => of.title)).toEqual([]);
    expect(compared.length).toBeGreaterThan(SEEDS);
  });

  it('distinguish a server that died or stalled from a cut network path, and never confuse them', () => {
    const scored = explained.flatMap(({ of, other, report }) =>
      report.switches.filter(({ file }) => file === 'of.log').flatMap((each) => scores(each, of, other)),
    );
    expect(scored.filter(({ right }) => !right)).toEqual([]);
    const unknown = explained
      .flatMap(({ report }) => report.switches)
      .filter(
        ({ pointers, missing }) =>
          pointers.length > 0 && /whether the active server (?:died|was still running)/.test(missing.join()),
      );
    expect(unknown).toEqual([]);
    for (const pointer of [DIED, LIVED, HUNG]) {
      expect(scored.filter((each) => each.pointer === pointer).length, `finding ${pointer}`).toBeGreaterThan(4);
    }
  });
});
