import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Moment } from '../../../src/core/diagnosis/moment.ts';
import {
  isPartOfLog,
  isPieceOf,
  joinRotatedFiles,
  orderByContent,
  type PieceTimes,
} from '../../../src/core/diagnosis/rotated-files.ts';

function joined(...paths: readonly string[]): readonly (readonly string[])[] {
  const files = paths.map((path) => ({ path, parts: path.split('/') }));
  return joinRotatedFiles(files).map(({ pieces }) => pieces.map(({ path }) => path));
}

describe('files that are pieces of one log', () => {
  it('are joined by number, the highest first', () => {
    expect(joined('a/s.log', 'a/s.log.1', 'a/s.log.10', 'a/s.log.2.gz', 'b/s.log')).toEqual([
      ['a/s.log.10', 'a/s.log.2.gz', 'a/s.log.1', 'a/s.log'],
      ['b/s.log'],
    ]);
  });

  it('are joined by the day of their folder or in their name', () => {
    expect(joined('l/2026-11-24/s.log', 'l/2026-11-23/s.log', 'l/2026-11-23/n.log')).toEqual([
      ['l/2026-11-23/s.log', 'l/2026-11-24/s.log'],
      ['l/2026-11-23/n.log'],
    ]);
    expect(joined('l/s-2026-11-24.log', 'l/s-2026-11-23.log.gz', 'l/n-2026-11-23.log')).toEqual([
      ['l/s-2026-11-23.log.gz', 'l/s-2026-11-24.log'],
      ['l/n-2026-11-23.log'],
    ]);
    expect(joined('l/2026/11/24/s.log', 'l/2026/11/23/s.log')).toEqual([['l/2026/11/23/s.log', 'l/2026/11/24/s.log']]);
  });

  it('are not joined across two servers', () => {
    expect(joined('a/2026-11-23/s.log', 'b/2026-11-23/s.log')).toHaveLength(2);
  });

  it('are read once if the same one exists compressed and uncompressed', () => {
    expect(joined('s.log.1', 's.log.1.gz', 's.log')).toEqual([['s.log.1', 's.log']]);
  });

  it.each([
    ['hours', 's.log-2026113013', 's.log-2026113014', 's.log'],
    ['days and seconds', 's.log-20261130-140506', 's.log-20261130-150506', 's.log'],
    ['seconds since 1970', 's.log-1764511200.gz', 's.log-1764514800', 's.log'],
    ['milliseconds since 1970', 's-1764511200000.log', 's-1764514800000.log', 's.log'],
    ['days, without an extension of their own', 's.log.2026-11-23', 's.log.2026-11-24', 's.log'],
    ['days and hours', 's.2026-11-23T23.log', 's.2026-11-24T00.log'],
    ['hours in front', '2026-11-23_23-00-00_s.log', '2026-11-24_00-00-00_s.log'],
    ['days and numbers', 's.2026-11-23.log.2', 's.2026-11-23.log.1', 's.2026-11-24.log'],
    ['an old one', 's.log.old', 's.log'],
    ['a folder for each day, and one being written', 'l/2026-11-23/s.log', 'l/20261124/s.log', 'l/s.log'],
    [
      'numbers of PureConnect',
      'l/2026-11-23/s.log',
      'l/2026-11-23/s_1.log',
      'l/2026-11-23/s_10.log',
      'l/2026-11-24/s.log',
    ],
    ['packed with something else', 's.log.3.xz', 's.log.2.bz2', 's.log.1.zst', 's.log'],
  ])('are joined by %s', (_scheme, ...paths) => {
    expect(joined(...paths.toReversed())).toEqual([paths]);
  });

  it.each([
    ['node1.log', 'node2.log'],
    ['alpha.log', 'beta.log'],
    ['1.log', '2.log'],
    ['s-v4.log', 's-v5.log'],
    ['s.log', 's.csv'],
  ])('are not %s and %s', (...paths) => {
    expect(joined(...paths)).toHaveLength(2);
  });

  it('are found beside the log, whatever the scheme', () => {
    const names = ['s.log.1', 's.log.12.gz', 's.log-2026113014', 's_3.log', 's (1).log', 's.log.old', 't.log.1'];
    expect(names.filter((name) => isPieceOf(name, 's.log'))).toEqual(names.slice(0, -1));
    expect(names.every(isPartOfLog)).toBe(true);
    expect(['s.log', 's.log.gz'].some(isPartOfLog)).toBe(false);
  });

  it('of any names are each in exactly one log, once', () => {
    const part = fc.constantFrom(
      's',
      '.log',
      '_1',
      '-2',
      '.3',
      '.gz',
      '2026-11-30',
      '2026113014',
      '1764511200',
      '-',
      '.old',
      '(1)',
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.array(part, { maxLength: 6 }).map((parts) => parts.join('')),
          { maxLength: 12 },
        ),
        (names) => {
          const logs = joined(...names);
          const all = logs.flat();
          expect(new Set(all).size).toBe(all.length);
          for (const name of names)
            expect(
              all.some((each) => isPieceOf(each, name)),
              name,
            ).toBe(true);
        },
      ),
    );
  });
});

describe('pieces whose names do not say their order', () => {
  const at = (clock: string, dated = false): Moment => ({
    ms: Date.parse(`${dated ? clock : `1970-01-01T${clock}`}Z`),
    calendar: dated ? 'dated' : 'clock',
  });
  const ordered = (...pieces: readonly (readonly [string, PieceTimes])[]): readonly (readonly string[])[] =>
    orderByContent(pieces, ([, times]) => times).map((log) => log.map(([name]) => name));
  const span = (from: string, to: string): PieceTimes => ({ first: at(from), last: at(to) });

  it('are in the order of their times, whether numbers count up or down', () => {
    expect(ordered(['s', span('09:00:00', '10:00:00')], ['s_1', span('10:00:01', '11:00:00')])).toEqual([['s', 's_1']]);
    expect(ordered(['s', span('10:00:01', '11:00:00')], ['s_1', span('09:00:00', '10:00:00')])).toEqual([['s_1', 's']]);
  });

  it('may continue past midnight', () => {
    expect(
      ordered(
        ['s', span('08:00:00', '20:00:00')],
        ['s_1', span('20:00:00', '06:00:00')],
        ['s_2', span('06:00:01', '19:00:00')],
      ),
    ).toEqual([['s', 's_1', 's_2']]);
  });

  it('are logs of their own if their times overlap', () => {
    expect(ordered(['s_1', span('09:00:00', '10:00:00')], ['s_2', span('09:00:05', '10:00:01')])).toEqual([
      ['s_1'],
      ['s_2'],
    ]);
  });

  it('are sorted if their rows have dates, and keep the order of their names if they have no times', () => {
    const dated = (day: string): PieceTimes => ({
      first: at(`2026-11-${day}T09:00:00`, true),
      last: at(`2026-11-${day}T10:00:00`, true),
    });
    expect(ordered(['a', dated('24')], ['b', dated('22')], ['c', dated('23')])).toEqual([['b', 'c', 'a']]);
    expect(ordered(['a', null], ['b', null])).toEqual([['a', 'b']]);
  });
});
