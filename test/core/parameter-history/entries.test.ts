/** The history of the parameters as entries of the configuration tree, and back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnownCheckpoints, ParameterEntries } from '../../../src/core/parameter-history/entries.ts';
import { asideOf, historyOf, writesOf } from '../../../src/core/parameter-history/entries.ts';
import type { Checkpoint, History } from '../../../src/core/parameter-history/history.ts';
import { EMPTY, LARGEST_VALUES, lastNumber, sizeOf } from '../../../src/core/parameter-history/history.ts';
import type { Write } from '../../../src/core/replication/replica.ts';
import { entryProblem, type TreeEntry } from '../../../src/core/tree/entry.ts';
import { isOfParameters, PARAMETER_HISTORY, PARAMETERS } from '../../../src/core/tree/parameters.ts';
import { keyOf, parsePath } from '../../../src/core/tree-path.ts';
import { historyWith, made } from '../../support/histories.ts';

const TIMEOUT = 'Switchover TS Timeout';
const DELAY = 'Switchover Reconnect Timeout';
const CHANGE = { at: '2026-07-01T12:00:00.000Z', by: 'ann' };
const NONE: ParameterEntries = new Map();

function written(entries: ParameterEntries, writes: readonly Write<TreeEntry>[]): ParameterEntries {
  const next = new Map(entries);
  for (const { key, content } of writes) content === null ? next.delete(key) : next.set(key, content);
  return next;
}

function entriesOf(history: History): ParameterEntries {
  return written(NONE, writesOf(NONE, history, CHANGE));
}

function valueKey(name: string): string {
  return keyOf({ ...PARAMETERS, names: [...PARAMETERS.names, name] });
}

function checkpointKey(name: number | string): string {
  return keyOf({ ...PARAMETER_HISTORY, names: [...PARAMETER_HISTORY.names, String(name)] });
}

function without(entries: ParameterEntries, ...keys: readonly string[]): ParameterEntries {
  return written(
    entries,
    keys.map((key) => ({ key, content: null })),
  );
}

/** The entries with another class or other attributes of one. */
function altered(entries: ParameterEntries, key: string, change: Partial<TreeEntry>): ParameterEntries {
  const entry = entries.get(key) ?? { path: 'odd', class: 'Entry', attributes: {}, ...CHANGE };
  return new Map(entries).set(key, { ...entry, ...change });
}

const HISTORY = made(
  historyWith({ [TIMEOUT]: 10, MirrorExceptions: 'txt; gif' }, { [TIMEOUT]: 20, 'Switchover Of Tomorrow': true }),
  { [TIMEOUT]: null, MirrorExceptions: 'txt' },
  { term: 3, by: 'bob', reason: 'slow disks', request: 'r-3', made: { is: 'restore', of: 1 } },
);

describe('the parameters in the tree', () => {
  it('are one entry for each value, with its type, and one for each checkpoint, with what it changed', () => {
    expect([...entriesOf(HISTORY).values()]).toEqual([
      {
        path: `\${SERVER}\\Parameters\\MirrorExceptions`,
        class: 'Parameter',
        attributes: { Value: ['txt'], Type: ['string'] },
        ...CHANGE,
      },
      {
        path: `\${SERVER}\\Parameters\\Switchover Of Tomorrow`,
        class: 'Parameter',
        attributes: { Value: ['true'], Type: ['boolean'] },
        ...CHANGE,
      },
      {
        path: `\${SERVER}\\Parameter History\\1`,
        class: 'Checkpoint',
        attributes: {
          Term: ['1'],
          Made: ['set'],
          To: ['["Switchover TS Timeout",10]', '["MirrorExceptions","txt; gif"]'],
        },
        at: '2026-07-01T10:00:01.000Z',
        by: 'ann',
      },
      {
        path: `\${SERVER}\\Parameter History\\2`,
        class: 'Checkpoint',
        attributes: {
          Term: ['1'],
          Made: ['set'],
          From: ['["Switchover TS Timeout",10]'],
          To: ['["Switchover TS Timeout",20]', '["Switchover Of Tomorrow",true]'],
        },
        at: '2026-07-01T10:00:02.000Z',
        by: 'ann',
      },
      {
        path: `\${SERVER}\\Parameter History\\3`,
        class: 'Checkpoint',
        attributes: {
          Term: ['3'],
          Made: ['restore'],
          Restored: ['1'],
          Reason: ['slow disks'],
          Request: ['r-3'],
          From: ['["Switchover TS Timeout",20]', '["MirrorExceptions","txt; gif"]'],
          To: ['["Switchover TS Timeout",null]', '["MirrorExceptions","txt"]'],
        },
        at: '2026-07-01T10:00:03.000Z',
        by: 'bob',
      },
    ]);
  });

  it('of a pair that never had any are none', () => {
    expect(historyOf(NONE)).toEqual({ history: EMPTY, fault: null });
    expect(writesOf(NONE, EMPTY, CHANGE)).toEqual([]);
  });

  it('are changed by writes of what changed, and nothing else', () => {
    const entries = entriesOf(HISTORY);
    const next = made(HISTORY, { [DELAY]: 5, MirrorExceptions: null, 'Switchover Of Tomorrow': true });
    const writes = writesOf(entries, next, CHANGE);
    expect(writes.map(({ key, content }) => [key, content?.class ?? null])).toEqual([
      [valueKey(DELAY), 'Parameter'],
      [checkpointKey(4), 'Checkpoint'],
      [valueKey('MirrorExceptions'), null],
    ]);
    expect(historyOf(written(entries, writes))).toEqual({ history: next, fault: null });
    expect(writesOf(written(entries, writes), next, CHANGE)).toEqual([]);
  });

  it('are read again only where they have changed', () => {
    const known: KnownCheckpoints = new WeakMap();
    const entries = entriesOf(HISTORY);
    const before = historyOf(entries, known);
    const next = made(HISTORY, { [DELAY]: 5 });
    const after = written(entries, writesOf(entries, next, CHANGE));
    expect([historyOf(entries, known), historyOf(after, known)]).toEqual([before, { history: next, fault: null }]);
    const last = after.get(checkpointKey(4))!;
    expect(known.get(last)).toMatchObject({ number: 4, to: { [DELAY]: 5 } });
    expect(historyOf(altered(after, checkpointKey(4), { class: 'Other' }), known).fault).not.toBeNull();
  });

  it('have the same order on both servers, in whatever order their entries came', () => {
    const entries = [...entriesOf(HISTORY)];
    const [one, other] = [entries, entries.toReversed()].map((each) => historyOf(new Map(each)).history);
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });

  it('have an entry of the class Base where older checkpoints are no longer kept', () => {
    let entries = NONE;
    let history = historyWith({ [DELAY]: 7 });
    for (let value = 2; value <= 1002; value += 1) {
      history = made(history, { [TIMEOUT]: value });
      if (value >= 1000) entries = written(entries, writesOf(entries, history, CHANGE));
    }
    expect([entries.size, entries.get(checkpointKey(2))?.class, entries.has(checkpointKey(1))]).toEqual([
      1003,
      'Base',
      false,
    ]);
    expect(historyOf(entries)).toEqual({ history, fault: null });
    expect(history.base).toEqual({ number: 2, values: { [DELAY]: 7, [TIMEOUT]: 2 } });
  });

  it('without any checkpoint that is kept begin after the last one', () => {
    const history: History = { ...EMPTY, base: { number: 7, values: { [DELAY]: 3 } }, values: { [DELAY]: 3 } };
    expect(historyOf(entriesOf(history))).toEqual({ history, fault: null });
  });

  it('fit into entries, however large the values, and whatever is in them', () => {
    const quotes = '"\\'.repeat((LARGEST_VALUES - sizeOf({ a: '' })) / 4);
    const names = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`Parameter ${index}`, index]));
    const plain = 'x'.repeat(LARGEST_VALUES - sizeOf({ MirrorExceptions: '' }));
    const history = historyWith(names, { a: quotes }, { a: 'x' }, { a: null, MirrorExceptions: plain });
    for (const { path, ...entry } of entriesOf(made(history, { MirrorExceptions: null, a: quotes })).values()) {
      expect([path, parsePath(path).ok, entryProblem(entry)]).toEqual([path, true, null]);
    }
  });

  it.each<[what: string, entries: ParameterEntries, begins: number, fault: RegExp]>([
    ['a checkpoint that is missing', without(entriesOf(HISTORY), checkpointKey(2)), 2, /after checkpoint 2/],
    ['the first one missing', without(entriesOf(HISTORY), checkpointKey(1)), 1, /after checkpoint 1/],
    [
      'a checkpoint that cannot be read',
      altered(entriesOf(HISTORY), checkpointKey(2), { attributes: { To: ['{'] } }),
      2,
      /after checkpoint 2/,
    ],
    [
      'a last checkpoint of another class',
      altered(entriesOf(HISTORY), checkpointKey(3), { class: 'Other' }),
      3,
      /after checkpoint 3/,
    ],
    [
      'a checkpoint that set another value',
      altered(entriesOf(HISTORY), checkpointKey(3), { attributes: { Term: ['1'], To: ['["MirrorExceptions",7]'] } }),
      3,
      /after checkpoint 3/,
    ],
    ['a value that is missing', without(entriesOf(HISTORY), valueKey('MirrorExceptions')), 3, /after checkpoint 3/],
    ['a number far away', altered(entriesOf(HISTORY), checkpointKey(900), {}), 900, /after checkpoint 900/],
    ['only values', without(entriesOf(HISTORY), ...[1, 2, 3].map(checkpointKey)), 0, /after checkpoint 0/],
    ['a name that is no number', altered(entriesOf(HISTORY), checkpointKey('01'), {}), 0, /odd cannot be read/],
    [
      'a value without its type',
      altered(entriesOf(HISTORY), valueKey('X'), { class: 'Parameter', path: `\${SERVER}\\Parameters\\X` }),
      0,
      /Parameters\\X cannot be read/,
    ],
    ['an entry above them', altered(entriesOf(HISTORY), keyOf(PARAMETERS), {}), 0, /odd cannot be read/],
  ])('with %s are still read, and the next change puts them in order', (_what, entries, begins, fault) => {
    const read = historyOf(entries);
    expect([read.history.base.number, read.fault]).toEqual([begins, expect.stringMatching(fault)]);
    const next = made(read.history, { [DELAY]: 9 });
    const after = historyOf(written(entries, writesOf(entries, next, CHANGE)));
    expect(lastNumber(after.history)).toBe(lastNumber(read.history) + 1);
    expect(after.history).toEqual(next);
    // Values without any checkpoint have no beginning that could be named.
    expect(after.fault).toEqual(lastNumber(read.history) === 0 ? read.fault : null);
  });

  it.each([
    ['number', ['ten'], 'number'],
    ['number', [''], 'number'],
    ['number', ['Infinity'], 'number'],
    ['boolean', ['yes'], 'boolean'],
    ['value of a known type', ['x'], 'duration'],
  ])('leave out a value that is not a %s: %j', (_what, Value, type) => {
    const entries = altered(entriesOf(historyWith({ [DELAY]: 1 })), valueKey(DELAY), {
      attributes: { Value, Type: [type] },
    });
    expect(historyOf(entries).history.values).toEqual({});
  });
});

describe('any history', () => {
  const value = fc.option(
    fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
      fc.boolean(),
      fc.string(),
    ),
  );
  const name = fc.constantFrom('a', 'b', 'Name With Ä', '__proto__', 'constructor');
  const change = fc.record({
    to: fc.dictionary(name, value, { maxKeys: 4 }),
    by: fc.string(),
    reason: fc.option(fc.string()),
    request: fc.option(fc.string({ minLength: 1 })),
    term: fc.nat(),
    made: fc.oneof(
      fc.constantFrom<Checkpoint['made']>({ is: 'first' }, { is: 'set' }, { is: 'import' }),
      fc.nat().map((of): Checkpoint['made'] => ({ is: 'restore', of })),
    ),
  });
  const changes = fc.array(change, { maxLength: 12 });

  it('made change by change, or imported as a whole, is read back as it is', () => {
    fc.assert(
      fc.property(changes, (all) => {
        let [history, entries] = [EMPTY, NONE];
        for (const { to, ...more } of all) {
          history = made(history, to, more);
          entries = written(entries, writesOf(entries, history, CHANGE));
          expect(historyOf(entries)).toEqual({ history, fault: null });
        }
        expect(historyOf(entriesOf(history))).toEqual({ history, fault: null });
      }),
    );
  });

  it('becomes that of another server when its entries are replaced one by one, in any order, and is read at every moment', () => {
    fc.assert(
      fc.property(changes, changes, changes, fc.infiniteStream(fc.nat()), (common, ours, theirs, order) => {
        const on = (history: History, more: typeof common): History =>
          more.reduce((before, { to, ...each }) => made(before, to, each), history);
        const start = on(EMPTY, common);
        const [own, other] = [on(start, ours), on(start, theirs)];
        const wanted = entriesOf(other);
        let entries = entriesOf(own);
        const keys = [...new Set([...entries.keys(), ...wanted.keys()])];
        const aside = new Map<string, TreeEntry>();
        while (keys.length > 0) {
          const [key = ''] = keys.splice(order.next().value % keys.length, 1);
          const before = entries.get(key);
          if (before !== undefined && JSON.stringify(before) !== JSON.stringify(wanted.get(key)))
            aside.set(key, before);
          entries = written(entries, [{ key, content: wanted.get(key) ?? null }]);
          historyOf(entries);
        }
        expect(historyOf(entries)).toEqual({ history: other, fault: null });
        const listed = asideOf([...aside].map(([key, entry]) => ({ at: CHANGE.at, key, entry })));
        const lost = own.checkpoints.filter(
          (each) => !JSON.stringify(other.checkpoints).includes(JSON.stringify(each)),
        );
        expect(listed.map(({ checkpoint }) => checkpoint.number).toSorted()).toEqual(
          expect.arrayContaining(lost.map(({ number }) => number)),
        );
      }),
    );
  });

  it('is read from anything at all, without an error', () => {
    const key = fc.oneof(
      fc.constantFrom('a', 'b', '').map(valueKey),
      fc.nat({ max: 5 }).map(checkpointKey),
      fc.string().map(checkpointKey),
      fc.string(),
    );
    const entry: fc.Arbitrary<TreeEntry> = fc.record({
      path: fc.oneof(fc.constant(`\${SERVER}\\Parameters\\a`), fc.string()),
      class: fc.constantFrom('Parameter', 'Checkpoint', 'Base', 'Entry'),
      attributes: fc.dictionary(
        fc.constantFrom('Value', 'Type', 'Term', 'Made', 'Restored', 'From', 'To'),
        fc.array(fc.constantFrom('1', 'x', 'string', 'number', '["a",1]', '["b",null]', 'restore', '{', '[1]'), {
          minLength: 1,
          maxLength: 2,
        }),
      ),
      at: fc.string(),
      by: fc.string(),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(key, entry)), (all) => {
        const entries = new Map(all);
        const { history } = historyOf(entries);
        const next = made(history, { a: 5 });
        const after = historyOf(written(entries, writesOf(entries, next, CHANGE)));
        expect(after.history.values).toEqual(next.values);
        expect(after.history.checkpoints).toEqual(next.checkpoints);
      }),
    );
  });
});

it('every entry of the parameters is guarded as one of them', () => {
  expect([...entriesOf(HISTORY).keys()].every(isOfParameters)).toBe(true);
});
