import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Holding } from '../../../src/core/runbooks/joined.ts';
import { fateOf, firstDifference, headOf, preferred } from '../../../src/core/runbooks/joined.ts';
import type { Journal } from '../../../src/core/runbooks/journal.ts';
import { goesThrough, isOver, lastPosition } from '../../../src/core/runbooks/journal.ts';
import { begunJournal, ended, STOPPED, second, withEntries } from '../../support/journals.ts';

function holding(journal: Journal | null, earlier: readonly string[] = []): Holding {
  return { head: journal === null ? null : headOf(journal), earlier };
}

/** Both sides decide; the answer of the one must be that of the other. */
function winner(mine: Holding, theirs: Holding): string {
  const here = preferred(mine, theirs);
  const there = preferred(theirs, mine);
  expect([here, there]).toEqual(
    here === 'same' ? ['same', 'same'] : here === 'mine' ? ['mine', 'theirs'] : ['theirs', 'mine'],
  );
  return here;
}

describe('where two holders of journals meet', () => {
  const first = begunJournal('run-1');
  const longer = withEntries(first, STOPPED);
  const apart = withEntries(first, { type: 'stopped', by: 'ben' });
  const next = begunJournal('run-2', { at: second(60) });

  test.each<[string, Holding, Holding, string]>([
    ['the longer journal of the same run wins', holding(longer), holding(first), 'mine'],
    ['the same journal is no news', holding(longer), holding(longer), 'same'],
    ['none is no news either', holding(null), holding(null), 'same'],
    ['any journal wins against none', holding(first), holding(null), 'mine'],
    [
      'the longer one wins where they were written apart',
      holding(apart),
      holding(withEntries(longer, STOPPED)),
      'theirs',
    ],
    ['a run that goes on wins against one that has ended', holding(ended(first)), holding(next), 'theirs'],
    ['even if it was begun before', holding(first), holding(ended(next)), 'mine'],
    ['the run that was begun first wins while both go on', holding(first), holding(next), 'mine'],
    ['the run that was begun last wins once both have ended', holding(ended(first)), holding(ended(next)), 'theirs'],
    ['a run that has ended there has ended', holding(first), holding(ended(next), ['run-1']), 'theirs'],
    ['and one that follows it goes on', holding(longer), holding(next, ['run-1']), 'theirs'],
  ])('%s', (_, mine, theirs, expected) => {
    expect(winner(mine, theirs)).toBe(expected);
  });

  test('of two that are equally long, both choose the same one, by time, then by content', () => {
    const later = { ...headOf(apart), lastAt: second(99) };
    expect(winner({ head: later, earlier: [] }, holding(longer))).toBe('mine');
    winner(holding(apart), holding(longer));
    winner(holding(begunJournal('run-3')), holding(begunJournal('run-4')));
  });

  test('the journal that loses is continued, has ended, or is set aside', () => {
    expect(fateOf(first, longer, [])).toBe('continued');
    expect(fateOf(apart, withEntries(longer, STOPPED), [])).toBe('diverged');
    expect(fateOf(ended(first), next, [])).toBe('ended');
    expect(fateOf(first, next, ['run-1'])).toBe('ended');
    expect(fateOf(next, first, [])).toBe('set-aside');
    expect(firstDifference(apart, withEntries(longer, STOPPED))).toBe(2);
    expect(firstDifference(longer, withEntries(longer, STOPPED))).toBe(3);
  });
});

/** A holder of a journal, as a server is. */
interface Holder {
  journal: Journal | null;
  earlier: string[];
  /** Everything that gave way to another journal and was not simply continued. */
  kept: Journal[];
}

function put(holder: Holder, journal: Journal, earlierThere: readonly string[]): void {
  const before = holder.journal;
  holder.journal = journal;
  if (before === null) return;
  const fate = fateOf(before, journal, earlierThere);
  if (fate === 'continued') return;
  holder.kept.push(before);
  if (fate !== 'diverged') holder.earlier.push(before.run.begun.run);
}

/** Both say what they have, and whoever has less takes the other's. */
function meet(one: Holder, other: Holder): void {
  const [mine, theirs] = [holding(one.journal, one.earlier), holding(other.journal, other.earlier)];
  const preference = preferred(mine, theirs);
  if (preference === 'mine') put(other, one.journal!, mine.earlier);
  if (preference === 'theirs') put(one, other.journal!, theirs.earlier);
}

type Move =
  | { readonly is: 'write' | 'end' | 'begin'; readonly at: number; readonly by: string; readonly clock: number }
  | { readonly is: 'meet'; readonly at: number; readonly with: number };

function moves(holders: number): fc.Arbitrary<readonly Move[]> {
  const at = fc.nat(holders - 1);
  const by = fc.constantFrom('ann', 'ben');
  return fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.record({ is: fc.constant('write' as const), at, by, clock: fc.nat(100) }) },
      fc.record({ is: fc.constantFrom('end' as const, 'begin' as const), at, by, clock: fc.nat(100) }),
      { weight: 3, arbitrary: fc.record({ is: fc.constant('meet' as const), at, with: at }) },
    ),
    { maxLength: 40 },
  );
}

interface Played {
  readonly holders: readonly Holder[];
  /** Every journal that an operator was told is written. */
  readonly acknowledged: readonly Journal[];
  /** Those that all holders had at the same time. */
  readonly agreed: readonly Journal[];
}

function play(count: number, made: readonly Move[]): Played {
  const holders: Holder[] = Array.from({ length: count }, () => ({ journal: null, earlier: [], kept: [] }));
  const acknowledged: Journal[] = [];
  const agreed: Journal[] = [];
  for (const [number, move] of made.entries()) {
    const holder = holders[move.at]!;
    if (move.is === 'meet') {
      meet(holder, holders[move.with]!);
    } else {
      const next = written(holder.journal, move, `run-${number}`);
      if (next === null) continue;
      put(holder, next, []);
      acknowledged.push(next);
    }
    const ids = new Set(holders.map(({ journal }) => lastPosition(journal).id));
    if (ids.size === 1 && holder.journal !== null) agreed.push(holder.journal);
  }
  return { holders, acknowledged, agreed };
}

/** Null: not allowed now. */
function written(
  journal: Journal | null,
  { is, by, clock }: Exclude<Move, { is: 'meet' }>,
  run: string,
): Journal | null {
  const isFree = journal === null || isOver(journal);
  if (is === 'begin') return isFree ? begunJournal(run, { at: second(clock), by }) : null;
  if (isFree) return null;
  return is === 'end' ? ended(journal) : withEntries(journal, { type: 'stopped', by });
}

/** Until nothing changes any more; the number of rounds. */
function settle(holders: readonly Holder[]): number {
  for (let round = 1; round < 50; round++) {
    const before = JSON.stringify(holders.map(({ journal }) => lastPosition(journal)));
    for (const one of holders) for (const other of holders) if (one !== other) meet(one, other);
    if (JSON.stringify(holders.map(({ journal }) => lastPosition(journal))) === before) return round;
  }
  throw new Error('it never ends');
}

const contains = (all: readonly Journal[], one: Journal): boolean =>
  all.some((each) => goesThrough(each, lastPosition(one)));

describe('whatever was written apart, and in whatever order holders meet', () => {
  test.each([2, 3])('%i holders agree in the end, and everything that was confirmed is there or was kept', (count) => {
    fc.assert(
      fc.property(moves(count), (made) => {
        const { holders, acknowledged } = play(count, made);
        settle(holders);
        expect(new Set(holders.map(({ journal }) => lastPosition(journal).id)).size).toBe(1);
        const everything = holders.flatMap(({ journal, kept }) => (journal === null ? kept : [journal, ...kept]));
        for (const each of acknowledged) expect(contains(everything, each)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test('two holders meet once, and then have the same', () => {
    fc.assert(
      fc.property(moves(2), (made) => {
        const { holders } = play(2, made);
        meet(holders[0]!, holders[1]!);
        expect(lastPosition(holders[0]!.journal)).toEqual(lastPosition(holders[1]!.journal));
      }),
      { numRuns: 300 },
    );
  });

  test('what both of two holders had is never set aside by either: it is there, or its run has ended', () => {
    fc.assert(
      fc.property(moves(2), (made) => {
        const { holders, agreed } = play(2, made);
        settle(holders);
        const goesOn = [holders[0]!.journal!];
        const over = holders.flatMap(({ kept }) => kept).filter(isOver);
        for (const each of agreed) expect(contains([...goesOn, ...over], each)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});
