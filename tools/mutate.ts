/**
 * Breaks the rule table, one row at a time, and shows whether transcripts or seeds detect it: a guard negated, removed, or
 * without one of its conditions; another target or none; one action missing. Exits 1 if fewer than 95 % are detected.
 *
 *   npm run mutate -- [--row ROW|ID] [--seeds N] [--json]
 *
 * The transcripts are those in test/engine-transcripts. Mutants that none of them detects are tried with simulated seeds that
 * evaluate the row, up to N of the first four hundred, until an invariant is violated.
 */
import { parseArgs } from 'node:util';
import ora from 'ora';
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
    },
  });
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
