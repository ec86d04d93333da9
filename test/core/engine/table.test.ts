import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tableFaults } from '../../../src/core/engine/check-table.ts';
import { dumpTable, tableHash } from '../../../src/core/engine/drawing.ts';
import { completeRow, guard, type Row } from '../../../src/core/engine/row.ts';
import { TABLE } from '../../../src/core/engine/table.ts';
import { ROOT } from '../../support/cli.ts';

const GOLDEN = join(ROOT, 'test', 'core', 'engine', 'table.golden.txt');

function row(number: number): Row {
  const found = TABLE.find((each) => each.number === number);
  if (found === undefined) throw new Error(`there is no row ${number}`);
  return found;
}

function without(number: number): readonly Row[] {
  return TABLE.filter((each) => each.number !== number);
}

function changed(number: number, change: Partial<Row>): readonly Row[] {
  return TABLE.map((each) => (each.number === number ? { ...each, ...change } : each));
}

describe('the rule table', () => {
  it('has no errors', () => {
    expect(tableFaults(TABLE)).toEqual([]);
  });

  it('is the reviewed one', () => {
    const dumped = dumpTable(TABLE);
    if (process.env.UPDATE === '1') writeFileSync(GOLDEN, dumped);
    expect(dumped, 'rewrite with UPDATE=1, and review the difference').toBe(readFileSync(GOLDEN, 'utf8'));
  });

  it('has a different hash as soon as one row differs', () => {
    expect(tableHash(changed(435, { to: 'backup.watching' }))).not.toBe(tableHash(TABLE));
    expect(tableHash([...TABLE])).toBe(tableHash(TABLE));
  });

  it('has a sentence for the operator in each row', () => {
    for (const { number, says } of TABLE) expect(says, `row ${number}`).toMatch(/^[A-Z].{15,170}\.$/);
  });
});

describe('a row', () => {
  const says = 'It states only what is special about it.';

  it('by default always fires, stays, does nothing, and appears in the log', () => {
    const written = { number: 999, in: ['backup.watching'], on: ['view'], says } as const;
    expect(completeRow(written)).toEqual({ ...written, when: null, to: null, does: [], quiet: false });
  });

  it('keeps what it states', () => {
    const whole = { ...row(831), quiet: true } as const;
    const { when, to, ...others } = whole;
    expect(completeRow({ ...others, when: when!, to: to! })).toEqual(whole);
  });
});

describe('a table that was broken on purpose', () => {
  it('reports a number that exists twice', () => {
    expect(tableFaults(changed(436, { number: 435 }))).toContain('row 435 exists twice');
  });

  it('reports a row for which earlier rows leave nothing to decide', () => {
    const first = { ...row(435), number: 999 };
    expect(tableFaults([first, ...TABLE])).toContain('row 435 can never fire: earlier rows decide all its cases');
  });

  it('reports a row with the same guard as an earlier one', () => {
    const again = { ...row(431), number: 999 };
    const at = TABLE.indexOf(row(431)) + 1;
    expect(tableFaults([...TABLE.slice(0, at), again, ...TABLE.slice(at)])).toEqual([
      'row 999 can never fire: earlier rows decide all its cases',
    ]);
  });

  it('reports a place that does not decide an event in every case', () => {
    expect(tableFaults(without(200))).toContain('primary.persisting does not decide persisted in every case');
    const sometimes = changed(220, { when: guard('sometimes', () => true) });
    expect(tableFaults(sometimes)).toEqual(['primary.commencing does not decide commenced in every case']);
  });

  it('reports a place that cannot be reached', () => {
    expect(tableFaults(without(265)).join('\n')).toContain('primary.yielded cannot be reached');
  });

  it('reports a row that waits for an event which cannot occur there', () => {
    expect(tableFaults(changed(300, { on: ['discontinued', 'commenced'] }))).toEqual([
      'row 300 waits for commenced, which cannot occur in its places',
    ]);
  });
});
