import { describe, expect, it } from 'vitest';
import * as act from '../../../src/core/engine/actions.ts';
import { highestSeen } from '../../../src/core/engine/contest.ts';
import { anyUp } from '../../../src/core/engine/monitors/connections.ts';
import type { Row } from '../../../src/core/engine/row.ts';
import { action, guard } from '../../../src/core/engine/row.ts';
import type { Durable, State, View } from '../../../src/core/engine/state.ts';
import { viewOf } from '../../../src/core/engine/state.ts';
import { initialState } from '../../../src/core/engine/step.ts';
import { indexTable, TABLE } from '../../../src/core/engine/table.ts';
import type { InvariantContext, PairStates, Rising } from '../../../src/core/simulation/invariant.ts';
import { createInvariantChecks } from '../../../src/core/simulation/invariant-checks.ts';
import { INVARIANTS } from '../../../src/core/simulation/invariants.ts';
import { parametersOf, simulate } from '../../../src/core/simulation/simulate.ts';
import { selfOf } from '../../support/engine-server.ts';

/** The table without some rows. */
function without(...numbers: readonly number[]): readonly Row[] {
  return TABLE.filter(({ number }) => !numbers.includes(number));
}

/** The table with some rows changed. */
function changed(change: Partial<Row>, ...numbers: readonly number[]): readonly Row[] {
  return TABLE.map((row) => (numbers.includes(row.number) ? { ...row, ...change } : row));
}

/** Takes a term that it must not take. */
const takeAnyTerm = (next: (highest: number, own: number) => number) =>
  action('take some term', (state) => {
    const term = next(highestSeen(state), state.durable.lastPrimaryTerm);
    const durable = { role: 'primary', lastPrimaryTerm: term, highestTerm: term, switched: [] } as const;
    return { state: { takeover: { term, cause: 'fail-safe-start', before: state.durable, agreed: false }, durable } };
  });

const waitForTenMinutes = action('wait for ten minutes', (state, { at }) => ({
  state: { timers: { ...state.timers, reconnect: at + 600_000 } },
}));

/** Only after everything has been well for minutes. */
const isOld = guard('this has been so for minutes', (state, { at }) => at - state.since > 200_000);

const isUnconnected = guard('this server has no connection of its own', ({ connections }) => !anyUp(connections));

/** For each invariant, an engine that is broken in just the way that violates it. */
const BROKEN: Readonly<Record<string, readonly Row[]>> = {
  decided: without(820),
  'one-owner': changed({ does: [takeAnyTerm((highest) => highest + 1), act.persist] }, 124, 434, 435),
  'ever-higher': changed({ does: [takeAnyTerm((_highest, own) => (own === 0 ? 1 : own)), act.persist] }, 124),
  durable: changed(
    { to: 'primary.claiming', does: [act.takeFreshTerm('notifier-connection-lost'), act.claim] },
    434,
    435,
  ),
  fenced: without(206),
  'cut-off': without(431, 432),
  doubt: changed({ does: [act.endDoubt] }, 811),
  overheard: without(442, 135),
  'held-back': without(430, 126, 388),
  stale: without(115, 122),
  history: changed({ to: 'primary.persisting', does: [act.takeAgreedStart, act.persist] }, 134),
  repeat: without(101, 143, 256, 258, 340, 343),
  'moves-on': changed({ does: [act.catchUp] }, 830),
  'takeover-limit': without(830).map((row) => ({
    ...row,
    does: row.does.filter((each) => each !== act.limitTakeovers),
  })),
  'two-active': without(250),
  'in-time': changed(
    { to: 'primary.persisting', does: [act.takeFreshTerm('notifier-connection-lost'), act.persist] },
    412,
  ),
  'as-asked': changed({ when: isUnconnected }, 264),
  calm: [
    ...changed(
      { to: 'primary.persisting', when: isOld, does: [act.takeFreshTerm('module-down'), act.persist] },
      372,
    ).filter(({ number }) => number === 372),
    ...TABLE,
  ],
  rest: changed({ to: null }, 300),
  'one-active': changed({ to: null, does: [act.accept('done')] }, 510),
};

describe('the invariants', () => {
  it.each(Object.keys(BROKEN))(
    '%s is found violated in an engine broken for it',
    (invariant) => {
      const index = indexTable(BROKEN[invariant]!);
      for (let seed = 1; seed <= 400; seed += 1) {
        const { violations } = simulate({ seed, parameters: parametersOf(seed), index });
        if (violations.some(({ checker }) => checker === invariant)) return;
      }
      expect.unreachable(`${invariant} found nothing in 400 random scenarios`);
    },
    200_000,
  );

  it('in-time also detects a takeover that comes too late', () => {
    const index = indexTable(changed({ does: [waitForTenMinutes] }, 412));
    for (let seed = 1; seed <= 400; seed += 1) {
      const { violations } = simulate({ seed, parameters: parametersOf(seed), index });
      if (violations.some(({ what }) => what.includes('has not taken over after'))) return;
    }
    expect.unreachable('it found nothing in 400 random scenarios');
  }, 200_000);

  it('named detects a log line that names no rule', () => {
    const invariantChecks = createInvariantChecks({
      now: () => 7,
      pair: () => [],
      hookLimitMs: 0,
      states: () => ({ A: null, B: null }),
      disk: () => ({ role: 'none', lastPrimaryTerm: 0, highestTerm: 0, switched: [] }),
      talkingSince: () => null,
      wellSince: () => null,
      isSound: () => true,
      onTimed: () => undefined,
    });
    const line = { type: 'log', topic: 'SwitchoverStates', level: 'note' } as const;
    invariantChecks.onEffect('A', { ...line, text: 'going somewhere [rule 12]' }, null as never);
    expect(invariantChecks.violations()).toEqual([]);
    invariantChecks.onEffect('A', { ...line, text: 'going somewhere' }, null as never);
    expect(invariantChecks.violations()).toEqual([
      { at: 7, checker: 'named', what: 'A logged a decision without its rule: going somewhere' },
    ]);
  });

  it('are all tested here', () => {
    expect([...Object.keys(BROKEN), 'named'].sort()).toEqual(Object.keys(INVARIANTS).sort());
  });
});

const CONTEXT: InvariantContext = {
  now: () => 10_000,
  pair: () => [],
  hookLimitMs: 0,
  states: () => ({ A: null, B: null }),
  disk: () => ({ role: 'none', lastPrimaryTerm: 0, highestTerm: 0, switched: [] }),
  talkingSince: () => null,
  wellSince: () => null,
  isSound: () => true,
  onTimed: () => undefined,
};

const ACTIVE: Durable = { role: 'primary', lastPrimaryTerm: 3, highestTerm: 3, switched: [] };
const BACKUP: Durable = { role: 'backup', lastPrimaryTerm: 0, highestTerm: 3, switched: [] };

type Special = Partial<Omit<State, 'self' | 'durable'>> & {
  readonly self?: Partial<State['self']>;
  readonly durable?: Partial<Durable>;
};

function stateOf(letter: 'A' | 'B', durable: Durable, { self, durable: more, ...special }: Special = {}): State {
  const first = initialState(selfOf(letter, self), { ...durable, ...more }, 'automatic', 0);
  return { ...first, place: durable === ACTIVE ? 'primary.serving' : 'backup.watching', ...special };
}

/** What an invariant finds in a pair that should have settled. */
function foundIn(name: 'rest' | 'one-active', states: PairStates): string[] {
  const found: string[] = [];
  const invariant = INVARIANTS[name]!.make(CONTEXT, (what) => found.push(what));
  (name === 'rest' ? invariant.onRest : invariant.onEnd)?.(states);
  return found;
}

describe('a pair at rest', () => {
  const a = stateOf('A', ACTIVE);
  const b = stateOf('B', BACKUP);
  const places = (first: string, second: string): string => `(A ${first}, B ${second})`;
  const none = `no server is active ${places('backup.watching', 'backup.watching')}`;

  it.each<[what: string, states: PairStates, atRest: string[], atTheEnd: string[]]>([
    ['an active server and its backup', { A: a, B: b }, [], []],
    [
      'one that is not running',
      { A: a, B: null },
      ['a server is not running (A primary.serving, off)'],
      ['a server is not running (A primary.serving, off)'],
    ],
    [
      'none that runs',
      { A: null, B: null },
      ['a server is not running (off, off)'],
      ['no server is active (off, off)'],
    ],
    [
      'two active servers',
      { A: a, B: stateOf('B', ACTIVE) },
      [`both are active ${places('primary.serving', 'primary.serving')}`],
      [`both are active ${places('primary.serving', 'primary.serving')}`],
    ],
    ['two backups', { A: stateOf('A', BACKUP), B: b }, [none], [none]],
    [
      'two backups of which one is in manual mode',
      { A: stateOf('A', BACKUP, { mode: 'manual' }), B: b },
      [none],
      [none],
    ],
    [
      'two backups in manual mode',
      { A: stateOf('A', BACKUP, { mode: 'manual' }), B: stateOf('B', BACKUP, { mode: 'manual' }) },
      [],
      [none],
    ],
    [
      'two that were told to be the backup',
      {
        A: stateOf('A', BACKUP, { self: { forceBackup: true } }),
        B: stateOf('B', BACKUP, { self: { forceBackup: true } }),
      },
      [],
      [none],
    ],
    [
      'a backup that is still reconnecting',
      { A: a, B: stateOf('B', BACKUP, { place: 'reconnecting.waiting' }) },
      [`B has not settled ${places('primary.serving', 'reconnecting.waiting')}`],
      [`the other one is not a backup ${places('primary.serving', 'reconnecting.waiting')}`],
    ],
    [
      'a backup that waits for an operator',
      { A: a, B: stateOf('B', BACKUP, { place: 'reconnecting.held' }) },
      [],
      [`the other one is not a backup ${places('primary.serving', 'reconnecting.held')}`],
    ],
    [
      'a stale server',
      { A: a, B: stateOf('B', { ...BACKUP, role: 'stale' }, { place: 'inactive.stale' }) },
      [],
      [`the other one is not a backup ${places('primary.serving', 'inactive.stale')}`],
    ],
    [
      'a backup that knows of a higher term',
      { A: a, B: stateOf('B', BACKUP, { durable: { highestTerm: 4 } }) },
      [],
      ['term 3 is active, but 4 has been seen'],
    ],
  ])('with %s is judged at rest and at the end', (_what, states, atRest, atTheEnd) => {
    expect([foundIn('rest', states), foundIn('one-active', states)]).toEqual([atRest, atTheEnd]);
  });
});

const NOT_UP = stateOf('B', BACKUP).connections;
const UP = { ...NOT_UP, aux: { ...NOT_UP.aux, status: 'up' } } as const;
const VIEW: View = { ...viewOf(stateOf('A', ACTIVE)), release: '1.0', history: { term: 3, number: 1 } };
const CUT = { verdict: 'backup-cut-off', at: 0, before: null } as unknown as NonNullable<State['network']>;
const TAKEOVER = { term: 4, cause: 'notifier-connection-lost', before: BACKUP, agreed: false } as const;

interface Risings {
  /** Violates it: what is special about the server before and after, and the end of the sentence. */
  readonly before?: Special;
  readonly after?: Special;
  readonly finds: string;
  /** With any of these, there is nothing wrong. */
  readonly unless: readonly { readonly before?: Special; readonly after?: Special; readonly byItself?: false }[];
}

/** Invariants about a server that becomes active: B does, by rule 12. */
const RISINGS: Readonly<Record<string, Risings>> = {
  'ever-higher': {
    after: { takeover: { ...TAKEOVER, term: 2 } },
    finds: 'B takes term 2 although it has heard of 3 (rule 12)',
    unless: [{ after: { takeover: { ...TAKEOVER, term: 3 } } }, { before: { durable: { highestTerm: 2 } } }],
  },
  'cut-off': {
    after: { network: CUT },
    finds: 'B becomes active although its last network check says backup-cut-off (rule 12)',
    unless: [
      { byItself: false },
      { after: { network: null } },
      { after: { network: { ...CUT, verdict: 'primary-unreachable' } } },
      { after: { network: CUT, connections: UP } },
    ],
  },
  'held-back': {
    before: { mode: 'manual' },
    finds: 'B becomes active by itself in manual mode (rule 12)',
    unless: [
      { byItself: false },
      { before: { mode: 'automatic' } },
      { before: { mode: 'manual', place: 'inactive.stale', durable: { role: 'stale' } } },
    ],
  },
  stale: {
    before: { durable: { role: 'stale' } },
    finds: 'B becomes active although it is stale (rule 12)',
    unless: [{ before: {} }, { before: { durable: { role: 'stale' }, self: { forcePrimary: true } } }],
  },
  history: {
    after: { history: 'none', connections: UP, companion: VIEW },
    finds: 'B becomes active with no history although its companion has one (rule 12)',
    unless: [
      { byItself: false },
      { after: { history: { term: 3, number: 1 }, connections: UP, companion: VIEW } },
      { after: { history: 'none', connections: NOT_UP, companion: VIEW } },
      { after: { history: 'none', connections: UP, companion: { ...VIEW, history: 'none' } } },
      { after: { history: 'none', connections: UP, companion: VIEW, self: { forcePrimary: true } } },
      {
        after: {
          history: 'none',
          connections: UP,
          companion: VIEW,
          takeover: { ...TAKEOVER, cause: 'primary-stopped' },
        },
      },
    ],
  },
};

describe('a server that becomes active', () => {
  const found = (name: string, before: Special = {}, after: Special = {}, byItself = true): string[] => {
    const what: string[] = [];
    const rising: Rising = {
      ...{ letter: 'B', event: { type: 'start', at: 0 }, rule: 12, byItself },
      before: stateOf('B', BACKUP, before),
      after: stateOf('B', BACKUP, { place: 'primary.persisting', takeover: TAKEOVER, ...after }),
    };
    INVARIANTS[name]!.make(CONTEXT, (each) => what.push(each)).onRise?.(rising);
    return what;
  };

  it.each(Object.entries(RISINGS))(
    'violates %s in one case, and not if anything in it is different',
    (name, risings) => {
      const { before, after, finds, unless } = risings;
      expect(found(name, before, after)).toEqual([finds]);
      for (const each of unless) {
        expect([each, found(name, each.before ?? before, each.after ?? after, each.byItself ?? true)]).toEqual([
          each,
          [],
        ]);
      }
    },
  );

  it('violates held-back if its companion runs another release, or did when it was last heard', () => {
    const companion = { ...VIEW, release: '2.0' };
    expect(found('held-back', {}, { companion })).toEqual([
      'B becomes active by itself although its companion runs release 2.0 (rule 12)',
    ]);
    expect(found('held-back', {}, { companion: { ...VIEW, release: '1.0' } })).toEqual([]);
  });
});
