import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readParameterFile } from '../../../../src/core/config/parameter-file/read.ts';
import type { FileChange } from '../../../../src/core/config/parameter-file/rewrite.ts';
import { rewriteParameterFile } from '../../../../src/core/config/parameter-file/rewrite.ts';
import { CATALOGUE } from '../../../../src/core/config/parameters/catalogue.ts';
import { encodeText } from '../../../../src/core/config/yaml-text/text.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const set = (name: string, value: string): FileChange => ({ name, to: { value, mayBeNumber: /^\d+$/.test(value) } });
const unset = (name: string): FileChange => ({ name, to: null });

/** The text after the changes; null if they are rejected. */
function rewritten(text: string, ...changes: FileChange[]): string | null {
  const result = rewriteParameterFile(readParameterFile(utf8(text), 'p.yaml'), changes);
  return result === null ? null : new TextDecoder('utf-8', { ignoreBOM: true }).decode(result.bytes);
}

const TIMEOUT = 'Switchover Reconnect Timeout';
const DELAY = 'Switchover Notifier Reconnect Delay';
const NETTEST = 'Switchover NetTest A';

describe('a changed value', () => {
  it.each([
    ['plain', `${TIMEOUT}: 30\n`, `${TIMEOUT}: 5\n`],
    ['in double quotes', `${TIMEOUT}: "30"\n`, `${TIMEOUT}: "5"\n`],
    ['in single quotes', `${TIMEOUT}: '30'\n`, `${TIMEOUT}: '5'\n`],
    ['before a comment', `${TIMEOUT}:   30   # s\n`, `${TIMEOUT}:   5   # s\n`],
    ['with a name in quotes', `"${TIMEOUT}" : 30\n`, `"${TIMEOUT}" : 5\n`],
    ['with a name in small letters', `${TIMEOUT.toLowerCase()}: 30\n`, `${TIMEOUT.toLowerCase()}: 5\n`],
    ['behind an anchor', `${TIMEOUT}: &a !!str 30\n`, `${TIMEOUT}: &a !!str 5\n`],
    ['on the line below', `${TIMEOUT}:\n  30 # s\n${DELAY}: 5\n`, `${TIMEOUT}:\n  5 # s\n${DELAY}: 5\n`],
    ['with an explicit key', `? ${TIMEOUT}\n: 30\n`, `? ${TIMEOUT}\n: 5\n`],
    ['over several lines', `${TIMEOUT}: "3\n  0"\n${DELAY}: 5\n`, `${TIMEOUT}: "5"\n${DELAY}: 5\n`],
    [
      'in a block',
      `${TIMEOUT}: >-  # s\n   3\n   0\n\n# x\n${DELAY}: 5\n`,
      `${TIMEOUT}: >-  # s\n   5\n\n# x\n${DELAY}: 5\n`,
    ],
    ['in a block at the end', `${TIMEOUT}: |\r\n  30`, `${TIMEOUT}: |\r\n  5`],
    ['empty', `${TIMEOUT}:\n${DELAY}: 5\n`, `${TIMEOUT}: 5\n${DELAY}: 5\n`],
    ['empty before a comment', `${TIMEOUT}: # s\n`, `${TIMEOUT}: 5 # s\n`],
    ['empty behind an anchor', `${TIMEOUT}: &a # s\n`, `${TIMEOUT}: &a 5 # s\n`],
    ['empty in braces', `{${TIMEOUT}:, ${DELAY}: 5}`, `{${TIMEOUT}: 5, ${DELAY}: 5}`],
    ['null', `${TIMEOUT}: ~\n`, `${TIMEOUT}: 5\n`],
    ['with line ends of Windows', `# a\r\n${TIMEOUT}: 30\r\n# b\r\n`, `# a\r\n${TIMEOUT}: 5\r\n# b\r\n`],
    ['without a line end', `${TIMEOUT}: 30`, `${TIMEOUT}: 5`],
    ['in an indented map', `---\n  ${TIMEOUT}: 30\n...\n`, `---\n  ${TIMEOUT}: 5\n...\n`],
    ['in braces', `{ ${TIMEOUT}: 30, } # x\n`, `{ ${TIMEOUT}: 5, } # x\n`],
    ['in JSON', `{"${TIMEOUT}":30}`, `{"${TIMEOUT}":5}`],
    ['a text in JSON', `{"${TIMEOUT}": "30"}`, `{"${TIMEOUT}": "5"}`],
    ['null in JSON', `{"${TIMEOUT}": null}`, `{"${TIMEOUT}": 5}`],
  ])('%s leaves everything else unchanged', (_, before, after) => {
    expect(rewritten(before, set(TIMEOUT, '5'))).toBe(after);
  });

  it.each([
    ['plain', 'alpha', 'alpha'],
    ['a path of Windows', 'D:\\I3\\IC;+C:\\x y', 'D:\\I3\\IC;+C:\\x y'],
    ['a comment sign', 'a # b', "'a # b'"],
    ['a colon with a blank', 'a: b', "'a: b'"],
    ['a colon at the end', 'D:', "'D:'"],
    ['a star', '*.txt', "'*.txt'"],
    ['a quote', "it's", "it's"],
    ['a quote at the beginning', "'x", "'''x'"],
    ['the word null', 'null', "'null'"],
    ['a hyphen and a blank', '- x', "'- x'"],
    ['three hyphens', '---', "'---'"],
    ['a list of exceptions', 'Class(Attr, Attr);B(C);', 'Class(Attr, Attr);B(C);'],
  ])('of %s is quoted where it must be', (_, value, shown) => {
    expect(rewritten(`${NETTEST}: x\n`, set(NETTEST, value))).toBe(`${NETTEST}: ${shown}\n`);
    expect(rewritten(`# x\n`, set(NETTEST, value))).toBe(`# x\n${NETTEST}: ${shown}\n`);
    expect(rewritten(`{}`, set(NETTEST, value))).toBe(`{${JSON.stringify(NETTEST)}: ${JSON.stringify(value)}}`);
  });
});

describe('an added name', () => {
  const JSON_BEFORE = `{\n\t"${TIMEOUT}" : 30\n}\n`;
  it.each([
    ['at the end', `# a\n${TIMEOUT}: 30\n# b\n`, `# a\n${TIMEOUT}: 30\n# b\n${DELAY}: 6\n`],
    ['without a line end before it', `${TIMEOUT}: 30`, `${TIMEOUT}: 30\n${DELAY}: 6`],
    ['with line ends of Windows', `${TIMEOUT}: 30\r\n`, `${TIMEOUT}: 30\r\n${DELAY}: 6\r\n`],
    ['in the indentation of the map', `  ${TIMEOUT}: 30\n`, `  ${TIMEOUT}: 30\n  ${DELAY}: 6\n`],
    ['before the end mark', `${TIMEOUT}: 30\n...\n# x\n`, `${TIMEOUT}: 30\n${DELAY}: 6\n...\n# x\n`],
    ['to an empty file', '', `${DELAY}: 6\n`],
    ['to comments', '# c', `# c\n${DELAY}: 6`],
    ['to a document mark', '---\n', `---\n${DELAY}: 6\n`],
    ['behind a block', `${TIMEOUT}: |\n  30`, `${TIMEOUT}: |\n  30\n${DELAY}: 6`],
    ['to JSON', JSON_BEFORE, `{\n\t"${TIMEOUT}" : 30,\n\t"${DELAY}" : 6\n}\n`],
    ['to JSON on one line', `{"${TIMEOUT}":30}`, `{"${TIMEOUT}":30,"${DELAY}":6}`],
    ['to empty braces', '{}', `{"${DELAY}": 6}`],
    ['to braces on two lines', '{\n}\n', `{\n  "${DELAY}": 6\n}\n`],
    ['to JSON with a list', `{"Nonsense": [1] }`, `{"Nonsense": [1],"${DELAY}": 6 }`],
    ['to YAML in braces', `{${TIMEOUT}: 30, } # c\n`, `{${TIMEOUT}: 30,${DELAY}: 6, } # c\n`],
  ])('stands %s, and is gone again without a trace', (_, before, after) => {
    expect(rewritten(before, set(DELAY, '6'))).toBe(after);
    expect(rewritten(after, unset(DELAY))).toBe(before);
  });
});

it.each([
  ['{}', `{"${DELAY}": 6, "${TIMEOUT}": 5}`],
  ['{ }', `{ "${DELAY}": 6, "${TIMEOUT}": 5 }`],
  ['{\n}', `{\n  "${DELAY}": 6,\n  "${TIMEOUT}": 5\n}`],
])(
  'several added names stand in the empty braces %j one after the other, with a space or a line between them',
  (before, after) => {
    expect(rewritten(before, set(DELAY, '6'), set(TIMEOUT, '5'))).toBe(after);
  },
);

describe('a removed name', () => {
  it.each([
    ['with its line', `# a\n${TIMEOUT}: 30 # b\n# c\n`, '# a\n# c\n'],
    ['with its lines', `${DELAY}: 5\n${TIMEOUT}: |\n  30\n\n# c\n`, `${DELAY}: 5\n\n# c\n`],
    ['with a value that was a list', `${TIMEOUT}:\n  - 1\n  - 2\n# c\n${DELAY}: 5\n`, `# c\n${DELAY}: 5\n`],
    [
      'and leaves comments below its list',
      `${TIMEOUT}:\n  - 1\n  # low\n# c\n${DELAY}: 5\n`,
      `  # low\n# c\n${DELAY}: 5\n`,
    ],
    ['as the list in JSON', `{"${DELAY}": 5, "${TIMEOUT}": [1, 2] }`, `{"${DELAY}": 5 }`],
    ['and leaves comments when nothing else is left', `{ # five\n${TIMEOUT}: 30, # s\n}`, `{ # five\n # s\n}`],
    ['as often as it stands there', `${TIMEOUT}: 1\n${DELAY}: 5\n${TIMEOUT.toUpperCase()}: 2\n`, `${DELAY}: 5\n`],
    ['as the first of braces', `{ "${TIMEOUT}": 30, "${DELAY}": 5 }`, `{ "${DELAY}": 5 }`],
    ['as the last of braces', `{ "${DELAY}": 5, "${TIMEOUT}": 30 }`, `{ "${DELAY}": 5 }`],
    ['as the only one of braces', `{ "${TIMEOUT}": 30 }`, '{ }'],
    ['as the only one before a comma', `{${TIMEOUT}: 30,}`, '{}'],
    [
      'and leaves comments between braces',
      `{${DELAY}: 5, # five\n${TIMEOUT}: 30\n # end\n}`,
      `{${DELAY}: 5 # five\n\n # end\n}`,
    ],
  ])('goes %s', (_, before, after) => {
    expect(rewritten(before, unset(TIMEOUT))).toBe(after);
  });

  it('may be unknown', () => {
    expect(rewritten(`nonsense: 1\n${TIMEOUT}: 30\n`, unset('Nonsense '))).toBe(`${TIMEOUT}: 30\n`);
  });

  it('may be the last one, which leaves a file that sets nothing', () => {
    const braces = `{"${TIMEOUT}": 1, "${NETTEST}": "x", "${DELAY}": 5}`;
    expect(rewritten(braces, unset(DELAY), unset(TIMEOUT), unset(NETTEST))).toBe('{}');
    expect(rewritten(braces, unset(NETTEST), unset(TIMEOUT))).toBe(`{"${DELAY}": 5}`);
    expect(rewritten(`# c\n${TIMEOUT}: 1\n${DELAY}: 5\n`, unset(DELAY), unset(TIMEOUT))).toBe('# c\n');
  });
});

describe('several changes at once', () => {
  it('are made in place; new names are added in the given order', () => {
    const before = `${NETTEST}: x # one\n${TIMEOUT}: 30\n`;
    expect(
      rewritten(before, set(DELAY, '6'), set(TIMEOUT, '7'), unset(NETTEST), set('Switchover NetTest B', 'y')),
    ).toBe(`${TIMEOUT}: 7\n${DELAY}: 6\nSwitchover NetTest B: y\n`);
  });
});

describe('a file that cannot be rewritten safely', () => {
  it.each([
    ['a comment that would become part of a block', `${TIMEOUT}: |\n  30\n${DELAY}: 5\n  # deep\n`, unset(DELAY)],
  ])('is left alone: %s', (_, text, change) => {
    expect(rewritten(text, change)).toBe(null);
  });

  it('is rejected if it is not a map of names', () => {
    expect(rewritten('- a\n', set(TIMEOUT, '5'))).toBe(null);
    expect(rewritten(`${TIMEOUT}: "30\n`, set(TIMEOUT, '5'))).toBe(null);
  });
});

const NAMES = CATALOGUE.map(({ name }) => name);
const value = fc
  .oneof(
    fc.stringMatching(/^[ -~]{1,30}$/),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    fc.constantFrom(
      '30',
      '-1',
      'Yes',
      '~',
      'null',
      '*a',
      '&a',
      '!b',
      '# c',
      '- d',
      '? e',
      '[f',
      '{g',
      '%h',
      '@i',
      '`j',
      "'k",
      '"l',
      '|',
      '>',
      'm:',
      ': n',
      'o: p',
      '...',
      '---',
      '=',
      '<<',
      'q\\',
      ',',
      ']',
      '}',
    ),
  )
  .map((text) => text.trim())
  .filter((text) => text !== '' && !/[\u0000-\u001f\u007f-\u009f\uFEFF]|\p{Cs}/u.test(text));

const gap = fc.constantFrom('', '', '\n', '# a comment: with "signs"\n', '\n  # indented\n\n');
const line = fc.tuple(
  gap,
  fc.constantFrom(...NAMES),
  value,
  fc.constantFrom('"', "'", '|', ':'),
  fc.constantFrom('', ' # tail'),
);

/** A YAML file as written by hand, with comments; names in any letter case, each once. */
const yamlText = fc
  .tuple(
    fc.uniqueArray(line, { selector: ([, name]) => name, maxLength: 6 }),
    gap,
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([lines, last, eol, ended]) => {
    const written = lines.map(([before, name, text, style, tail]) => {
      if (style === '|') return `${before}${name}: |${tail}\n  ${text}\n# end of it\n`;
      if (style === ':') return `${before}${name.toLowerCase()}: 30${tail}\n`;
      return `${before}${name}:  ${style === '"' ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`}${tail}\n`;
    });
    const text = written.join('') + last;
    return (ended ? text : text.replace(/\n+$/, '')).replaceAll('\n', eol);
  });

const jsonText = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...NAMES), fc.oneof(value, fc.integer(), fc.boolean()), { maxKeys: 6 }),
    fc.constantFrom(undefined, 2, 4, '\t'),
    fc.constantFrom('', '\n'),
  )
  .map(([map, indent, end]) => JSON.stringify(map, null, indent) + end);

const encoding = fc.constantFrom('utf-8' as const, 'utf-8-bom' as const, 'utf-16le' as const, 'utf-16be' as const);
const document = fc.tuple(fc.oneof(yamlText, jsonText), encoding).map(([text, as]) => encodeText(text, as));
const assignments = fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES), value), {
  selector: ([name]) => name,
  minLength: 1,
  maxLength: 4,
});

const commentsOf = (text: string): string[] =>
  text.match(/# (?:a comment: with "signs"|indented|tail|end of it)(?=\s|$)/g) ?? [];
const textsOf = (file: ReturnType<typeof readParameterFile>): Map<string, string> =>
  new Map(file.entries.map(({ definition, text }) => [definition.name, text.trim()]));

describe('any file and any values', () => {
  it('are read back as set, with every comment and every other value unchanged', () => {
    fc.assert(
      fc.property(document, assignments, (bytes, wanted) => {
        const before = readParameterFile(bytes, 'p');
        expect(before.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
        const result = rewriteParameterFile(
          before,
          wanted.map(([name, text]) => set(name, text)),
        );
        expect(result).not.toBe(null);
        const after = readParameterFile(result!.bytes, 'p');
        expect(textsOf(after)).toEqual(new Map([...textsOf(before), ...wanted]));
        expect(after.layout?.format).toBe(before.layout?.format);
        expect(after.layout?.encoding).toBe(before.layout?.encoding);
        expect(commentsOf(after.layout!.text)).toEqual(commentsOf(before.layout!.text));
        const order = before.entries.map(({ name }) => name);
        expect(after.entries.map(({ name }) => name).slice(0, order.length)).toEqual(order);
      }),
      { numRuns: 600 },
    );
  });

  it('are the same bytes again after added names are removed', () => {
    fc.assert(
      fc.property(document, assignments, (bytes, wanted) => {
        const before = readParameterFile(bytes, 'p');
        const added = wanted.filter(([name]) => !textsOf(before).has(name));
        const with_ = rewriteParameterFile(
          before,
          added.map(([name, text]) => set(name, text)),
        );
        const without = rewriteParameterFile(
          with_!.file,
          added.map(([name]) => unset(name)),
        );
        expect(without?.bytes).toEqual(bytes);
      }),
      { numRuns: 600 },
    );
  });
});
