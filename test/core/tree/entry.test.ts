import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENTRY_LIMITS, entryOfText, entryProblem, entryText } from '../../../src/core/tree/entry.ts';

const USER = { class: 'User', attributes: { Extension: ['100'], Workgroups: ['Sales', 'Support'] } };
const many = (count: number): Record<string, string[]> =>
  Object.fromEntries(Array.from({ length: count }, (_, number) => [`a${number}`, ['x']]));

describe('an entry', () => {
  it.each([
    ['no class', { ...USER, class: '' }, 'tree-class'],
    ['a long class', { ...USER, class: 'x'.repeat(ENTRY_LIMITS.class + 1) }, 'tree-class'],
    ['a line break in its class', { ...USER, class: 'a\nb' }, 'tree-class'],
    ['an attribute without a name', { ...USER, attributes: { '': ['x'] } }, 'tree-attribute'],
    ['an equals sign in the name of an attribute', { ...USER, attributes: { 'a=b': ['x'] } }, 'tree-attribute'],
    ['a long name', { ...USER, attributes: { ['x'.repeat(ENTRY_LIMITS.attribute + 1)]: ['x'] } }, 'tree-attribute'],
    ['names that differ in letter case only', { ...USER, attributes: { name: ['x'], NAME: ['y'] } }, 'tree-attribute'],
    ['too many attributes', { ...USER, attributes: many(ENTRY_LIMITS.attributes + 1) }, 'tree-attribute'],
    ['an attribute without a value', { ...USER, attributes: { a: [] } }, 'tree-value'],
    ['too many values', { ...USER, attributes: { a: Array(ENTRY_LIMITS.values + 1).fill('x') } }, 'tree-value'],
    ['a long value', { ...USER, attributes: { a: ['x'.repeat(ENTRY_LIMITS.value + 1)] } }, 'tree-value'],
    ['NUL in a value', { ...USER, attributes: { a: ['x\0'] } }, 'tree-value'],
    ['half a character in a value', { ...USER, attributes: { a: ['\udc00'] } }, 'tree-value'],
    [
      'values that are too long together',
      { ...USER, attributes: { a: Array(9).fill('x'.repeat(ENTRY_LIMITS.value)) } },
      'tree-entry-size',
    ],
  ])('is refused with %s', (_, entry, code) => {
    expect(entryProblem(entry)?.code).toBe(code);
  });

  it.each([
    ['no attributes', { ...USER, attributes: {} }],
    ['an empty value', { ...USER, attributes: { a: [''] } }],
    ['line breaks and other alphabets in a value', { ...USER, attributes: { a: ['a\nb\tΩ 🙂'] } }],
    ['as many attributes as allowed', { ...USER, attributes: many(ENTRY_LIMITS.attributes) }],
    ['as many values as allowed', { ...USER, attributes: { a: Array(ENTRY_LIMITS.values).fill('x') } }],
    ['a value as long as allowed', { ...USER, attributes: { a: ['x'.repeat(ENTRY_LIMITS.value)] } }],
    ['names as long as allowed', { class: 'x'.repeat(128), attributes: { ['x'.repeat(128)]: ['x'] } }],
  ])('may have %s', (_, entry) => {
    expect(entryProblem(entry)).toBeNull();
  });

  it('has one text, whatever the order of its attributes, and comes back from it', () => {
    const text = fc.string({ unit: 'grapheme' });
    const attributes = fc.dictionary(fc.string({ minLength: 1, maxLength: 5 }), fc.array(text, { maxLength: 3 }));
    fc.assert(
      fc.property(text, text, attributes, (path, by, all) => {
        const entry = { path, class: 'User', attributes: { ...all }, at: '2026-01-01T00:00:00.000Z', by };
        const other = { ...entry, attributes: Object.fromEntries(Object.entries(all).toReversed()) };
        expect(entryText(other)).toBe(entryText(entry));
        expect(entryOfText(entryText(entry))).toEqual(entry);
      }),
    );
  });
});
