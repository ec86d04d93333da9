import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../src/core/config/parameters/catalogue.ts';
import { diffParameters } from '../../../src/operations/params/params-diff.ts';
import { getParameters, listParameters } from '../../../src/operations/params/params-read.ts';
import { bareValue, unsetInWords, valueInWords } from '../../../src/presentation/params/parameter-value.ts';
import { renderDifferences } from '../../../src/presentation/params/params-diff.ts';
import { renderParameters } from '../../../src/presentation/params/params-list.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { caught } from '../../support/caught.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const TIMEOUT = 'Switchover Reconnect Timeout';
const PING_COUNT = 'Switchover Unreachable Primary Ping Count';
const ALL = { changed: false, group: null } as const;

function differencesOf(left: string, right: string): ReturnType<typeof diffParameters> {
  return diffParameters(left, right, () => Promise.reject(new Error('files need no pair')));
}

function fileOf(text: string, name = 'p.yaml'): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
}

describe('listing parameters', () => {
  it('lists all defaults without a file', async () => {
    const { source, parameters } = await listParameters(null, ALL);
    expect(source).toBe(null);
    expect(parameters.map(({ name }) => name)).toEqual(CATALOGUE.map(({ name }) => name));
    const others = parameters.filter(({ set, value, default: preset }) => set || value !== preset);
    // Not set differs from its default (reading R4).
    expect(others.map(({ name, set, value, default: preset }) => [name, set, value, preset])).toEqual([
      [PING_COUNT, false, null, 0],
    ]);
  });

  it('gives value, default and whether it is set, and null for unknown', async () => {
    const file = fileOf(`${TIMEOUT}: 010\nSwitchover Disable Gateway Ping: off\nSwitchover NetTest A: 10.0.0.1\n`);
    const { parameters } = await listParameters(file, ALL);
    const found = Object.fromEntries(parameters.map((each) => [each.name, each]));
    expect(found[TIMEOUT]).toEqual({
      name: TIMEOUT,
      shortName: 'reconnect-timeout',
      group: 'reconnecting',
      value: 10,
      default: 30,
      inForce: null,
      pendingRestart: null,
      used: true,
      waitsFor: null,
      set: true,
      type: 'number',
      unit: 'seconds',
      dynamic: false,
    });
    expect(found['Switchover Disable Gateway Ping']).toMatchObject({ value: false, default: true, set: true });
    expect(found['Switchover NetTest A']).toMatchObject({ value: '10.0.0.1', default: null, type: 'host', unit: null });
    expect(found['Switchover NetTest B']).toMatchObject({ value: null, default: null, set: false });
  });

  it('lists only changed parameters, or only one group', async () => {
    const file = fileOf(`${TIMEOUT}: 30\nSwitchover Notifier Reconnect Delay: 6\nSwitchover TS Timeout: 20\n`);
    const names = async (only: Parameters<typeof listParameters>[1]): Promise<string[]> =>
      (await listParameters(file, only)).parameters.map(({ name }) => name);
    expect(await names({ changed: true, group: null })).toEqual([
      'Switchover Notifier Reconnect Delay',
      'Switchover TS Timeout',
    ]);
    expect(await names({ changed: true, group: 'reconnecting' })).toEqual(['Switchover Notifier Reconnect Delay']);
    expect(await names({ changed: false, group: 'quality-of-service' })).toHaveLength(2);
  });

  it('is rejected with all problems of the file, and warns if it may be the wrong file', async () => {
    const { problem, also } = await caught(listParameters(fileOf(`${TIMEOUT}: x\nnonsense: 1\n`), ALL));
    expect([problem, ...also].map(({ code }) => code)).toEqual(['value-not-a-number', 'parameter-unknown']);
    const { warnings } = await listParameters(fileOf(''), ALL);
    expect(warnings.map(({ code }) => code)).toEqual(['file-empty']);
    expect((await listParameters(fileOf(`${TIMEOUT}: 3\n`), ALL)).warnings).toEqual([]);
  });
});

describe('getting parameters', () => {
  it('gives the named ones in that order, each once, in any letter case', async () => {
    const file = fileOf(`${TIMEOUT}: 10\n`);
    const words = ['Disable-gateway-ping', TIMEOUT.toLowerCase(), 'reconnect-timeout', TIMEOUT];
    const { parameters } = await getParameters(words, file);
    expect(parameters.map(({ name, value }) => bareValue(name, value))).toEqual(['Yes', '10']);
  });

  it('suggests similar names for an unknown one', async () => {
    const { kind, problem } = await caught(getParameters(['Switchover Reconect Timeout'], fileOf('')));
    expect([kind, problem.code]).toEqual(['usage', 'parameter-unknown']);
    expect(problem.do).toContain(TIMEOUT);
  });

  it('answers a name without quotes with what to write', async () => {
    const { kind, problem } = await caught(getParameters(['Switchover', 'TS', 'Timeout'], fileOf('')));
    expect([kind, problem.code]).toEqual(['usage', 'name-unquoted']);
    expect(problem.do).toContain('switchover params get "Switchover TS Timeout", or: switchover params get ts-timeout');
  });
});

describe('comparing parameters', () => {
  it('compares values, not their spelling, with the defaults filled in', async () => {
    const left = fileOf(`${TIMEOUT}: 030 # x\nSwitchover Disable Gateway Ping: 0\nSwitchover TS Timeout: 20\n`);
    const right = fileOf(`{"Switchover Disable Gateway Ping": "No", "Handler Path": "D:\\\\I3"}`, 'p.json');
    const found = await differencesOf(left, right);
    expect(found).toMatchObject({ left, right, different: true });
    expect(found.differences).toEqual([
      { name: 'Switchover TS Timeout', left: { value: 20, set: true }, right: { value: 10, set: false } },
      { name: 'Handler Path', left: { value: null, set: false }, right: { value: 'D:\\I3', set: true } },
    ]);
    expect((await differencesOf(left, left)).different).toBe(false);
  });

  it('accepts the defaults as one side', async () => {
    const file = fileOf(`${TIMEOUT}: 10\n`);
    expect((await differencesOf('default', file)).differences.map(({ name }) => name)).toEqual([TIMEOUT]);
    expect((await differencesOf('default', 'default')).different).toBe(false);
  });
});

describe('a default that differs from not set', () => {
  const show = (parameters: Parameters<typeof renderParameters>[0]): string =>
    renderParameters(parameters, { palette: PLAIN, columns: 80 });

  it('counts as a change if set, and is not shown as the value if not set', async () => {
    const { parameters } = await listParameters(fileOf(`${PING_COUNT}: 0\n${TIMEOUT}: 30\n`), {
      ...ALL,
      changed: true,
    });
    expect(parameters.map(({ name, value, set }) => [name, value, set])).toEqual([[PING_COUNT, 0, true]]);
    expect(show(parameters)).toContain(`${PING_COUNT}  0 ping sets`);
    expect(show(parameters)).not.toContain('default');
    const { parameters: absent } = await getParameters([PING_COUNT], fileOf(`${TIMEOUT}: 30\n`));
    expect(absent).toMatchObject([{ value: null, default: 0, set: false }]);
    expect(show(absent)).toMatch(new RegExp(`${PING_COUNT} +not set$`, 'm'));
  });

  it('differs from not set', async () => {
    const [zero, none] = [fileOf(`${PING_COUNT}: 0\n`), fileOf(`${TIMEOUT}: 30\n`)];
    const { different, differences } = await differencesOf(zero, none);
    expect([different, differences]).toEqual([
      true,
      [{ name: PING_COUNT, left: { value: 0, set: true }, right: { value: null, set: false } }],
    ]);
  });

  it('is not shown as the default when it is set or unset', () => {
    expect(unsetInWords(PING_COUNT, 0)).toBe('not set');
    expect(unsetInWords(TIMEOUT, 30)).toBe('not set (30 seconds by default)');
    expect(valueInWords(PING_COUNT, -1)).toBe('-1');
  });
});

describe('the list of parameters', () => {
  const columnsOf = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));
  const wide = (text: string): string[] =>
    text.split('\n').filter((line) => line.length > 80 && /\S\s+\S/.test(line.trim()));

  it('fits in 80 columns, with names, values and defaults', async () => {
    const { parameters } = await listParameters(null, ALL);
    const shown = renderParameters(parameters, { palette: PLAIN, columns: 80 });
    expect(wide(shown)).toEqual([]);
    for (const { name, shortName } of parameters) {
      expect(shown).toContain(name);
      expect(shown).toContain(shortName);
    }
    expect(columnsOf(renderParameters(parameters, { palette: PLAIN, columns: 200 }))).toBeLessThanOrEqual(200);
  });

  it('shows the value with its unit, and a different default', async () => {
    const { parameters } = await listParameters(fileOf(`${TIMEOUT}: 1\n`), { changed: false, group: 'reconnecting' });
    expect(renderParameters(parameters, { palette: PLAIN, columns: 80 })).toBe(
      [
        'Reconnecting',
        '  Switchover Reconnect Timeout         1 second (default 30 seconds)',
        '    reconnect-timeout',
        '  Switchover Notifier Reconnect Delay  5 seconds (default)',
        '    notifier-reconnect-delay',
      ].join('\n'),
    );
    expect(renderParameters(parameters, { palette: PLAIN, columns: 120 })).toBe(
      [
        'Reconnecting',
        '  Switchover Reconnect Timeout         reconnect-timeout         1 second (default 30 seconds)',
        '  Switchover Notifier Reconnect Delay  notifier-reconnect-delay  5 seconds (default)',
      ].join('\n'),
    );
  });

  it('fits differences in 80 columns, whatever the names of the files', async () => {
    const name = `${'long '.repeat(10)}.yaml`;
    const file = fileOf(
      `CustomMirrorDir: ${Array.from({ length: 9 }, (_, index) => `D:\\folder${index}`).join(';')}\n`,
      name,
    );
    const found = await differencesOf(file, 'default');
    const shown = renderDifferences({ ...found, left: name }, { palette: PLAIN, columns: 80 });
    expect(wide(shown)).toEqual([]);
    expect(shown).toContain(`1 is ${name}\n2 is default`);
  });

  it('shows the entries that only one of two lists has', async () => {
    const differ = async (one: string, other: string): Promise<string> => {
      const [left, right] = [fileOf(one, 'one.yaml'), fileOf(other, 'two.yaml')];
      const found = await differencesOf(left, right);
      return renderDifferences({ ...found, left: 'one', right: 'two' }, { palette: PLAIN, columns: 80 });
    };
    const list = (entries: string): string => `MirrorExceptions: ${entries}\n`;
    expect(await differ(list('txt;gif;old'), list('txt;gif;new;tmp'))).toBe(
      'MirrorExceptions\n  only one   old\n  only two   new; tmp\n  both       2 entries',
    );
    expect(await differ(list('txt;gif'), list('txt'))).toBe(
      'MirrorExceptions\n  only one   gif\n  both       one entry',
    );
    expect(await differ(list('txt;gif'), list('gif;txt'))).toBe(
      'MirrorExceptions\n  the same 2 entries, in a different order',
    );
    expect(await differ(list('txt'), list('gif'))).toBe('MirrorExceptions\n  one   txt\n  two   gif');
    expect(await differ(list('txt'), '{}\n')).toBe('MirrorExceptions\n  one   txt\n  two   not set');
    const flows = 'CustomMirrorDir: +C:\\I3\\IC\\Flows\n';
    expect(await differ(flows, '{}\n')).toMatch(
      /^CustomMirrorDir\n {2}only two {3}\+D:[\s\S]* \(default\)\n {2}both {7}one entry$/,
    );
  });

  it('does not mark the defaults as default', async () => {
    const found = await differencesOf(fileOf(`${TIMEOUT}: 1\n`), 'default');
    expect(renderDifferences({ ...found, left: 'p.yaml' }, { palette: PLAIN, columns: 80 })).toBe(
      `${TIMEOUT}\n  p.yaml    1 second\n  default   30 seconds`,
    );
  });
});
