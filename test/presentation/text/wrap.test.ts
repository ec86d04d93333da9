import { Chalk } from 'chalk';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { wrap } from '../../../src/presentation/text/wrap.ts';

const red = new Chalk({ level: 1 }).red;
/** What a word may be made of: letters of one column and of two, of several code points, and one without a width. */
const LETTERS = ['a', 'Z', '9', '-', 'é', '東', '京', '한', '😀', '👩‍💻', '🇩🇪', 'e\u0301'];
const words = fc.array(
  fc.array(fc.constantFrom(...LETTERS), { minLength: 1, maxLength: 12 }).map((letters) => letters.join('').normalize()),
  { minLength: 1, maxLength: 30 },
);

describe('wrapping', () => {
  it('keeps every word and every line within its columns, as a terminal counts them', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 30 }), (all, columns, indent) => {
        const lines = wrap(all.join(' '), columns, indent);
        expect(lines.map((line) => line.trim()).join(' ')).toBe(all.join(' '));
        for (const line of lines) if (line.trim().includes(' ')) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        for (const line of lines.slice(1)) expect(/^ */.exec(line)![0]).toHaveLength(indent);
      }),
    );
  });

  it('fills each line as far as the next word lets it', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 200 }), (all, columns) => {
        const lines = wrap(all.join(' '), columns);
        for (const [index, line] of lines.slice(1).entries()) {
          expect(stringWidth(`${lines[index]} ${line.split(' ')[0]}`)).toBeGreaterThan(columns);
        }
      }),
    );
  });

  it('gives the first line the room that its own blanks leave', () => {
    expect(wrap('aaa bbb ccc', 7, 4)).toEqual(['aaa bbb', '    ccc']);
    expect(wrap('    aaa bbb ccc', 7)).toEqual(['    aaa', 'bbb ccc']);
    expect(wrap('  - aaa bbb', 8, 4)).toEqual(['  - aaa', '    bbb']);
  });

  it('keeps a word whole that is wider than a line: a broken path cannot be copied', () => {
    const path = '/srv/a/path/that/is/longer/than/the/line';
    expect(wrap(`see ${path} there`, 20)).toEqual(['see', path, 'there']);
  });

  it('counts a coloured text without its colours, and each line has its own', () => {
    const plain = 'the backup has taken over, since both connections were lost';
    const lines = wrap(red(plain), 20, 2);
    expect(lines.map((line) => line.replaceAll(/\u001b\[\d+m/g, ''))).toEqual(wrap(plain, 20, 2));
    for (const line of lines) expect(line).toMatch(/^ *\u001b\[31m[^\u001b]*\u001b\[39m$/);
  });

  it('breaks lines where the text does, and leaves runs of blanks out', () => {
    expect(wrap('one  two\nthree', 80, 2)).toEqual(['one two', '  three']);
    expect(wrap('', 80)).toEqual(['']);
  });
});
