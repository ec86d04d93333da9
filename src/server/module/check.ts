/**
 * Whether the module could start on this server, determined by a program in the pair file (`module.check`) while this
 * server is a backup. It runs like a hook, with the same environment and time limit, one at a time; but it never delays
 * a hook: it is ended as soon as this server is no longer a backup.
 */
import type { LogLine } from '../../core/engine/effect.ts';
import type { Place, State } from '../../core/engine/state.ts';
import { isBackupState, phaseOf, stateOf } from '../../core/engine/state.ts';
import type { ServerStatus } from '../../core/protocol/answers.ts';
import { monotonicMs } from '../../host/process/clock.ts';
import { runHook } from '../../host/process/hook.ts';

export interface ModuleCheck {
  readonly onStateChange: (state: State) => void;
  /** Null if the pair file names no program, and while this server is not a backup. */
  readonly facts: () => NonNullable<ServerStatus['module']>['check'];
  readonly stop: () => void;
}

export interface ModuleCheckHost {
  readonly command: readonly string[] | null;
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly limitMs: number;
  readonly log: (line: LogLine) => void;
}

/** Interval from the end of one check to the next, in ms. */
const EVERY_MS = 10_000;

/** While Discontinue runs, what it stops may still be there. */
const isChecked = (place: Place): boolean =>
  isBackupState(stateOf(place)) && !['discontinuing', 'reverting'].includes(phaseOf(place));

interface Result {
  readonly ok: boolean;
  readonly why: string;
  readonly at: number;
}

export function createModuleCheck({ command, environment, folder, limitMs, log }: ModuleCheckHost): ModuleCheck {
  /** The current period as a backup; null while this server is not one. */
  let current: AbortController | null = null;
  let last: Result | null = null;
  let timer: NodeJS.Timeout | undefined;
  /** The previous check may still be ending: the next one waits for it. */
  let running: Promise<unknown> = Promise.resolve();

  const check = async (program: readonly string[], { signal }: AbortController): Promise<void> => {
    if (signal.aborted) return;
    const hookEnvironment = { ...environment, SWITCHOVER_HOOK: 'check' };
    const { ok, detail } = await runHook(program, hookEnvironment, limitMs, folder, { signal });
    if (signal.aborted) return;
    if (ok !== last?.ok) log(lineOf(ok, detail));
    last = { ok, why: detail, at: monotonicMs() };
    timer = setTimeout(() => next(program), EVERY_MS);
  };

  const next = (program: readonly string[]): void => {
    const mine = current;
    if (mine !== null) running = running.then(() => check(program, mine));
  };

  const stop = (): void => {
    current?.abort();
    clearTimeout(timer);
    current = null;
    last = null;
  };

  return {
    onStateChange: ({ place }) => {
      if (command === null || isChecked(place) === (current !== null)) return;
      if (current !== null) return stop();
      current = new AbortController();
      next(command);
    },
    facts: () => {
      if (command === null || current === null) return null;
      if (last === null) return { result: 'unknown', why: null, ageMs: null };
      const { ok, why, at } = last;
      return { result: ok ? 'could-start' : 'could-not-start', why: ok ? null : why, ageMs: monotonicMs() - at };
    },
    stop,
  };
}

function lineOf(ok: boolean, detail: string): LogLine {
  const text = ok
    ? 'SwitchoverMain::ModuleCheck : The module could start on this server'
    : `SwitchoverMain::ModuleCheck : The module could not start on this server: ${detail}`;
  return { topic: 'SwitchoverMain', level: ok ? 'note' : 'error', text };
}
