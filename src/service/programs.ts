/** The programs that the pair file names: found missing at the start and in `status`, not when they are needed. */
import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LogLine } from '../core/pair/effect.ts';
import type { StatusWarning } from '../core/protocol/answers.ts';
import { othersHands, othersHandsOnFolder } from '../host/others-hands.ts';
import type { LoadedPairFile } from '../host/pair-file.ts';
import { whyNotRunnable } from '../host/runnable.ts';

export interface ProgramFault {
  /** `Commence hook`, `module probe`. */
  readonly of: string;
  readonly code: 'program-not-runnable' | 'program-writable';
  readonly why: string;
}

/** Those that could not be run now, and those that others could put another program in the place of. */
export function programFaults({ pairFile: { hooks, module }, folder }: LoadedPairFile): readonly ProgramFault[] {
  const named: readonly (readonly [string, readonly string[] | null])[] = [
    ['Commence hook', hooks.commence],
    ['Discontinue hook', hooks.discontinue],
    ['fence hook', hooks.fence],
    ['module check', module?.check ?? null],
    ['module probe', module?.probe.kind === 'exec' ? module.probe.command : null],
  ];
  return named.flatMap(([of, command]): readonly ProgramFault[] => {
    if (command === null) return [];
    const why = whyNotRunnable(command, folder);
    if (why !== null) return [{ of, code: 'program-not-runnable', why }];
    const hands = whoCouldChange(command[0]!);
    return hands === null ? [] : [{ of, code: 'program-writable', why: hands }];
  });
}

/** The program, what it is a link to, and the folders of both. */
function whoCouldChange(program: string): string | null {
  try {
    const target = realpathSync(program);
    const why = othersHands(statSync(target));
    if (why !== null) return `${target}: ${why}`;
    for (const folder of new Set([dirname(program), dirname(target)])) {
      const onFolder = othersHandsOnFolder(statSync(folder));
      if (onFolder !== null) return `${folder}: ${onFolder}`;
    }
  } catch {
    // It went away just now: the next look says so.
  }
  return null;
}

export function programWarning({ of, code, why }: ProgramFault): StatusWarning {
  if (code === 'program-writable') {
    return {
      code,
      what: `somebody else could change the ${of}, ${why}`,
      do: 'look at it, and let nobody but its owner write it or its folder',
    };
  }
  return {
    code,
    what: `the ${of} could not be run: ${why}`,
    do: 'put it there and make it executable, or correct the pair file and restart this server',
  };
}

export function programLine(fault: ProgramFault): LogLine {
  return {
    topic: 'SwitchoverMain',
    level: 'warning',
    text: `SwitchoverMain::Programs : ${programWarning(fault).what}`,
  };
}
