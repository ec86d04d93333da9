/** What each invariant finds, and what it leaves alone: the same facts with one of them different. */
import { describe, expect, it } from 'vitest';
import type { Durable, State, View } from '../../../src/core/engine/state.ts';
import { viewOf } from '../../../src/core/engine/state.ts';
import { initialState } from '../../../src/core/engine/step.ts';
import type { Fault } from '../../../src/core/simulation/faults.ts';
import type { InvariantContext, PairStates, Rising } from '../../../src/core/simulation/invariant.ts';
import { INVARIANTS } from '../../../src/core/simulation/invariants.ts';
import { selfOf } from '../../support/engine-server.ts';
import { quietContext } from '../../support/invariant-context.ts';

const CONTEXT = quietContext(10_000);

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
const BOTH_UP = {
  main: { ...NOT_UP.main, status: 'up' },
  aux: { ...NOT_UP.aux, status: 'up' },
} as const;
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

describe('a controlled switch that an operator requests', () => {
  const asking = { kind: 'switch', to: 'B', immediate: false, times: 1 } as const;
  const settled = { id: 'x', outcome: 'switched', reason: null, term: 4, at: 0 } as const;
  const pair: PairStates = {
    A: stateOf('A', ACTIVE),
    B: stateOf('B', BACKUP, { companion: { ...VIEW, serving: true } }),
  };
  const knowing = (A: State['settled'], B: State['settled']): PairStates => ({
    A: { ...pair.A!, settled: A },
    B: { ...pair.B!, settled: B },
  });

  interface Course {
    /** Faults before the request, each with its time in ms, and whether it has ended. */
    readonly before?: readonly (readonly [at: number, fault: Fault | null, ended: boolean])[];
    readonly fault?: Fault;
    readonly states?: PairStates;
    readonly isSound?: boolean;
    /** What the servers know this long after it. */
    readonly looks: readonly (readonly [ms: number, states: PairStates])[];
    readonly refused?: boolean;
  }

  function foundAbout({
    before = [],
    fault = asking,
    states = pair,
    isSound = true,
    looks,
    refused,
  }: Course): string[] {
    const found: string[] = [];
    let now = 0;
    const context = { ...CONTEXT, now: () => now, states: () => states, isSound: () => isSound };
    const invariant = INVARIANTS['as-asked']!.make(context, (what) => found.push(what));
    for (const [at, each, ended] of before) {
      now = at;
      invariant.onFault?.(each, ended);
    }
    now = 100_000;
    invariant.onFault?.(fault, false);
    const reply = { accepted: false, code: 'busy', what: '', do: '' } as const;
    if (refused === true) invariant.onEffect?.('B', { type: 'reply', requestId: 'x', reply }, pair.B!);
    for (const [ms, each] of looks) {
      now = 100_000 + ms;
      invariant.onSecond?.(each);
    }
    return found;
  }

  const LATE = [[10_001, pair]] as const;
  const NOT_ENDED = ['the switch to B has not ended 10000 ms after the request'];
  const CABLE = { kind: 'cable', server: 'A', forMs: 1_000 } as const;
  const FAR = { kind: 'slow-network', fromMs: 250, toMs: 250, forMs: null } as const;

  it.each<[what: string, course: Course, found: string[]]>([
    [
      'and that is made in time',
      {
        looks: [
          [10_000, pair],
          [11_000, knowing([settled], [settled])],
        ],
      },
      NOT_ENDED.slice(1),
    ],
    ['and that has not ended after ten seconds', { looks: LATE }, NOT_ENDED],
    ['and that only one server has made by then', { looks: [[10_001, knowing([settled], [])]] }, NOT_ENDED],
    ['twice at once is not judged', { fault: { ...asking, times: 2 }, looks: LATE }, []],
    ['immediately is not judged', { fault: { ...asking, immediate: true }, looks: LATE }, []],
    ['on the active server is not judged', { fault: { ...asking, to: 'A' }, looks: LATE }, []],
    ['on whichever server is the backup', { fault: { ...asking, to: null }, looks: LATE }, NOT_ENDED],
    ['while something is broken is not judged', { before: [[0, CABLE, false]], looks: LATE }, []],
    [
      'within a minute after that is not judged',
      {
        before: [
          [0, CABLE, false],
          [40_001, CABLE, true],
        ],
        looks: LATE,
      },
      [],
    ],
    [
      'a minute after that',
      {
        before: [
          [0, CABLE, false],
          [40_000, CABLE, true],
        ],
        looks: LATE,
      },
      NOT_ENDED,
    ],
    [
      'after everything was repaired',
      {
        before: [
          [0, CABLE, false],
          [40_000, null, true],
        ],
        looks: LATE,
      },
      NOT_ENDED,
    ],
    [
      'right after a server was started',
      { before: [[99_999, { kind: 'start', server: 'A', flag: null }, false]], looks: LATE },
      NOT_ENDED,
    ],
    ['right after another request', { before: [[99_999, asking, false]], looks: LATE }, NOT_ENDED],
    [
      'right after a repeated request is not judged',
      { before: [[99_999, { ...asking, times: 2 }, false]], looks: LATE },
      [],
    ],
    ['on a long line', { before: [[99_999, FAR, false]], looks: LATE }, NOT_ENDED],
    ['on a slow line is not judged', { before: [[0, { ...FAR, toMs: 251 }, false]], looks: LATE }, []],
    ['of a server that is about to crash is not judged', { isSound: false, looks: LATE }, []],
    [
      'of a backup that does not hear an active server is not judged',
      { states: { ...pair, B: stateOf('B', BACKUP, { companion: null }) }, looks: LATE },
      [],
    ],
    ['and that is refused', { refused: true, looks: LATE }, ['B refuses a switch although all is well: busy']],
    [
      'and that is given up',
      { looks: [[1_000, knowing([], [{ ...settled, outcome: 'given-up', reason: 'it takes too long' }])]] },
      ['the switch to B is given up although all is well: it takes too long'],
    ],
  ])('%s', (_what, course, found) => {
    expect(foundAbout(course)).toEqual(found);
  });
});

describe('a single failure of a known class', () => {
  const backupWith = (special: Special = {}): State => {
    const ready = stateOf('B', BACKUP, {
      companion: { ...VIEW, serving: true },
      startedUp: true,
      connections: BOTH_UP,
    });
    return { ...ready, module: { ...ready.module, verdict: 'answering' }, ...(special as Partial<State>) };
  };
  const pair: PairStates = { A: stateOf('A', ACTIVE, { connections: BOTH_UP }), B: backupWith() };
  const killed = { kind: 'kill', server: 'A', forMs: 0 } as const;

  interface Course {
    readonly before?: readonly (readonly [at: number, fault: Fault | null, ended: boolean])[];
    readonly fault?: Fault;
    readonly states?: PairStates;
    readonly isSound?: boolean;
    /** After which time the backup takes over; null: it does not within ten minutes. */
    readonly risesAfter: number | null;
    readonly letter?: 'A' | 'B';
  }

  /** What is found, and the class of the failure that was timed. */
  function judged({
    before = [],
    fault = killed,
    states = pair,
    isSound = true,
    risesAfter,
    letter = 'B',
  }: Course): string[] {
    const found: string[] = [];
    let now = 0;
    const context: InvariantContext = {
      ...CONTEXT,
      ...{ now: () => now, states: () => states, isSound: () => isSound },
      onTimed: (failure) => found.push(failure),
    };
    const invariant = INVARIANTS['in-time']!.make(context, (what) => found.push(what));
    for (const [at, each, ended] of before) {
      now = at;
      invariant.onFault?.(each, ended);
    }
    now = 100_000;
    invariant.onFault?.(fault, false);
    now += risesAfter ?? 600_000;
    const rising = { letter, rule: 12, event: { type: 'start', at: now }, byItself: true } as const;
    if (risesAfter === null) invariant.onSecond?.(states);
    else invariant.onRise?.({ ...rising, before: backupWith(), after: backupWith() });
    return found;
  }

  // With default parameters: the network checks and the reconnect period.
  const BOUND = 'process-killed: 30.0 s to 34.0 s';
  const CABLE = { kind: 'cable', server: 'A', forMs: 1_000 } as const;
  const asked = (times: number): Fault => ({ kind: 'switch', to: null, immediate: false, times });

  it.each<[what: string, course: Course, found: string[]]>([
    ['is timed if the takeover comes in time', { risesAfter: 30_000 }, ['process-killed']],
    // A clock may be slow, and a packet may be under way.
    ['is met a moment too early by a slow clock', { risesAfter: 29_840 }, ['process-killed']],
    [
      'is not met before its bound',
      { risesAfter: 29_839 },
      ['process-killed', `B takes over after 29.8 s (rule 12), ${BOUND}`],
    ],
    ['is not met if nobody takes over', { risesAfter: null }, [`B has not taken over after 600.0 s, ${BOUND}`]],
    ['is not timed by a takeover of the other server', { risesAfter: 1_000, letter: 'A' }, []],
    [
      'is never met where the bound says never',
      { fault: { kind: 'connection', connection: 'main', forMs: null }, risesAfter: 40_000 },
      [
        'main-connection-only',
        'B takes over after 40.0 s (rule 12), main-connection-only: the other connection is enough while the lost one is re-established',
      ],
    ],
    [
      'need not be met where the bound says never',
      { fault: { kind: 'connection', connection: 'main', forMs: null }, risesAfter: null },
      [],
    ],
    ['of the backup is not judged', { fault: { ...killed, server: 'B' }, risesAfter: 1_000 }, []],
    ['is not judged while something else is broken', { before: [[0, CABLE, false]], risesAfter: 1_000 }, []],
    [
      'is judged 15 seconds after something else',
      {
        before: [
          [0, CABLE, false],
          [85_000, CABLE, true],
        ],
        risesAfter: 1_000,
      },
      ['process-killed', `B takes over after 1.0 s (rule 12), ${BOUND}`],
    ],
    [
      'is not judged before that',
      {
        before: [
          [0, CABLE, false],
          [85_001, CABLE, true],
        ],
        risesAfter: 1_000,
      },
      [],
    ],
    [
      'is judged after everything was repaired',
      {
        before: [
          [0, CABLE, false],
          [80_000, null, true],
        ],
        risesAfter: 30_000,
      },
      ['process-killed'],
    ],
    [
      'is not judged while repeated requests may arrive',
      { before: [[45_001, asked(2), false]], risesAfter: 1_000 },
      [],
    ],
    ['is judged after that', { before: [[45_000, asked(2), false]], risesAfter: 30_000 }, ['process-killed']],
    [
      'is not judged while duplicates may arrive',
      {
        before: [
          [0, { kind: 'duplicates', forMs: 1 }, false],
          [65_001, { kind: 'duplicates', forMs: 1 }, true],
        ],
        risesAfter: 1_000,
      },
      [],
    ],
    [
      'is judged after those',
      {
        before: [
          [0, { kind: 'duplicates', forMs: 1 }, false],
          [65_000, { kind: 'duplicates', forMs: 1 }, true],
        ],
        risesAfter: 30_000,
      },
      ['process-killed'],
    ],
    ['is not judged next to a server that is about to crash', { isSound: false, risesAfter: 1_000 }, []],
    ...(
      [
        ['is in manual mode', { mode: 'manual' }],
        ['still starts', { startedUp: false }],
        ['is not the backup', { place: 'reconnecting.waiting' }],
        ['lacks a connection', { connections: UP }],
        ['does not hear an active server', { companion: null }],
      ] as const
    ).map(([what, special]): [string, Course, string[]] => [
      `is not judged if the backup ${what}`,
      { states: { ...pair, B: backupWith(special) }, risesAfter: 1_000 },
      [],
    ]),
    ['is not judged if no server is active', { states: { ...pair, A: null }, risesAfter: 1_000 }, []],
  ])('%s', (_what, course, found) => {
    expect(judged(course)).toEqual(found);
  });

  it.each<[fault: Fault, failure: string | null]>([
    [{ kind: 'freeze', server: 'A', forMs: null }, 'both-connections'],
    [{ kind: 'freeze', server: 'B', forMs: null }, null],
    [{ kind: 'power-off', server: 'A', forMs: null }, 'primary-unreachable'],
    [{ kind: 'cable', server: 'B', forMs: null }, null],
    [{ kind: 'gateway', server: 'A', forMs: null }, 'primary-unreachable'],
    [{ kind: 'gateway', server: 'B', forMs: null }, 'backup-cut-off'],
    [{ kind: 'connection', connection: 'aux', forMs: null }, null],
    [{ kind: 'module-hangs', server: 'A', forMs: null }, 'module-hung'],
    [{ kind: 'module-gone', server: 'B', forMs: null }, null],
    [{ kind: 'module-gone', server: 'A', forMs: null }, 'module-gone'],
    [{ kind: 'module-restarts', server: 'A', everyMs: 10_000, forMs: null }, 'module-restarting'],
    [{ kind: 'module-restarts', server: 'A', everyMs: 10_001, forMs: null }, null],
    [{ kind: 'switch', to: 'B', immediate: true, times: 1 }, 'immediate-switch'],
    [{ kind: 'switch', to: null, immediate: false, times: 1 }, 'controlled-switch'],
    [{ kind: 'switch', to: 'B', immediate: false, times: 2 }, null],
    [{ kind: 'switch', to: 'A', immediate: false, times: 1 }, null],
    [{ kind: 'loss', percent: 10, forMs: null }, null],
  ])('by %o is of the class %s', (fault, failure) => {
    // Nothing takes that long, and nothing that never happens is late.
    expect(judged({ fault, risesAfter: 500_000 })[0] ?? null).toBe(failure);
  });
});
