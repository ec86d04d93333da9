import { describe, expect, it } from 'vitest';
import type { Place, State, View } from '../../../src/core/engine/state.ts';
import { NEVER_RAN, viewOf } from '../../../src/core/engine/state.ts';
import { initialState } from '../../../src/core/engine/step.ts';
import { roleIn } from '../../../src/core/tree/role.ts';
import { WHOLE } from '../../../src/core/tree/scope.ts';
import { selfOf } from '../../support/engine-server.ts';

const OTHER: View = { ...viewOf(initialState(selfOf('B'), NEVER_RAN, 'automatic', 0)), serving: true };

function at(place: Place, companion: View | null = OTHER): State {
  return { ...initialState(selfOf('A'), NEVER_RAN, 'automatic', 0), place, companion };
}

describe('as far as the tree is concerned, a server', () => {
  it.each<Place>(['primary.serving', 'primary.raising', 'primary.draining', 'stopping.draining'])(
    'leads in %s',
    (place) => {
      expect(roleIn(at(place), {}, 'beta').is).toBe('leader');
    },
  );

  it.each<Place>(['backup.watching', 'reconnecting.diagnosing'])('follows a server that serves in %s', (place) => {
    expect(roleIn(at(place), {}, 'beta')).toEqual({
      is: 'follower',
      scope: WHOLE,
      requestTimeoutMs: 120_000,
      of: 'beta',
    });
  });

  it('follows a server that stops until that has handed over what it has', () => {
    const stopping = { ...OTHER, serving: false, place: 'stopping.draining' } as const;
    expect(roleIn(at('backup.watching', stopping), {}, 'beta').is).toBe('follower');
  });

  it('follows nobody who does not serve, and nobody it does not know', () => {
    for (const companion of [null, { ...OTHER, serving: false }]) {
      expect(roleIn(at('backup.watching', companion), {}, 'beta')).toEqual({ is: 'none' });
    }
  });

  it.each<Place>(['init.asking', 'inactive.stale', 'primary.yielded', 'primary.persisting'])(
    'does neither in %s',
    (place) => {
      expect(roleIn(at(place), {}, 'beta')).toEqual({ is: 'none' });
    },
  );

  it('follows in the scope of an Upgrade state, and waits as long as its parameter says', () => {
    const values = { 'Switchover DS Request Timeout': 7, 'Switchover Upgrade Higher DS Exclusions': `\${CONFIG}\\Own` };
    const higher = roleIn(at('upgrade-higher.watching'), values, 'beta');
    expect(higher).toMatchObject({ requestTimeoutMs: 7_000, scope: { only: null } });
    expect(JSON.stringify(higher)).toContain('OWN');
    expect(roleIn(at('upgrade-lower.watching'), {}, 'beta')).toMatchObject({ scope: { only: expect.any(Array) } });
  });
});
