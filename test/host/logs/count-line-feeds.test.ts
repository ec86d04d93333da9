import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineFeedCounter } from '../../../src/host/logs/count-line-feeds.ts';

describe('counting line feeds', () => {
  it('counts them in any bytes, at any length', () => {
    const { room, count } = lineFeedCounter(1000);
    const byte = fc.oneof(fc.constantFrom(10, 0, 9, 11, 138, 255), fc.nat(255));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1000 }), fc.array(byte, { maxLength: 1000 }), (before, bytes) => {
        // What was there before must not be counted.
        room.fill(10);
        room.set(before);
        room.set(bytes);
        expect(count(bytes.length)).toBe(bytes.filter((each) => each === 10).length);
      }),
    );
  });

  it('counts none in nothing, and all where there is nothing else', () => {
    const { room, count } = lineFeedCounter(100_000);
    for (const length of [0, 1, 15, 16, 17, 99_999, 100_000]) {
      room.fill(10);
      expect(count(length)).toBe(length);
    }
  });
});
