import type { Problem } from '../../problem.ts';
import type { YamlKind } from './source.ts';

/** The problem of a file over the limit, reported by its parser and by its reader. */
export function tooLarge({ noun, largest }: YamlKind, fileName: string): Problem {
  const limit = largest < MIB ? `${largest / 1024} KiB` : `${largest / MIB} MiB`;
  return {
    code: 'file-too-large',
    severity: 'error',
    what: `the ${noun} is larger than ${limit}`,
    why: `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun} has a few dozen lines, so this is probably another file`,
    where: fileName,
    do: 'check the path',
  };
}

const MIB = 1024 * 1024;
