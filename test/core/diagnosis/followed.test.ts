/** What is remembered while a log is followed: runs of a server, its roles, and requests that two logs share. */
import { describe, expect, it } from 'vitest';
import { OWN_REQUESTER, rememberExchanges } from '../../../src/core/diagnosis/exchanges.ts';
import type { Moment } from '../../../src/core/diagnosis/moment.ts';
import type { LogEvent, Seen } from '../../../src/core/diagnosis/observation.ts';
import {
  becomes,
  forbids,
  isStanding,
  openRoles,
  type Role,
  type Roles,
  roleInState,
  unbecome,
} from '../../../src/core/diagnosis/roles.ts';
import { followRuns, type Runs } from '../../../src/core/diagnosis/runs.ts';

const at = (ms: number): Moment => ({ ms, calendar: 'clock' }) as unknown as Moment;
const seen = (ms: number, saw: object): LogEvent =>
  ({ file: 'x.log', line: ms, order: ms, text: '', rule: null, at: at(ms), saw }) as unknown as LogEvent;

describe('the runs of a server', () => {
  const started = (ms: number, boot: string | null): LogEvent => seen(ms, { kind: 'started', boot });
  const stopping = (ms: number): LogEvent => seen(ms, { kind: 'decision', to: 'stopping.draining' });
  const runs = (...events: readonly LogEvent[]): Runs => {
    const { see, end } = followRuns();
    let before: Moment | null = null;
    for (const each of events) {
      see(each, before);
      before = each.at;
    }
    return end();
  };
  const breaks = (...events: readonly LogEvent[]): string[] =>
    runs(...events).breakOffs.map(({ last, again }) => `${last.ms} to ${again.at.ms}`);

  it('begin with each start line of another boot, and go on with that of the same', () => {
    const { starts } = runs(started(1, 'a'), started(2, 'a'), started(3, 'b'), started(4, 'a'));
    expect(starts.map(({ at: { ms } }) => ms)).toEqual([1, 3, 4]);
  });

  it('break off if the server starts again without having stopped', () => {
    expect(breaks(started(1, 'a'), seen(5, { kind: 'reconnected' }), started(9, 'b'))).toEqual(['5 to 9']);
  });

  it('do not break off if it stopped, which counts once', () => {
    expect(breaks(started(1, 'a'), stopping(5), started(9, 'b'))).toEqual([]);
    expect(breaks(started(1, 'a'), stopping(5), started(9, 'b'), started(20, 'c'))).toEqual(['9 to 20']);
    const other = seen(5, { kind: 'decision', to: 'primary.serving' });
    expect(breaks(started(1, 'a'), other, started(9, 'b'))).toEqual(['5 to 9']);
  });

  it('do not break off before the first start, or with the first row', () => {
    expect(breaks(seen(1, { kind: 'reconnected' }), started(5, 'a'))).toEqual([]);
    const { see, end } = followRuns();
    see(started(1, 'a'), null);
    see(started(2, 'b'), null);
    expect(end().breakOffs).toEqual([]);
  });

  it('have what the server lost, and how it stalled', () => {
    const lost = [
      seen(1, { kind: 'connection-lost', connection: null }),
      seen(2, { kind: 'socket-failed', code: 'x', connection: '1' }),
      seen(3, { kind: 'notifier-ping-failed', how: 'lost' }),
    ];
    const stalled = seen(4, { kind: 'stood-still' });
    const { losses, standstills } = runs(...lost, stalled, seen(5, { kind: 'reconnected' }));
    expect([losses, standstills]).toEqual([lost, [stalled]]);
  });
});

describe('the role of a server', () => {
  const changed = (ms: number, to: string): LogEvent => seen(ms, { kind: 'state-changed', from: 'x', to, words: '' });
  const other = (ms: number): LogEvent => seen(ms, { kind: 'serving' });

  it('is remembered with the line that shows it, once', () => {
    const roles = openRoles();
    becomes(roles, 'backup', other(1));
    becomes(roles, 'backup', other(2));
    becomes(roles, 'active', other(3));
    expect(roles.changes.map(({ role, by }) => [role, by.order])).toEqual([
      ['backup', 1],
      ['active', 3],
    ]);
  });

  it.each<[role: Role, states: string[], changes: number]>([
    ['aside', ['Inactive', 'Error'], 2],
    ['aside', ['Inactive', 'Inactive'], 1],
    ['upgrade', ['UpgradeHigher', 'UpgradeLower'], 2],
    ['backup', ['Backup', 'Init'], 1],
  ])('of %s is told again by another of the states %j: %i times', (role, states, changes) => {
    const roles = openRoles();
    states.forEach((state, ms) => {
      becomes(roles, role, changed(ms, state));
    });
    expect(roles.changes).toHaveLength(changes);
    expect(roles.state).toBe(states[changes - 1]);
  });

  it('has no name while the server reconnects', () => {
    const roles = openRoles();
    becomes(roles, 'backup', changed(1, 'Reconnecting'));
    expect(roles).toMatchObject({ role: 'backup', state: null });
  });

  it('that it never took is undone, back to the one before', () => {
    const roles = openRoles();
    const [first, second] = [changed(1, 'Inactive'), other(2)];
    becomes(roles, 'aside', first);
    becomes(roles, 'active', second);
    unbecome(roles, first);
    expect(roles.role).toBe('active');
    unbecome(roles, second);
    expect(roles).toMatchObject({ role: 'aside', state: 'Inactive' });
    unbecome(roles, first);
    expect(roles).toMatchObject({ role: null, state: null, changes: [] });
  });

  it('is remembered two hundred times', () => {
    const roles = openRoles();
    for (let ms = 0; ms < 250; ms += 1) becomes(roles, ms % 2 === 0 ? 'backup' : 'active', other(ms));
    expect([roles.changes.length, roles.changes[0]?.by.order]).toEqual([200, 50]);
  });

  it.each([
    ['Inactive', 'aside', true, 'no-backup'],
    ['Error', 'aside', true, 'no-backup'],
    ['Stopping', 'aside', false, 'no-backup'],
    ['UpgradeHigher', 'upgrade', false, 'upgrade-state'],
    ['UpgradeLower', 'upgrade', false, 'upgrade-state'],
    ['Init', 'starting', false, null],
    ['Backup', 'backup', false, null],
    ['Anything', 'backup', false, null],
  ])(
    'in the state %s is %s; it takes part in nothing: %s; it forbids a switch as %s',
    (state, role, standing, reason) => {
      const roles: Roles = { ...openRoles(), role: roleInState(state), state };
      expect([roles.role, isStanding(roles), forbids(roles)]).toEqual([role, standing, reason]);
      const manual = seen(1, { kind: 'mode-set' }) as Seen<'mode-set'>;
      expect(forbids({ ...roles, manual })).toBe(reason ?? 'manual-mode');
    },
  );
});

describe('a request that two logs show', () => {
  const exchange = (ms: number, stage: 1 | 2, request = 7, requester = 'SwitchoverService'): Seen<'exchange'> =>
    seen(ms, { kind: 'exchange', requester, subject: 'TsServer', request, stage }) as Seen<'exchange'>;

  it('is remembered by its requester, subject and number, with each of its stages', () => {
    const { add, all } = rememberExchanges();
    add(exchange(1, 1), 1);
    add(exchange(5, 2), 1_000);
    expect(all()).toMatchObject([
      {
        ...{ key: 'SwitchoverService|TsServer|7', requester: 'SwitchoverService', subject: 'TsServer', request: 7 },
        stages: [
          { stage: 1, at: at(1), unitMs: 1 },
          { stage: 2, at: at(5), unitMs: 1_000 },
        ],
      },
    ]);
    expect(all()[0]?.logEvents).toHaveLength(2);
  });

  it('is another one if a stage comes again, which is then the newest', () => {
    const { add, all } = rememberExchanges();
    add(exchange(1, 1, 7), 1);
    add(exchange(2, 1, 8), 1);
    add(exchange(3, 1, 7), 1);
    expect(all().map(({ request, stages }) => [request, stages.map((each) => each.at.ms)])).toEqual([
      [8, [2]],
      [7, [3]],
    ]);
  });

  it('is one of the Switchover service or of our own Notifier, not of another subsystem', () => {
    const { add, all } = rememberExchanges();
    add(exchange(1, 1, 1, 'OtherService'), 1);
    add(exchange(2, 1, 2, OWN_REQUESTER), 1);
    expect(all().map(({ request }) => request)).toEqual([2]);
  });

  it('is forgotten after 4096 newer ones', () => {
    const { add, all } = rememberExchanges();
    for (let request = 0; request <= 4_096; request += 1) add(exchange(request, 1, request), 1);
    expect([all().length, all()[0]?.request]).toEqual([4_096, 1]);
  });
});
