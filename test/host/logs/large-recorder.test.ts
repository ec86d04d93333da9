import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeLargeRecorder } from '../../../tools/bench/large-recorder.ts';
import { ROOT, RUN_JS } from '../../support/cli.ts';
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
  const child = spawn(
    process.execPath,
    [
      `--max-old-space-size=${HEAP_MB}`,
      ...['-r', join(ROOT, 'tools', 'bench', 'say-memory.cjs')],
      ...[RUN_JS, 'why-switched', file, '--all', '--json', '--what-if', 'Switchover TS Timeout=20'],
    ],
    { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] },
  );
  let [answer, memory] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  child.stdio[3]?.on('data', (text) => {
    memory += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  expect(code).toBe(0);
  const { switchesFound, switches, recordings, logs } = JSON.parse(answer);
  expect(switchesFound).toBeGreaterThan(nights);
  expect(switches).toHaveLength(Math.min(500, switchesFound));
  expect(recordings).toMatchObject([{ exact: true, parts: null }]);
  expect(logs[0].remarks.join()).toMatch(switchesFound > 500 ? /only counted/ : /^$/);
  const megabytes = Number(memory) / 1024;
  expect(megabytes).toBeGreaterThan(20);
  expect(megabytes).toBeLessThan(MOST_MB);
});
