import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PACKAGED_CUSTOM_LIST } from '../../../src/core/config/mirror-lists/packaged.ts';
import { validateMirrorFile, validateMirrorTexts } from '../../../src/operations/mirror/mirror-validate.ts';
import { renderValidation } from '../../../src/presentation/params/validation.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { caught } from '../../support/caught.ts';
import { switchover } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const raw = String.raw;
const RECOMMENDED = raw`D:\I3\IC\Server\Data;D:\I3\IC\Reports;D:\I3\IC\Handlers\Custom`;
const NONE = { custom: null, initial: null, exceptions: null };

function fileWith(content: string | Uint8Array): string {
  const file = join(temporaryFolder(), 'p.yaml');
  writeFileSync(file, content);
  return file;
}

/** `code LINE:COLUMN` and the entry, for a file with this content. */
async function inFile(content: string | Uint8Array): Promise<string[]> {
  const file = fileWith(content);
  const { problems } = await validateMirrorFile(file);
  return problems.map(({ code, where }) => `${code} ${where?.replace(file, '').replace(/^:/, '')}`.trim());
}

describe('lists in a parameter file', () => {
  it.each([
    [
      'YAML',
      raw`CustomMirrorDir: +D:\I3\IC\Server\Data;Data
InitialMirrorDir: 'D:\I3\IC\Server\Data'
MirrorExceptions: "*.txt"
`,
    ],
    [
      'JSON',
      raw`{ "CustomMirrorDir": "+D:\\I3\\IC\\Server\\Data;Data",
"InitialMirrorDir": "D:\\I3\\IC\\Server\\Data",
"MirrorExceptions": "*.txt" }`,
    ],
  ])('of %s are reported with line, column and entry', async (format, content) => {
    const [first, second] = format === 'JSON' ? ['1:22', '2:21'] : ['1:18', '2:19'];
    expect(await inFile(content)).toEqual([
      `path-relative ${first}, entry 2 (character 23)`,
      `path-in-both-lists ${second}, entry 1 (character 1)`,
      `extension-form ${format === 'JSON' ? '3:21' : '3:19'}, entry 1 (character 1)`,
    ]);
  });

  it('are found by their names in any letter case, and the rest of the file is ignored', async () => {
    const content = `customMIRRORdir: ${PACKAGED_CUSTOM_LIST}\nSwitchover TS Timeout: 1000\nNothing Like It: 1\n`;
    expect(await inFile(content)).toEqual([]);
  });

  it('may be folded over several lines, but not contain line ends', async () => {
    const list = RECOMMENDED.replaceAll(';', ';\n  ');
    expect(await inFile(`CustomMirrorDir: >-\n  ${list}\n`)).toEqual([]);
    const codes = (await inFile(`CustomMirrorDir: |\n  ${list}\n`)).map((each) => each.split(' ')[0]);
    expect(codes).toEqual(['path-invalid-character', 'path-invalid-character']);
  });

  it.each([
    [
      'InitialMirrorDir: Data\ninitialmirrordir: D:\\x\n',
      ['key-duplicate 2:1', 'path-relative 1:19, entry 1 (character 1)'],
    ],
    ['CustomMirrorDir: [a, b]\n', ['type-wrong 1:18']],
    ['CustomMirrorDirs: Data\n', ['parameter-unknown 1:1']],
    ['CustomMirrorDir: "D:\\new\\table"\n', ['path-invalid-character 1:18, entry 1 (character 1)']],
    ['MirrorExceptions:\n', []],
    ['', ['nothing-to-check']],
    ['Switchover TS Timeout: 10\n', ['nothing-to-check']],
  ])('%j: what prevents reading a list is reported', async (content, expected) => {
    expect(await inFile(content)).toEqual(expected);
  });

  it('may be UTF-16', async () => {
    const file = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('CustomMirrorDir: Ü\n', 'utf16le')]);
    expect(await inFile(file)).toEqual(['path-relative 1:18, entry 1 (character 1)']);
  });

  it.each([
    ['- a\n', 'type-wrong 1:1'],
    ['a: b: c\n', 'yaml-syntax 1:4'],
    [Buffer.from([0x43, 0xff]), 'not-utf8 1:2'],
    ['pair: p\nservers: {}\n', 'file-is-pair-file 1:1'],
  ])('are invalid if the file is not a parameter file: %j', async (content, problem) => {
    expect(await inFile(content)).toEqual([problem]);
    expect((await validateMirrorFile(fileWith(content))).valid).toBe(false);
  });

  it('cannot be read from a missing file', async () => {
    const error = await caught(validateMirrorFile(join(temporaryFolder(), 'none.yaml')));
    expect([error.kind, error.problem.code]).toEqual(['unreachable', 'file-missing']);
  });
});

describe('lists on the command line', () => {
  it('are reported with their flag', () => {
    const { valid, problems } = validateMirrorTexts({ custom: ';', initial: 'x', exceptions: '.y' });
    expect(valid).toBe(false);
    expect(problems.map(({ where }) => where)).toEqual([
      '--custom, entry 1 (character 1)',
      '--custom, entry 2 (character 2)',
      '--initial, entry 1 (character 1)',
      '--exceptions, entry 1 (character 1)',
    ]);
  });

  it('are valid with warnings only', () => {
    expect(validateMirrorTexts({ ...NONE, exceptions: '*.txt' })).toMatchObject({ valid: true, problems: [{}] });
  });
});

describe('switchover mirror validate', () => {
  it('finds no problem in the packaged list, through a pipe without colour', async () => {
    const { stdout, stderr, code } = await switchover(['mirror', 'validate', '--custom', PACKAGED_CUSTOM_LIST]);
    expect([stdout, stderr, code]).toEqual(['lists: valid; no problems\n', '', 0]);
  });

  it('prints one JSON document and exits with 1 if there is an error', async () => {
    const words = ['mirror', 'validate', '--json', '--custom', raw`+D:\I3\IC;`, '--initial', '', '--exceptions', 'txt'];
    const { stdout, stderr, code } = await switchover(words);
    expect(JSON.parse(stdout)).toEqual({
      valid: false,
      problems: [
        {
          code: 'path-forbidden',
          severity: 'warning',
          where: '--custom, entry 1 (character 1)',
          what: raw`"+D:\I3\IC" includes I3\IC\Work, I3\IC\Logs and I3\IC\FBMC`,
          why: 'processes write temporary files and logs there, which should not be mirrored',
          do: 'list the directories below it that you need, each with its own "+"',
        },
        {
          code: 'path-empty',
          severity: 'error',
          where: '--custom, entry 2 (character 11)',
          what: 'an entry is empty',
          why: 'semicolons separate directories',
          do: 'remove the semicolon, or add a directory',
        },
      ],
    });
    expect([stderr, code]).toEqual(['', 1]);
  });

  it('exits with 0 if there are only warnings', async () => {
    const { stdout, code } = await switchover(['mirror', 'validate', '--exceptions', '*.txt']);
    expect(stdout).toMatch(/^Warning: "\*\.txt" is read as "txt" \(extension-form\)\n/);
    expect(stdout).toMatch(/\n\nlists: valid; 1 warning\n$/);
    expect(code).toBe(0);
  });

  it('exits with 2 if nothing is given, or both a file and a list', async () => {
    const nothing = await switchover(['mirror', 'validate', '--json']);
    expect(JSON.parse(nothing.stdout)).toMatchObject({ error: { code: 'nothing-to-check' } });
    const both = await switchover(['mirror', 'validate', '--file', 'x', '--initial', 'y']);
    expect([nothing.code, both.code]).toEqual([2, 2]);
  });

  it('exits with 3 if the file cannot be read', async () => {
    const { code, stderr } = await switchover(['mirror', 'validate', '--file', join(temporaryFolder(), 'none')]);
    expect(stderr).toContain('(file-missing)');
    expect(code).toBe(3);
  });
});

describe('the text', () => {
  it('shows result, entry, rule and what to do, within the width', () => {
    const validation = validateMirrorTexts({ custom: raw`Data;+D:\I3`, initial: raw`\\filer\x`, exceptions: '*' });
    for (const columns of [60, 80, 200]) {
      const text = renderValidation({ ...validation, subject: 'lists' }, { palette: PLAIN, columns });
      expect(text).toMatch(/\n\nlists: not valid; 2 errors, 2 warnings$/);
      for (const { code } of validation.problems) expect(text).toContain(`(${code})`);
      for (const { where } of validation.problems) expect(text).toContain(`where: ${where}`);
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
      expect(text.match(/^ {2}do:/gm)).toHaveLength(4);
    }
  });
});
