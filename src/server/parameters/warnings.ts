/** Warnings about parameters in `status`. */

import type { History } from '../../core/parameter-history/history.ts';
import type { StatusWarning } from '../../core/protocol/answers.ts';
import { wallClock } from '../../host/process/clock.ts';

export interface ParameterFacts {
  /** Names of the parameters that wait for a restart of this server. */
  readonly waiting: readonly string[];
  /** What of the history cannot be read. */
  readonly damaged: string | null;
  /** Names of the parameters whose value in the pair file was changed after it was first read. */
  readonly changedInPairFile: readonly string[];
  readonly setAside: History['aside'];
}

/** How long changes that were set aside cause a warning, in ms; `params history` shows them forever. */
const ASIDE_WARNING_MS = 86_400_000;

export function parameterWarnings(facts: ParameterFacts): StatusWarning[] {
  return [...waiting(facts), ...setAside(facts), ...pairFile(facts), ...damaged(facts)];
}

function waiting({ waiting: names }: ParameterFacts): StatusWarning[] {
  if (names.length === 0) return [];
  const [verb, what] = names.length === 1 ? ['waits', names[0]] : ['wait', `${names.length} parameters`];
  const listed = names.length === 1 ? '' : `: ${listOf(names)}`;
  return [
    {
      code: 'parameters-wait',
      what: `${what} ${verb} for a restart${listed}`,
      do: 'restart the backup, switch, and restart the other server; until then the old value stays in force',
    },
  ];
}

function setAside({ setAside: aside }: ParameterFacts): StatusWarning[] {
  const since = wallClock().getTime() - ASIDE_WARNING_MS;
  const recent = aside
    .filter(({ at, checkpoint }) => Date.parse(at) > since && checkpoint.made.is !== 'first')
    .map(({ checkpoint }) => checkpoint);
  const names = [...new Set(recent.flatMap(({ to }) => Object.keys(to)))];
  if (names.length === 0) return [];
  return [
    {
      code: 'parameters-set-aside',
      what: `a change of ${listOf(names)} that only this server had was set aside`,
      do: 'review it (switchover params history), and make it again if you still want it',
    },
  ];
}

function pairFile({ changedInPairFile: names }: ParameterFacts): StatusWarning[] {
  if (names.length === 0) return [];
  return [
    {
      code: 'pair-file-parameters-changed',
      what: `the pair file has a different value for ${listOf(names)}, which is ignored: the pair file only provides the initial values`,
      do: 'set it in the running pair (switchover params set), and revert the pair file',
    },
  ];
}

function damaged({ damaged: fault }: ParameterFacts): StatusWarning[] {
  if (fault === null) return [];
  return [
    {
      code: 'parameters-damaged',
      what: `part of the parameter history cannot be read: ${fault}`,
      do: 'check the parameters (switchover params list --changed), and check the disk',
    },
  ];
}

const MOST_NAMES = 5;

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}
