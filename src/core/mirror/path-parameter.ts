import { shown } from '../parameters/lists/list.ts';
import type { Problem } from '../problem.ts';
import { parsePath } from './directory-path.ts';

/**
 * What is wrong with the value of `Handler Path`, `Resource Path` or `I3Tables Path` (section "Default mirrored
 * directories"): one local directory, which may lack its drive (reading R22). Never throws.
 */
export function problemsOfPathParameter(text: string, where: string | null): Problem[] {
  const path = text.trim();
  if (path.includes(';')) return [{ ...several(path), where }];
  return parsePath(path, { mayLackDrive: true }).faults.map((fault) => ({ ...fault, where }));
}

function several(text: string): Omit<Problem, 'where'> {
  return {
    code: 'path-invalid-character',
    severity: 'error',
    what: `${shown(text)} holds ;`,
    why: 'this parameter names one directory, not a list',
    do: 'name one; others belong into CustomMirrorDir or InitialMirrorDir',
  };
}
