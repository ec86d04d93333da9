import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stateOf } from '../../../src/core/pair/state.ts';
import { boot, newPair, other, type Pair, quiet, servers } from '../../support/engine-pair.ts';
import { letter, type Move, make, move } from '../../support/pair-moves.ts';
import { newWitness, watching } from '../../support/pair-rules.ts';

/** `PAIR_RUNS=20000 npx vitest run test/core/pair/pair-properties.test.ts` looks longer. */
const RUNS = Number(process.env.PAIR_RUNS ?? 2_500);
/** Longer than every limit that two engines keep between them, with hooks of five seconds. In ms. */
const QUIET_MS = 150_000;

/** Plays the moves, then heals everything, waits, and looks what has become of the pair. */
function judge(setUp: (pair: Pair) => void, moves: readonly Move[]): Pair {
  const witness = newWitness();
  const pair = newPair(watching(witness));
  const operators = { expected: new Map(), sentTo: new Map() };
  try {
    setUp(pair);
    boot(pair, pair.nodes.A);
    boot(pair, pair.nodes.B);
    for (const each of moves) {
      witness.story.push(() => JSON.stringify(each));
      make(pair, each, operators);
    }
    witness.story.push(() => 'everything is healed, and both servers run');
    pair.cut = false;
    pair.failing.clear();
    pair.slow.clear();
    pair.unverified.clear();
    for (const node of Object.values(pair.nodes)) boot(pair, node);
    quiet(pair, QUIET_MS);
    checkOutcome(pair);
    return pair;
  } catch (error) {
    const story = witness.story.slice(-80).map((line) => line());
    const ends = Object.values(pair.nodes).map(
      ({ letter: name, state, disk }) => `${name} ${state?.place ?? 'does not run'}, disk ${JSON.stringify(disk)}`,
    );
    throw new Error([(error as Error).message, ...story, ...ends].join('\n'));
  }
}

function checkOutcome(pair: Pair): void {
  const active = servers(pair);
  expect(active.length, 'two servers are active').toBeLessThan(2);
  if (active.length === 0) expect(whyNobody(pair), 'nobody is active').not.toBeNull();
  for (const node of active) {
    const there = other(pair, node).state;
    const term = node.state?.takeover?.term ?? 0;
    if (there === null) continue;
    expect(term, 'the active server has the highest term').toBeGreaterThanOrEqual(there.takeover?.term ?? 0);
    expect(['backup.watching', 'inactive.stale', 'stopping.stopped'], 'beside an active server').toContain(there.place);
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
  it('keep every rule from the start, and agree once the faults are over', () => {
    fc.assert(
      fc.property(moves(40), (story) => void judge(asTheyAre, story)),
      { numRuns: RUNS },
    );
  });

  it('keep every rule when a pair that has settled is disturbed', () => {
    const settled: Move = { do: 'quiet', ms: 10_000 };
    fc.assert(
      fc.property(moves(25), (story) => void judge(asTheyAre, [settled, ...story])),
      { numRuns: RUNS },
    );
  });

  it('keep every rule when a switch is disturbed', () => {
    fc.assert(
      fc.property(moves(20), letter, (story, who) => {
        const settled: Move = { do: 'quiet', ms: 10_000 };
        judge(asTheyAre, [settled, { do: 'switch', who, id: 'w', immediate: false, informed: true }, ...story]);
      }),
      { numRuns: RUNS },
    );
  });

  it('stay a protected pair when hooks fail or are slow and operators switch: nobody becomes stale', () => {
    // No `tick`: time in which nothing is delivered, up to minutes of it, is a link that is broken and does not say so.
    const gentle = (each: Move): boolean =>
      ['take', 'quiet', 'fail', 'slow'].includes(each.do) || (each.do === 'switch' && !each.immediate);
    fc.assert(
      fc.property(moves(40), (story) => {
        const pair = judge(asTheyAre, [{ do: 'quiet', ms: 10_000 }, ...story.filter(gentle)]);
        const places = Object.values(pair.nodes).map((node) => node.state?.place);
        expect(places.toSorted()).toEqual(['backup.watching', 'primary.serving']);
      }),
      { numRuns: RUNS },
    );
  });

  it('keep every rule without time to reconnect, and when one was told to be the backup', () => {
    fc.assert(
      fc.property(moves(30), fc.boolean(), fc.option(letter), (story, atOnce, forced) => {
        const setUp = (pair: Pair): void => {
          for (const node of Object.values(pair.nodes)) {
            const settings = { ...node.self.settings, ...(atOnce ? { reconnectTimeoutMs: 0 } : {}) };
            node.self = { ...node.self, settings, forceBackup: forced === node.letter };
          }
        };
        judge(setUp, story);
      }),
      { numRuns: RUNS },
    );
  });

  it('never switch by themselves in manual mode', () => {
    fc.assert(
      fc.property(moves(30), fc.constantFrom('A', 'B', 'AB'), (story, manual) => {
        const setUp = (pair: Pair): void => {
          for (const node of Object.values(pair.nodes)) if (manual.includes(node.letter)) node.mode = 'manual';
        };
        judge(setUp, story);
      }),
      { numRuns: RUNS },
    );
  });
});
