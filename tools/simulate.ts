/**
 * Runs many simulated pairs, each from its seed, on all cores, and sums up what happened. Exits 1 if an invariant was
 * violated; the first violations are minimized and printed as scenarios.
 *
 *   npm run simulate -- --seeds N [--from M] [--preset]      --preset: every pair with default parameters
 */
import { parseArgs } from 'node:util';
import ora from 'ora';
import { TABLE } from '../src/core/engine/table.ts';
import { writeScenario } from '../src/core/simulation/scenario/write.ts';
import { shrink } from '../src/core/simulation/shrink.ts';
import { planOf } from '../src/core/simulation/simulate.ts';
import type { Failure, SeedsRun } from './seeds.ts';
import { parametersFor, runSeeds } from './seeds.ts';

/** How many failures are listed, and how many of these are minimized: the others are usually similar. */
const LISTED = 20;
const SHRUNK = 3;
/** With at least this many seeds, the rules that did not fire are named. */
const ENOUGH_FOR_COVERAGE = 200;

await main();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '2000' },
      from: { type: 'string', default: '1' },
      preset: { type: 'boolean', default: false },
    },
  });
  const { preset } = values;
  const [seeds, from] = [Number(values.seeds), Number(values.from)];
  if (!Number.isInteger(seeds) || seeds < 1 || !Number.isInteger(from) || from < 0) {
    process.stderr.write('simulate: --seeds and --from must be whole numbers\n');
    process.exitCode = 2;
    return;
  }
  const spinner = ora({ isSilent: !process.stderr.columns, discardStdin: false }).start();
  const run = await runSeeds({ from, seeds, preset }, (done, failures) => {
    spinner.text = `${done} of ${seeds} seeds, ${failures} violations`;
  }).finally(() => spinner.stop());
  process.stdout.write(`${summary(run, from, preset).join('\n')}\n`);
  for (const failure of run.failures.slice(0, SHRUNK)) process.stdout.write(`\n${asScenario(failure, preset)}`);
  process.exitCode = run.failures.length > 0 ? 1 : 0;
}

function summary(run: SeedsRun, from: number, preset: boolean): string[] {
  const { seeds, simulatedMs, steps, cpuMs, tookMs, cores, takeovers, timed, failures } = run;
  const timedOnes = [...timed.values()].reduce((sum, times) => sum + times, 0);
  const flag = preset ? ' --preset' : '';
  return [
    `seeds           ${seeds} (${from} to ${from + seeds - 1})`,
    `simulated       ${(simulatedMs / 3_600_000).toFixed(1)} hours, ${steps} decisions`,
    `speed           ${Math.round(simulatedMs / cpuMs)} times real time on one core`,
    `took            ${(tookMs / 1_000).toFixed(1)} s on ${cores} ${cores === 1 ? 'core' : 'cores'}`,
    `became active   ${takeovers} times, ${timedOnes} of them checked against their bounds`,
    ...coverage(run.rules, seeds),
    `violations      ${failures.length}`,
    ...failures
      .slice(0, LISTED)
      .map(({ seed, what }) => `  seed ${seed}: ${what}\n    npm run simulate -- --seeds 1 --from ${seed}${flag}`),
  ];
}

/** Which rules fired, and which fired in only a few seeds. */
function coverage(rules: ReadonlyMap<number, number>, seeds: number): string[] {
  const numbers = TABLE.map(({ number }) => number).sort((a, b) => a - b);
  const silent = numbers.filter((number) => !rules.has(number));
  const rare = numbers.filter((number) => (rules.get(number) ?? Number.POSITIVE_INFINITY) <= 3);
  const fired = `rules fired     ${numbers.length - silent.length} of ${numbers.length}`;
  // A few seeds reach only a few rules, which says nothing.
  if (seeds < ENOUGH_FOR_COVERAGE) return [fired];
  return [
    fired,
    ...(silent.length > 0 ? [`  never         ${silent.join(', ')}`] : []),
    ...(rare.length > 0 ? [`  in 1 to 3     ${rare.join(', ')}`] : []),
  ];
}

/** The minimized failure, to be kept in a file and run with `switchover simulate FILE`. */
function asScenario({ seed, checker, what }: Failure, preset: boolean): string {
  const small = shrink({ seed, parameters: parametersFor(seed, preset), plan: planOf(seed) }, checker);
  const { A, B } = small.plan.drift;
  const drift = A === 1 && B === 1 ? [] : [`The clocks drift (${A}, ${B}), which a scenario cannot express.`];
  return writeScenario(`Seed ${seed}, minimized`, [what, ...drift], small.parameters, small.plan, small.seed);
}
