/** One core's share of `npm run mutate`: mutants, each tried with transcripts or with seeds. */
import { parentPort } from 'node:worker_threads';
import { TABLE } from '../src/core/engine/table.ts';
import { noticingTranscript, playedTranscripts } from './mutation/engine-transcripts.ts';
import type { Answer, Job } from './mutation/jobs.ts';
import { mutantsOf } from './mutation/mutants.ts';
import { noticingSeed, watchSeed } from './mutation/seeds.ts';
import { watchTable } from './mutation/watched-table.ts';

const mutants = new Map(mutantsOf(TABLE).map((each) => [each.id, each]));
const watched = watchTable(TABLE);
const transcripts = playedTranscripts(TABLE);

parentPort?.on('message', (job: Job) => parentPort?.postMessage(done(job)));

function done(job: Job): Answer {
  if (job.do === 'watch') return { watched: watchSeed(job.seed, watched) };
  const mutant = mutants.get(job.id);
  if (mutant === undefined) throw new Error(`there is no mutant ${job.id}`);
  const by =
    job.do === 'play' ? noticingTranscript(mutant, TABLE, transcripts) : noticingSeed(mutant, TABLE, job.seeds);
  return { id: job.id, by };
}
