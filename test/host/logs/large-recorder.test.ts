import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeLargeRecorder } from '../../../tools/bench/large-recorder.ts';
import { runInHeap } from '../../support/bounded-memory.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** As much as a server keeps of it. */
const BYTES = 80 * 1024 * 1024;
/** Less than a third of what comes in. */
const HEAP_MB = 96;
/** Of all kinds, the program itself and a bare Node included. */
const MOST_MB = 200;

it('a flight recorder is played again in bounded memory, also under other values', { timeout: 240_000 }, async () => {
  const file = join(temporaryFolder(), 'flight-recorder.jsonl');
  const nights = writeLargeRecorder(file, BYTES);
  const words = ['why-switched', file, '--all', '--json', '--what-if', 'Switchover TS Timeout=20'];
  const { code, answer, megabytes } = await runInHeap(HEAP_MB, words);
  expect(code).toBe(0);
  const { switchesFound, switches, recordings, logs } = JSON.parse(answer);
  expect(switchesFound).toBeGreaterThan(nights);
  expect(switches).toHaveLength(Math.min(500, switchesFound));
  expect(recordings).toMatchObject([{ exact: true, parts: null }]);
  expect(logs[0].remarks.join()).toMatch(switchesFound > 500 ? /only counted/ : /^$/);
  expect(megabytes).toBeGreaterThan(20);
  expect(megabytes).toBeLessThan(MOST_MB);
});
