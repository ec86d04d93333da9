import { describe, expect, it } from 'vitest';
import { parseExtensions } from '../../../../src/core/config/lists/extensions.ts';
import { problemsOfList } from '../../../../src/core/config/parameters/problems-of-list.ts';

function read(text: string): string[] {
  return parseExtensions(text).entries.map(({ extension }) => extension);
}

describe('a list of extensions', () => {
  it.each([
    ['', []],
    ['txt; gif; myext', ['txt', 'gif', 'myext']],
    ['TXT;Gif', ['txt', 'gif']],
    ['tar.gz; c++ ;7z;~tmp;ä', ['tar.gz', 'c++', '7z', '~tmp', 'ä']],
  ])('accepts %j without a problem', (text, extensions) => {
    expect(read(text)).toEqual(extensions);
    expect(problemsOfList('extensions', text, null)).toEqual([]);
  });

  it.each([
    ['*.txt', 'txt'],
    ['.txt', 'txt'],
    ['*.tar.gz', 'tar.gz'],
    ['.TXT', 'TXT'],
  ])('reads %j as the plain form and suggests it', (text, plain) => {
    expect(read(text)).toEqual([plain.toLowerCase()]);
    expect(problemsOfList('extensions', text, '--exceptions')).toMatchObject([
      {
        code: 'extension-form',
        severity: 'warning',
        do: `write ${plain}`,
        where: '--exceptions, entry 1 (character 1)',
      },
    ]);
  });

  it.each([
    ['txt;;gif', ['extension-form'], ['txt', 'gif']],
    ['txt;', ['extension-form'], ['txt']],
    ['*', ['extension-form'], []],
    ['*.*', ['extension-form'], []],
    ['.', ['extension-form'], []],
    ['txt, gif', ['extension-form'], []],
    ['txt gif', ['extension-form'], []],
    ['t?t;a*', ['extension-form', 'extension-form'], []],
    ['..txt;txt.', ['extension-form', 'extension-form'], []],
    ['D:\\a.txt;a/b', ['extension-form', 'extension-form'], []],
    ['t\u0000xt;\u202etxt', ['extension-form', 'extension-form'], []],
    ['txt;TXT', ['extension-duplicate'], ['txt']],
    ['txt;*.Txt', ['extension-form', 'extension-duplicate'], ['txt']],
  ])('with %j reports exactly these faults', (text, codes, extensions) => {
    const problems = problemsOfList('extensions', text, null);
    expect(problems.map(({ code }) => code)).toEqual(codes);
    expect(problems.every(({ severity }) => severity === 'warning')).toBe(true);
    expect(read(text)).toEqual(extensions);
  });
});
