import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeCommit } from '../../../src/core/replication/local-change.ts';
import type { Edit, TreeChangeResult, TreeView } from '../../../src/core/tree/change.ts';
import { CHANGE_LIMITS, checkTreeChange } from '../../../src/core/tree/change.ts';
import type { TreeEntry } from '../../../src/core/tree/entry.ts';
import { keyOf, parsePath, printPath, type TreePath } from '../../../src/core/tree-path.ts';
import { memoryReplica } from '../../support/memory-replica.ts';

/** A path with slashes for backslashes, below the configuration unless it says otherwise. */
function at(text: string): TreePath {
  const read = parsePath(
    `\${${text.startsWith('SERVER') ? 'SERVER' : 'CONFIG'}}\\${text.replace('SERVER/', '').replaceAll('/', '\\')}`,
  );
  if (!read.ok) throw new Error(read.problem.what);
  return read.path;
}

const set = (
  path: string,
  attributes: Extract<Edit, { is: 'set' }>['attributes'] = {},
  ofClass: string | null = null,
  exactly = false,
): Edit => ({
  is: 'set',
  path: at(path),
  class: ofClass,
  attributes,
  exactly,
});
const remove = (path: string, recursive = false): Edit => ({ is: 'remove', path: at(path), recursive });

function newTree() {
  const replica = memoryReplica<TreeEntry>();
  const view: TreeView = {
    ...replica,
    rowsBetween: (from, before, most) =>
      [...replica.rows().values()]
        .filter(({ key }) => key >= from && key < before)
        .toSorted((one, other) => (one.key < other.key ? -1 : 1))
        .slice(0, most),
  };
  const check = (
    edits: readonly Edit[],
    expected: Parameters<typeof checkTreeChange>[1]['expected'] = [],
  ): TreeChangeResult => checkTreeChange(view, { edits, expected, at: 'now', by: 'operator' });
  /** Makes a change that must be accepted. */
  const make = (...edits: readonly Edit[]): void => {
    const result = check(edits);
    if (!result.ok) throw new Error(result.problems[0]?.what);
    const made = { id: 'id', at: 'now', by: 'operator', reason: null, request: null };
    replica.commit(changeCommit(replica, 1, { ...made, writes: result.writes }));
  };
  return { replica, check, make };
}

const codesOf = (result: TreeChangeResult): unknown =>
  result.ok ? 'accepted' : [result.kind, ...result.problems.map(({ code }) => code)];

describe('a change of the tree is refused', () => {
  it.each<[string, unknown, readonly Edit[]]>([
    ['if an entry is not valid', ['usage', 'tree-attribute'], [set('new'), set('Users/Joe', { 'a=b': ['x'] })]],
    ['if it removes what is not there', ['refused', 'tree-entry-missing'], [set('new'), remove('Users/Jane')]],
    ['if something is below what it removes', ['refused', 'tree-entry-not-empty'], [remove('Users')]],
    ['if it put something below before', ['refused', 'tree-entry-not-empty'], [set('a/b'), remove('a')]],
    [
      'for parameters',
      ['refused', 'tree-parameters'],
      [set('SERVER/Parameters/Switchover TS Timeout', { Value: ['5'] })],
    ],
    ['for the parameters as a whole', ['refused', 'tree-parameters'], [remove('SERVER/parameters', true)]],
    ['for the history of the parameters', ['refused', 'tree-parameters'], [set('SERVER/Parameter History/1')]],
    [
      'if one attribute is there twice, in another letter case',
      ['usage', 'tree-attribute'],
      [set('Users/Joe', { extension: ['1'], Extension: ['2'] })],
    ],
    [
      'if it names too many entries',
      ['usage', 'tree-change-size'],
      Array.from({ length: CHANGE_LIMITS.entries + 1 }, (_, number) => set(`n${number}`)),
    ],
    [
      'if it writes too much',
      ['usage', 'tree-change-size'],
      Array.from({ length: 20 }, (_, number) => set(`n${number}`, { a: Array(7).fill('x'.repeat(32_000)) })),
    ],
  ])('%s', (_, expected, edits) => {
    const { make, check } = newTree();
    make(set('Users'), set('Users/Joe', { Extension: ['100'] }));
    expect(codesOf(check(edits))).toEqual(expected);
  });

  it('if an entry that somebody looked at is another one now, and says who changed it', () => {
    const { make, check } = newTree();
    make(set('Users/Joe', { Extension: ['100'] }));
    make(set('Users/Joe', { Extension: ['200'] }));
    const edits = [set('Users/Joe', { Extension: ['300'] })];
    const seen = (path: string, number: number | null) => [
      { path: at(path), position: number === null ? null : { term: 1, number } },
    ];
    expect(check(edits, seen('users/joe', 2)).ok).toBe(true);
    expect(check(edits, seen('Users/Jane', null)).ok).toBe(true);
    expect(check(edits, seen('Users/Joe', 1))).toMatchObject({
      problems: [
        {
          code: 'tree-conflict',
          what: `\${CONFIG}\\Users\\Joe was changed meanwhile`,
          why: 'by operator at now (change 1.2)',
        },
      ],
    });
    expect(check(edits, seen('Users/Joe', null))).toMatchObject({
      problems: [{ what: `\${CONFIG}\\Users\\Joe was made meanwhile` }],
    });
    make(remove('Users/Joe'));
    expect(check(edits, seen('Users/Joe', 2))).toMatchObject({
      problems: [{ what: `\${CONFIG}\\Users\\Joe was removed meanwhile`, why: 'the last change of the tree is 1.3' }],
    });
  });
});

it('a change of the tree cannot remove the parameters by removing what is above them', () => {
  const { replica, check } = newTree();
  const writes = ['Parameters', 'Lines'].map((name) => {
    const path = at(`SERVER/${name}/x`);
    const content: TreeEntry = { path: printPath(path), class: 'Entry', attributes: {}, at: '', by: '' };
    return { key: keyOf(path), content };
  });
  replica.commit(changeCommit(replica, 1, { id: '', at: '', by: '', reason: null, request: null, writes }));
  const all: Edit = { is: 'remove', path: { root: 'SERVER', names: [] }, recursive: true };
  expect(codesOf(check([all]))).toEqual(['refused', 'tree-parameters']);
  expect(codesOf(check([remove('SERVER/Lines', true)]))).toBe('accepted');
});

describe('a change of the tree', () => {
  it('sets attributes beside those that are there, and keeps paths and names as they were first written', () => {
    const { make, check } = newTree();
    make(set('Users/Joe', { Extension: ['100'], Title: ['x'] }, 'User'));
    const result = check([set('USERS/JOE', { EXTENSION: ['1', '2'], title: null, Mail: ['m'] })]);
    expect(result).toMatchObject({ ok: true, changes: [{ path: `\${CONFIG}\\Users\\Joe` }] });
    expect(result.ok && result.changes[0]?.after).toEqual({
      path: `\${CONFIG}\\Users\\Joe`,
      class: 'User',
      attributes: { Extension: ['1', '2'], Mail: ['m'] },
      at: 'now',
      by: 'operator',
    });
  });

  it('removes the attributes that are not named only where that is said', () => {
    const { check } = newTree();
    const made = (exactly: boolean) => {
      const result = check([set('new', { A: ['1'], B: ['2'] }), set('new', { A: ['3'] }, null, exactly)]);
      return result.ok ? result.changes[0]?.after?.attributes : null;
    };
    expect([made(false), made(true)]).toEqual([{ A: ['3'], B: ['2'] }, { A: ['3'] }]);
  });

  it('writes nothing where nothing changes, even if it goes there and back', () => {
    const { make, check } = newTree();
    make(set('Users/Joe', { Extension: ['100'] }));
    expect(check([set('users/joe', { extension: ['100'] })])).toEqual({ ok: true, writes: [], changes: [] });
    expect(check([set('new'), remove('new')])).toEqual({ ok: true, writes: [], changes: [] });
  });

  it('removes an entry, or everything below it, and no neighbour', () => {
    const { make, replica } = newTree();
    make(set('Users'), set('Users/Joe'), set('Users/Joe/Phone'), set('Users2'), set('A/B/C'));
    make(remove('Users/Joe/Phone'));
    make(remove('Users', true), remove('A', true));
    expect([...replica.rows().values()].map(({ content }) => content.path)).toEqual([`\${CONFIG}\\Users2`]);
  });

  it('is the same made at once or edit by edit, and nothing of it is made if one edit is refused', () => {
    const path = fc.constantFrom('a', 'a/b', 'a/b/c', 'A/x', 'd', 'D/e');
    const values = fc.option(fc.array(fc.constantFrom('1', '2', ''), { minLength: 0, maxLength: 2 }), { nil: null });
    const edit = fc.oneof(
      fc
        .tuple(path, fc.dictionary(fc.constantFrom('p', 'P', 'q'), values))
        .map(([where, all]) => set(where, { ...all })),
      fc.tuple(path, fc.boolean()).map(([where, recursive]) => remove(where, recursive)),
    );
    const contents = ({ replica }: ReturnType<typeof newTree>): unknown =>
      [...replica.rows().values()].map(({ key, content }) => [key, content]).toSorted();
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 8 }), (edits) => {
        const [atOnce, oneByOne] = [newTree(), newTree()];
        const isAccepted = atOnce.check(edits).ok;
        let refused = false;
        for (const each of edits) {
          refused ||= !oneByOne.check([each]).ok;
          if (!refused) oneByOne.make(each);
        }
        expect(isAccepted).toBe(!refused);
        if (isAccepted) {
          atOnce.make(...edits);
          expect(contents(atOnce)).toEqual(contents(oneByOne));
        }
      }),
    );
  });
});
