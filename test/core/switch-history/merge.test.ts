import { describe, expect, test } from 'vitest';
import type { HistoryEvent } from '../../../src/core/protocol/history-answers.ts';
import { mergedHistory } from '../../../src/core/switch-history/merge.ts';
import { eventPage, lastChange } from '../../../src/core/switch-history/page.ts';

function event(at: string, special: Partial<HistoryEvent> = {}): HistoryEvent {
  const facts = { from: 'A', to: 'B', term: 2, cause: 'manual', by: 'ann', reason: null } as const;
  return {
    at: `2026-11-23T${at}.000Z`,
    kind: 'switch',
    ...facts,
    detectMs: null,
    activateMs: 5,
    why: null,
    id: null,
    ...special,
  };
}

const merged = (A: readonly HistoryEvent[], B: readonly HistoryEvent[]): readonly HistoryEvent[] =>
  mergedHistory([
    { letter: 'A', events: A },
    { letter: 'B', events: B },
  ]);
const times = (events: readonly HistoryEvent[]): string[] => events.map(({ at }) => at.slice(11, 16));

describe('the histories of both servers', () => {
  test('become one, newest first', () => {
    const A = [event('12:00:00', { to: 'A', term: 5 }), event('08:00:00', { kind: 'start', to: 'A', term: 1 })];
    const B = [event('18:00:00', { term: 6 }), event('10:00:00', { term: 4 })];
    expect(times(merged(A, B))).toEqual(['18:00', '12:00', '10:00', '08:00']);
    expect(merged(B, A).length).toBe(4);
    expect(merged([], B)).toEqual(B);
    expect(mergedHistory([{ letter: 'B', events: B }])).toEqual(B);
  });

  test('are ordered by their terms if the clock of one server is a few minutes wrong', () => {
    const A = [event('10:30:00', { to: 'A', term: 3 }), event('10:20:00', { to: 'A', term: 1 })];
    const B = [event('10:05:00', { term: 4 }), event('10:00:00', { term: 2 })];
    expect(times(merged(A, B))).toEqual(['10:05', '10:30', '10:00', '10:20']);
  });

  test('are ordered by their times if the terms began again', () => {
    const A = [event('18:00:00', { kind: 'start', to: 'A', term: 1 }), event('10:00:00', { to: 'A', term: 5 })];
    expect(times(merged(A, [event('09:00:00', { term: 4 })]))).toEqual(['18:00', '10:00', '09:00']);
  });

  test('have a switch that was given up once, as the server reports it where it was requested', () => {
    const there = event('10:00:00', { kind: 'given-up', id: 'x', reason: 'patches', why: 'busy' });
    const here = event('10:00:01', { kind: 'given-up', id: 'x', why: 'refused' });
    expect(merged([here], [there])).toEqual([there]);
    expect(merged([here], [])).toEqual([here]);
  });

  test('have a switch as made if one server gave it up and the other made it all the same', () => {
    const lost = event('10:00:00', { kind: 'given-up', id: 'x', why: 'the connections were lost' });
    const made = event('10:00:02', { id: 'x' });
    expect(merged([lost], [made])).toEqual([made]);
  });

  test('keep takeovers that were given up, which have no id', () => {
    const one = event('10:00:00', { kind: 'given-up', cause: 'module-down' });
    const other = event('10:00:00', { kind: 'given-up', cause: 'module-down', from: 'B', to: 'A' });
    expect(merged([other], [one])).toHaveLength(2);
  });
});

describe('a page of one history', () => {
  const kept = [1, 2, 3, 4, 5].map((number) => ({ ...event(`10:00:0${number}`), number }));
  const numbers = (page: ReturnType<typeof eventPage>): number[] => page.events.map(({ number }) => number);

  test('has the newest first, and says whether there are more', () => {
    const first = eventPage(kept, { before: null, limit: 2 });
    expect([numbers(first), first.more]).toEqual([[5, 4], true]);
    const next = eventPage(kept, { before: 4, limit: 3 });
    expect([numbers(next), next.more]).toEqual([[3, 2, 1], false]);
    expect(eventPage([], { before: null, limit: 5 })).toEqual({ events: [], more: false });
  });
});

describe('the last change', () => {
  const kept = (...kinds: HistoryEvent['kind'][]) =>
    kinds.map((kind, index) => ({ ...event('10:00:00', { kind }), number: index }));

  test('is the last switch or takeover, whatever came after it, otherwise the last start', () => {
    expect(lastChange(kept('start', 'takeover', 'start', 'given-up'))).toMatchObject({ number: 1 });
    expect(lastChange(kept('start', 'given-up', 'start'))).toMatchObject({ number: 2 });
    expect(lastChange(kept('given-up'))).toBeNull();
    expect(lastChange([])).toBeNull();
  });
});
