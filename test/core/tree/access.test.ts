import { expect, it } from 'vitest';
import { type TreeAccess, visiblePaths, whyNotAllowed } from '../../../src/core/tree/access.ts';
import { parsePath, printPath, type TreePath } from '../../../src/core/tree-path.ts';

function path(text: string): TreePath {
  const parsed = parsePath(text);
  if (!parsed.ok) throw new Error(parsed.problem.what);
  return parsed.path;
}

const USERS = `\${CONFIG}\\Users`;
const DIALER = `\${SERVER}\\Dialer`;
const SECRET = `\${CONFIG}\\Secret`;
const [CONFIG, SERVER] = [USERS.slice(0, 9), DIALER.slice(0, 9)];
const LIMITED: TreeAccess = { read: [path(USERS)], write: [path(DIALER)] };
const READER: TreeAccess = { read: null, write: [] };
const NOTHING: TreeAccess = { read: [], write: [] };

it.each<[name: string, access: TreeAccess, path: string, read: boolean, write: boolean]>([
  ['what it may read is not what it may change', LIMITED, USERS, true, false],
  ['everything below is included', LIMITED, `${USERS}\\Joe\\Phone`, true, false],
  ['what it may change it may read', LIMITED, DIALER, true, true],
  ['letter case does not count', LIMITED, `${DIALER.toUpperCase()}\\STATUS`, true, true],
  ['a sibling with the same beginning is outside', LIMITED, `${USERS}2`, false, false],
  ['what is above is outside', LIMITED, CONFIG, false, false],
  ['the same name below the other root is outside', LIMITED, `${SERVER}\\Users`, false, false],
  ['".." is a name and leads nowhere else', LIMITED, `${USERS}\\..\\Secret`, true, false],
  ['".." leads nowhere from outside either', LIMITED, `${SECRET}\\..\\Users`, false, false],
  ['another letter is another name', LIMITED, `${CONFIG}\\Usérs`, false, false],
  ['without limits it reads everything and changes nothing', READER, SECRET, true, false],
  ['empty lists allow nothing', NOTHING, USERS, false, false],
])('%s', (_, access, asked, read, write) => {
  expect(whyNotAllowed(access, 'read', [path(asked)]) === null).toBe(read);
  expect(whyNotAllowed(access, 'write', [path(asked)]) === null).toBe(write);
});

it('one path outside is enough, and the problem names it and what is allowed', () => {
  expect(whyNotAllowed(LIMITED, 'write', [path(DIALER), path(SECRET)])).toEqual({
    code: 'path-not-allowed',
    severity: 'error',
    what: `this program may not change ${SECRET}`,
    why: `it may change ${DIALER}`,
    where: SECRET,
    do: 'add the path to "write" of this program in the pair file, and restart the server',
  });
  expect(whyNotAllowed(NOTHING, 'read', [path(USERS)])?.why).toBe('it may read nothing');
});

it.each<[name: string, access: TreeAccess, path: string | null, visible: string[] | null | 'refused']>([
  ['a reader of everything sees everything', READER, null, null],
  ['or what it asks for', READER, SECRET, [SECRET]],
  ['of everything, a limited one sees its own paths', LIMITED, null, [USERS, DIALER]],
  ['of what is above, its own paths there', LIMITED, CONFIG, [USERS]],
  ['below its own paths, what it asks for', LIMITED, `${USERS}\\Joe`, [`${USERS}\\Joe`]],
  ['elsewhere nothing, with a reason', LIMITED, SECRET, 'refused'],
  ['nothing at all, with a reason', NOTHING, null, 'refused'],
])('history and watch: %s', (_, access, asked, visible) => {
  const found = visiblePaths(access, asked === null ? null : path(asked));
  if (found !== null && 'code' in found) expect([found.code, visible]).toEqual(['path-not-allowed', 'refused']);
  else expect(found?.map(printPath) ?? null).toEqual(visible);
});
