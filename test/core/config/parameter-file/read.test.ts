import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParameterFile } from '../../../../src/core/config/parameter-file/parameter-file.ts';
import { readParameterFile } from '../../../../src/core/config/parameter-file/read.ts';
import { readValues } from '../../../../src/core/config/parameter-file/values.ts';
import { encodeText } from '../../../../src/core/config/yaml-text/text.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string): ParameterFile => readParameterFile(utf8(text), 'p.yaml');
const found = (file: ParameterFile): string[] => file.problems.map(({ code, where }) => `${code} ${where}`);
const texts = (file: ParameterFile): Record<string, string> =>
  Object.fromEntries(file.entries.map(({ definition, text }) => [definition.name, text]));

const TIMEOUT = 'Switchover Reconnect Timeout';
const DELAY = 'Switchover Notifier Reconnect Delay';
const NETTEST = 'Switchover NetTest A';

describe('a valid parameter file', () => {
  it('gives each name with its text and location', () => {
    const file = read(`# tuned in May\n${TIMEOUT}: 30  # seconds\n\n${NETTEST}: "10.0.0.1"\n`);
    expect(file.problems).toEqual([]);
    expect(
      file.entries.map(({ definition: { name }, text, line, column, where }) => [name, text, line, column, where]),
    ).toEqual([
      [TIMEOUT, '30', 2, 31, 'p.yaml:2:31'],
      [NETTEST, '10.0.0.1', 4, 23, 'p.yaml:4:23'],
    ]);
  });

  it.each([
    '010',
    '0x10',
    '0o17',
    '1e3',
    '1_000',
    '+5',
    '-0',
    '.5',
    '.inf',
    '.NaN',
    'yes',
    'No',
    'on',
    'TRUE',
    'y',
    '2024-05-01',
    '2024-05-01T10:00:00Z',
    '12:30:45',
    '=',
    '0b11',
  ])('takes %s as those characters, in YAML and in quotes', (word) => {
    expect(texts(read(`${TIMEOUT}: ${word}\n${NETTEST}: "${word}"\n${DELAY}: '${word}'\n`))).toEqual({
      [TIMEOUT]: word,
      [NETTEST]: word,
      [DELAY]: word,
    });
  });

  it.each(['30', '1e3', '1.0', 'true', 'false', '"yes"'])('takes %s as those characters in JSON', (word) => {
    expect(texts(read(`{"${TIMEOUT}":${word}}`))).toEqual({ [TIMEOUT]: word.replaceAll('"', '') });
  });

  it('may be JSON with tabs, Windows line ends and every JSON escape', () => {
    const file = read(`{\r\n\t"${TIMEOUT}": 30,\r\n\t"${NETTEST}": "\\u0061\\/\\ud83d\\ude00\\t"\r\n}\r\n`);
    expect(file.problems).toEqual([]);
    expect(texts(file)).toEqual({ [TIMEOUT]: '30', [NETTEST]: 'a/\u{1F600}\t' });
    expect(file.layout?.format).toBe('json');
  });

  it('accepts names in any letter case and keeps their spelling', () => {
    const [entry] = read(`switchover RECONNECT timeout: 5\n`).entries;
    expect([entry?.definition.name, entry?.name]).toEqual([TIMEOUT, 'switchover RECONNECT timeout']);
  });

  it.each(['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be'] as const)('may be %s', (encoding) => {
    const file = readParameterFile(encodeText(`# ö\n${TIMEOUT}: 30\n`, encoding), 'p.yaml');
    expect(file.problems).toEqual([]);
    expect(file.entries.map(({ text, where }) => [text, where])).toEqual([['30', 'p.yaml:2:31']]);
  });

  it.each([
    ['a directive and a document mark', `%YAML 1.1\n---\n${TIMEOUT}: yes\n...\n`, 'yes'],
    ['a folded block', `${TIMEOUT}: >-\n  a;\n  b\n`, 'a; b'],
    ['an anchor that nobody uses', `${TIMEOUT}: &a 30\n`, '30'],
    ['an explicit key', `? ${TIMEOUT}\n: 30\n`, '30'],
    ['braces without quotes', `{${TIMEOUT}: 30,}`, '30'],
    ['an empty value, which is judged with the values', `${TIMEOUT}:\n`, ''],
  ])('may have %s', (_, text, expected) => {
    const file = read(text);
    expect(file.problems).toEqual([]);
    expect(texts(file)).toEqual({ [TIMEOUT]: expected });
  });
});

describe('an invalid parameter file', () => {
  it.each([
    ['a list', '- a\n', ['type-wrong p.yaml:1:1']],
    ['a single word', 'hello\n', ['type-wrong p.yaml:1:1']],
    ['a JSON list', '[{"a":1}]', ['type-wrong p.yaml:1:1']],
    ['null', 'null\n', ['type-wrong p.yaml:1:1']],
    ['a map in a map', `parameters:\n  ${TIMEOUT}: 30\n`, ['parameter-unknown p.yaml:1:1']],
    ['a value that is a map', `${TIMEOUT}:\n  a: 1\n`, ['type-wrong p.yaml:2:3']],
    ['a value that is a list', `${TIMEOUT}: [1, 2]\n`, ['type-wrong p.yaml:1:31']],
    ['a name that is a list', '[a]: 1\n', ['key-not-text p.yaml:1:1']],
    ['a value that is null', `${TIMEOUT}: ~\n${DELAY}: null\n`, ['value-null p.yaml:1:31', 'value-null p.yaml:2:38']],
    ['a value that is null in JSON', `{"${TIMEOUT}": null}`, ['value-null p.yaml:1:34']],
    ['a name twice', `${TIMEOUT}: 1\n${TIMEOUT}: 2\n`, ['key-duplicate p.yaml:2:1']],
    ['a name in two letter cases', `${TIMEOUT}: 1\n${TIMEOUT.toUpperCase()}: 1\n`, ['key-duplicate p.yaml:2:1']],
    ['a name twice in JSON', `{"${TIMEOUT}":1,\n"${TIMEOUT}":1}`, ['key-duplicate p.yaml:2:1']],
    ['an unknown name', `${TIMEOUT}: 1\nSwitchover Reconect Timeout: 1\n`, ['parameter-unknown p.yaml:2:1']],
    [
      'a short name',
      `reconnect-timeout: 1\nTS-TIMEOUT: 9\n`,
      ['parameter-short-name p.yaml:1:1', 'parameter-short-name p.yaml:2:1'],
    ],
    ['an unknown name twice', 'a: 1\nA: 1\n', ['parameter-unknown p.yaml:1:1', 'key-duplicate p.yaml:2:1']],
    ['a merge key', '<<: {a: 1}\n', ['parameter-unknown p.yaml:1:1']],
    ['a merge key of YAML 1.1', '%YAML 1.1\n---\n<<: {a: 1}\n', ['parameter-unknown p.yaml:3:1']],
    ['an alias', `${DELAY}: &a 30\n${TIMEOUT}: *a\n`, ['yaml-alias p.yaml:2:31']],
    ['an alias to nothing', `${TIMEOUT}: *.txt\n`, ['yaml-alias p.yaml:1:31']],
    ['a tag', `${TIMEOUT}: !!int 30\n`, ['yaml-tag p.yaml:1:31']],
    ['two documents', `${TIMEOUT}: 30\n---\n${TIMEOUT}: 40\n`, ['yaml-syntax p.yaml:2:1']],
    ['broken JSON', `{"${TIMEOUT}": 30`, ['yaml-syntax p.yaml:1:36']],
    ['a NUL', `${TIMEOUT}: 3\u00000\n`, ['text-control-character p.yaml:1:32']],
    ['an escape character', `${DELAY}: 5\n${TIMEOUT}: \u001b[2J\n`, ['text-control-character p.yaml:2:31']],
    ['a byte order mark inside', `${TIMEOUT}: 30\n\uFEFF`, ['text-control-character p.yaml:2:1']],
    ['a pair file', 'pair: p\nservers: {}\nparameters: {}\n', ['file-is-pair-file p.yaml:1:1']],
    ['no byte at all', '', ['file-empty p.yaml:1:1']],
    ['comments only', '# nothing\n', ['file-empty p.yaml:1:1']],
    ['a document mark only', '---\n', ['file-empty p.yaml:1:4']],
  ])('is told when it is %s', (_, text, expected) => {
    expect(found(read(text))).toEqual(expected);
  });

  it('is reported with the first byte that is not UTF-8 or UTF-16', () => {
    expect(found(readParameterFile(Uint8Array.of(0x61, 0x0a, 0x62, 0xff, 0x63), 'p.yaml'))).toEqual([
      'not-utf8 p.yaml:2:2',
    ]);
    const cut = encodeText('a\nb', 'utf-16le').subarray(0, -1);
    expect(found(readParameterFile(cut, 'p.yaml'))).toEqual(['not-utf16 p.yaml:2:1']);
    const half = encodeText('a: \ud83d', 'utf-16be');
    expect(found(readParameterFile(half, 'p.yaml'))).toEqual(['not-utf16 p.yaml:1:4']);
  });

  it('is recognized as UTF-16 without a byte order mark', () => {
    const [problem] = readParameterFile(encodeText('ab: c', 'utf-16le').subarray(2), 'p.yaml').problems;
    expect([problem?.code, problem?.do]).toEqual([
      'text-control-character',
      'save it as UTF-8, or: iconv -f UTF-16LE -t UTF-8 p.yaml',
    ]);
  });

  it('suggests similar names for an unknown one', () => {
    expect(read('Switchover Reconect Timeout: 1\n').problems[0]?.do).toBe(`did you mean "${TIMEOUT}"?`);
  });

  it('reports the line of a value of one megabyte, and rejects a file with many', () => {
    const value = '9'.repeat(1024 * 1024);
    const [problem] = read(`# c\n${TIMEOUT}: ${value}\n`).problems;
    expect([problem?.code, problem?.where, problem?.what]).toEqual([
      'value-too-long',
      'p.yaml:2:1',
      `${TIMEOUT} has a value that is far too long`,
    ]);
    expect(found(read(`${TIMEOUT}: 1\n`.repeat(20_000)))).toEqual(['file-too-large p.yaml']);
    expect(found(read('x'.repeat(5 * 1024 * 1024)))).toEqual(['file-too-large p.yaml']);
  });

  it.each([
    ['brackets', '['.repeat(200_000)],
    ['hyphens', '- '.repeat(100_000)],
    ['many names', Array.from({ length: 10_000 }, (_, index) => `k${index}: 1\n`).join('')],
    ['anchors', '&a '.repeat(80_000)],
    ['tags', '!!x '.repeat(60_000)],
    [
      'aliases of aliases',
      `a: &a [x,x]\n${Array.from('bcdefghij', (k, i) => `${k}: &${k} [${`*${'abcdefghij'[i]},`.repeat(9)}]\n`).join('')}`,
    ],
  ])('is refused with few words when it is a bomb of %s', (_, text) => {
    const { problems } = read(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThan(102);
  });
});

describe('the values of a parameter file', () => {
  it('are checked one by one, then together, and reported in the order of the file', () => {
    const { values, problems } = readValues(read(`${DELAY}: 10\n${TIMEOUT}: 5\n`));
    expect(values).toEqual({ [DELAY]: 10, [TIMEOUT]: 5 });
    expect(problems.map(({ code, severity, where }) => [code, severity, where])).toEqual([
      ['no-reconnect-attempt', 'warning', 'p.yaml:2:31'],
    ]);
  });

  it('are checked against rules even if other values are invalid', () => {
    const text = `SwitchoverServer A: alpha
SwitchoverServer B: ALPHA
${TIMEOUT}: soon
${DELAY}: 40
`;
    const { problems } = readValues(read(text));
    expect(problems.map(({ code, where }) => `${code} ${where}`)).toEqual([
      'servers-equal p.yaml:2:21',
      'value-not-a-number p.yaml:3:31',
    ]);
  });

  it('that are invalid are not reported as missing', () => {
    const { problems } = readValues(
      read(`${NETTEST}: 10.0.0.1
Switchover NetTest B: [10.0.0.2]
`),
    );
    expect(problems.map(({ code }) => code)).toEqual(['type-wrong']);
  });

  it('are reported with the broken rule and the location', () => {
    const { values, problems } = readValues(read(`${DELAY}: 30s\nnonsense: 1\n${TIMEOUT}: -1\n${NETTEST}:\n`));
    expect(values).toEqual({});
    expect(problems.map(({ code, where }) => `${code} ${where}`)).toEqual([
      'value-has-unit p.yaml:1:38',
      'parameter-unknown p.yaml:2:1',
      'value-too-small p.yaml:3:31',
      'value-empty p.yaml:4:1',
    ]);
  });
});

const PIECES = [
  TIMEOUT,
  DELAY,
  NETTEST.toLowerCase(),
  ': ',
  ':',
  '30',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ',',
  '\n',
  '\r\n',
  '\r',
  '  ',
  '\t',
  '#',
  ' # ',
  '- ',
  '? ',
  '|',
  '>-',
  '\n ',
  '&a ',
  '*a',
  '!!str ',
  '!x ',
  '%YAML 1.1\n',
  '---\n',
  '...\n',
  '<<',
  '~',
  'null',
  '\\',
  '\\u0000',
  '\u0000',
  '\u0002',
  '\u001f',
  '\u0085',
  '\u2028',
  '\uFEFF',
  '\u{1F600}',
  '\ud800',
  'yes',
];

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((words) => utf8(words.join(''))),
  fc
    .tuple(
      fc.array(fc.constantFrom(...PIECES), { maxLength: 20 }),
      fc.constantFrom('utf-8-bom', 'utf-16le', 'utf-16be'),
    )
    .map(([words, encoding]) => encodeText(words.join(''), encoding)),
);

describe('any bytes', () => {
  it('never make the reader throw, and every problem has a location, a reason and a next step', () => {
    fc.assert(
      fc.property(bytes, (some) => {
        const file = readParameterFile(some, 'p.yaml');
        const { problems } = readValues(file);
        for (const problem of problems) {
          expect(problem.where).toMatch(/^p\.yaml(:[1-9]\d*:[1-9]\d*)?$/);
          for (const words of [problem.what, problem.why, problem.do]) expect(words).not.toBe('');
          expect(problem.what + problem.why + problem.do).not.toMatch(/undefined|\[object/);
        }
        if (file.layout === null) expect(problems.map(({ severity }) => severity)).toContain('error');
        const names = file.entries.map(({ definition }) => definition.name);
        expect(new Set(names).size).toBe(names.length);
      }),
      { numRuns: 3000 },
    );
  });

  it('that are JSON are read like JSON', () => {
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.double().map(String), fc.boolean(), fc.integer());
    const document = fc.record({ [TIMEOUT]: value, [DELAY]: value, [NETTEST]: value }, { requiredKeys: [] });
    fc.assert(
      fc.property(document, fc.constantFrom(undefined, 2, '\t'), (map, indent) => {
        const text = JSON.stringify(map, null, indent).replaceAll('\u007f', '\\u007f').replaceAll('\uFEFF', '\\uFEFF');
        const file = read(text);
        expect(file.problems).toEqual([]);
        expect(texts(file)).toEqual(
          Object.fromEntries(Object.entries(map).map(([name, each]) => [name, String(each)])),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a value in double quotes with Windows paths', () => {
  it('is one problem, with the value to write instead', () => {
    const file = read(`CustomMirrorDir: "+D:\\I3\\IC\\Flows;D:\\Data"\n`);
    expect(file.problems).toEqual([
      expect.objectContaining({
        code: 'yaml-syntax',
        what: '"\\I" is not allowed in double quotes',
        where: 'p.yaml:1:22',
        do: expect.stringContaining("put the value in single quotes: '+D:\\I3\\IC\\Flows;D:\\Data'"),
      }),
    ]);
  });

  it('is one problem for each value, and beside other mistakes', () => {
    const value = '"D:\\I3\\IC;D:\\Data\\It\'s"';
    expect(found(read(`CustomMirrorDir: ${value}\nInitialMirrorDir: ${value}\nx: [\n`))).toEqual([
      'yaml-syntax p.yaml:1:21',
      'yaml-syntax p.yaml:2:22',
      'yaml-syntax p.yaml:4:1',
    ]);
    expect(read(`CustomMirrorDir: ${value}\n`).problems[0]?.do).toContain("'D:\\I3\\IC;D:\\Data\\It''s'");
  });

  it('is one problem in JSON too', () => {
    const file = read(`{"CustomMirrorDir": "+D:\\I3\\IC"}`);
    expect(file.problems).toEqual([expect.objectContaining({ do: expect.stringContaining('in JSON, write "\\\\"') })]);
  });

  it('gets the same remedy if YAML knows the character that it seems to mean', () => {
    const { problems } = readValues(read(`CustomMirrorDir: "D:\\new\\table"\n`));
    expect(problems).toEqual([expect.objectContaining({ do: expect.stringContaining('in single quotes') })]);
  });
});

describe('characters that look like a space', () => {
  it.each(['\u00a0', '\u202f', '\u2007', ' \u200b'])('are shown in an unknown name: %j', (space) => {
    const { problems } = read(`Switchover${space}TS${space}Timeout: 10\n`);
    const code = `U+${space.at(-1)!.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
    expect(problems).toEqual([
      expect.objectContaining({
        code: 'parameter-unknown',
        what: expect.stringContaining(`Switchover${space.slice(0, -1)}<${code}>TS`),
        why: expect.stringContaining(`it contains ${code}`),
        do: 'did you mean "Switchover TS Timeout"?',
      }),
    ]);
  });

  it('are named if they take the place of the space after a colon', () => {
    expect(read('Switchover TS Timeout: 10\nSwitchover TS Port:\u00a010\n').problems).toEqual([
      expect.objectContaining({ code: 'yaml-syntax', do: 'replace the character U+00A0 with a plain space' }),
    ]);
  });

  it('are named if letters only look right', () => {
    const [problem] = read('Switchover T\u0405 Timeout: 10\n').problems;
    expect(problem).toMatchObject({ why: expect.stringContaining('it contains U+0405') });
  });
});
