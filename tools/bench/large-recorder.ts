/**
 * A large flight recorder: random scenarios of the simulated pair as recorded by one of its servers, one after another,
 * until the requested size is reached. Generated each time, always the same.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { State } from '../../src/core/engine/state.ts';
import type { Decision } from '../../src/core/engine/step.ts';
import { OWN_TABLE } from '../../src/core/recorder/recording.ts';
import { parametersOf, simulate } from '../../src/core/simulation/simulate.ts';

/** Number of simulated scenarios; after that they repeat, with later dates. */
const SCENARIOS = 24;
const FIRST_SEED = Date.UTC(2026, 10, 23);
const SCENARIO_MS = 3_600_000;
/** Same as in the servers. */
const SNAPSHOT_EVERY = 2_000;

interface Line {
  /** Simulated ms since the beginning of its scenario. */
  readonly at: number;
  /** The text after the time; `@` stands for the boot id. */
  readonly rest: string;
}

/** Writes a file of slightly more than `bytes`; returns the number of scenarios in it. */
export function writeLargeRecorder(path: string, bytes: number): number {
  const scenarios = Array.from({ length: SCENARIOS }, (_, index) => recordScenario(index + 1));
  const file = openSync(path, 'w');
  let [size, count] = [0, 0];
  for (; size < bytes; count += 1) {
    const begin = FIRST_SEED + count * SCENARIO_MS;
    const lines = (scenarios[count % SCENARIOS] ?? []).map(
      ({ at, rest }) =>
        `{"wall":"${new Date(begin + at).toISOString()}",${rest.replaceAll('"bootId":"', `$&${count}.`)}\n`,
    );
    size += writeSync(file, lines.join(''));
  }
  closeSync(file);
  return count;
}

function recordScenario(seed: number): readonly Line[] {
  const lines: Line[] = [];
  let bootId: string | null = null;
  let events = 0;
  const put = (at: number, entry: object): void => {
    lines.push({ at, rest: JSON.stringify(entry).slice(1) });
  };
  const snapshot = (at: number, state: State): void => put(at, { engine: '0.1.0', rules: OWN_TABLE, snapshot: state });
  simulate({
    seed,
    parameters: parametersOf(seed),
    watch: {
      onStep: (at, letter, event, { decision, refused, state }, before) => {
        if (letter !== 'B') return;
        if (before.self.bootId !== bootId) {
          bootId = before.self.bootId;
          events = 0;
          snapshot(at, before);
        }
        put(at, { event, ...(decision === null ? { refused } : { rule: decision.rule, ...shownIn(decision) }) });
        events += 1;
        if (events % SNAPSHOT_EVERY === 0) snapshot(at, state);
      },
    },
  });
  return lines;
}

function shownIn({ quiet, from, to, says, inputs, thresholds }: Decision): object {
  return quiet ? {} : { from, to, says, inputs, thresholds };
}
