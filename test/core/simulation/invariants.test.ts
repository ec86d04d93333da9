import { describe, expect, it } from 'vitest';
import * as act from '../../../src/core/engine/actions.ts';
import { highestSeen } from '../../../src/core/engine/contest.ts';
import { anyUp } from '../../../src/core/engine/monitors/connections.ts';
import type { Row } from '../../../src/core/engine/row.ts';
import { action, guard } from '../../../src/core/engine/row.ts';
import { indexTable, TABLE } from '../../../src/core/engine/table.ts';
import { createInvariantChecks } from '../../../src/core/simulation/invariant-checks.ts';
import { INVARIANTS } from '../../../src/core/simulation/invariants.ts';
import { parametersOf, simulate } from '../../../src/core/simulation/simulate.ts';
import { quietContext } from '../../support/invariant-context.ts';

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
    const invariantChecks = createInvariantChecks(quietContext(7));
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
