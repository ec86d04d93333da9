import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../../src/core/engine/event.ts';
import { CONNECTION_NAMES } from '../../../src/core/engine/monitors/connections.ts';
import { PLACE_NAMES, placeSpec, type State, type TimerName, viewOf } from '../../../src/core/engine/state.ts';
import { initialState, nextWake, step } from '../../../src/core/engine/step.ts';
import { checksFor, happen, newWorld, pass, selfOf } from '../../support/engine-server.ts';

const NEVER = { role: 'none', lastPrimaryTerm: 0, highestTerm: 0, switched: [] } as const;
const fresh = initialState(selfOf('A'), NEVER, 'automatic', 1_000);

/** A server that has been running for a while. */
function running(): State {
  const world = newWorld(
    selfOf('B'),
    { role: 'backup', lastPrimaryTerm: 0, highestTerm: 1, switched: [] },
    'automatic',
    0,
    () => {},
  );
  happen(world, { type: 'start' });
  world.companion = {
    ...viewOf(initialState(selfOf('A'), NEVER, 'automatic', 0)),
    place: 'primary.serving',
    serving: true,
    term: 1,
    highestTerm: 1,
    lastPrimaryTerm: 1,
  };
  pass(world, 10_000);
  return world.state;
}

const id = fc.integer({ min: 0, max: 6 });
const detail = fc.constant('');
const text = fc.constantFrom('x', 'y');
const term = fc.integer({ min: 0, max: 6 });
const connection = fc.constantFrom(...CONNECTION_NAMES);
const timers = [...new Set(PLACE_NAMES.flatMap((place): readonly TimerName[] => placeSpec(place).timers))];
const view = fc.record({
  letter: fc.constant('A' as const),
  name: text,
  bootId: text,
  release: text,
  place: fc.constantFrom(...PLACE_NAMES),
  serving: fc.boolean(),
  term,
  highestTerm: term,
  lastPrimaryTerm: term,
  stale: fc.boolean(),
  mode: fc.constantFrom('automatic' as const, 'manual' as const),
  forceBackup: fc.boolean(),
  takeovers: fc.array(term, { maxLength: 5 }),
  switched: fc.array(fc.constantFrom('x', 'y'), { maxLength: 3 }),
});
const message = fc.oneof(
  fc.record({
    kind: fc.constant('prepare' as const),
    id: text,
    by: text,
    expectedTerm: term,
    proposedTerm: term,
    commitWithinMs: id,
  }),
  fc.record({ kind: fc.constant('ready' as const), id: text }),
  fc.record({ kind: fc.constantFrom('refused' as const, 'abort' as const), id: text, reason: text }),
  fc.record({ kind: fc.constant('stopped' as const), term, takeover: fc.boolean() }),
);
const verdict = fc.constantFrom(
  'primary-reached' as const,
  'backup-cut-off' as const,
  'path-or-site-lost' as const,
  'primary-unreachable' as const,
  'unknown' as const,
);
const untimedEvent = fc.oneof(
  fc.record({ type: fc.constant('timer' as const), timer: fc.constantFrom(...timers) }),
  fc.record({ type: fc.constant('connection-up' as const), connection, view }),
  fc.record({ type: fc.constantFrom('connection-lost' as const, 'dial-failed' as const), connection, reason: text }),
  fc.record({ type: fc.constant('unverified' as const), connection, why: text }),
  fc.record({ type: fc.constant('view' as const), view }),
  fc.record({ type: fc.constant('ping-answered' as const), connection, id }),
  fc.record({ type: fc.constant('message' as const), message }),
  fc.record({
    type: fc.constantFrom(
      'persisted' as const,
      'claimed' as const,
      'commenced' as const,
      'drained' as const,
      'discontinued' as const,
    ),
    id,
  }),
  fc.record({
    type: fc.constant('ping-failed' as const),
    connection,
    id,
    outcome: fc.constantFrom('timed-out' as const, 'rejected' as const),
  }),
  fc.record({
    type: fc.constantFrom(
      'persist-failed' as const,
      'claim-refused' as const,
      'commence-failed' as const,
      'drain-failed' as const,
      'discontinue-failed' as const,
    ),
    id,
    detail,
  }),
  fc.record({ type: fc.constant('diagnosed' as const), id, checks: verdict.map(checksFor) }),
  fc.record({
    type: fc.constant('switch-requested' as const),
    request: fc.record({ id: text, by: text, expectedTerm: fc.option(term), immediate: fc.boolean() }),
  }),
  fc.record({ type: fc.constant('rejoin-requested' as const), id: text, by: text }),
  fc.record({ type: fc.constant('stop-requested' as const), by: text, takeover: fc.boolean() }),
  fc.record({ type: fc.constant('module-answered' as const), id, pid: fc.option(id) }),
  fc.record({
    type: fc.constant('module-ping-failed' as const),
    id,
    outcome: fc.constantFrom('timed-out' as const, 'rejected' as const, 'lost' as const),
    why: fc.option(text),
  }),
  fc.record({ type: fc.constant('started-up' as const) }),
  fc.record({
    type: fc.constant('mode-requested' as const),
    request: fc.record({
      id: text,
      by: text,
      mode: fc.constantFrom('automatic' as const, 'manual' as const),
      forMs: fc.option(fc.integer({ min: 1, max: 20_000 })),
      reason: fc.option(text),
    }),
  }),
  fc.record({ type: fc.constant('stalled' as const), forMs: id }),
  fc.record({ type: fc.constant('start' as const) }),
);

describe('a step', () => {
  it('never throws, whatever comes in whatever order, and always names its rule or its reason for rejecting', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(fc.tuple(untimedEvent, fc.integer({ min: 0, max: 8_000 })), { maxLength: 60 }),
        (begun, events) => {
          let state: State = begun ? running() : fresh;
          let at = 20_000;
          for (const [each, later] of events) {
            at += later;
            const before = JSON.stringify(state);
            const event = { ...each, at } as Event;
            const result = step(state, event);
            expect(JSON.stringify(state), 'the input state is unchanged').toBe(before);
            expect(result.rule === null).toBe(result.refused !== null);
            if (result.rule === null) expect(result.state).toBe(state);
            else expect(result.decision?.rule).toBe(result.rule);
            state = result.state;
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('does the same for the same state and event', () => {
    fc.assert(
      fc.property(untimedEvent, (each) => {
        const event = { ...each, at: 30_000 } as Event;
        expect(step(running(), event)).toEqual(step(running(), event));
      }),
    );
  });

  it('rejects an event that is out of place, naming server, place, event and reason', () => {
    const result = step(running(), { type: 'commenced', id: 3, at: 20_000 });
    expect(result).toMatchObject({
      rule: null,
      effects: [],
      refused: 'B in backup.watching: commenced rejected: nothing waits for it',
    });
  });

  it('rejects a timer before its time', () => {
    const started = step(fresh, { type: 'start', at: 1_000 }).state;
    const early = step(started, { type: 'timer', timer: 'start-wait', at: 5_999 });
    expect(early.refused).toBe('A in init.asking: timer:start-wait rejected: this timer is not due before 6000');
    expect(early.state).toBe(started);
  });

  it('rejects a second start', () => {
    const started = step(fresh, { type: 'start', at: 1_000 }).state;
    expect(step(started, { type: 'start', at: 1_001 }).refused).toContain('it has already started');
  });

  it('says when it wants to be woken, or nothing if no timer is running', () => {
    expect(nextWake(fresh)).toBeNull();
    const started = step(fresh, { type: 'start', at: 1_000 }).state;
    expect(nextWake(started)).toEqual({ timer: 'dial-main', at: 1_000 });
  });

  it('gives the Discontinue hook the term that ends, not the higher one that the companion has taken', () => {
    const before = running();
    const durable = { role: 'primary', lastPrimaryTerm: 2, highestTerm: 2, switched: [] } as const;
    const takeover = { term: 2, cause: 'start', before: durable, agreed: true } as const;
    const serving: State = { ...before, place: 'primary.serving', durable, takeover };
    const view = { ...before.companion!, serving: true, term: 9, highestTerm: 9, lastPrimaryTerm: 9 };
    const { effects } = step(serving, { type: 'view', view, at: 20_000 });
    expect(effects).toContainEqual(expect.objectContaining({ type: 'discontinue', term: 2 }));
  });

  it.each([
    [4, 3, 2],
    [2, 3, 2],
    [1, 3, 1],
    [4, 1, 0],
    [4, 0, 0],
  ])(
    'lets a server that rejoins keep, of term %i, what is older than the term %i of the active one: %i',
    (own, term, kept) => {
      const before = running();
      const durable = { ...before.durable, role: 'stale', lastPrimaryTerm: own } as const;
      const stale: State = { ...before, place: 'inactive.stale', durable, companion: { ...before.companion!, term } };
      const { state } = step(stale, { type: 'rejoin-requested', id: 'x', by: 'ann', at: 20_000 });
      expect([state.place, state.durable.lastPrimaryTerm]).toEqual(['backup.watching', kept]);
    },
  );

  it('puts a durable write before everything that depends on it', () => {
    const { effects } = step(running(), {
      type: 'switch-requested',
      request: { id: 'x', by: 'ann', expectedTerm: 1, immediate: true },
      at: 20_000,
    });
    expect(effects.map(({ type }) => type)).toEqual(['reply', 'log', 'log', 'persist']);
    expect(effects.at(-1)).toMatchObject({
      durable: { role: 'primary', lastPrimaryTerm: 2, highestTerm: 2, switched: ['x'] },
    });
  });
});
