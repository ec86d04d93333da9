import { describe, expect, it } from 'vitest';
import {
  type DirectoryEntry,
  parseDirectories,
  printDirectories,
  printDirectory,
} from '../../../../src/core/config/mirror-lists/directory-list.ts';
import { PACKAGED_CUSTOM_LIST } from '../../../../src/core/config/mirror-lists/packaged.ts';
import { problemsOfList } from '../../../../src/core/config/parameters/problems-of-list.ts';
import type { Problem } from '../../../../src/core/problem.ts';

/** `code` of the whole list, `code@3` of the third entry. */
function briefly({ code, where }: Problem): string {
  const entry = /entry (\d+)/.exec(where ?? '')?.[1];
  return entry === undefined ? code : `${code}@${entry}`;
}

function faults(text: string): string[] {
  return problemsOfList('directories', text, null).map(briefly);
}

function read(text: string): string[] {
  return parseDirectories(text).entries.map((entry: DirectoryEntry) => printDirectory(entry));
}

const raw = String.raw;

describe('a list of directories', () => {
  it.each([
    ['', []],
    ['   ', []],
    [raw`D:\I3\IC\Server\Data1; D:\I3\IC\Server\Data2`, [raw`D:\I3\IC\Server\Data1`, raw`D:\I3\IC\Server\Data2`]],
    [raw`D:\I3\Server\Data1;+D:\I3\IC\Server\Data2`, [raw`D:\I3\Server\Data1`, raw`+D:\I3\IC\Server\Data2`]],
    [raw` + d:\Data\ `, [raw`+D:\Data`]],
    [raw`D:/I3/IC\Data`, [raw`D:\I3\IC\Data`]],
    [raw`D:\\I3\\IC\\.\Data\\`, [raw`D:\I3\IC\Data`]],
    [raw`E:\ `, [raw`E:\ `.trim()]],
    ['/srv/data;+/srv//other/;/', ['/srv/data', '+/srv/other', '/']],
    ['/srv/ends with a space /;/', ['/srv/ends with a space /', '/']],
    ['/srv/what: a*name?', ['/srv/what: a*name?']],
    ['/srv/Data;/srv/data', ['/srv/Data', '/srv/data']],
    [raw`D:\Größe\Übung (1)\[a]`, [raw`D:\Größe\Übung (1)\[a]`]],
    [raw`D:\+plus;D:\a,b;D:\Work;D:\I3\IC\Worker`, [raw`D:\+plus`, raw`D:\a,b`, raw`D:\Work`, raw`D:\I3\IC\Worker`]],
    [raw`D:\Konsole;D:\nullable;D:\COM10;D:\com`, [raw`D:\Konsole`, raw`D:\nullable`, raw`D:\COM10`, raw`D:\com`]],
    [raw`D:\I3\IC;D:\I3;D:\ `, [raw`D:\I3\IC`, raw`D:\I3`, raw`D:\ `.trim()]],
    [
      raw`+D:\I3\IC\Server;D:\I3\IC\Serve;E:\I3\IC\Server\x`,
      [raw`+D:\I3\IC\Server`, raw`D:\I3\IC\Serve`, raw`E:\I3\IC\Server\x`],
    ],
  ])('takes %j as it is meant, without a problem', (text, directories) => {
    expect(read(text)).toEqual(directories);
    expect(faults(text)).toEqual([]);
  });

  it('accepts the packaged list, eleven directories with their subdirectories', () => {
    expect(faults(PACKAGED_CUSTOM_LIST)).toEqual([]);
    expect(parseDirectories(PACKAGED_CUSTOM_LIST).entries.map(({ recursive }) => recursive)).toEqual(
      Array(11).fill(true),
    );
    expect(printDirectories(parseDirectories(PACKAGED_CUSTOM_LIST).entries)).toBe(PACKAGED_CUSTOM_LIST);
  });

  it.each([
    // Empty entries, wherever they stand.
    [raw`D:\a;;D:\b`, ['path-empty@2']],
    [raw`D:\a;`, ['path-empty@2']],
    [raw`;D:\a`, ['path-empty@1']],
    [';', ['path-empty@1', 'path-empty@2']],
    ['+', ['path-empty@1']],
    [raw`D:\a; + ;D:\b`, ['path-empty@2']],
    // Paths that are not complete.
    ['Data', ['path-relative@1']],
    [raw`.\Data`, ['path-relative@1']],
    [raw`+..\Data`, ['path-relative@1']],
    [raw`\I3\IC\Handlers`, ['path-relative@1']],
    [raw`D:Data`, ['path-relative@1']],
    ['D:', ['path-relative@1']],
    [raw`++D:\Data`, ['path-relative@1']],
    [raw`I3\*.txt`, ['path-relative@1', 'path-invalid-character@1']],
    [raw`%ICROOT%\Data`, ['path-relative@1']],
    ['~/data', ['path-relative@1']],
    [raw`D:\I3\..\Data`, ['path-relative@1']],
    ['/srv/../etc', ['path-relative@1']],
    [raw`D:\I3\IC\Server\..\Logs`, ['path-relative@1', 'path-forbidden@1']],
    // Paths that lead elsewhere.
    [raw`\\filer\share\data`, ['path-unc@1']],
    [raw`+//filer/share`, ['path-unc@1']],
    [raw`\\?\D:\Data`, ['path-unc@1']],
    [raw`\\.\PhysicalDrive0`, ['path-unc@1']],
    // Characters and names.
    [raw`D:\I3\*.txt`, ['path-invalid-character@1']],
    [raw`D:\what?;D:\a|b;D:\<x>`, ['path-invalid-character@1', 'path-invalid-character@2', 'path-invalid-character@3']],
    [raw`D:\a,D:\b`, ['path-invalid-character@1']],
    [raw`"D:\a b"`, ['path-invalid-character@1']],
    ['D:\\a\u0000b', ['path-invalid-character@1']],
    ['D:\\a\nD:\\b', ['path-invalid-character@1']],
    ['D:\\a;\tD:\\b', ['path-invalid-character@2']],
    ['/srv/\u0085x', ['path-invalid-character@1']],
    ['/srv/\ud800', ['path-invalid-character@1']],
    ['/srv/\u2028;D:\\x\u2029', ['path-invalid-character@1']],
    [raw`D:\I3\IC\Logs\*.log`, ['path-invalid-character@1']],
    [raw`/srv\data`, ['path-invalid-character@1']],
    [raw`D:\data\NUL`, ['path-invalid-character@1']],
    [raw`D:\com1.log\x`, ['path-invalid-character@1']],
    [raw`D:\aux\a?`, ['path-invalid-character@1', 'path-invalid-character@1']],
    [raw`D:\data.\x`, ['path-invalid-character@1']],
    [raw`D:\data \x`, ['path-invalid-character@1']],
    [raw`D:\...`, ['path-invalid-character@1']],
    // Said twice.
    [raw`D:\Data;d:/DATA/`, ['path-duplicate@2']],
    [raw`D:\Data;+D:\Data`, ['path-duplicate@2']],
    [raw`D:\straße;D:\STRASSE;D:\ÄÖ;D:\äö`, ['path-duplicate@4']],
    ['/srv/a;/srv//a/.', ['path-duplicate@2']],
    [raw`+D:\Data;D:\Data\x`, ['path-covered@2']],
    [raw`D:\Data\x\y;+d:\data`, ['path-covered@1']],
    [raw`+D:\Data;+D:\Data\x;D:\Data\x`, ['path-covered@2', 'path-duplicate@3']],
    [raw`+/;/srv`, ['path-covered@2']],
    // Not to be mirrored.
    [raw`D:\I3\IC\Work`, ['path-forbidden@1']],
    [raw`E:\i3\ic\LOGS`, ['path-forbidden@1']],
    [raw`E:\Apps\I3\IC\FBMC\in`, ['path-forbidden@1']],
    [raw`+D:\I3\IC`, ['path-forbidden@1']],
    [raw`+D:\I3`, ['path-forbidden@1']],
    [raw`+E:\ `, ['path-forbidden@1']],
    [raw`+E:\Apps\I3\IC`, ['path-forbidden@1']],
    [raw`+D:\I3\IC;D:\I3\IC\Logs\2014`, ['path-forbidden@1', 'path-covered@2', 'path-forbidden@2']],
    [raw`D:\I3\IC\Interaction Message Store\in`, ['path-message-store@1']],
    [raw`+E:\MessageStore`, ['path-message-store@1']],
    ['/srv/message-store', ['path-message-store@1']],
    // Several at once, in the order of the text.
    [raw`Data;;\\x\y;D:\ok;D:\ok`, ['path-relative@1', 'path-empty@2', 'path-unc@3', 'path-duplicate@5']],
  ])('of %j names each fault and nothing else', (text, expected) => {
    expect(faults(text)).toEqual(expected);
  });

  it('is too long above 2000 characters of paths, separators and "+" not counted', () => {
    const path = (length: number): string => `D:\\${'a'.repeat(length - 3)}`;
    expect(faults(`+${path(1000)};  E${path(1000).slice(1)}`)).toEqual([]);
    expect(faults(`+${path(1000)};${path(1001)}`)).toEqual(['list-too-long']);
    expect(faults(`${path(2001)};x`)).toEqual(['list-too-long', 'path-relative@2']);
  });

  it('of more than 64 KiB is not parsed', () => {
    expect(faults(';'.repeat(64 * 1024 + 1))).toEqual(['list-too-long']);
    expect(parseDirectories('/'.repeat(1_000_000)).entries).toEqual([]);
  });

  it('with very many faults reports the first hundred and the number of the others', () => {
    const problems = problemsOfList('directories', ';'.repeat(149), '--custom');
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toMatchObject({ code: 'more-problems', severity: 'error', where: '--custom' });
    expect(problems.at(-1)?.what).toBe('there are 50 more problems in this list');
  });

  it('reports the entry and its position in the value', () => {
    const [first] = problemsOfList('directories', raw`D:\ok; + Data`, 'params.yaml:3:18');
    expect(first?.where).toBe('params.yaml:3:18, entry 2 (character 8)');
    expect(problemsOfList('directories', 'Data', null)[0]?.where).toBe('entry 1 (character 1)');
  });

  it('distinguishes errors and warnings', () => {
    const severities = new Map(
      problemsOfList('directories', raw`;a;\\a\b;D:\*;D:\I3\IC\Work;D:\I3\IC\Work;D:\MessageStore`, null).map(
        ({ code, severity }) => [code, severity],
      ),
    );
    expect(Object.fromEntries(severities)).toEqual({
      'path-empty': 'error',
      'path-relative': 'error',
      'path-unc': 'error',
      'path-invalid-character': 'error',
      'path-forbidden': 'warning',
      'path-duplicate': 'warning',
      'path-message-store': 'warning',
    });
  });

  it.each([
    ['D:Data', 'write "D:\\Data"'],
    [raw`\I3\IC\Handlers`, raw`write the drive: "D:\I3\IC\Handlers"`],
    [raw`D:\I3\..\Data`, raw`write "D:\Data", if that is what you mean`],
    ['D:\new\table', raw`remove it; if a "\" caused it, put the value in single quotes, or double each "\"`],
    [raw`D:\a,D:\b`, 'separate two directories with a semicolon; otherwise remove the character'],
  ])('says what to write instead of %j', (text, next) => {
    expect(problemsOfList('directories', text, null)[0]?.do).toBe(next);
  });

  it('of exclusions may contain directories that must not be mirrored', () => {
    const text = raw`+D:\I3\IC\Logs;D:\MessageStore;+D:\ ;D:\I3\IC\Work`;
    expect(problemsOfList('excluded-directories', text, null).map(briefly)).toEqual([
      'path-covered@1',
      'path-covered@2',
      'path-covered@4',
    ]);
  });
});
