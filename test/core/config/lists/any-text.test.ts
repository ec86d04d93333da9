import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseAttributeExceptions,
  printAttributeExceptions,
} from '../../../../src/core/config/lists/attribute-exceptions.ts';
import { parseDsPaths, printDsPaths } from '../../../../src/core/config/lists/ds-paths.ts';
import { parseExtensions, printExtensions } from '../../../../src/core/config/lists/extensions.ts';
import { LONGEST_LIST, type ParsedList } from '../../../../src/core/config/lists/list.ts';
import { parseDirectories, printDirectories } from '../../../../src/core/config/mirror-lists/directory-list.ts';
import { problemsOfMirrorLists } from '../../../../src/core/config/mirror-lists/mirror-lists.ts';
import { type ListGrammar, problemsOfList } from '../../../../src/core/config/parameters/problems-of-list.ts';

interface Placed {
  readonly index: number;
  readonly at: number;
}

/** The meaning of a value, and how it is written back. */
function grammar<Entry extends Placed>(
  name: ListGrammar,
  parse: (text: string) => ParsedList<Entry>,
  print: (entries: readonly Entry[]) => string,
) {
  const meaning = (text: string) => parse(text).entries.map((entry) => ({ ...entry, index: 0, at: 0 }));
  return { name, parse, meaning, written: (text: string) => print(parse(text).entries) };
}

const GRAMMARS = [
  grammar('directories', parseDirectories, printDirectories),
  grammar('extensions', parseExtensions, printExtensions),
  grammar('ds-paths', parseDsPaths, printDsPaths),
  grammar('attribute-exceptions', parseAttributeExceptions, printAttributeExceptions),
];

/** Pieces of lists reach the edge cases of the grammars much sooner than random characters. */
const PIECES = [
  ...[';', '; ', '+', 'D:', 'd:', '\\', '/', '\\\\', '.', '..', ' ', '*', '?', ':', '"', ',', '(', ')', '${', '}'],
  ...[
    '${',
    '\\x',
    'I3',
    'IC',
    'Work',
    'Logs',
    'Message Store',
    'Data',
    'data',
    'NUL',
    'COM1',
    'User',
    'txt',
    '*.',
    '\t',
    '\n',
  ],
  ...['\u0000', '\u0085', '\u00a0', '\u2028', '\ufeff', '\ud800', '\udc00', '\u{1f600}', 'ß', 'İ', '\u202e'],
];
const listlike = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(''));
const anyText = fc.oneof(listlike, fc.string({ unit: 'binary', maxLength: 100 }));

describe.each(GRAMMARS)('the grammar of $name', ({ name, parse, meaning, written }) => {
  it('accepts any text, and each problem has a position, a reason and a next step', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { entries, problems } = parse(text);
        for (const { at } of [...entries, ...problems]) expect(at).toBeLessThanOrEqual(text.length);
        for (const problem of problemsOfList(name, text, 'here')) {
          expect(problem.where).toMatch(/^here(, entry [1-9]\d* \(character [1-9]\d*\))?$/);
          for (const words of [problem.what, problem.why, problem.do])
            expect(words).not.toMatch(/^$|undefined|\[object/);
          expect(problem.what + problem.do).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('writes back what it read, and reads and writes the same again', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const again = written(text);
        expect(meaning(again)).toEqual(meaning(text));
        expect(written(again)).toBe(again);
      }),
      { numRuns: 3000 },
    );
  });

  it('reports every entry that it rejects', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { entries, problems } = parse(text);
        const told = new Set([...entries.map(({ index }) => index), ...problems.map(({ entry }) => entry)]);
        const last = Math.max(-1, ...[...told].map((each) => each ?? -1));
        expect([...Array(last + 1).keys()].filter((index) => !told.has(index))).toEqual([]);
      }),
    );
  });

  it.each([...[';', ' ;', '\\', '/a', '/a;', 'D:\\;', '.', '\\..', '(;', 'a(b);', ',', '\u0000', 'NUL ', 'ß', '${']])(
    'takes a moment for 64 KiB of %j',
    (piece) => {
      const text = piece.repeat(Math.floor(LONGEST_LIST / piece.length) - 20);
      for (const hostile of [text, `D:\\${text}x`, `/${text}x`, `User(${text})`, `${'${'}CONFIG}\\${text}x`]) {
        const began = performance.now();
        problemsOfList(name, hostile, null);
        // About thirty times the normal duration; quadratic time would exceed it.
        expect(performance.now() - began).toBeLessThan(3000);
      }
    },
  );
});

it('the mirror lists together accept any texts', () => {
  const list = fc.option(listlike.map((text) => ({ text, where: 'here' })));
  fc.assert(
    fc.property(list, list, list, (custom, initial, exceptions) => {
      for (const { where } of problemsOfMirrorLists({ custom, initial, exceptions })) expect(where).toMatch(/^here/);
    }),
    { numRuns: 1000 },
  );
});

it('checking mirror lists of 64 KiB is fast', () => {
  const given = (text: string) => ({ text, where: 'here' });
  const deep = `D:\\${'a\\'.repeat(32_000)}`;
  const many = '+/a;'.repeat(16_000);
  const began = performance.now();
  for (const custom of [deep, many])
    for (const initial of [deep, many]) {
      problemsOfMirrorLists({ custom: given(custom), initial: given(initial), exceptions: null });
    }
  expect(performance.now() - began).toBeLessThan(10_000);
});
