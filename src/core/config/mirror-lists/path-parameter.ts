import type { Problem } from '../../problem.ts';
import { shown } from '../lists/list.ts';
import { parsePath } from './directory-path.ts';

/**
 * The problems of the value of `Handler Path`, `Resource Path` or `I3Tables Path` (section "Default mirrored
 * directories"): one local directory, which may omit its drive (reading R22). Never throws.
 */
export function problemsOfPathParameter(text: string, where: string | null): Problem[] {
  const path = text.trim();
  if (path.includes(';')) return [{ ...several(path), where }];
  if (path.startsWith('+')) return [{ ...withPlus(path), where }];
  return parsePath(path, { mayLackDrive: true }).faults.map((fault) => ({ ...fault, where }));
}

function withPlus(text: string): Omit<Problem, 'where'> {
  return {
    code: 'path-relative',
    severity: 'error',
    what: `${shown(text)} starts with "+"`,
    why: 'this parameter is a single directory; "+" belongs in CustomMirrorDir and InitialMirrorDir',
    do: `write ${shown(text.slice(1).trimStart())}`,
  };
}

function several(text: string): Omit<Problem, 'where'> {
  return {
    code: 'path-invalid-character',
    severity: 'error',
    what: `${shown(text)} contains ;`,
    why: 'this parameter is a single directory, not a list',
    do: 'write one directory; others belong in CustomMirrorDir or InitialMirrorDir',
  };
}
