import {
  type GivenList,
  type MirrorLists,
  problemsOfMirrorLists,
} from '../../core/config/mirror-lists/mirror-lists.ts';
import type { FileContent } from '../../core/config/parameter-file/parameter-file.ts';
import { type Problem, SwitchoverError } from '../../core/problem.ts';
import type { Validation } from '../../core/results/validation.ts';
import { loadParameterFile } from '../../host/files/parameter-file.ts';

/** Lists as given on a command line; null for one that is not given. */
export interface ListTexts {
  readonly custom: string | null;
  readonly initial: string | null;
  readonly exceptions: string | null;
}

/**
 * Checks the mirror lists as far as possible without a disk.
 *
 * @throws SwitchoverError (usage) `nothing-to-check` if no list is given
 */
export function validateMirrorTexts({ custom, initial, exceptions }: ListTexts): Validation {
  if (custom === null && initial === null && exceptions === null) {
    throw new SwitchoverError('usage', {
      code: 'nothing-to-check',
      what: 'no list was given',
      why: 'this command checks lists of directories and extensions',
      where: null,
      do: 'use --custom, --initial or --exceptions with a list, or --file with a parameter file',
    });
  }
  const given = (text: string | null, where: string): GivenList | null => (text === null ? null : { text, where });
  return judged(
    problemsOfMirrorLists({
      custom: given(custom, '--custom'),
      initial: given(initial, '--initial'),
      exceptions: given(exceptions, '--exceptions'),
    }),
  );
}

/**
 * Checks the lists that a parameter file sets. The rest of the file is ignored.
 *
 * @throws SwitchoverError (unreachable) if the file cannot be read
 */
export async function validateMirrorFile(path: string): Promise<Validation> {
  const file = await loadParameterFile(path);
  const lists = listsOf(file);
  const problems = [...ofTheFile(file), ...problemsOfMirrorLists(lists)];
  // If none is found, and no problem says why, it may be the wrong file.
  const none = problems.length === 0 && Object.values(lists).every((list) => list === null);
  return judged(none ? [setsNone(path)] : problems);
}

const LIST_NAMES = ['CustomMirrorDir', 'InitialMirrorDir', 'MirrorExceptions'] as const;

function listsOf({ entries }: FileContent): MirrorLists {
  const given = (name: (typeof LIST_NAMES)[number]): GivenList | null => {
    const entry = entries.find(({ definition }) => definition.name === name);
    return entry === undefined ? null : { text: entry.text, where: entry.where };
  };
  return {
    custom: given('CustomMirrorDir'),
    initial: given('InitialMirrorDir'),
    exceptions: given('MirrorExceptions'),
  };
}

/** Problems of its structure: a list that is set twice, or as a YAML list; and names that were meant to be lists. */
function ofTheFile({ problems }: FileContent): Problem[] {
  return problems.filter(({ code, what, do: next }) => {
    const foreign = code.startsWith('parameter-') && !LIST_NAMES.some((name) => `${what} ${next}`.includes(name));
    return !foreign && code !== 'file-empty';
  });
}

function setsNone(path: string): Problem {
  return {
    code: 'nothing-to-check',
    severity: 'warning',
    what: 'the file sets no mirror list',
    why: `${LIST_NAMES.slice(0, -1).join(', ')} and ${LIST_NAMES.at(-1)} are all missing`,
    where: path,
    do: 'check the path',
  };
}

function judged(problems: readonly Problem[]): Validation {
  return { valid: !problems.some(({ severity }) => severity === 'error'), problems };
}
