/**
 * Breaks the program, one small change at a time, and shows whether anything notices.
 *
 * Without --code it breaks the rule table, one row at a time, and shows whether transcripts or seeds detect it: a guard negated, removed, or
 * without one of its conditions; another target or none; one action missing. Exits 1 if fewer than 95 % are detected.
 *
 *   npm run mutate -- [--row ROW|ID] [--seeds N] [--json]
 *   npm run mutate -- --code [--mutants N] [--seed S] [--in FOLDER]... [--steps N] [--pure] [--json]
 *
 * The transcripts are those in test/engine-transcripts. Mutants that none of them detects are tried with simulated seeds that
 * evaluate the row, up to N of the first four hundred, until an invariant is violated.
 *
 * With --code it breaks the rest of src/core and src/server, or FOLDER: a seeded sample of comparisons, numbers,
 * conditions, booleans, statements and strings, in a copy of the project. A mutant is noticed if a test that imports its
 * file fails, directly or through other files, or by running the program; --steps limits through how many, and --pure
 * leaves out the tests with processes and sockets. Exits 1 if fewer than 90 % are noticed.
 */
import { parseArgs } from 'node:util';
import ora from 'ora';
import { interruptible } from '../src/cli/interrupt.ts';
import { TABLE } from '../src/core/engine/table.ts';
import { EQUIVALENT } from './mutation/equivalent.ts';
import type { Answer, Crew, Job } from './mutation/jobs.ts';
import { hireCrew } from './mutation/jobs.ts';
import { type Mutant, mutantsOf } from './mutation/mutants.ts';
import { isEnough, renderMutation, sumUp } from './mutation/outcome.ts';
import { seedsFor } from './mutation/seeds.ts';

/** How many seeds are watched for the rows that they evaluate. */
const SEEDS = 400;

await main();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      row: { type: 'string' },
      seeds: { type: 'string', default: '40' },
      json: { type: 'boolean', default: false },
      code: { type: 'boolean', default: false },
      mutants: { type: 'string', default: '40' },
      seed: { type: 'string', default: '1' },
      in: { type: 'string', multiple: true, default: ['src/core/', 'src/server/'] },
      steps: { type: 'string' },
      pure: { type: 'boolean', default: false },
    },
  });
  if (values.code) return breakCode(values);
  const seeds = Number(values.seeds);
  const { row } = values;
  const mutants = mutantsOf(TABLE).filter((each) => row === undefined || [each.id, `${each.row}`].includes(row));
  if (mutants.length === 0) return stop(`there is no row ${row}; test/core/engine/table.golden.txt lists all rows`);
  if (!Number.isInteger(seeds) || seeds < 0) return stop('--seeds must be a whole number');
  const began = performance.now();
  const crew = hireCrew();
  try {
    const outcome = sumUp(mutants, await tryAll(mutants, crew, seeds), EQUIVALENT);
    const tookMs = Math.round(performance.now() - began);
    process.stdout.write(
      values.json ? `${JSON.stringify({ ...outcome, tookMs }, null, 2)}\n` : renderMutation(outcome, tookMs),
    );
    process.exitCode = isEnough(outcome) ? 0 : 1;
  } finally {
    await crew.dismiss();
  }
}

interface CodeFlags {
  readonly mutants: string;
  readonly seed: string;
  readonly in: readonly string[];
  readonly steps?: string | undefined;
  readonly pure: boolean;
  readonly json: boolean;
}

async function breakCode({ in: folders, json, pure, ...flags }: CodeFlags): Promise<void> {
  const [mutants, seed, steps] = [flags.mutants, flags.seed, flags.steps ?? '99'].map(Number) as [
    number,
    number,
    number,
  ];
  if (![mutants, seed, steps].every((each) => Number.isInteger(each) && each >= 0))
    return stop('--mutants, --seed and --steps must be whole numbers');
  const { tryCode } = await import('./mutation/code.ts');
  const { isEnoughCode, renderCode } = await import('./mutation/code-outcome.ts');
  const began = performance.now();
  const isTerminal = process.stderr.columns > 0;
  const spinner = ora({ isSilent: !isTerminal, discardStdin: false }).start();
  const outcome = await interruptible((signal) =>
    tryCode({ mutants, seed, folders, steps, pure }, signal, {
      onTry: ({ file, line }, tried) => {
        spinner.text = `${tried} of ${mutants}, now ${file}:${line}; Ctrl-C ends it with what was tried`;
      },
      onTried: (line) => {
        if (!isTerminal) process.stderr.write(`${line}\n`);
      },
    }),
  ).finally(() => spinner.stop());
  if (outcome.mutants === 0) return stop(`there is nothing to break in ${folders.join(', ')}`);
  const tookMs = Math.round(performance.now() - began);
  process.stdout.write(json ? `${JSON.stringify({ ...outcome, tookMs }, null, 2)}\n` : renderCode(outcome, tookMs));
  process.exitCode = isEnoughCode(outcome) ? 0 : 1;
}

/** What detected each mutant. */
async function tryAll(mutants: readonly Mutant[], crew: Crew, limit: number): Promise<ReadonlyMap<string, string>> {
  const noticed = new Map<string, string>();
  const take = (answers: readonly Answer[]): void => {
    for (const answer of answers) if ('by' in answer && answer.by !== null) noticed.set(answer.id, answer.by);
  };
  take(
    await working(
      crew,
      'transcripts',
      mutants.map(({ id }): Job => ({ do: 'play', id })),
    ),
  );
  const left = mutants.filter(({ id }) => !noticed.has(id));
  if (left.length === 0 || limit === 0) return noticed;
  const seeds = Array.from({ length: SEEDS }, (_, index): Job => ({ do: 'watch', seed: index + 1 }));
  const watched = (await working(crew, 'seeds watched', seeds))
    .flatMap((answer) => ('watched' in answer ? [answer.watched] : []))
    .sort((one, other) => one.seed - other.seed);
  const trials = left.map((each): Job => ({ do: 'simulate', id: each.id, seeds: seedsFor(each, watched, limit) }));
  take(await working(crew, 'seeds', trials));
  return noticed;
}

async function working(crew: Crew, what: string, jobs: readonly Job[]): Promise<Answer[]> {
  const spinner = ora({ text: what, isSilent: !process.stderr.columns, discardStdin: false }).start();
  const tell = (done: number): void => {
    spinner.text = `${what}: ${done} of ${jobs.length}`;
  };
  return crew.work(jobs, tell).finally(() => spinner.stop());
}

function stop(what: string): void {
  process.stderr.write(`mutate: ${what}\n`);
  process.exitCode = 2;
}
