import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextOwnTerm } from '../../../src/core/engine/term.ts';

const seen = fc.integer({ min: 0, max: 2 ** 40 });

describe('the next own term', () => {
  it.each([
    ['A', 0, 1],
    ['B', 0, 2],
    ['A', 1, 3],
    ['B', 1, 2],
    ['A', 2, 3],
    ['B', 2, 4],
  ] as const)('of %s above %i is %i', (letter, highest, term) => {
    expect(nextOwnTerm(letter, highest)).toBe(term);
  });

  it('is odd for A and even for B, above every term seen, and the next one that belongs to it', () => {
    fc.assert(
      fc.property(seen, fc.constantFrom('A', 'B'), (highest, letter) => {
        const next = nextOwnTerm(letter, highest);
        expect(next % 2).toBe(letter === 'A' ? 1 : 0);
        expect(next).toBeGreaterThan(highest);
        expect(next - highest).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('never decreases when a higher term was seen, and is never the same for both', () => {
    fc.assert(
      fc.property(seen, seen, (one, two) => {
        const [less, more] = [Math.min(one, two), Math.max(one, two)];
        expect(nextOwnTerm('A', more)).toBeGreaterThanOrEqual(nextOwnTerm('A', less));
        expect(nextOwnTerm('A', one)).not.toBe(nextOwnTerm('B', two));
      }),
    );
  });
});
