import { setTimeout as sleep } from 'node:timers/promises';
import { SwitchoverError } from '../core/problem.ts';
import { exitCodeOf } from '../core/results/assessment.ts';
import type { PairStatus, Protection } from '../core/results/status.ts';
import { renderScreen } from '../presentation/pair/screen.ts';
import { renderStatus } from '../presentation/pair/status.ts';
import { toTheSecond } from '../presentation/text/instants.ts';
import type { Medium } from '../presentation/text/palette.ts';
import { renderProblem } from '../presentation/text/problem.ts';
import { failureDocument } from './failure.ts';
import { interruptible } from './interrupt.ts';
import type { Outcome } from './switchover-command.ts';
import { canRedraw } from './terminal.ts';

const REFRESH_MS = 1_000;

/**
 * Refreshes the status until Ctrl-C: in place on a terminal that can do that, otherwise one text after another, each with
 * its time; one document per line with `json`. If the pair does not answer, it shows the error (`{"error": …}` with
 * `json`) and asks again.
 */
export async function watchStatus(
  read: () => Promise<PairStatus>,
  medium: () => Medium,
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

async function display(medium: () => Medium, json: boolean): Promise<Display> {
  const line = (text: string): void => void process.stdout.write(`${text}\n`);
  const now = (): string => new Date().toISOString();
  const said = ({ problem }: SwitchoverError): string => renderProblem(problem, medium());
  if (json) {
    return {
      facts: (facts) => line(JSON.stringify(facts)),
      failure: (error) => line(JSON.stringify({ asOf: now(), ...failureDocument(error) })),
      done: () => undefined,
    };
  }
  if (!canRedraw(process.stdout)) {
    return {
      facts: (facts) => line(`${toTheSecond(facts.asOf, medium())}\n${renderStatus(facts, medium())}\n`),
      failure: (error) => line(`${toTheSecond(now(), medium())}\n${said(error)}\n`),
      done: () => undefined,
    };
  }
  const { default: logUpdate } = await import('log-update');
  const draw = (text: string, asOf: string): void => {
    const { columns, rows } = process.stdout;
    logUpdate(renderScreen(text, toTheSecond(asOf, medium()), { columns, rows }, medium()));
  };
  return {
    facts: (facts) => draw(renderStatus(facts, medium()), facts.asOf),
    failure: (error) => draw(said(error), now()),
    done: () => logUpdate.done(),
  };
}
