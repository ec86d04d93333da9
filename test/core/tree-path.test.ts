import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folded, isWithin, keyOf, keysBelow, PATH_LIMITS, parsePath, printPath } from '../../src/core/tree-path.ts';

function keyIn(text: string): string {
  const read = parsePath(text);
  if (!read.ok) throw new Error(read.problem.what);
  return keyOf(read.path);
}

function codeOf(text: string): string | null {
  const read = parsePath(text);
  return read.ok ? null : read.problem.code;
}

const CONFIG = `\${CONFIG}`;

describe('a path in the tree', () => {
  it.each([
    ['an empty text', '', 'tree-path-root'],
    ['no root', 'Users\\Joe', 'tree-path-root'],
    ['another root', `\${USERS}\\Joe`, 'tree-path-root'],
    ['text right behind the root', `${CONFIG}Users`, 'tree-path-root'],
    ['two backslashes before the root', `\\\\${CONFIG}\\Users`, 'tree-path-root'],
    ['an empty name', `${CONFIG}\\Users\\\\Joe`, 'tree-path-name'],
    ['a backslash at the end', `${CONFIG}\\Users\\`, 'tree-path-name'],
    ['a blank before a name', `${CONFIG}\\ Users`, 'tree-path-name'],
    ['a blank behind a name', `${CONFIG}\\Users \\Joe`, 'tree-path-name'],
    ['NUL', `${CONFIG}\\Users\\Jo\0e`, 'tree-path-name'],
    ['a line break', `${CONFIG}\\Users\\Jo\ne`, 'tree-path-name'],
    ['half a character', `${CONFIG}\\Users\\Jo\ud800e`, 'tree-path-name'],
    ['a long name', `${CONFIG}\\${'x'.repeat(PATH_LIMITS.name + 1)}`, 'tree-path-limit'],
    ['many names', CONFIG + '\\x'.repeat(PATH_LIMITS.names + 1), 'tree-path-limit'],
    ['many characters', CONFIG + `\\${'x'.repeat(250)}`.repeat(5), 'tree-path-limit'],
  ])('is refused with %s', (_, text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it('of a megabyte is refused in a short message without control characters', () => {
    const read = parsePath(`${CONFIG}\\${'\u0007'.repeat(1_000_000)}`);
    expect(read.ok).toBe(false);
    const what = read.ok ? '' : read.problem.what;
    expect(what.length).toBeLessThan(250);
    expect(what).not.toContain('\u0007');
  });

  it.each([
    ['the root alone', CONFIG, CONFIG],
    ['a root in small letters', `\${server}\\Lines`, `\${SERVER}\\Lines`],
    ['a backslash before the root', `\\${CONFIG}\\Users`, `${CONFIG}\\Users`],
    [
      'a slash, blanks and dots within names',
      `${CONFIG}\\Sales / Support\\J. R. Doe`,
      `${CONFIG}\\Sales / Support\\J. R. Doe`,
    ],
    [
      'a name as long as allowed',
      `${CONFIG}\\${'x'.repeat(PATH_LIMITS.name)}`,
      `${CONFIG}\\${'x'.repeat(PATH_LIMITS.name)}`,
    ],
    ['as many names as allowed', CONFIG + '\\x'.repeat(PATH_LIMITS.names), CONFIG + '\\x'.repeat(PATH_LIMITS.names)],
  ])('may have %s', (_, text, printed) => {
    const read = parsePath(text);
    expect(read.ok && printPath(read.path)).toBe(printed);
  });
});

describe('the key of an entry', () => {
  it.each([
    ['letter case', 'USERS', 'users'],
    ['letter case of other alphabets', 'ΑΣ', 'ας'],
    ['composed and decomposed letters', 'Zo\u00eb', 'Zoe\u0308'],
  ])('is the same whatever the %s', (_, one, other) => {
    expect(folded(one)).toBe(folded(other));
  });

  it.each([
    ['ß and ss', 'Straße', 'STRASSE'],
    ['a ligature and its letters', 'ﬁle', 'file'],
    ['letters with and without an accent', 'Zoë', 'Zoe'],
  ])('tells %s apart', (_, one, other) => {
    expect(folded(one)).not.toBe(folded(other));
  });

  const name = fc
    .string({ minLength: 1, maxLength: 8, unit: 'grapheme' })
    .filter((text) => codeOf(`${CONFIG}\\${text}`) === null && !text.includes('\\'));
  const names = fc.array(name, { maxLength: 4 });

  it('is in the range of what lies above it, and of nothing else', () => {
    const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));
    const byUnits = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
    fc.assert(
      fc.property(names, names, (one, other) => {
        const [above, key] = [keyOf({ root: 'CONFIG', names: one }), keyOf({ root: 'CONFIG', names: other })];
        const isBelow = other.length > one.length && one.every((each, place) => folded(each) === folded(other[place]!));
        const { from, before } = keysBelow(above);
        for (const compare of [byBytes, byUnits]) {
          expect(compare(key, from) >= 0 && compare(key, before) < 0).toBe(isBelow);
        }
        expect(isWithin(key, above)).toBe(isBelow || key === above);
      }),
    );
  });

  it('comes from the printed path as well', () => {
    fc.assert(
      fc.property(names, (each) => {
        const path = { root: 'SERVER', names: each } as const;
        expect(keyIn(printPath(path))).toBe(keyOf(path));
      }),
    );
  });
});
