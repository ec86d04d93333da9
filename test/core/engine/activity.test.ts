import { describe, expect, it } from 'vitest';
import { activityOf, holdOf } from '../../../src/core/engine/activity.ts';
import type { Cause, Place, State } from '../../../src/core/engine/state.ts';
import { NEVER_RAN, PLACE_NAMES, placeSpec, viewOf } from '../../../src/core/engine/state.ts';
import { initialState } from '../../../src/core/engine/step.ts';
import { selfOf } from '../../support/engine-server.ts';

const BACKUP = { role: 'backup', lastPrimaryTerm: 0, highestTerm: 1, switched: [] } as const;

function at(place: Place, special: Partial<State> = {}): State {
  return { ...initialState(selfOf('B'), BACKUP, 'automatic', 0), place, ...special };
}

function taking(cause: Cause, before: State['durable'] = BACKUP): Partial<State> {
  return { takeover: { term: 2, cause, before, agreed: false } };
}

const TRANSACTION = {
  ...{ id: 'x', by: 'ann', controlled: true, proposedTerm: 2, commitWithinMs: 65_000, abandoned: false },
};

describe('activity', () => {
  it.each<[string, State, 'switching' | 'taking-over' | null]>([
    ['a backup that watches', at('backup.watching'), null],
    ['a backup that lost its active server', at('reconnecting.waiting'), 'taking-over'],
    ['a backup that checks its network after that', at('reconnecting.diagnosing'), 'taking-over'],
    ['the same in manual mode', at('reconnecting.waiting', { mode: 'manual' }), null],
    ['a backup that waits for an operator', at('reconnecting.held'), null],
    ['a backup that verifies the module', at('backup.verifying'), 'taking-over'],
    ['the same in manual mode', at('backup.verifying', { mode: 'manual' }), null],
    ['a takeover whose term is being written', at('primary.persisting', taking('primary-unreachable')), 'taking-over'],
    ['a takeover that runs the Commence hook', at('primary.commencing', taking('module-down')), 'taking-over'],
    ['a fail-safe start of a former backup', at('primary.claiming', taking('fail-safe-start')), 'taking-over'],
    ['a fail-safe start of the last primary', at('primary.claiming', taking('fail-safe-start', NEVER_RAN)), null],
    ['a start', at('primary.commencing', taking('start')), null],
    ['a role that is resumed', at('primary.commencing', taking('resumed')), null],
    ['an active server', at('primary.serving', taking('module-down')), null],
    [
      'a backup that asked the active server to hand over',
      at('backup.asking', { transaction: TRANSACTION }),
      'switching',
    ],
    ['an active server that hands over', at('primary.draining', { transaction: TRANSACTION }), 'switching'],
    ['a new side that runs the Commence hook', at('primary.commencing', { transaction: TRANSACTION }), 'switching'],
    ['a stale server', at('inactive.stale'), null],
  ])('of %s', (_name, state, activity) => {
    expect(activityOf(state)).toBe(activity);
  });
});

describe('the activity of an active server that is stopped', () => {
  const { connections } = at('backup.watching');
  const up = { ...connections, main: { ...connections.main, status: 'up' } } as const;
  const backup = { ...viewOf(at('backup.watching')), mode: 'automatic' } as const;
  const stopped: Partial<State> = { ...taking('start'), reason: 'stop', companion: backup, connections: up };

  it.each<[what: string, place: Place, special: Partial<State>, activity: 'taking-over' | null]>([
    ['until it has stopped, if its backup may take over', 'stopping.discontinuing', {}, 'taking-over'],
    ['when it has stopped', 'stopping.stopped', {}, null],
    ['if it stops for another reason', 'stopping.discontinuing', { reason: null }, null],
    ['if it was not active', 'stopping.discontinuing', { takeover: null }, null],
    ['if its backup cannot be heard', 'stopping.discontinuing', { connections }, null],
    ['if it has no companion', 'stopping.discontinuing', { companion: null }, null],
    ['if its backup is in manual mode', 'stopping.discontinuing', { companion: { ...backup, mode: 'manual' } }, null],
    [
      'if its companion is stale',
      'stopping.discontinuing',
      { companion: { ...backup, place: 'inactive.stale' } },
      null,
    ],
  ])('%s', (_what, place, special, activity) => {
    expect(activityOf(at(place, { ...stopped, ...special }))).toBe(activity);
  });
});

/** Where the reconnect period runs, so that a countdown could be shown. */
const COUNTING = PLACE_NAMES.filter((place) => placeSpec(place).timers.includes('reconnect'));

describe('the hold on a server', () => {
  it.each(COUNTING)('in %s is manual mode, so that no countdown is shown', (place) => {
    expect(holdOf(at(place, { mode: 'manual' }))).toBe('manual-mode');
  });

  it('is its network if the last check says that it is cut off, until a connection is up', () => {
    const network = { verdict: 'backup-cut-off', at: 0, before: null } as unknown as NonNullable<State['network']>;
    const cut = at('reconnecting.waiting', { network });
    expect(holdOf(cut)).toBe('cut-off');
    expect(activityOf(cut)).toBeNull();
    const { connections } = cut;
    const main = { ...connections.main, status: 'up' } as const;
    expect(holdOf({ ...cut, connections: { ...connections, main } })).toBeNull();
  });

  it("is the active server's request not to take over", () => {
    expect(holdOf(at('reconnecting.held', { reason: 'waits-for-primary' }))).toBe('told-to-wait');
  });

  it('is nothing on a server that is not a backup', () => {
    expect(holdOf(at('primary.serving', { mode: 'manual' }))).toBeNull();
    expect(holdOf(at('inactive.stale', { mode: 'manual' }))).toBeNull();
  });
});
