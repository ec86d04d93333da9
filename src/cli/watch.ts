import { setTimeout as sleep } from 'node:timers/promises';
import { SwitchoverError } from '../core/problem.ts';
import { exitCodeOf } from '../core/results/assessment.ts';
import type { PairStatus, Protection } from '../core/results/status.ts';
import { renderStatus } from '../presentation/pair/status.ts';
import type { Medium } from '../presentation/text/palette.ts';
import { renderProblem } from '../presentation/text/problem.ts';
import { failureDocument } from './failure.ts';
import { interruptible } from './interrupt.ts';
import type { Outcome } from './switchover-command.ts';

const REFRESH_MS = 1_000;

/**
 * Refreshes the status until Ctrl-C: in place on a terminal, one text after another through a pipe, one document per
 * line with `json`. If the pair does not answer, it shows the error (`{"error": …}` with `json`) and asks again.
 */
export async function watchStatus(
  read: () => Promise<PairStatus>,
  medium: Medium,
  json: boolean,
): Promise<Outcome | undefined> {
  const show = await display(medium, json);
  let last: Protection = 'unknown';
  try {
    await interruptible(async (signal) => {
      while (!signal.aborted) {
        last = await showOnce(read, show);
        await sleep(REFRESH_MS, undefined, { signal }).catch(() => undefined);
      }
    });
  } finally {
    show.done();
  }
  process.exitCode = exitCodeOf(last);
  return undefined;
}

interface Display {
  readonly facts: (facts: PairStatus) => void;
  readonly failure: (error: SwitchoverError) => void;
  readonly done: () => void;
}

async function showOnce(read: () => Promise<PairStatus>, show: Display): Promise<Protection> {
  try {
    const facts = await read();
    show.facts(facts);
    return facts.protection;
  } catch (error) {
    if (!(error instanceof SwitchoverError)) throw error;
    show.failure(error);
    return 'unknown';
  }
}

async function display(medium: Medium, json: boolean): Promise<Display> {
  const line = (text: string): void => void process.stdout.write(`${text}\n`);
  const said = ({ problem }: SwitchoverError): string => renderProblem(problem, medium);
  if (json) {
    return {
      facts: (facts) => line(JSON.stringify(facts)),
      failure: (error) => line(JSON.stringify(failureDocument(error))),
      done: () => undefined,
    };
  }
  if (!process.stdout.isTTY) {
    return {
      facts: (facts) => line(`${renderStatus(facts, medium)}\n`),
      failure: (error) => line(`${said(error)}\n`),
      done: () => undefined,
    };
  }
  const { default: logUpdate } = await import('log-update');
  return {
    facts: (facts) =>
      logUpdate(`${renderStatus(facts, medium)}\n\n${medium.palette.dim(`${facts.asOf}  Ctrl-C to exit`)}`),
    failure: (error) => logUpdate(said(error)),
    done: () => logUpdate.done(),
  };
}
