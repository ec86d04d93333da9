import { describe, expect, test } from 'vitest';
import type { Durable, Self, View } from '../../../src/core/engine/state.ts';
import { NEVER_RAN, viewOf } from '../../../src/core/engine/state.ts';
import { initialState } from '../../../src/core/engine/step.ts';
import { type Followed, type Found, follow, followFrom, isRepeat } from '../../../src/core/switch-history/follow.ts';
import { happen, newWorld, pass, selfOf, type World } from '../../support/engine-server.ts';

const BACKUP: Durable = { role: 'backup', lastPrimaryTerm: 0, highestTerm: 1, switched: [] };
const MODULE = { name: 'app', startLimitMs: 0 };

interface Server {
  readonly world: World;
  readonly found: readonly Found[];
}

function server(letter: 'A' | 'B', disk: Durable, given: Partial<Self> = {}): Server {
  const found: Found[] = [];
  let followed: Followed | null = null;
  const world: World = newWorld(selfOf(letter, given), disk, 'automatic', 0, (event, { decision, state }) => {
    if (decision === null) return;
    const next = follow(followed ?? followFrom(initialState(state.self, disk, 'automatic', 0)), {
      event,
      decision,
      state,
    });
    followed = next.followed;
    found.push(...next.found);
  });
  world.network = 'primary-reached';
  happen(world, { type: 'start' });
  happen(world, { type: 'started-up' });
  return { world, found };
}

function companion({ world }: Server, special: Partial<View>): View {
  const letter = world.state.self.letter === 'A' ? 'B' : 'A';
  return { ...viewOf(initialState(selfOf(letter), NEVER_RAN, 'automatic', 0)), ...special };
}

/** B, the backup of A, which is active in term 1. */
function backup(given: Partial<Self> = {}): Server {
  const made = server('B', BACKUP, given);
  made.world.companion = companion(made, {
    place: 'primary.serving',
    serving: true,
    term: 1,
    highestTerm: 1,
    lastPrimaryTerm: 1,
  });
  pass(made.world, 2_000);
  expect(made.world.state.place).toBe('backup.watching');
  return made;
}

/** A, active in term 1, with its backup B. */
function active(): Server {
  const made = server('A', { ...NEVER_RAN, role: 'primary', lastPrimaryTerm: 1, highestTerm: 1 });
  made.world.companion = companion(made, { place: 'backup.watching', term: 1, highestTerm: 1 });
  pass(made.world, 10_000);
  expect(made.world.state.place).toBe('primary.serving');
  return made;
}

function loses({ world }: Server): void {
  world.companion = null;
  for (const connection of ['main', 'aux'] as const)
    happen(world, { type: 'connection-lost', connection, reason: 'ECONNRESET' });
}

const asks = (id: string, immediate = false) =>
  ({ type: 'switch-requested', request: { id, by: 'ann', expectedTerm: 1, immediate } }) as const;

describe('the history of one server', () => {
  test('has a takeover: its cause, how long after the first failure it was decided, and how long it took', () => {
    const b = backup();
    b.world.held.add('commence');
    loses(b);
    pass(b.world, 31_000);
    pass(b.world, 700);
    expect(b.found).toEqual([]);
    const id = b.world.pending.get('commence')!;
    happen(b.world, { type: 'commenced', id });
    expect(b.found).toEqual([
      {
        at: 32_000,
        kind: 'takeover',
        from: 'A',
        to: 'B',
        term: 2,
        cause: 'notifier-connection-lost',
        by: null,
        detectMs: 30_000,
        activateMs: 1_700,
        why: null,
        id: null,
      },
    ]);
  });

  test('counts from the first failed ping of a companion that hangs, not from its lost connections', () => {
    const b = backup();
    b.world.frozen = true;
    pass(b.world, 120_000);
    const { settings } = b.world.state.self;
    const pings =
      settings.primaryMonitorRetryCount * (settings.primaryMonitorTimeoutMs + settings.primaryMonitorRetryDelayMs);
    expect(b.found).toMatchObject([{ kind: 'takeover', detectMs: settings.reconnectTimeoutMs + pings }]);
  });

  test('counts from the first failed ping of a module that is down', () => {
    const b = backup({ module: MODULE });
    pass(b.world, 30_000);
    b.world.module = 'gone';
    pass(b.world, 300_000);
    expect(b.found).toMatchObject([{ kind: 'takeover', cause: 'module-down', detectMs: expect.any(Number) }]);
    expect(b.found[0]!.detectMs).toBeGreaterThan(1_000);
  });

  test('does not count a failure that was over', () => {
    const b = backup();
    const { companion: view } = b.world;
    happen(b.world, { type: 'connection-lost', connection: 'aux', reason: 'ECONNRESET' });
    pass(b.world, 60_000);
    expect(b.world.companion).toBe(view);
    loses(b);
    pass(b.world, 31_000);
    expect(b.found).toMatchObject([{ kind: 'takeover', detectMs: 30_000 }]);
  });

  test('does not count a connection that has been down for long', () => {
    const b = backup();
    b.world.reachable = ['main'];
    happen(b.world, { type: 'connection-lost', connection: 'aux', reason: 'ECONNRESET' });
    pass(b.world, 14 * 60_000);
    happen(b.world, { type: 'connection-lost', connection: 'main', reason: 'ECONNRESET' });
    b.world.companion = null;
    pass(b.world, 31_000);
    expect(b.found[0]!.detectMs, 'within a quarter of an hour').toBe(14 * 60_000 + 30_000);
    const other = backup();
    other.world.reachable = ['main'];
    happen(other.world, { type: 'connection-lost', connection: 'aux', reason: 'ECONNRESET' });
    pass(other.world, 16 * 60_000);
    happen(other.world, { type: 'connection-lost', connection: 'main', reason: 'ECONNRESET' });
    other.world.companion = null;
    pass(other.world, 31_000);
    expect(other.found[0]!.detectMs, 'after it').toBe(30_000);
  });

  test('does not count the loss of an active server that came back, even over one connection only', () => {
    const b = backup();
    const { companion: view } = b.world;
    loses(b);
    pass(b.world, 5_000);
    b.world.reachable = ['main'];
    b.world.companion = view;
    pass(b.world, 10_000);
    expect(b.world.state.place).toBe('backup.watching');
    loses(b);
    pass(b.world, 31_000);
    expect(b.found).toMatchObject([{ kind: 'takeover', detectMs: 30_000 }]);
  });

  test('counts the whole time for which a backup that was cut off tried to reconnect', () => {
    const b = backup();
    b.world.network = 'backup-cut-off';
    loses(b);
    pass(b.world, 20 * 60_000);
    expect(b.found).toEqual([]);
    b.world.network = 'primary-unreachable';
    pass(b.world, 120_000);
    expect(b.found).toMatchObject([{ kind: 'takeover', cause: 'primary-unreachable' }]);
    expect(b.found[0]!.detectMs).toBeGreaterThan(20 * 60_000);
  });

  test('counts from the last evidence if a module was down for hours in manual mode', () => {
    const b = backup({ module: MODULE });
    pass(b.world, 30_000);
    const mode = (id: string, to: 'manual' | 'automatic') =>
      ({ type: 'mode-requested', request: { id, by: 'ann', mode: to, forMs: null, reason: null } }) as const;
    happen(b.world, mode('m1', 'manual'));
    b.world.module = 'gone';
    pass(b.world, 3 * 3_600_000);
    expect(b.world.state.place).toBe('backup.held');
    happen(b.world, mode('m2', 'automatic'));
    pass(b.world, 60_000);
    expect(b.found).toMatchObject([{ kind: 'takeover', cause: 'module-down' }]);
    expect(b.found[0]!.detectMs).toBeLessThan(60_000);
  });

  test('has a switch with its operator and id, and no symptom, even if one had failed before', () => {
    const b = backup();
    happen(b.world, { type: 'connection-lost', connection: 'aux', reason: 'ECONNRESET' });
    happen(b.world, asks('tx1'));
    happen(b.world, { type: 'message', message: { kind: 'ready', id: 'tx1' } });
    expect(b.found).toMatchObject([
      { kind: 'switch', from: 'A', to: 'B', term: 2, by: 'ann', id: 'tx1', detectMs: null },
    ]);
  });

  test('has no time of detection for an active server that shut down cleanly', () => {
    const b = backup();
    happen(b.world, { type: 'message', message: { kind: 'stopped', term: 1, takeover: true } });
    expect(b.found).toMatchObject([{ kind: 'takeover', cause: 'primary-stopped', detectMs: null }]);
  });

  test('has a start, from nobody', () => {
    expect(active().found).toMatchObject([{ kind: 'start', from: null, to: 'A', term: 1, by: null, why: null }]);
  });

  test('has a switch that the active server refused, on the server where it was requested', () => {
    const b = backup();
    happen(b.world, asks('tx1'));
    happen(b.world, { type: 'message', message: { kind: 'refused', id: 'tx1', reason: 'busy' } });
    expect(b.found).toEqual([
      {
        at: 2_000,
        kind: 'given-up',
        from: 'A',
        to: 'B',
        term: 2,
        cause: 'manual',
        by: 'ann',
        detectMs: null,
        activateMs: null,
        why: 'busy',
        id: 'tx1',
      },
    ]);
  });

  test('has a switch that was given up, on the server that was to hand over, and that it resumed its role', () => {
    const a = active();
    happen(a.world, {
      type: 'message',
      message: { kind: 'prepare', id: 'tx1', by: 'ann', expectedTerm: 1, proposedTerm: 2, commitWithinMs: 1_000 },
    });
    expect(a.world.state.place).toBe('primary.yielded');
    happen(a.world, { type: 'message', message: { kind: 'abort', id: 'tx1', reason: 'commence-failed' } });
    expect(a.found.slice(1)).toMatchObject([
      { kind: 'given-up', from: 'A', to: 'B', by: 'ann', why: 'commence-failed', id: 'tx1' },
      { kind: 'start', from: null, to: 'A', cause: 'resumed', term: 3 },
    ]);
  });

  test('leaves a switch that was made to the server that became active', () => {
    const a = active();
    happen(a.world, {
      type: 'message',
      message: { kind: 'prepare', id: 'tx1', by: 'ann', expectedTerm: 1, proposedTerm: 2, commitWithinMs: 1_000 },
    });
    const view = companion(a, { place: 'primary.serving', serving: true, term: 2, highestTerm: 2, lastPrimaryTerm: 2 });
    happen(a.world, { type: 'view', view });
    expect(a.world.state.place).toBe('backup.watching');
    expect(a.found).toHaveLength(1);
  });

  test('has a takeover that the fence hook refused, and the next one as one of its own', () => {
    const b = backup();
    b.world.failing.set('claim', 'exit 1');
    loses(b);
    pass(b.world, 31_000);
    expect(b.found).toMatchObject(
      [
        {
          kind: 'given-up',
          cause: 'notifier-connection-lost',
          by: null,
          id: null,
          detectMs: 30_000,
          why: /fence hook refused/,
        },
      ].map((each) => ({ ...each, why: expect.stringMatching(each.why) })),
    );
    pass(b.world, 60_000);
    expect(b.found.slice(1)).toMatchObject([{ kind: 'takeover', detectMs: expect.any(Number) }]);
    expect(b.found[1]!.detectMs, 'the same failure').toBeGreaterThan(30_000);
  });

  test('has a switch during which this server was stopped, with the time at which it began to take the role', () => {
    const b = backup();
    b.world.held.add('commence');
    pass(b.world, 1_000);
    happen(b.world, asks('tx1', true));
    pass(b.world, 500);
    happen(b.world, { type: 'stop-requested', by: 'bob', takeover: true });
    expect(b.found).toMatchObject([
      { at: 3_000, kind: 'given-up', by: 'ann', why: 'the server was stopped', id: 'tx1' },
    ]);
  });

  test('has a takeover that is tried and given up again and again only once', () => {
    const b = backup();
    loses(b);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      b.world.failing.set('claim', 'exit 1');
      pass(b.world, 40_000);
    }
    const [first, second, third] = b.found;
    const kept = { ...first!, at: '2026-11-23T10:00:00.000Z', reason: null };
    expect(isRepeat(first!, null)).toBe(false);
    expect(isRepeat(second!, kept)).toBe(true);
    expect(isRepeat(third!, kept)).toBe(true);
    expect(isRepeat({ ...second!, cause: 'primary-unreachable' }, kept)).toBe(false);
    expect(isRepeat({ ...second!, kind: 'takeover' }, kept)).toBe(false);
    expect(isRepeat({ ...second!, id: 'x' }, kept)).toBe(false);
    expect(isRepeat(second!, { ...kept, kind: 'takeover' })).toBe(false);
  });
});
