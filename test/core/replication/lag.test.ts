import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCurrent, lagOf, NO_PROGRESS, progressed } from '../../../src/core/replication/lag.ts';

describe('the lag of a backup', () => {
  it('is never younger than the last moment at which it had everything', () => {
    // At each moment some changes are made, and some of those made before have arrived.
    const moment = fc.record({ made: fc.nat(5), arrived: fc.nat(5) });
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 50 }), (moments) => {
        const lastAt: number[] = [];
        let [last, reached, progress] = [0, 0, NO_PROGRESS];
        moments.forEach(({ made, arrived }, now) => {
          last += made;
          lastAt.push(last);
          reached = Math.min(last, reached + arrived);
          progress = progressed(progress, reached, last, now);
          const { changes, ageMs } = lagOf(progress, reached, last, now);
          expect(changes).toBe(last - reached);
          if (ageMs !== null) expect(lastAt[now - ageMs]).toBeLessThanOrEqual(reached);
        });
      }),
    );
  });

  it('stays small under a steady load that the backup keeps up with', () => {
    let progress = NO_PROGRESS;
    for (let now = 0; now < 1_000; now += 1) progress = progressed(progress, 10 * now, 10 * now + 30, now);
    expect(lagOf(progress, 9_990, 10_020, 1_000).ageMs).toBeLessThan(10);
  });

  it('is current for ten seconds, and never while it is unknown', () => {
    expect([isCurrent(9_999), isCurrent(10_000), isCurrent(null)]).toEqual([true, false, false]);
  });
});
