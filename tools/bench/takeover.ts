/** How long the pair has no active server: real processes on loopback, no hooks. */
import { join } from 'node:path';
import type { Letter } from '../../src/core/letter.ts';
import { type DemoPair, prepareDemo } from '../../src/operations/pair/demo-pair.ts';
import { setMode } from '../../src/operations/pair/mode.ts';
import { planSwitch } from '../../src/operations/pair/switch.ts';
import { type Bench, millisecondsRow, type Row } from './row.ts';

const PROGRAM = [process.execPath, join(import.meta.dirname, '..', '..', 'bin', 'run.js')];

export const bench: Bench = { name: 'takeover', run: measureTakeovers };

async function measureTakeovers(runs: number): Promise<Row[]> {
  const controlled = await withPair((demo) => repeat(runs, () => controlledSwitch(demo)));
  const killed = await withPair((demo) => repeat(runs, () => killPrimary(demo)));
  return [
    millisecondsRow(
      'controlled switch: from the request until the new active server answers 200 on `/primary`',
      150,
      controlled,
    ),
    millisecondsRow('kill -9 of the active server, Reconnect Timeout 0: until the same', 250, killed),
  ];
}

async function withPair<T>(work: (demo: DemoPair) => Promise<T>): Promise<T> {
  const demo = await prepareDemo({ program: PROGRAM, reconnectTimeoutS: 0 }, new AbortController().signal);
  try {
    demo.start('A');
    demo.start('B');
    return await work(demo);
  } finally {
    await demo.cleanUp();
  }
}

async function repeat(runs: number, once: () => Promise<number>): Promise<number[]> {
  const figures: number[] = [];
  for (let run = 0; run < runs; run++) figures.push(await once());
  return figures;
}

async function controlledSwitch(demo: DemoPair): Promise<number> {
  await protectedPair(demo);
  const { id, to, expectedTerm } = await planSwitch(demo.pair, false);
  await demo.pair.health(to, '/primary');
  await demo.pair.requestSwitch(to, { id, expectedTerm, immediate: false, reason: null });
  return sinceThen(demo, to, performance.now());
}

async function killPrimary(demo: DemoPair): Promise<number> {
  const { servers } = await protectedPair(demo);
  const active = servers.find((row) => row.serving === true)!.letter;
  const backup = active === 'A' ? 'B' : 'A';
  await demo.pair.health(backup, '/primary');
  const at = performance.now();
  const gone = demo.kill(active);
  const figure = await sinceThen(demo, backup, at);
  await gone;
  demo.start(active);
  // A pair disables automatic takeover after several in a row: enable it again, as an operator would.
  await demo.until((status) => status.servers.every(({ serving }) => serving !== null), 'both servers answer');
  await setMode(demo.pair, { mode: 'automatic', forMs: null, reason: null });
  return figure;
}

function protectedPair(demo: DemoPair): ReturnType<DemoPair['until']> {
  return demo.until((status) => status.protection === 'protected', 'the pair is protected');
}

/** Polls without a pause: the resolution is that of one request, about a millisecond. */
async function sinceThen(demo: DemoPair, letter: Letter, at: number): Promise<number> {
  while (!(await demo.pair.health(letter, '/primary')))
    if (performance.now() - at > 20_000) throw new Error('no takeover');
  return performance.now() - at;
}
