/** Random scenarios of the simulated pair, recorded with the servers' own recorder. */
import { join } from 'node:path';
import type { State } from '../../src/core/engine/state.ts';
import { stateOf } from '../../src/core/engine/state.ts';
import type { Step } from '../../src/core/engine/step.ts';
import type { Letter } from '../../src/core/letter.ts';
import { parametersOf, simulate } from '../../src/core/simulation/simulate.ts';
import { openRecords, type Records } from '../../src/server/records.ts';

export interface RecordedScenario {
  /** The data folder of each server. */
  readonly folders: Readonly<Record<Letter, string>>;
  /** The result of each step with a logged decision: state and effects, in order. */
  readonly decided: Readonly<Record<Letter, readonly string[]>>;
  readonly events: Readonly<Record<Letter, number>>;
  /** Number of takeovers, not counting starts of the pair. */
  readonly takeovers: number;
}

/** What must be the same in the replay. */
export function tellStep({ state, effects }: Pick<Step, 'state' | 'effects'>): string {
  return JSON.stringify([state, effects]);
}

export function recordScenario(seed: number, folder: string): RecordedScenario {
  const folders = { A: join(folder, `${seed}`, 'A'), B: join(folder, `${seed}`, 'B') };
  const open: Partial<Record<Letter, { readonly records: Records; readonly bootId: string }>> = {};
  const decided: Record<Letter, string[]> = { A: [], B: [] };
  const events = { A: 0, B: 0 };
  let takeovers = 0;
  const recordsOf = (letter: Letter, before: State): Records => {
    const { bootId } = before.self;
    const now = open[letter];
    if (now?.bootId === bootId) return now.records;
    now?.records.close();
    const records = openRecords(folders[letter], '0.1.0');
    records.begin(before);
    open[letter] = { records, bootId };
    return records;
  };
  simulate({
    seed,
    parameters: parametersOf(seed),
    watch: {
      onStep: (_at, letter, event, step, before) => {
        const { decision, refused, state } = step;
        recordsOf(letter, before).event({ event, decision, refused }, state);
        events[letter] += 1;
        if (decision?.quiet === false) decided[letter].push(tellStep(step));
        if (isTakeover(before, state)) takeovers += 1;
      },
    },
  });
  for (const { records } of Object.values(open)) records.close();
  return { folders, decided, events, takeovers };
}

function isTakeover(before: State, { place, takeover }: State): boolean {
  if (stateOf(before.place) === 'primary' || stateOf(place) !== 'primary') return false;
  return takeover !== null && takeover.cause !== 'start' && takeover.cause !== 'resumed';
}
