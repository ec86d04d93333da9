/** Jobs for the workers of `npm run mutate`, one at a time for each core. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { WatchedSeed } from './seeds.ts';

export type Job =
  | { readonly do: 'play'; readonly id: string }
  | { readonly do: 'watch'; readonly seed: number }
  | { readonly do: 'simulate'; readonly id: string; readonly seeds: readonly number[] };

export type Answer = { readonly id: string; readonly by: string | null } | { readonly watched: WatchedSeed };

export interface Crew {
  /** All answers, in no particular order. `onDone` gets the number so far. */
  readonly work: (jobs: readonly Job[], onDone: (done: number) => void) => Promise<Answer[]>;
  readonly dismiss: () => Promise<void>;
}

export function hireCrew(): Crew {
  const workers = Array.from(
    { length: availableParallelism() },
    () => new Worker(new URL('../mutate-worker.ts', import.meta.url)),
  );
  const work: Crew['work'] = async (jobs, onDone) => {
    const waiting = [...jobs].reverse();
    const answers: Answer[] = [];
    await Promise.all(
      workers.map(async (worker) => {
        for (let job = waiting.pop(); job !== undefined; job = waiting.pop()) {
          answers.push(await ask(worker, job));
          onDone(answers.length);
        }
      }),
    );
    return answers;
  };
  const dismiss: Crew['dismiss'] = async () => {
    await Promise.all(workers.map((worker) => worker.terminate()));
  };
  return { work, dismiss };
}

function ask(worker: Worker, job: Job): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off('message', onMessage);
      worker.off('error', onError);
    };
    const onMessage = (answer: Answer): void => {
      settle();
      resolve(answer);
    };
    const onError = (error: unknown): void => {
      settle();
      reject(error);
    };
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.postMessage(job);
  });
}
