import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Letter } from '../../src/core/letter.ts';
import { LETTERS } from '../../src/core/letter.ts';
import { SwitchoverError } from '../../src/core/problem.ts';
import { type DemoPair, prepareDemo } from '../../src/operations/pair/demo-pair.ts';
import { type Ended, RUN_JS, switchover } from './cli.ts';
import { type AtItsEnd, temporaryFolder } from './temporary-folder.ts';

/** A pair of real server processes, stopped and removed at the end of the test. */
export interface PairProcess extends DemoPair {
  /** Runs a command on this pair. */
  readonly command: (...words: string[]) => Promise<Ended>;
  /** Waits until both servers run and the pair is protected. */
  readonly startBoth: () => Promise<void>;
  /** Waits for a server that exits by itself; returns its exit code. */
  readonly ended: (child: ChildProcess) => Promise<number | null>;
  readonly log: (letter: Letter) => string;
  readonly isProtected: () => Promise<void>;
}

export interface PairSettings {
  readonly reconnectTimeoutS?: number;
  /** More parameters, as lines of the pair file. */
  readonly parameters?: readonly string[];
  /** More of the pair file: hooks. */
  readonly more?: string;
}

/** How many lines of each log a failure shows. */
const LOG_TAIL = 25;

export async function pairProcess(
  settings: PairSettings = {},
  atItsEnd: AtItsEnd = onTestFinished,
): Promise<PairProcess> {
  const program = [process.execPath, RUN_JS];
  const options = { program, reconnectTimeoutS: settings.reconnectTimeoutS ?? 1 };
  const demo = await prepareDemo(options, new AbortController().signal);
  atItsEnd(() => demo.cleanUp());
  const dir = join(demo.folder, 'pair');
  const lines = (settings.parameters ?? []).map((line) => `  ${line}\n`).join('');
  for (const file of [demo.pairFile, ...LETTERS.map((letter) => join(dir, letter, 'pair.yaml'))]) {
    appendFileSync(file, `${lines}${settings.more ?? ''}`);
  }
  const log = (letter: Letter): string => readFileSync(demo.logOf(letter), 'utf8');
  /** The last log lines of both servers, to find out why a test failed. */
  const lastWords = (): string => {
    const tails = LETTERS.filter((letter) => existsSync(demo.logOf(letter))).map(
      (letter) => `log of ${letter}:\n${log(letter).trim().split('\n').slice(-LOG_TAIL).join('\n')}`,
    );
    return tails.join('\n');
  };
  const until: DemoPair['until'] = (wanted, what) =>
    demo.until(wanted, what).catch((error: unknown) => {
      if (!(error instanceof SwitchoverError)) throw error;
      throw new Error(`${error.problem.what}\n${error.problem.why}\n${lastWords()}`, { cause: error });
    });
  // The pair file was read before it got these lines; the servers and commands read it again.
  const isProtected = async (): Promise<void> => {
    await until((status) => status.protection === 'protected', 'the pair is protected');
  };
  return {
    ...demo,
    until,
    command: (...words) => switchover([...words, '--pair', demo.pairFile]),
    startBoth: async () => {
      for (const letter of LETTERS) demo.start(letter);
      await isProtected();
    },
    ended: async (child) =>
      child.exitCode !== null ? child.exitCode : ((await once(child, 'exit'))[0] as number | null),
    log,
    isProtected,
  };
}

/** A hook that writes its arguments to a file, and exits as another file tells it to. */
export function hookScript(atItsEnd: AtItsEnd = onTestFinished): {
  readonly path: string;
  readonly calls: () => string[];
  readonly failWhen: (words: string) => void;
} {
  const folder = temporaryFolder(atItsEnd);
  const path = join(folder, 'hook');
  const failFile = join(folder, 'fail');
  writeFileSync(join(folder, 'calls'), '');
  writeFileSync(failFile, '-');
  const line = '$SWITCHOVER_SERVER $SWITCHOVER_HOOK $SWITCHOVER_TERM $SWITCHOVER_CAUSE';
  writeFileSync(
    path,
    `#!/bin/sh\necho "${line}" >> ${folder}/calls\ncase "${line}" in $(cat ${failFile})*) echo told to fail; exit 3;; esac\n`,
  );
  chmodSync(path, 0o700);
  return {
    path,
    calls: () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n'),
    failWhen: (words) => writeFileSync(failFile, words),
  };
}
