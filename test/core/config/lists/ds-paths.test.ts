import { describe, expect, it } from 'vitest';
import { parseDsPaths, printDsPaths } from '../../../../src/core/config/lists/ds-paths.ts';
import { problemsOfList } from '../../../../src/core/config/parameters/problems-of-list.ts';

const raw = String.raw;

/** The two signs stand for those of a placeholder, which no string of ours shall look like. */
const path = (text: string): string => text.replaceAll('«', '${').replaceAll('»', '}');

describe('a list of configuration paths', () => {
  it.each([
    ['', ''],
    ['«CONFIG»\\Users;«CONFIG»\\Passwords', '«CONFIG»\\Users;«CONFIG»\\Passwords'],
    [' «config»\\Default User\\ ; «Server»\\\\Workstations', '«CONFIG»\\Default User;«SERVER»\\Workstations'],
    ['«CONFIG»', '«CONFIG»'],
    ['«CONFIG»\\A, B & C (x): #1+', '«CONFIG»\\A, B & C (x): #1+'],
  ])('accepts %j without a problem', (text, printed) => {
    expect(problemsOfList('ds-paths', path(text), null)).toEqual([]);
    expect(printDsPaths(parseDsPaths(path(text)).entries)).toBe(path(printed));
  });

  it.each([
    ['«CONFIG»\\Users;;«CONFIG»\\Roles', ['ds-path-empty']],
    ['Users', ['ds-path-root']],
    [raw`\Users`, ['ds-path-root']],
    ['\\«CONFIG»\\Users', ['ds-path-root']],
    ['«CONFIG»/Users', ['ds-path-root']],
    ['«CONFIG»Users', ['ds-path-root']],
    ['«»\\Users', ['ds-path-root']],
    ['$CONFIG\\Users', ['ds-path-root']],
    ['«CONFIG\\Users', ['ds-path-root']],
    ['«CONFIG»\\Users/Bob', ['ds-path-invalid-character']],
    ['«CONFIG»\\*', ['ds-path-invalid-character']],
    ['«CONFIG»\\Users\n«CONFIG»\\Roles', ['ds-path-invalid-character']],
    ['«CONFIG»\\Users\\..\\Roles', ['ds-path-invalid-character']],
    ['«CONFIG»\\Users,«CONFIG»\\Roles', ['ds-path-invalid-character']],
    ['«CONFG»\\Users', ['ds-path-unknown-root']],
    ['«CONFIG»\\Users;«config»\\USERS', ['ds-path-duplicate']],
    ['«CONFIG»\\Users\\Bob;«CONFIG»\\Users', ['ds-path-covered']],
    ['«CONFIG»;«SERVER»\\x;«CONFIG»\\Users', ['ds-path-covered']],
  ])('with %j reports exactly these faults', (text, codes) => {
    expect(problemsOfList('ds-paths', path(text), null).map(({ code }) => code)).toEqual(codes);
  });

  it.each([
    ['Users', 'write "«CONFIG»\\Users", if that is what you mean'],
    ['\\«SERVER»\\Users', 'write "«SERVER»\\Users", if that is what you mean'],
    ['«CONFIG»/Roles/Bob', 'write "«CONFIG»\\Roles\\Bob", if that is what you mean'],
    ['«CONFIG»\\Users/Bob', 'write "«CONFIG»\\Users\\Bob"'],
  ])('suggests what to write instead of %j', (text, next) => {
    expect(problemsOfList('ds-paths', path(text), null)[0]?.do).toBe(path(next));
  });
});
