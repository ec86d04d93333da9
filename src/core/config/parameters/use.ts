/** A setting without effect is never accepted silently, and it is said in the same words wherever it is set. */
import type { Problem } from '../../problem.ts';
import type { ParameterDefinition } from './definition.ts';
import { GROUPS } from './groups.ts';

type Said = Omit<Problem, 'where'>;

/** For a parameter that this version checks and stores, but does not use. */
export function notUsedYet(name: string): Said {
  return {
    code: 'parameter-not-used-yet',
    severity: 'warning',
    what: `${name} has no effect in this version`,
    why: 'it is checked and stored, but the feature that uses it is not implemented yet',
    do: 'keep it for a later version, or remove it',
  };
}

/** For a parameter whose value a pair takes from the section "servers" of its pair file. */
export function setUnderServers(name: string): Said {
  return {
    code: 'parameter-set-elsewhere',
    severity: 'error',
    what: `${name} cannot be set under "parameters"`,
    why: 'the names and addresses of the two servers are set under "servers"',
    do: 'remove it, and edit the server there',
  };
}

/**
 * What to say about an address or a directory in a parameter file, where nothing else shows that it has no effect; null
 * for every other parameter: lists are drafts that `mirror validate` checks, and names tell which pair a file is for.
 */
export function withoutEffectInFile({ name, type, group }: ParameterDefinition): Said | null {
  if (type.is !== 'address' && type.is !== 'path') return null;
  switch (GROUPS[group].usedBy) {
    case 'engine':
    case 'tree':
      return null;
    case 'pair-file':
      return {
        code: 'parameter-set-elsewhere',
        severity: 'warning',
        what: `${name} has no effect in a parameter file`,
        why: 'the names and addresses of the two servers are set in the pair file, under "servers"',
        do: 'edit the server there',
      };
    case 'nothing-yet':
      return notUsedYet(name);
  }
}
