import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { ListedEntry, TreeListing } from '../../../src/core/results/tree.ts';
import { PLAIN } from '../../../src/presentation/text/palette.ts';
import { renderListing, renderTree } from '../../../src/presentation/tree/listing.ts';

const path = (...names: string[]): string => ['${', 'CONFIG}', ...names.map((name) => `\\${name}`)].join('');

function listed(name: string, attributes: Readonly<Record<string, string[]>> | null, more = {}): ListedEntry {
  const position = { term: 1, number: 1 };
  const entry = { path: path('Users', name), class: 'User', position, changedAt: '', changedBy: '' };
  return {
    path: path('Users', name),
    depth: 1,
    entry: attributes === null ? null : { ...entry, attributes },
    hasChildren: false,
    ...more,
  };
}

function listing(entries: readonly ListedEntry[], isCut = false): TreeListing {
  return { pair: 'test', server: { letter: 'A', name: 'alpha' }, path: path('Users'), entries, isCut };
}

const medium = (columns: number) => ({ columns, palette: PLAIN, localTime: String });

describe('a list of entries', () => {
  it('has one line for each, with class, first values and what has more below it', () => {
    const entries = [
      listed('Joe', { Extension: ['1'], Skill: ['a', 'b'] }),
      listed('Old', null, { hasChildren: true }),
    ];
    expect(renderListing(listing(entries), medium(80))).toBe('Joe   User  Extension=1  Skill=a (+1)\nOld\\');
  });

  it.each([40, 80])('is never wider than %i columns, whatever is in it', (columns) => {
    const entries = [listed('東京', { Name: ['大'.repeat(100)] }), listed('x'.repeat(200), { A: ['b'] })];
    const lines = `${renderListing(listing(entries), medium(columns))}\n${renderTree(listing(entries), medium(columns))}`;
    for (const line of lines.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    expect(lines).toContain('…');
  });

  it('says so where nothing is there, or not all is shown', () => {
    expect(renderListing(listing([]), medium(80))).toBe(`There is nothing below ${path('Users')}.`);
    expect(renderListing(listing([listed('Joe', {})], true), medium(80))).toContain('Only the first 1 are shown');
  });

  it('shows no control characters of what others have written', () => {
    expect(renderListing(listing([listed('Joe', { A: ['\u001b[31mred'] })]), medium(80))).not.toContain('\u001b');
  });
});
