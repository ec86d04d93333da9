import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareReleases } from '../../../src/core/engine/release.ts';

describe('two releases', () => {
  it.each([
    ['1.10', '1.9'],
    ['2019 R3', '2018 R5'],
    ['2019 R10', '2019 r9'],
    ['4.0 SU 6', '4.0 SU5'],
    ['1.2.1', '1.2'],
    ['2', '1.99.99'],
  ])('are told apart: %s is newer than %s', (newer, older) => {
    expect(compareReleases(newer, older)).toBeGreaterThan(0);
    expect(compareReleases(older, newer)).toBeLessThan(0);
  });

  it.each([
    ['1.2.0', '1.2'],
    ['2019 R3', ' 2019r3 '],
    ['01.02', '1.2'],
    ['', ''],
  ])('may be the same: %j and %j', (a, b) => {
    expect(compareReleases(a, b)).toBe(0);
  });

  it('are never each newer than the other', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        // Zero and minus zero are the same release.
        expect(Math.sign(compareReleases(a, b)) + Math.sign(compareReleases(b, a))).toBe(0);
      }),
    );
  });
});
