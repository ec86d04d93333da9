import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readParameterFile } from '../../../src/core/parameter-file/read.ts';
import { readSimpleFile } from '../../../src/core/parameter-file/simple.ts';
import { encodeText } from '../../../src/core/parameter-file/text.ts';
import { CATALOGUE } from '../../../src/core/parameters/catalogue.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What both readers make of it; null where the simple one leaves it to the other. */
function both(bytes: Uint8Array): { simple: unknown; whole: unknown } | null {
  const simple = readSimpleFile(bytes, 'p');
  if (simple === null) return null;
  const { layout, ...whole } = readParameterFile(bytes, 'p');
  return { simple, whole };
}

const NAMES = CATALOGUE.map(({ name }) => name);
const SIGNS = [
  ' ',
  '  ',
  ':',
  ': ',
  '#',
  ' # ',
  '"',
  "'",
  '\\',
  '\\\\',
  '\\"',
  "''",
  '-',
  '- ',
  '?',
  '|',
  '>',
  '[',
  ']',
  '{',
  '}',
  ',',
  '&a',
  '*a',
  '!',
  '%',
  '@',
  '`',
  '=',
  '+',
  '.',
  '...',
  '---',
  '~',
  '$',
  '(',
  ')',
  ';',
  '/',
  '<<',
  '\t',
  '\r',
  '\n',
  '\n ',
  '\u0000',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\uFEFF',
  'ö',
  '\u{1F600}',
  'null',
  'Null',
  'NULL',
  'nullx',
  'yes',
  '010',
  '1e3',
  '0x1F',
  'D:\\a',
  'D:',
  'a:b',
  'x',
];
const messy = fc.array(fc.constantFrom(...SIGNS), { maxLength: 5 }).map((parts) => parts.join(''));
const tidy = fc.oneof(
  fc.integer().map(String),
  fc.constantFrom('Yes', '+D:\\I3;C:\\x', '"a b"', "'c # d'", '"D:\\\\x"', '-1', 'a(b)'),
);
const value = fc.oneof({ weight: 9, arbitrary: tidy }, messy, fc.string({ unit: 'binary', maxLength: 6 }));
const tail = fc.oneof(
  { weight: 9, arbitrary: fc.constant('') },
  fc.constantFrom(' ', ' # x', '  #', '#y', ' # ö\u2028'),
  messy,
);
const entry = fc
  .tuple(
    fc.constantFrom(...NAMES, 'switchover ts TIMEOUT', 'nonsense'),
    fc.oneof({ weight: 12, arbitrary: fc.constant(': ') }, fc.constantFrom(':  ', ':', ' : ', ':\t')),
    value,
    tail,
  )
  .map((parts) => parts.join(''));
const line = fc.oneof(
  { weight: 12, arbitrary: entry },
  fc.constantFrom('', '  ', '# c', '  # c: d', '#', '---', '...'),
  messy,
);
const text = fc
  .tuple(
    fc.uniqueArray(line, { maxLength: 5, selector: (each) => each.split(':')[0] }),
    fc.constantFrom('', '\n', '\n', '\n\n', '\r\n'),
  )
  .map(([lines, end]) => lines.join('\n') + end);

describe('a simple file', () => {
  it('is read as the YAML parser reads it, to the last column', () => {
    let simple = 0;
    fc.assert(
      fc.property(text, (some) => {
        const found = both(bytesOf(some));
        if (found === null) return;
        simple += 1;
        expect(found.simple).toEqual(found.whole);
      }),
      { numRuns: 3000 },
    );
    // A test that never met one would prove nothing.
    expect(simple).toBeGreaterThan(500);
  });

  it('is read so one line by one line, whatever stands in the value', () => {
    let simple = 0;
    fc.assert(
      fc.property(value, tail, (some, end) => {
        const found = both(bytesOf(`Switchover TS Timeout: ${some}${end}\n# c\nHandler Path: x\n`));
        if (found === null) return;
        simple += 1;
        expect(found.simple).toEqual(found.whole);
      }),
      { numRuns: 3000 },
    );
    expect(simple).toBeGreaterThan(500);
  });

  it.each([
    [
      'comments, quotes, blank lines, any letter case',
      '# a\n\nhandler path: "D:\\\\I3"  # b\nSwitchover TS Timeout: 010\n',
    ],
    ['every parameter', NAMES.map((name) => `${name}: "x"\n`).join('')],
  ])('may have %s', (_, some) => {
    const found = both(bytesOf(some));
    expect(found).not.toBe(null);
    expect(found?.simple).toEqual(found?.whole);
  });

  it.each([
    ['it is empty', ''],
    ['there are comments only', '# c\n'],
    ['a name is unknown', 'nonsense: 1\n'],
    ['a name stands there twice', 'Handler Path: a\nHANDLER PATH: b\n'],
    ['a value is empty', 'Handler Path:\nResource Path: ""\n'],
    ['a value is null', 'Handler Path: null\n'],
    ['a value goes on below', 'Handler Path: a\n  b\n'],
    ['it is JSON', '{"Handler Path": "a"}'],
    ['it has line ends of Windows', 'Handler Path: a\r\n'],
    ['it is indented', '  Handler Path: a\n'],
    ['it has control characters', 'Handler Path: "a\u0007"\n'],
  ])('is none where %s', (_, some) => {
    expect(readSimpleFile(bytesOf(some), 'p')).toBe(null);
  });

  it('is none in another encoding, or in none', () => {
    for (const encoding of ['utf-8-bom', 'utf-16le', 'utf-16be'] as const) {
      expect(readSimpleFile(encodeText('Handler Path: a\n', encoding), 'p')).toBe(null);
    }
    expect(readSimpleFile(Uint8Array.of(...bytesOf('Handler Path: "'), 0xff, 0x22), 'p')).toBe(null);
  });
});
