/** Checks the programs in the pair file: problems show at startup and in `status`, not only when they are needed. */
import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LogLine } from '../core/engine/effect.ts';
import type { Letter } from '../core/letter.ts';
import type { StatusWarning } from '../core/protocol/answers.ts';
import type { LoadedPairFile } from '../host/files/pair-file.ts';
import { othersHands, othersHandsOnFolder } from '../host/identity/others-hands.ts';
import { whyNotRunnable } from '../host/process/runnable.ts';

export interface ProgramFault {
  /** `Commence hook`, `module probe`. */
  readonly of: string;
  readonly code: 'program-not-runnable' | 'program-writable' | 'release-unknown';
  readonly why: string;
}

/** Programs of a server that it could not run now, and programs that other users could replace. */
export function programFaults(
  { pairFile: { hooks, module, servers }, folder }: LoadedPairFile,
  letter: Letter,
): readonly ProgramFault[] {
  const { release } = servers[letter];
  const named: readonly (readonly [string, readonly string[] | null])[] = [
    ['Commence hook', hooks.commence],
    ['Discontinue hook', hooks.discontinue],
    ['fence hook', hooks.fence],
    ['module check', module?.check ?? null],
    ['release command', typeof release === 'object' && release !== null ? release.command : null],
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

/** The program, the target if it is a link, and the folders of both. */
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
    // It has just disappeared: the next check reports that.
  }
  return null;
}

export function programWarning({ of, code, why }: ProgramFault): StatusWarning {
  if (code === 'program-writable') {
    return {
      code,
      what: `other users could change the ${of}, ${why}`,
      do: 'check it, then make it and its folder writable only by the owner',
    };
  }
  if (code === 'release-unknown') {
    return {
      code,
      what: `the release of this server is not known, so no automatic takeover: ${why}`,
      do: 'correct the program, or "release" in the pair file, and restart this server',
    };
  }
  return {
    code,
    what: `the ${of} cannot be run: ${why}`,
    do: 'install it and make it executable, or correct the pair file and restart this server',
  };
}

export function programLine(fault: ProgramFault): LogLine {
  return {
    topic: 'SwitchoverMain',
    level: 'warning',
    text: `SwitchoverMain::Programs : ${programWarning(fault).what}`,
  };
}
