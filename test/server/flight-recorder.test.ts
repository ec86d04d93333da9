import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LETTERS } from '../../src/core/letter.ts';
import { readRecorded } from '../../src/core/recorder/recorded-entry.ts';
import { openPlayer, type RecordingReplay } from '../../src/core/recorder/recording.ts';
import { whySwitched } from '../../src/operations/explain/why-switched.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { recordScenario, tellStep } from './recorded-scenarios.ts';

interface PlayedAgain {
  readonly played: RecordingReplay;
  /** The result of each logged step. */
  readonly decided: readonly string[];
}

function playAgain(file: string): PlayedAgain {
  const player = openPlayer(false);
  const decided: string[] = [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  for (const [index, text] of lines.entries()) {
    const entry = readRecorded(text, index + 1);
    if (entry === null) throw new Error(`line ${index + 1} is none of a flight recorder: ${text}`);
    const step = player.take(entry);
    if (step?.decision?.quiet === false) decided.push(tellStep(step));
  }
  return { played: player.end(), decided };
}

const recorderIn = (dataFolder: string): string => join(dataFolder, 'logs', 'flight-recorder.jsonl');

test('a thousand simulated takeovers are replayed from the records of both servers, bit for bit', () => {
  const folder = temporaryFolder();
  let [takeovers, events] = [0, 0];
  for (let seed = 1; takeovers < 1_000; seed += 1) {
    const recording = recordScenario(seed, folder);
    for (const letter of LETTERS) {
      const title = `seed ${seed}, server ${letter}`;
      const { played, decided } = playAgain(recorderIn(recording.folders[letter]));
      expect(played, title).toMatchObject({ parts: null, sameTable: true, unplaced: 0, passed: 0, gaps: 0 });
      expect([played.events, played.alike], title).toEqual([recording.events[letter], recording.events[letter]]);
      // States and effects, to the last digit. Compared as one value, because diffing long lists is slow.
      expect(decided.join('\n') === recording.decided[letter].join('\n'), title).toBe(true);
      events += played.events;
    }
    takeovers += recording.takeovers;
    rmSync(join(folder, `${seed}`), { recursive: true });
  }
  expect(events).toBeGreaterThan(500_000);
  // A quarter of a minute; many times that on a busy machine.
}, 480_000);

test('the folder of a server is explained from its log, and its recorder is replayed', async () => {
  const folder = temporaryFolder();
  const recording = recordScenario(2, folder);
  for (const letter of LETTERS) {
    const report = await whySwitched([recording.folders[letter]], { all: true });
    const { events } = recording;
    expect(report.recordings).toMatchObject([{ events: events[letter], alike: events[letter], parts: null }]);
  }
});
