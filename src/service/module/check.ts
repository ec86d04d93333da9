/**
 * Whether the module could start on this server, asked of a program of the pair file (`module.check`) for as long as
 * this server is a backup. It runs as a hook does, with the same environment and time limit, one at a time; but it never
 * holds a hook up: it is ended as soon as this server is no backup any longer.
 */
import type { LogLine } from '../../core/pair/effect.ts';
import type { Place, State } from '../../core/pair/state.ts';
import { isBackupState, phaseOf, stateOf } from '../../core/pair/state.ts';
import type { ServerStatus } from '../../core/protocol/answers.ts';
import { monotonicMs } from '../../host/clock.ts';
import { runHook } from '../../host/hook.ts';

export interface ModuleCheck {
  readonly onStateChange: (state: State) => void;
  /** Null where the pair file names no program, and while this server is no backup. */
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

/** From the end of one check to the next, in ms. */
const EVERY_MS = 10_000;

/** Where Discontinue runs, what it stops may still be there. */
const isChecked = (place: Place): boolean =>
  isBackupState(stateOf(place)) && !['discontinuing', 'reverting'].includes(phaseOf(place));

interface Result {
  readonly ok: boolean;
  readonly why: string;
  readonly at: number;
}

export function createModuleCheck({ command, environment, folder, limitMs, log }: ModuleCheckHost): ModuleCheck {
  /** The time as a backup that goes on; null while this server is none. */
  let current: AbortController | null = null;
  let last: Result | null = null;
  let timer: NodeJS.Timeout | undefined;
  /** The check before may still be on its way to its end: the next one waits for that. */
  let running: Promise<unknown> = Promise.resolve();

  const check = async (program: readonly string[], { signal }: AbortController): Promise<void> => {
    if (signal.aborted) return;
    const told = { ...environment, SWITCHOVER_HOOK: 'check' };
    const { ok, detail } = await runHook(program, told, limitMs, folder, { signal });
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
    ? 'SwitchoverMain::ModuleCheck : The module could start here'
    : `SwitchoverMain::ModuleCheck : The module could not start here: ${detail}`;
  return { topic: 'SwitchoverMain', level: ok ? 'note' : 'error', text };
}
