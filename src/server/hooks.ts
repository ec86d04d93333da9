/** The hooks of this server, one at a time, each recorded on disk while it runs. */
import { randomUUID } from 'node:crypto';
import type { LogLine } from '../core/engine/effect.ts';
import type { Letter } from '../core/letter.ts';
import type { LoadedPairFile } from '../host/files/pair-file.ts';
import {
  forgetRunningHook,
  type HookName,
  keepRunningHook,
  RUN_VARIABLE,
  type RunningHook,
} from '../host/files/running-hook.ts';
import type { HookResult } from '../host/process/hook.ts';
import { runHook } from '../host/process/hook.ts';
import { processAt } from '../host/process/process-table.ts';
import { programEnvironment } from '../host/process/program-environment.ts';

export interface HooksHost {
  readonly pair: LoadedPairFile;
  readonly letter: Letter;
  readonly dataFolder: string;
  readonly log: (line: LogLine) => void;
}

export interface Hooks {
  /** Runs it when earlier hooks are over. `why` is passed to the hook as the cause. */
  readonly run: (name: HookName, term: number, why: string, done: (result: HookResult) => void) => void;
}

export function createHooks(host: HooksHost): Hooks {
  // One hook at a time: a Discontinue never overtakes the Commence before it.
  let hooks: Promise<unknown> = Promise.resolve();

  /** A hook runs even if the disk refuses: running it matters more than the record for a later start. */
  const attempt = async (what: Promise<void>): Promise<void> => {
    await what.catch((error: Error) => {
      const text = `SwitchoverMain::RunHook : cannot record that a hook is running: ${error.message}`;
      host.log({ topic: 'SwitchoverMain', level: 'error', text });
    });
  };

  const run = async (
    command: readonly string[],
    { name, term, why }: { readonly name: HookName; readonly term: number; readonly why: string },
    done: (result: HookResult) => void,
  ): Promise<void> => {
    const { pair, letter, dataFolder } = host;
    const kept: RunningHook = { hook: name, term, run: randomUUID(), pid: null, startedAt: null };
    await attempt(keepRunningHook(dataFolder, kept));
    let noted: Promise<void> = Promise.resolve();
    const environment = {
      ...programEnvironment(pair.pairFile, letter),
      SWITCHOVER_HOOK: name,
      SWITCHOVER_TERM: String(term),
      SWITCHOVER_CAUSE: why,
      [RUN_VARIABLE]: kept.run,
    };
    /** Its pid is also its process group id. */
    const started = (pid: number): void => {
      const startedAt = processAt(pid)?.startedAt ?? null;
      noted = attempt(keepRunningHook(dataFolder, { ...kept, pid, startedAt }));
    };
    const { timeLimitMs } = pair.pairFile.hooks;
    const result = await runHook(command, environment, timeLimitMs, pair.folder, { started });
    done(result);
    await noted;
    await attempt(forgetRunningHook(dataFolder));
  };

  return {
    run: (name, term, why, done) => {
      const command = host.pair.pairFile.hooks[name];
      // Even without a command, earlier hooks must be over first.
      hooks = hooks.then(() =>
        command === null ? done({ ok: true, detail: '' }) : run(command, { name, term, why }, done),
      );
    },
  };
}
