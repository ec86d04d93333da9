/**
 * Runs the benchmarks in this folder and prints results next to their goals. Never part of the tests: a busy machine is
 * not a defect of the program.
 *
 *   npm run bench [-- --only NAME] [--runs N] [--json]
 *
 * A benchmark is a file here that exports `bench: Bench`.
 */
import { readdirSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bench, Row } from './row.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    runs: { type: 'string', default: '30' },
    json: { type: 'boolean', default: false },
  },
});

const benches = await findBenches();
const unknown = values.only.filter((name) => !benches.some((bench) => bench.name === name));
const runs = Number(values.runs);
if (unknown.length > 0)
  stop(`no benchmark is called ${unknown.join(', ')}; there are: ${benches.map(({ name }) => name).join(', ')}`);
else if (!Number.isInteger(runs) || runs < 1) stop(`--runs must be a whole number of at least 1, not "${values.runs}"`);
else await measure(benches.filter(({ name }) => values.only.length === 0 || values.only.includes(name)));

async function findBenches(): Promise<Bench[]> {
  const names = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && name !== 'bench.ts');
  const modules = await Promise.all(names.sort().map(async (name) => import(join(import.meta.dirname, name))));
  return modules.flatMap((module: { bench?: Bench }) => (module.bench === undefined ? [] : [module.bench]));
}

async function measure(chosen: readonly Bench[]): Promise<void> {
  const rows: Row[] = [];
  for (const bench of chosen) {
    process.stderr.write(`${bench.name}: ${runs} runs\n`);
    try {
      rows.push(...(await bench.run(runs)));
    } catch (error) {
      process.stderr.write(`${bench.name} failed: ${error instanceof Error ? error.stack : error}\n`);
      process.exitCode = 1;
    }
  }
  const machine = { node: process.version, processor: cpus()[0]?.model ?? 'unknown', cores: availableParallelism() };
  process.stdout.write(values.json ? `${JSON.stringify({ runs, machine, rows }, null, 2)}\n` : table(rows, machine));
}

function table(rows: readonly Row[], machine: { node: string; processor: string; cores: number }): string {
  const lines = [
    ['what', 'goal', 'reached', 'min to max', ''],
    ...rows.map((row) => [
      row.what,
      row.goal,
      figure(row.reached, row),
      `${figure(row.least, row)} to ${figure(row.greatest, row)}`,
      row.reached <= row.limit ? 'yes' : 'NO',
    ]),
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const text = (line: readonly string[]): string =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  const [head, ...body] = lines.map(text);
  const where = `Medians of ${runs} runs; Node ${machine.node}, ${machine.cores} cores, ${machine.processor}.`;
  return `${[head, rule, ...body, '', where].join('\n')}\n`;
}

function figure(value: number, { unit }: Row): string {
  return unit === 'times' ? `${value.toFixed(2)} times` : `${Math.round(value)} ${unit}`;
}

function stop(message: string): void {
  process.stderr.write(`bench: ${message}\n`);
  process.exitCode = 2;
}
