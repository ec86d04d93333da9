/** How the recorded world would have answered at another time: only as far as the recording shows it. */
import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../src/core/engine/effect.ts';
import type { Event } from '../../../src/core/engine/event.ts';
import type { View } from '../../../src/core/engine/state.ts';
import { answerTo } from '../../../src/core/recorder/recorded-answers.ts';
import type { Asked, RecordedWorld } from '../../../src/core/recorder/recorded-world.ts';

const WORLD: RecordedWorld = {
  ...{ asked: new Map(), unasked: [], timers: [], connections: [], sent: [] },
  ...{ until: 100_000, lastOrder: 99, stoodStill: () => false },
};

const PING: Effect = { type: 'ping', connection: 'main', id: 50, timeoutMs: 5_000 };
const DIAL: Effect = { type: 'dial', connection: 'aux' };
const CLAIM = { type: 'claim', id: 50, term: 2 } as Effect;

/** A ping to the Notifier of the recording, sent at `at` and answered after `took`; null: never. */
function pinged(at: number, took: number | null, outcome: 'answered' | 'timed-out' | 'rejected' = 'answered'): Asked {
  const id = at / 1_000;
  const ping = { connection: 'main', id, at: at + (took ?? 0) } as const;
  const event: Event =
    outcome === 'answered' ? { type: 'ping-answered', ...ping } : { type: 'ping-failed', ...ping, outcome };
  return { at, id, limitMs: 5_000, answer: took === null ? null : { at: at + took, order: id, event } };
}

function pings(...asked: readonly Asked[]): RecordedWorld {
  return { ...WORLD, asked: new Map([['ping main', asked]]) };
}

/** What the world answers, briefly. */
function answer(world: RecordedWorld, now: number, effect: Effect = PING): string {
  const given = answerTo(world, effect, now);
  if (typeof given === 'string') return given;
  const { type } = given.event;
  const id = 'id' in given.event ? ` to ${given.event.id}` : '';
  const outcome = 'outcome' in given.event ? ` ${given.event.outcome}` : '';
  return `${type}${outcome}${id} at ${given.at}${Number.isFinite(given.order) ? `, as number ${given.order}` : ''}`;
}

describe('a ping', () => {
  const answered = pings(pinged(10_000, 40), pinged(20_000, 40));
  const unanswered = pings(pinged(10_000, 5_000, 'timed-out'), pinged(20_000, 5_000, 'timed-out'));

  it.each<[what: string, world: RecordedWorld, now: number, answer: string]>([
    ['at the time of a recorded one has its answer', answered, 10_000, 'ping-answered to 50 at 10040, as number 10'],
    ['25 ms later has it as much later', answered, 10_025, 'ping-answered to 50 at 10065, as number 10'],
    ['26 ms later lies between that one and the next', answered, 10_026, 'ping-answered to 50 at 10066'],
    ['between two that were answered is answered', answered, 15_000, 'ping-answered to 50 at 15040'],
    ['before the first one is untold', answered, 9_000, 'untold'],
    ['after the last one is untold', answered, 21_000, 'untold'],
    ['at the end of the recording never ends', answered, 100_000, 'never'],
    ['of which there are none is untold', WORLD, 10_000, 'untold'],
    [
      'between an answered and an unanswered one is untold',
      pings(pinged(10_000, 40), pinged(20_000, 5_000, 'timed-out')),
      15_000,
      'untold',
    ],
    ['between two unanswered ones is unanswered', unanswered, 15_000, 'ping-failed timed-out to 50 at 20000'],
    [
      'between two rejected ones is rejected',
      pings(pinged(10_000, 0, 'rejected'), pinged(20_000, 0, 'rejected')),
      15_000,
      'ping-failed rejected to 50 at 15000',
    ],
    ['between two without a result is untold', pings(pinged(10_000, null), pinged(20_000, null)), 15_000, 'untold'],
    ['at the time of one without a result has none', pings(pinged(10_000, null)), 10_000, 'never'],
  ])('%s', (_what, world, now, expected) => {
    expect(answer(world, now)).toBe(expected);
  });

  it('with the same id counts before another one that is as near', () => {
    const world = pings(pinged(49_990, 40), { ...pinged(50_000, 90), id: 50 });
    expect(answer(world, 49_995)).toBe('ping-answered to 50 at 50085, as number 50');
  });

  it.each<[timeoutMs: number, atTheSameTime: string, between: string]>([
    [40, 'ping-answered to 50 at 10040, as number 10', 'ping-answered to 50 at 15040'],
    [39, 'ping-failed timed-out to 50 at 10039', 'untold'],
  ])('with a timeout of %i ms ends in time or not', (timeoutMs, atTheSameTime, between) => {
    expect(answer(answered, 10_000, { ...PING, timeoutMs })).toBe(atTheSameTime);
    expect(answer(answered, 15_000, { ...PING, timeoutMs })).toBe(between);
  });

  it('that waits longer than a recorded one is unanswered only if the next one was too', () => {
    expect(answer(unanswered, 10_000, { ...PING, timeoutMs: 9_000 })).toBe('untold');
    const dense = pings(...[10, 11, 12, 13, 14].map((second) => pinged(second * 1_000, 5_000, 'timed-out')));
    expect(answer(dense, 10_000, { ...PING, timeoutMs: 9_000 })).toBe('ping-failed timed-out to 50 at 19000');
    expect(answer(dense, 10_000, { ...PING, timeoutMs: 9_026 })).toBe('untold');
  });

  it('that waits longer is answered when one that was sent meanwhile was', () => {
    const world = pings(pinged(10_000, 5_000, 'timed-out'), pinged(16_000, 40));
    expect(answer(world, 10_000, { ...PING, timeoutMs: 9_000 })).toBe('ping-answered to 50 at 16040, as number 16');
  });

  it('never ends if its connection is lost first, or the recording', () => {
    const lost = { at: 12_000, name: 'main', view: null } as const;
    const longer = { ...PING, timeoutMs: 9_000 };
    expect(answer({ ...unanswered, connections: [lost] }, 10_000, longer)).toBe('never');
    expect(answer({ ...unanswered, connections: [{ ...lost, name: 'aux' }] }, 10_000, longer)).toBe('untold');
    expect(answer({ ...unanswered, connections: [{ ...lost, at: 10_000 }] }, 10_000, longer)).toBe('untold');
    expect(answer({ ...unanswered, connections: [{ ...lost, at: 19_000 }] }, 10_000, longer)).toBe('never');
    expect(answer({ ...unanswered, until: 18_999 }, 10_000, longer)).toBe('never');
    expect(answer({ ...unanswered, until: 19_000 }, 10_000, longer)).toBe('untold');
  });

  it('that ends while the server is stalled ends as recorded', () => {
    expect(answer({ ...answered, stoodStill: () => true }, 10_000, { ...PING, timeoutMs: 39 })).toBe(
      'ping-answered to 50 at 10040, as number 10',
    );
  });

  it('without a recorded result has none if it waits as long, and otherwise is unanswered as far as that is known', () => {
    const world = pings(pinged(10_000, null));
    expect(answer(world, 10_000, { ...PING, timeoutMs: 5_000 })).toBe('never');
    expect(answer(world, 10_000, { ...PING, timeoutMs: 9_000 })).toBe('ping-failed timed-out to 50 at 19000');
  });
});

describe('a ping to the module', () => {
  const answeredBy = (at: number, pid: number): Asked => ({
    ...{ at, id: 1, limitMs: 5_000 },
    answer: { at: at + 40, order: 1, event: { type: 'module-answered', id: 1, pid, at: at + 40 } },
  });
  const effect = { type: 'ping-module', connection: 'main', id: 50, timeoutMs: 5_000 } as const;
  const between = (first: number, second: number): string =>
    answer(
      { ...WORLD, asked: new Map([['ping-module', [answeredBy(10_000, first), answeredBy(20_000, second)]]]) },
      15_000,
      effect,
    );

  it('between two answers of one process is answered, and between those of two is untold', () => {
    expect(between(7, 7)).toBe('module-answered to 50 at 15040');
    expect(between(7, 8)).toBe('untold');
  });

  it('that is unanswered names no reason', () => {
    const silent = (at: number): Asked => ({
      ...{ at, id: 1, limitMs: 5_000 },
      answer: {
        ...{ at: at + 5_000, order: 1 },
        event: { type: 'module-ping-failed', id: 1, outcome: 'timed-out', why: 'x', at: at + 5_000 },
      },
    });
    const world = { ...WORLD, asked: new Map([['ping-module', [silent(10_000), silent(20_000)]]]) };
    expect(answerTo(world, effect, 15_000)).toMatchObject({
      at: 20_000,
      event: { type: 'module-ping-failed', outcome: 'timed-out', why: null },
    });
  });
});

describe('an attempt to connect', () => {
  const view = { letter: 'A' } as View;
  const failed = (at: number): Asked => ({
    ...{ at, id: null, limitMs: null },
    answer: { at: at + 40, order: 7, event: { type: 'dial-failed', connection: 'aux', reason: 'x', at: at + 40 } },
  });
  const world = (...asked: readonly Asked[]): RecordedWorld => ({ ...WORLD, asked: new Map([['dial aux', asked]]) });

  it('succeeds at once while the connection is up in the recording', () => {
    const connections = [
      { at: 10_000, name: 'aux', view },
      { at: 20_000, name: 'aux', view: null },
    ] as const;
    const ending = (now: number): string => answer({ ...WORLD, connections }, now, DIAL);
    expect([9_999, 10_000, 19_999, 20_000].map(ending)).toEqual([
      'untold',
      'connection-up at 10000',
      'connection-up at 19999',
      'untold',
    ]);
    expect(answer({ ...WORLD, connections }, 15_000, { ...DIAL, connection: 'main' })).toBe('untold');
  });

  it('fails between two that failed, and is untold otherwise', () => {
    expect(answer(world(failed(10_000), failed(20_000)), 15_000, DIAL)).toBe('dial-failed at 15040');
    expect(answer(world(failed(10_000)), 15_000, DIAL)).toBe('untold');
    expect(answer(world(failed(20_000)), 15_000, DIAL)).toBe('untold');
  });
});

describe('a hook', () => {
  const claimed = (at: number): Asked => ({
    ...{ at, id: 1, limitMs: null },
    answer: { at: at + 300, order: 7, event: { type: 'claimed', id: 1, at: at + 300 } },
  });
  const world = { ...WORLD, asked: new Map([['claim', [claimed(10_000), claimed(20_000)]]]) };

  it('takes as long as the one at the same time, or the one before', () => {
    expect(answer(world, 10_000, CLAIM)).toBe('claimed to 50 at 10300, as number 7');
    expect(answer(world, 15_000, CLAIM)).toBe('claimed to 50 at 15300');
  });
});
