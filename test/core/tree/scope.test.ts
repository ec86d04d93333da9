import { describe, expect, it } from 'vitest';
import { parseAttributeExceptions } from '../../../src/core/config/lists/attribute-exceptions.ts';
import { parseDsPaths } from '../../../src/core/config/lists/ds-paths.ts';
import type { TreeEntry } from '../../../src/core/tree/entry.ts';
import { higherScope, lowerScope, TREE, type TreeScope, WHOLE } from '../../../src/core/tree/scope.ts';
import { keyOf, parsePath } from '../../../src/core/tree-path.ts';

const paths = (text: string) =>
  parseDsPaths(text.replaceAll('CONFIG', `\${CONFIG}`).replaceAll('SERVER', `\${SERVER}`)).entries;

/** Whether a scope leaves out an entry, written with a slash for each backslash. */
function leavesOut(scope: TreeScope, path: string): boolean {
  const [root, ...names] = path.split('/');
  const read = parsePath([`\${${root}}`, ...names].join('\\'));
  if (!read.ok) throw new Error(read.problem.what);
  return TREE.omits(scope, keyOf(read.path), null);
}

const HIGHER = higherScope(paths('CONFIG\\Private'));
const LOWER = lowerScope(paths('CONFIG\\Skills'), []);

describe('what is replicated', () => {
  it.each([
    ['CONFIG/Users/Joe', false, false, false],
    ['config/USERS/joe', false, false, false],
    ['CONFIG/Users', false, false, false],
    ['CONFIG/UsersOfOld', false, false, true],
    ['SERVER/Workstations/ws1', false, false, false],
    ['CONFIG/Workgroups/Sales', false, false, false],
    ['CONFIG/Skills/French', false, false, false],
    ['CONFIG/Stations/1', false, false, true],
    ['CONFIG/Handlers/Main', false, true, true],
    ['CONFIG/Phones/1', false, true, true],
    ['SERVER/Installation', false, true, true],
    ['CONFIG/Private/x', false, true, true],
    ['CONFIG/Private2/x', false, false, true],
    ['SERVER/Parameters/Switchover TS Timeout', false, false, false],
    ['SERVER/Parameters', false, false, false],
    ['SERVER/Parameter History/12', false, false, false],
    ['SERVER/Parameters2', false, false, true],
  ])('of %s: left out always %s, in Upgrade Higher %s, in Upgrade Lower %s', (path, whole, higher, lower) => {
    expect([leavesOut(WHOLE, path), leavesOut(HIGHER, path), leavesOut(LOWER, path)]).toEqual([whole, higher, lower]);
  });

  it('includes the parameters even where a list excludes them', () => {
    expect(leavesOut(higherScope(paths('SERVER\\Parameters')), 'SERVER/Parameters/x')).toBe(false);
  });

  it('never includes handlers in Upgrade Lower, even where a list names everything', () => {
    expect(leavesOut(lowerScope(paths('CONFIG'), []), 'CONFIG/Handlers/Main')).toBe(true);
  });

  it('does not depend on paths with a root that the tree does not have', () => {
    expect(lowerScope(parseDsPaths(`\${OTHER}\\x`).entries, [])).toEqual(lowerScope([], []));
  });

  it('is everything only if nothing is left out', () => {
    const exceptions = lowerScope([], parseAttributeExceptions('User(Extension)').entries);
    expect([WHOLE, HIGHER, LOWER, { ...WHOLE, attributes: exceptions.attributes }].map(TREE.isWhole)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('an entry with excepted attributes', () => {
  const entry = (ofClass: string, attributes: TreeEntry['attributes']): TreeEntry => ({
    path: `\${CONFIG}\\Users\\Joe`,
    class: ofClass,
    attributes,
    at: '',
    by: '',
  });
  const scope = lowerScope(
    [],
    parseAttributeExceptions('user(EXTENSION, Workgroups);Workgroup(Members);User(Mail)').entries,
  );
  const existing = entry('User', { Extension: ['100'], Title: ['old'] });

  it('keeps what the backup has of them, and takes everything else', () => {
    const incoming = entry('User', { extension: ['200'], Title: ['new'], Mail: ['x'], Password: ['y'] });
    expect(TREE.merged(scope, incoming, existing).attributes).toEqual({
      Extension: ['100'],
      Title: ['new'],
      Password: ['y'],
    });
  });

  it('comes without them if the backup does not have it', () => {
    expect(TREE.merged(scope, entry('User', { Extension: ['200'], Title: ['new'] }), null).attributes).toEqual({
      Title: ['new'],
    });
  });

  it('comes as it is if it belongs to the parameters, whatever is excepted', () => {
    const incoming = { ...entry('User', { Mail: ['x'] }), path: `\${SERVER}\\Parameters\\Mail` };
    expect(TREE.merged(scope, incoming, null)).toBe(incoming);
  });

  it('comes as it is if they belong to another class', () => {
    const incoming = entry('Role', { Extension: ['200'] });
    expect(TREE.merged(scope, incoming, existing)).toBe(incoming);
    expect(TREE.merged(WHOLE, incoming, existing)).toBe(incoming);
  });

  it.each([
    ['User', { extension: ['200'], Title: [] }, true],
    ['user', { Title: ['new'] }, false],
    ['Role', { Extension: ['200'] }, false],
  ])('of class %s with %j does not come completely: %s', (ofClass, attributes, expected) => {
    expect(TREE.reduces(scope, entry(ofClass, attributes))).toBe(expected);
    expect(TREE.reduces(WHOLE, entry(ofClass, attributes))).toBe(false);
  });
});
