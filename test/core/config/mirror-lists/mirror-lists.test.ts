import { describe, expect, it } from 'vitest';
import { problemsOfMirrorLists } from '../../../../src/core/config/mirror-lists/mirror-lists.ts';
import { PACKAGED_CUSTOM_LIST } from '../../../../src/core/config/mirror-lists/packaged.ts';

const raw = String.raw;
const RECOMMENDED = raw`D:\I3\IC\Server\Data;D:\I3\IC\Reports;D:\I3\IC\Handlers\Custom`;

function check(lists: { custom?: string; initial?: string; exceptions?: string }) {
  const given = (name: 'custom' | 'initial' | 'exceptions') => {
    const text = lists[name];
    return text === undefined ? null : { text, where: name };
  };
  return problemsOfMirrorLists({
    custom: given('custom'),
    initial: given('initial'),
    exceptions: given('exceptions'),
  });
}

/** `code custom@3` */
function faults(lists: Parameters<typeof check>[0]): string[] {
  return check(lists).map(({ code, where }) => {
    const [, list, entry] = /^(\w+)(?:, entry (\d+).*)?$/.exec(where ?? '') ?? [];
    return `${code} ${list}${entry === undefined ? '' : `@${entry}`}`;
  });
}

describe('the mirror lists together', () => {
  it('have no problems as packaged, on any drive and in any order', () => {
    expect(faults({ custom: PACKAGED_CUSTOM_LIST })).toEqual([]);
    expect(faults({ custom: PACKAGED_CUSTOM_LIST, initial: '', exceptions: 'txt; gif; myext' })).toEqual([]);
    const moved = PACKAGED_CUSTOM_LIST.replaceAll('C:', 'd:').split(';').toReversed().join('; ');
    expect(faults({ custom: moved })).toEqual([]);
  });

  it.each([
    [{ custom: raw`D:\Data`, initial: raw`E:\Rec;d:\DATA` }, ['path-in-both-lists initial@2']],
    [{ custom: raw`+D:\Data`, initial: raw`D:\Data` }, ['path-in-both-lists initial@1']],
    [{ custom: raw`D:\Data`, initial: raw`+D:\Data` }, ['path-in-both-lists initial@1']],
    [{ custom: raw`+D:\Data`, initial: raw`D:\Data\x` }, ['path-in-both-lists initial@1']],
    [{ custom: raw`D:\Data\x`, initial: raw`+D:\Data` }, []],
    [{ custom: raw`D:\Data`, initial: raw`D:\Data\x` }, []],
    [{ custom: '/srv/Data', initial: '/srv/data' }, []],
    [
      { custom: raw`D:\Data`, initial: raw`D:\Data;D:\Data` },
      ['path-in-both-lists initial@1', 'path-duplicate initial@2'],
    ],
    [
      { custom: ';', initial: 'x', exceptions: '*.txt' },
      ['path-empty custom@1', 'path-empty custom@2', 'path-relative initial@1', 'extension-form exceptions@1'],
    ],
    [{ custom: raw`D:\I3\IC\Work`, initial: raw`+D:\I3\IC` }, ['path-forbidden custom@1', 'path-forbidden initial@1']],
  ])('%j have each fault named and nothing else', (lists, expected) => {
    // What is recommended stands in front, so that nothing is said of it.
    const custom = `${RECOMMENDED};${lists.custom}`;
    expect(faults({ ...lists, custom })).toEqual(
      expected.map((each) => each.replace(/custom@(\d+)/, (_, entry) => `custom@${Number(entry) + 3}`)),
    );
  });
});

describe('a recommended directory', () => {
  it('is reported if neither list mirrors it', () => {
    const problems = check({ custom: raw`D:\Other` });
    expect(problems.map(({ code, what, where }) => [code, what, where])).toEqual([
      ['recommended-missing', raw`neither list mirrors "\I3\IC\Server\Data"`, 'custom'],
      ['recommended-missing', raw`neither list mirrors "\I3\IC\Reports"`, 'custom'],
      ['recommended-missing', raw`neither list mirrors "\I3\IC\Handlers\Custom"`, 'custom'],
    ]);
    expect(problems.every(({ severity }) => severity === 'warning')).toBe(true);
  });

  it.each([
    [RECOMMENDED, ''],
    ['', RECOMMENDED],
    [raw`E:\i3\ic\server\data;E:\Apps\I3\IC\Reports`, raw`D:\I3\IC\Handlers\Custom\Mine`],
    [raw`+D:\I3\IC\Server;+D:\I3\IC\Handlers`, raw`+D:\I3\IC\Reports`],
  ])('is content with %j and %j', (custom, initial) => {
    expect(faults({ custom, initial })).toEqual([]);
  });

  it('is not reported if its parent is listed without "+"', () => {
    expect(faults({ custom: raw`D:\I3\IC\Server;D:\I3\IC\Reports`, initial: raw`D:\I3\IC\Handlers\Custom` })).toEqual([
      'recommended-missing custom',
    ]);
  });

  it('is not reported while the lists have errors', () => {
    expect(faults({ custom: raw`D:\Other`, initial: raw`I3\IC\Reports` })).toEqual(['path-relative initial@1']);
  });

  it('is reported for a packaged list with additions', () => {
    expect(faults({ custom: `${PACKAGED_CUSTOM_LIST};D:\\Mine` })).toHaveLength(3);
    expect(faults({ custom: PACKAGED_CUSTOM_LIST, initial: raw`D:\Mine` })).toHaveLength(3);
  });

  it('is not reported for POSIX directories, or without a list', () => {
    expect(faults({ custom: '/srv/data', initial: '+/srv/other' })).toEqual([]);
    expect(faults({ exceptions: 'txt' })).toEqual([]);
    expect(faults({ custom: '' })).toHaveLength(3);
  });
});
