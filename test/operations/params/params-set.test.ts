import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeText } from '../../../src/core/config/yaml-text/text.ts';
import { setParameters, unsetParameters } from '../../../src/operations/params/params-set.ts';
import { caught } from '../../support/caught.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const TIMEOUT = 'Switchover Reconnect Timeout';
const DELAY = 'Switchover Notifier Reconnect Delay';
const GATEWAY = 'Switchover Disable Gateway Ping';
const RECOVERY = 'Mail Interaction Recovery Enabled';

function fileOf(text: string | Uint8Array, name = 'p.yaml'): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
}

const set = (file: string, ...words: string[]) => setParameters(words, file, { dryRun: false });
const unset = (file: string, ...words: string[]) => unsetParameters(words, file, { dryRun: false });
const textOf = (file: string): string => readFileSync(file, 'utf8');

describe('setting parameters in a file', () => {
  it('changes different values, adds new ones, and reports each before and after', async () => {
    const file = fileOf(`# tuned\n${TIMEOUT}: "30"  # half a minute\n${DELAY}: 5\n`);
    const done = await set(file, TIMEOUT, '20', DELAY, '5', GATEWAY, 'false');
    expect(textOf(file)).toBe(`# tuned\n${TIMEOUT}: "20"  # half a minute\n${DELAY}: 5\n${GATEWAY}: No\n`);
    expect(done).toMatchObject({
      file,
      created: false,
      dryRun: false,
      written: true,
      unchanged: [DELAY],
      problems: [],
    });
    expect(done.changes).toEqual([
      { name: TIMEOUT, from: 30, to: 20, default: 30 },
      { name: GATEWAY, from: null, to: false, default: true },
    ]);
  });

  it('writes booleans in the words of the parameter, and leaves an equivalent word unchanged', async () => {
    const file = fileOf(`${GATEWAY}: off\n`);
    await set(file, GATEWAY, '0', RECOVERY, 'yes');
    expect(textOf(file)).toBe(`${GATEWAY}: off\n${RECOVERY}: 1\n`);
    await set(file, GATEWAY, 'TRUE', RECOVERY, 'off');
    expect(textOf(file)).toBe(`${GATEWAY}: Yes\n${RECOVERY}: 0\n`);
  });

  it('keeps UTF-16, JSON and JSON types', async () => {
    const json = `{\r\n    "${TIMEOUT}": 30\r\n}`;
    const file = fileOf(encodeText(json, 'utf-16be'), 'p.json');
    await set(file, TIMEOUT, '20', GATEWAY, 'no', RECOVERY, 'on');
    const expected = `{\r\n    "${TIMEOUT}": 20,\r\n    "${GATEWAY}": "No",\r\n    "${RECOVERY}": 1\r\n}`;
    expect(new Uint8Array(readFileSync(file))).toEqual(encodeText(expected, 'utf-16be'));
  });

  it('creates a missing file, as JSON if its name ends so', async () => {
    const folder = temporaryFolder();
    const [yaml, json] = [join(folder, 'new.yaml'), join(folder, 'new.JSON')];
    expect(await set(yaml, TIMEOUT, '20')).toMatchObject({ created: true, written: true });
    expect(await set(json, TIMEOUT, '20', DELAY, '6')).toMatchObject({ created: true, written: true });
    expect(textOf(yaml)).toBe(`${TIMEOUT}: 20\n`);
    expect(textOf(json)).toBe(`{\n  "${TIMEOUT}": 20,\n  "${DELAY}": 6\n}\n`);
  });

  it('writes nothing in a dry run', async () => {
    const file = fileOf(`${TIMEOUT}: 30\n`);
    const missing = `${file}.new`;
    const before = readdirSync(join(file, '..'));
    const done = await setParameters([TIMEOUT, '3'], file, { dryRun: true });
    expect(done).toMatchObject({ dryRun: true, written: false, changes: [{ from: 30, to: 3 }] });
    expect(done.problems.map(({ code, where }) => [code, where])).toEqual([
      ['no-reconnect-attempt', `${file} (as it would be):1:31`],
    ]);
    expect(await setParameters([TIMEOUT, '3'], missing, { dryRun: true })).toMatchObject({
      created: true,
      written: false,
    });
    expect([textOf(file), readdirSync(join(file, '..'))]).toEqual([`${TIMEOUT}: 30\n`, before]);
  });

  it('reports the takeover times before and after the change', async () => {
    const file = fileOf(`${TIMEOUT}: 30\n${GATEWAY}: No\n`);
    const longest = async (done: ReturnType<typeof set>) =>
      (await done).bounds.map(({ failure, before, after }) => [failure, before.longestMs, after.longestMs]);
    const dry = setParameters([TIMEOUT, '10'], file, { dryRun: true });
    expect(await longest(dry)).toEqual([
      ['process-killed', 34_000, 14_000],
      ['both-connections', 50_000, 30_000],
      ['primary-unreachable', 50_000, 30_000],
    ]);
    expect(await longest(unset(file, GATEWAY))).toEqual([['backup-cut-off', null, 50_000]]);
    expect(await longest(set(file, TIMEOUT, '30'))).toEqual([]);
    expect(await longest(set(`${file}.new`, TIMEOUT, '29'))).toHaveLength(4);
  });

  it('writes nothing if nothing changes, so the file may be read-only', async () => {
    const file = fileOf(`${TIMEOUT}: 030\n`);
    chmodSync(file, 0o444);
    expect(await set(file, TIMEOUT, '30')).toMatchObject({ written: false, changes: [], unchanged: [TIMEOUT] });
  });

  it('fixes an invalid value, and reports the old one', async () => {
    const file = fileOf(`${TIMEOUT}: 30s\n`);
    expect((await set(file, TIMEOUT, '30')).changes).toEqual([{ name: TIMEOUT, from: '30s', to: 30, default: 30 }]);
    expect(textOf(file)).toBe(`${TIMEOUT}: 30\n`);
  });

  it.each([
    ['a value of the wrong kind', '', [TIMEOUT, '30s'], ['value-has-unit']],
    ['a value out of range', '', [DELAY, '61'], ['value-too-large']],
    ['a fraction', '', [TIMEOUT, '1.5'], ['value-not-whole']],
    ['a control character', '', ['MirrorExceptions', 'a\u0007b'], ['value-control-character']],
    ['a value of a megabyte', '', ['MirrorExceptions', 'x'.repeat(1024 * 1024)], ['value-too-long']],
    ['an empty value', '', [TIMEOUT, ''], ['value-empty']],
    ['a name without its quotes', '', [...TIMEOUT.split(' '), '3'], ['name-unquoted']],
    ['a short name in the file', 'ts-timeout: 3\n', [TIMEOUT, '3'], ['parameter-short-name']],
    [
      'two wrong values and an unknown name',
      '',
      [TIMEOUT, 'x', DELAY, '1', 'No Such Thing', '1'],
      ['parameter-unknown', 'value-not-a-number', 'value-too-small'],
    ],
    [
      'values that do not go together',
      '',
      ['SwitchoverServer A', 'alpha', 'SwitchoverServer B', 'ALPHA'],
      ['servers-equal'],
    ],
    ['another wrong value in the file', `${DELAY}: soon\n`, [TIMEOUT, '30'], ['value-not-a-number']],
    ['an unknown name in the file', 'nonsense: 1\n', [TIMEOUT, '30'], ['parameter-unknown']],
    ['a file that is no map', '- 1\n', [TIMEOUT, '30'], ['type-wrong']],
    ['a file with broken syntax', `${TIMEOUT}: "30\n`, [TIMEOUT, '30'], ['yaml-syntax']],
    ['a pair file', 'pair: p\nservers: {}\n', [TIMEOUT, '30'], ['file-is-pair-file']],
  ])('changes nothing for %s', async (_, text, words, codes) => {
    const file = fileOf(text);
    const error = await caught(set(file, GATEWAY, 'No', ...words));
    expect([error.kind, [error.problem, ...error.also].map(({ code }) => code)]).toEqual(['usage', codes]);
    expect(textOf(file)).toBe(text);
    expect(readdirSync(join(file, '..'))).toEqual(['p.yaml']);
  });

  it('reports an existing error with its location, and a new one as such', async () => {
    const file = fileOf(`${TIMEOUT}: 30\n${DELAY}: soon\n`);
    expect((await caught(set(file, TIMEOUT, '20'))).problem.where).toBe(`${file}:2:38`);
    const other = fileOf('SwitchoverServer A: alpha\n');
    expect((await caught(set(other, 'SwitchoverServer B', 'alpha'))).problem.where).toContain(
      `${other} (as it would be):`,
    );
  });

  it('is refused if the file cannot be edited without changing something else', async () => {
    const text = `${TIMEOUT}: |\n  30\n${DELAY}: 5\n  # deep\n`;
    const file = fileOf(text);
    const { kind, problem } = await caught(unset(file, DELAY));
    expect([kind, problem.code, textOf(file)]).toEqual(['refused', 'file-not-rewritable', text]);
  });
});

describe('removing parameters from a file', () => {
  it('restores the bytes from before they were set', async () => {
    const text = `# a\r\n${TIMEOUT}: 30 # b\r\n\r\n# c`;
    const file = fileOf(text);
    await set(file, DELAY, '6', 'Switchover TS Timeout=20');
    expect(textOf(file)).not.toBe(text);
    const done = await unset(file, 'switchover ts timeout', DELAY, 'Switchover Max Restarts');
    expect(textOf(file)).toBe(text);
    expect(done.changes).toEqual([
      { name: 'Switchover TS Timeout', from: 20, to: null, default: 10 },
      { name: DELAY, from: 6, to: null, default: 5 },
    ]);
    expect(done.unchanged).toEqual(['Switchover Max Restarts']);
  });

  it('removes unknown and duplicate names, and reports the remaining problems', async () => {
    const file = fileOf(`No Such Thing: 1\n${TIMEOUT}: 1\n${TIMEOUT.toUpperCase()}: 2\n${DELAY}: soon\n`);
    const done = await unset(file, 'no such thing', TIMEOUT);
    expect(textOf(file)).toBe(`${DELAY}: soon\n`);
    expect(done.problems.map(({ code }) => code)).toEqual(['value-not-a-number']);
  });

  it('accepts a short name, unless the file contains that very word', async () => {
    const file = fileOf(`reconnect-timeout: 1\n${TIMEOUT}: 2\n`);
    expect((await unset(file, 'RECONNECT-timeout')).changes.map(({ name }) => name)).toEqual(['reconnect-timeout']);
    expect(textOf(file)).toBe(`${TIMEOUT}: 2\n`);
    await unset(file, 'reconnect-timeout');
    expect(textOf(file)).toBe('');
  });

  it('changes nothing if the remaining values would conflict', async () => {
    const text =
      'ForceSwitchoverFQDNs: Yes\nSwitchoverServerFQDN A: a.example.com\nSwitchoverServerFQDN B: b.example.com\n';
    const file = fileOf(text);
    expect((await caught(unset(file, 'SwitchoverServerFQDN B'))).kind).toBe('usage');
    expect(textOf(file)).toBe(text);
  });

  it('requires an existing file, and names that are known or in the file', async () => {
    const file = fileOf(`${TIMEOUT}: 1\n`);
    expect((await caught(unset(file, TIMEOUT, 'No Such Thing'))).problem.code).toBe('parameter-unknown');
    expect((await caught(unset(`${file}.none`, TIMEOUT))).problem.code).toBe('file-missing');
    expect([textOf(file), existsSync(`${file}.none`)]).toEqual([`${TIMEOUT}: 1\n`, false]);
  });
});
