import { Chalk } from 'chalk';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { plainTable, textTable } from '../../../src/presentation/text/plain-table.ts';

const red = new Chalk({ level: 1 }).red;

/** The column in which a text begins on a terminal. */
function columnOf(line: string, text: string): number {
  expect(line).toContain(text);
  return stringWidth(line.slice(0, line.indexOf(text)));
}

describe('a table', () => {
  it.each([
    ['東京', 'alpha'],
    ['😀 ok', 'e\u0301té'],
    ['👩‍💻', '🇩🇪 eins'],
    [red('red'), 'longer than red'],
  ])('lines up what stands beside %s and %s', (one, other) => {
    const lines = plainTable([
      [one, 'primary', 'since'],
      [other, 'backup', 'never'],
    ]);
    expect(columnOf(lines[0]!, 'primary')).toBe(columnOf(lines[1]!, 'backup'));
    expect(columnOf(lines[0]!, 'since')).toBe(columnOf(lines[1]!, 'never'));
  });

  it('puts figures under one another', () => {
    const rows = [
      ['what', 'took'],
      ['東京', '5 s'],
      ['alpha', '12 min'],
    ];
    expect(plainTable(rows, { alignment: ['left', 'right'] })).toEqual([
      'what     took',
      '東京      5 s',
      'alpha  12 min',
    ]);
  });

  it('has no blanks at the ends of its lines, and no lines without rows', () => {
    expect(
      plainTable([
        ['a', ''],
        ['', 'b'],
      ]),
    ).toEqual(['a', '   b']);
    expect(plainTable([])).toEqual([]);
    expect(textTable([], 80)).toEqual([]);
  });
});

describe('a table with a text', () => {
  it.each([80, 200])('wraps it beside its names, within %d columns', (columns) => {
    const text = 'a reason with 😀 in it, told at length. '.repeat(8).trim();
    const lines = textTable(
      [
        ['東京', text],
        ['alpha', text],
      ],
      columns,
    );
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    expect(lines[0]).toMatch(/^東京 {3}a reason/);
    expect(lines[lines.length / 2]).toMatch(/^alpha {2}a reason/);
    for (const line of [...lines.slice(1, lines.length / 2), ...lines.slice(lines.length / 2 + 1)]) {
      expect(line).toMatch(/^ {7}\S/);
    }
  });

  it('has lines of their own, which leave the columns as they are', () => {
    expect(textTable([['a', 'one'], ['a name that is longer than the others'], ['b', 'two']], 80)).toEqual([
      'a  one',
      'a name that is longer than the others',
      'b  two',
    ]);
  });

  it('has one line for a name that holds a line break', () => {
    expect(
      textTable(
        [
          ['a\nb', 'one'],
          ['c', 'two'],
        ],
        80,
      ),
    ).toEqual(['a b  one', 'c    two']);
  });

  it('lets a word stand out that is wider than its column', () => {
    const path = `/srv/${'x'.repeat(100)}`;
    expect(textTable([['a', `in ${path}`]], 20)).toEqual(['a  in', `   ${path}`]);
  });

  it('of thousands of wide characters is laid out at once', () => {
    const began = performance.now();
    const rows = [
      ['a', '東 '.repeat(20_000)],
      ['b', '京'.repeat(20_000)],
    ];
    expect(textTable(rows, 80)).toHaveLength(771);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
