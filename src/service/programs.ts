/** The programs that the pair file names: found missing at the start and in `status`, not when they are needed. */
import type { LogLine } from '../core/pair/effect.ts';
import type { StatusWarning } from '../core/protocol/answers.ts';
import type { LoadedPairFile } from '../host/pair-file.ts';
import { whyNotRunnable } from '../host/runnable.ts';

export interface ProgramFault {
  /** `Commence hook`, `module probe`. */
  readonly of: string;
  readonly why: string;
}

/** Those that could not be run now. */
export function programFaults({ pairFile: { hooks, module }, folder }: LoadedPairFile): readonly ProgramFault[] {
  const named: readonly (readonly [string, readonly string[] | null])[] = [
    ['Commence hook', hooks.commence],
    ['Discontinue hook', hooks.discontinue],
    ['fence hook', hooks.fence],
    ['module probe', module?.probe.kind === 'exec' ? module.probe.command : null],
  ];
  return named.flatMap(([of, command]) => {
    const why = command === null ? null : whyNotRunnable(command, folder);
    return why === null ? [] : [{ of, why }];
  });
}

export function programWarning({ of, why }: ProgramFault): StatusWarning {
  return {
    code: 'program-not-runnable',
    what: `the ${of} could not be run: ${why}`,
    do: 'put it there and make it executable, or correct the pair file and restart this server',
  };
}

export function programLine({ of, why }: ProgramFault): LogLine {
  return {
    topic: 'SwitchoverMain',
    level: 'warning',
    text: `SwitchoverMain::Programs : the ${of} could not be run: ${why}`,
  };
}
