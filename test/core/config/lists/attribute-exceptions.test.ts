import { describe, expect, it } from 'vitest';
import {
  parseAttributeExceptions,
  printAttributeExceptions,
} from '../../../../src/core/config/lists/attribute-exceptions.ts';
import { problemsOfList } from '../../../../src/core/config/parameters/problems-of-list.ts';

const EXAMPLE = 'User(Workgroups, Extension);Workgroup(Members, View User Queue List)';

describe('a list of attribute exceptions', () => {
  it('is parsed to classes with their attributes', () => {
    expect(parseAttributeExceptions(EXAMPLE).entries).toEqual([
      { index: 0, at: 0, className: 'User', attributes: ['Workgroups', 'Extension'] },
      { index: 1, at: 28, className: 'Workgroup', attributes: ['Members', 'View User Queue List'] },
    ]);
  });

  it.each([
    ['', ''],
    [EXAMPLE, EXAMPLE],
    [' User ( Workgroups,Extension ) ; Default User(x-1)', 'User(Workgroups, Extension);Default User(x-1)'],
  ])('accepts %j without a problem', (text, printed) => {
    expect(problemsOfList('attribute-exceptions', text, null)).toEqual([]);
    expect(printAttributeExceptions(parseAttributeExceptions(text).entries)).toBe(printed);
  });

  it.each([
    [`${EXAMPLE};`, ['exception-empty@3']],
    ['User(a);;Workgroup(b)', ['exception-empty@2']],
    ['User', ['exception-form@1']],
    ['User(a', ['exception-form@1']],
    ['User a)', ['exception-form@1']],
    ['User)a(', ['exception-form@1']],
    ['User((a))', ['exception-form@1']],
    ['User(a)(b)', ['exception-form@1']],
    ['(a, b)', ['exception-form@1']],
    ['User(a), Workgroup(b)', ['exception-form@1']],
    [`${EXAMPLE}.`, ['exception-form@2']],
    ['User()', ['exception-no-attributes@1']],
    ['User( )', ['exception-no-attributes@1']],
    ['User(a,,b)', ['exception-empty@1']],
    ['User(a,)', ['exception-empty@1']],
    ['User(a; b; c);Workgroup(d)', ['exception-invalid-character@1']],
    ['User(a;Workgroup(d)', ['exception-form@1']],
    ['User(a*)', ['exception-invalid-character@1']],
    ['User\\Bob(a)', ['exception-invalid-character@1']],
    ['User(a\u0000)', ['exception-invalid-character@1']],
    ['User(a, A)', ['exception-duplicate@1']],
    ['User(a);user(b)', ['exception-duplicate@2']],
  ])('with %j reports exactly these faults', (text, expected) => {
    const found = problemsOfList('attribute-exceptions', text, null).map(
      ({ code, where }) => `${code}@${/entry (\d+)/.exec(where!)![1]}`,
    );
    expect(found).toEqual(expected);
  });

  it('keeps an attribute once, and both entries of a class', () => {
    expect(printAttributeExceptions(parseAttributeExceptions('User(a, A, b);user(c)').entries)).toBe(
      'User(a, b);user(c)',
    );
  });

  it('reports what follows an entry', () => {
    expect(problemsOfList('attribute-exceptions', `${EXAMPLE}.`, null)[0]?.what).toBe(
      '"." follows "Workgroup(Members, View User Queue List)"',
    );
  });
});
