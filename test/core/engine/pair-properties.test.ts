import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stateOf } from '../../../src/core/engine/state.ts';
import { boot, newPair, other, type Pair, quiet, servers } from '../../support/engine-pair.ts';
import { letter, type Move, make, move } from '../../support/pair-moves.ts';
import { newWitness, watching } from '../../support/pair-rules.ts';

/** `PAIR_RUNS=20000 npx vitest run test/core/engine/pair-properties.test.ts` searches longer. */
const RUNS = Number(process.env.PAIR_RUNS ?? 2_500);
/** Longer than every time limit between two engines, with hooks of five seconds. In ms. */
const QUIET_MS = 150_000;

/** Plays the moves, then repairs everything, waits, and checks the outcome. */
function invariant(setUp: (pair: Pair) => void, moves: readonly Move[]): Pair {
  const witness = newWitness();
  const pair = newPair(watching(witness));
  const operators = { expected: new Map(), sentTo: new Map() };
  try {
    setUp(pair);
    boot(pair, pair.nodes.A);
    boot(pair, pair.nodes.B);
    for (const each of moves) {
      witness.scenario.push(() => JSON.stringify(each));
      make(pair, each, operators);
    }
    witness.scenario.push(() => 'everything is repaired, and both servers run');
    pair.cut = false;
    pair.failing.clear();
    pair.slow.clear();
    pair.unverified.clear();
    for (const node of Object.values(pair.nodes)) boot(pair, node);
    quiet(pair, QUIET_MS);
    checkOutcome(pair);
    return pair;
  } catch (error) {
    const scenario = witness.scenario.slice(-80).map((line) => line());
    const ends = Object.values(pair.nodes).map(
      ({ letter: name, state, disk }) => `${name} ${state?.place ?? 'is not running'}, disk ${JSON.stringify(disk)}`,
    );
    throw new Error([(error as Error).message, ...scenario, ...ends].join('\n'));
  }
}

function checkOutcome(pair: Pair): void {
  const active = servers(pair);
  expect(active.length, 'two servers are active').toBeLessThan(2);
  if (active.length === 0) expect(whyNobody(pair), 'no server is active').not.toBeNull();
  for (const node of active) {
    const there = other(pair, node).state;
    const term = node.state?.takeover?.term ?? 0;
    if (there === null) continue;
    expect(term, 'the active server has the highest term').toBeGreaterThanOrEqual(there.takeover?.term ?? 0);
    expect(['backup.watching', 'inactive.stale', 'stopping.stopped'], 'next to an active server').toContain(
      there.place,
    );
  }
}

function whyNobody(pair: Pair): string | null {
  const states = Object.values(pair.nodes).map((node) => node.state);
  if (states.every((each) => each === null || ['inactive', 'stopping'].includes(stateOf(each.place)))) return 'stale';
  if (states.some((each) => each?.place === 'reconnecting.held')) return 'told not to take over';
  if (states.some((each) => each?.mode === 'manual')) return 'manual mode';
  if (states.every((each) => each === null || each.self.forceBackup || stateOf(each.place) === 'inactive'))
    return 'told to be the backup';
  return null;
}

const moves = (maxLength: number) => fc.array(move, { maxLength });
const asTheyAre = (): void => undefined;

describe('two engines and a bad link', () => {
  it('obey every rule from the start, and agree once the faults are over', () => {
    fc.assert(
      fc.property(moves(40), (scenario) => void invariant(asTheyAre, scenario)),
      { numRuns: RUNS },
    );
  });

  it('obey every rule when a settled pair is disturbed', () => {
    const settled: Move = { do: 'quiet', ms: 10_000 };
    fc.assert(
      fc.property(moves(25), (scenario) => void invariant(asTheyAre, [settled, ...scenario])),
      { numRuns: RUNS },
    );
  });

  it('obey every rule when a switch is disturbed', () => {
    fc.assert(
      fc.property(moves(20), letter, (scenario, who) => {
        const settled: Move = { do: 'quiet', ms: 10_000 };
        invariant(asTheyAre, [settled, { do: 'switch', who, id: 'w', immediate: false, informed: true }, ...scenario]);
      }),
      { numRuns: RUNS },
    );
  });

  it('stay a protected pair when hooks fail or are slow and operators switch: neither becomes stale', () => {
    // No `tick`: time in which nothing is delivered is a broken link that does not say so.
    const gentle = (each: Move): boolean =>
      ['take', 'quiet', 'fail', 'slow'].includes(each.do) || (each.do === 'switch' && !each.immediate);
    fc.assert(
      fc.property(moves(40), (scenario) => {
        const pair = invariant(asTheyAre, [{ do: 'quiet', ms: 10_000 }, ...scenario.filter(gentle)]);
        const places = Object.values(pair.nodes).map((node) => node.state?.place);
        expect(places.toSorted()).toEqual(['backup.watching', 'primary.serving']);
      }),
      { numRuns: RUNS },
    );
  });

  it('obey every rule with a reconnect timeout of 0, and when one was told to be the backup', () => {
    fc.assert(
      fc.property(moves(30), fc.boolean(), fc.option(letter), (scenario, atOnce, forced) => {
        const setUp = (pair: Pair): void => {
          for (const node of Object.values(pair.nodes)) {
            const settings = { ...node.self.settings, ...(atOnce ? { reconnectTimeoutMs: 0 } : {}) };
            node.self = { ...node.self, settings, forceBackup: forced === node.letter };
          }
        };
        invariant(setUp, scenario);
      }),
      { numRuns: RUNS },
    );
  });

  it('never switch by themselves in manual mode', () => {
    fc.assert(
      fc.property(moves(30), fc.constantFrom('A', 'B', 'AB'), (scenario, manual) => {
        const setUp = (pair: Pair): void => {
          for (const node of Object.values(pair.nodes)) if (manual.includes(node.letter)) node.mode = 'manual';
        };
        invariant(setUp, scenario);
      }),
      { numRuns: RUNS },
    );
  });
});
