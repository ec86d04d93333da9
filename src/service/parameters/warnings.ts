/** What `status` warns of about parameters. */

import type { History } from '../../core/parameter-history/history.ts';
import type { StatusWarning } from '../../core/protocol/answers.ts';
import { wallClock } from '../../host/clock.ts';

export interface ParameterFacts {
  /** Names of what waits for a restart of this server. */
  readonly waiting: readonly string[];
  /** The backup lacks something for longer than replication takes. */
  readonly isBehind: boolean;
  readonly damaged: string | null;
  /** Names of what the pair file says otherwise than it did when its values were taken. */
  readonly changedInPairFile: readonly string[];
  readonly setAside: History['aside'];
}

/** What was set aside is warned of for this long, in ms; `params history` shows it ever after. */
const ASIDE_WARNING_MS = 86_400_000;

export function parameterWarnings(facts: ParameterFacts): StatusWarning[] {
  return [...waiting(facts), ...behind(facts), ...setAside(facts), ...pairFile(facts), ...damaged(facts)];
}

function waiting({ waiting: names }: ParameterFacts): StatusWarning[] {
  if (names.length === 0) return [];
  const [verb, what] = names.length === 1 ? ['waits', names[0]] : ['wait', `${names.length} parameters`];
  const listed = names.length === 1 ? '' : `: ${listOf(names)}`;
  return [
    {
      code: 'parameters-wait',
      what: `${what} ${verb} for a restart${listed}`,
      do: 'restart the backup, switch, and restart the other one; until then each server goes by the value before',
    },
  ];
}

function behind({ isBehind }: ParameterFacts): StatusWarning[] {
  if (!isBehind) return [];
  return [
    {
      code: 'parameters-behind',
      what: 'the backup does not have the last change of the parameters',
      do: 'it is told again every few seconds; if this stays, look at the disk and the version of the backup',
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
      what: `a change of ${listOf(names)} that this server had is unknown to the active server, and was set aside here`,
      do: 'look at it (switchover params history), and make it again if you still want it',
    },
  ];
}

function pairFile({ changedInPairFile: names }: ParameterFacts): StatusWarning[] {
  if (names.length === 0) return [];
  return [
    {
      code: 'pair-file-parameters-changed',
      what: `the pair file gives ${listOf(names)} another value, and nothing comes of it: its values were the first ones`,
      do: 'set it in the running pair (switchover params set), and leave the pair file as it was',
    },
  ];
}

function damaged({ damaged: fault }: ParameterFacts): StatusWarning[] {
  if (fault === null) return [];
  return [
    {
      code: 'parameters-damaged',
      what: `the file of the parameters was damaged when this server started: ${fault}`,
      do: 'compare the parameters with what you expect (switchover params list --changed), and look at the disk',
    },
  ];
}

const MOST_NAMES = 5;

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}
