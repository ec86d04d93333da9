/** What a server is to its companion as far as the tree is concerned, by the state of its engine. */
import { parseAttributeExceptions } from '../config/lists/attribute-exceptions.ts';
import { parseDsPaths } from '../config/lists/ds-paths.ts';
import type { ParameterValues } from '../config/parameters/catalogue.ts';
import { findParameter } from '../config/parameters/catalogue.ts';
import type { State } from '../engine/state.ts';
import { isBackupState, isServing, stateOf, termOf } from '../engine/state.ts';
import type { Term } from '../engine/term.ts';
import { higherScope, lowerScope, type TreeScope, WHOLE } from './scope.ts';

/** What this server is to its companion, as far as the tree is concerned. */
export type Role =
  | { readonly is: 'leader'; readonly term: Term }
  | { readonly is: 'follower'; readonly scope: TreeScope; readonly requestTimeoutMs: number; readonly of: string }
  | { readonly is: 'none' };

/** What a server is to its companion in a state of the engine. */
export function roleIn(state: State, values: ParameterValues, companion: string): Role {
  // A server that stops hands over what it has first.
  if (isServing(state) || state.place === 'stopping.draining') return { is: 'leader', term: termOf(state) };
  const name = stateOf(state.place);
  const isThere = state.companion?.serving === true || state.companion?.place === 'stopping.draining';
  if (!isBackupState(name) || !isThere) return { is: 'none' };
  const seconds = Number(values['Switchover DS Request Timeout'] ?? DEFAULT_TIMEOUT_S);
  return { is: 'follower', scope: scopeIn(name, values), requestTimeoutMs: seconds * 1000, of: companion };
}

const DEFAULT_TIMEOUT_S = Number(findParameter('Switchover DS Request Timeout')!.default);

function scopeIn(name: ReturnType<typeof stateOf>, values: ParameterValues): TreeScope {
  const list = (text: unknown): string => (typeof text === 'string' ? text : '');
  if (name === 'upgrade-higher') {
    return higherScope(parseDsPaths(list(values['Switchover Upgrade Higher DS Exclusions'])).entries);
  }
  if (name === 'upgrade-lower') {
    const added = parseDsPaths(list(values['Custom Upgrade Synchronization Directories'])).entries;
    const exceptions = parseAttributeExceptions(list(values['Custom Upgrade Attribute Exceptions'])).entries;
    return lowerScope(added, exceptions);
  }
  return WHOLE;
}
