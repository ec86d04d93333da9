import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeLargeRecorder } from '../../../tools/bench/large-recorder.ts';
import { runInHeap } from '../../support/bounded-memory.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** The size that a server keeps. */
const BYTES = 80 * 1024 * 1024;
/** Less than a third of the input. */
const HEAP_MB = 96;
/** All kinds of memory, including the program itself and Node. */
const MOST_MB = 200;

it('a flight recorder is replayed in bounded memory, also with other values', { timeout: 240_000 }, async () => {
  const file = join(temporaryFolder(), 'flight-recorder.jsonl');
  const scenarios = writeLargeRecorder(file, BYTES);
  const words = ['why-switched', file, '--all', '--json', '--what-if', 'Switchover TS Timeout=20'];
  const { code, answer, megabytes } = await runInHeap(HEAP_MB, words);
  expect(code).toBe(0);
  const { switchesFound, switches, recordings, logs } = JSON.parse(answer);
  expect(switchesFound).toBeGreaterThan(scenarios);
  expect(switches).toHaveLength(Math.min(500, switchesFound));
  expect(recordings).toMatchObject([{ exact: true, parts: null }]);
  expect(logs[0].remarks.join()).toMatch(switchesFound > 500 ? /only counted/ : /^$/);
  expect(megabytes).toBeGreaterThan(20);
  expect(megabytes).toBeLessThan(MOST_MB);
});
