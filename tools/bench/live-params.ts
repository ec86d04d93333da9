/** How long a change of a dynamic parameter takes to reach the backup's engine: real processes on loopback. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { DemoPair } from '../../src/operations/pair/demo-pair.ts';
import { prepareDemo } from '../../src/operations/pair/demo-pair.ts';
import { type Bench, millisecondsRow, type Row } from './row.ts';

const PROGRAM = [process.execPath, join(import.meta.dirname, '..', '..', 'bin', 'run.js')];
const NAME = 'Switchover TS Timeout';

export const bench: Bench = { name: 'live-params', run: measureChanges };

async function measureChanges(runs: number): Promise<Row[]> {
  const demo = await prepareDemo({ program: PROGRAM, reconnectTimeoutS: 1 }, new AbortController().signal);
  try {
    demo.start('A');
    demo.start('B');
    await demo.until((status) => status.protection === 'protected', 'the pair is protected');
    const figures: number[] = [];
    for (let run = 0; run < runs; run++) figures.push(await change(demo, 10 + (run % 50)));
    return [millisecondsRow('a parameter changed on the active server: to the engine of the backup', 100, figures)];
  } finally {
    await demo.cleanUp();
  }
}

/** The answer waits for the backup, which confirms a change once it is on its disk and in its engine. */
async function change({ pair }: DemoPair, value: number): Promise<number> {
  const wish = { is: 'set', values: { [NAME]: value } } as const;
  const request = { id: randomUUID(), reason: null, dryRun: false, wish, expected: {}, after: null };
  const began = performance.now();
  const reply = await pair.parameters.change('A', request);
  const tookMs = performance.now() - began;
  const { inForce } = await pair.parameters.read('B');
  if (!reply.accepted || reply.replicated !== true || inForce[NAME] !== value) throw new Error('not replicated');
  return tookMs;
}
