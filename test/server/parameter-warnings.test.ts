/** What `status` says about the parameters of a pair. */
import { expect, it } from 'vitest';
import { wallClock } from '../../src/host/process/clock.ts';
import { type ParameterFacts, parameterWarnings } from '../../src/server/parameters/warnings.ts';
import { historyWith } from '../support/histories.ts';

const FINE: ParameterFacts = { waiting: [], damaged: null, changedInPairFile: [], setAside: [] };
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const DAY_MS = 86_400_000;

function aside(
  ageMs: number,
  to: Record<string, number>,
  is: 'set' | 'first' = 'set',
): ParameterFacts['setAside'][number] {
  const [checkpoint] = historyWith(to).checkpoints;
  return { at: new Date(wallClock().getTime() - ageMs).toISOString(), checkpoint: { ...checkpoint!, made: { is } } };
}

const WAIT = 'restart the backup, switch, and restart the other server; until then the old value stays in force';
const REVIEW = 'review it (switchover params history), and make it again if you still want it';
const REVERT = 'set it in the running pair (switchover params set), and revert the pair file';

it.each<[what: string, facts: Partial<ParameterFacts>, warnings: string[][]]>([
  ['nothing', {}, []],
  ['one that waits for a restart', { waiting: ['a'] }, [['parameters-wait', 'a waits for a restart', WAIT]]],
  [
    'two that wait for one',
    { waiting: ['a', 'b'] },
    [['parameters-wait', '2 parameters wait for a restart: a, b', WAIT]],
  ],
  [
    'seven that wait for one',
    { waiting: NAMES },
    [['parameters-wait', '7 parameters wait for a restart: a, b, c, d, e and 2 more', WAIT]],
  ],
  [
    'a damaged history',
    { damaged: 'checkpoint 3 is missing' },
    [
      [
        'parameters-damaged',
        'part of the parameter history cannot be read: checkpoint 3 is missing',
        'check the parameters (switchover params list --changed), and check the disk',
      ],
    ],
  ],
  [
    'a value that was changed in the pair file',
    { changedInPairFile: ['a'] },
    [
      [
        'pair-file-parameters-changed',
        'the pair file has a different value for a, which is ignored: the pair file only provides the initial values',
        REVERT,
      ],
    ],
  ],
  [
    'what was set aside within a day',
    { setAside: [aside(DAY_MS - 60_000, { a: 1, b: 2 }), aside(1_000, { b: 3 })] },
    [['parameters-set-aside', 'a change of a, b that only this server had was set aside', REVIEW]],
  ],
  ['what was set aside before', { setAside: [aside(DAY_MS + 1_000, { a: 1 })] }, []],
  ['initial values that were set aside', { setAside: [aside(1_000, { a: 1 }, 'first')] }, []],
])('about %s', (_what, facts, warnings) => {
  expect(parameterWarnings({ ...FINE, ...facts }).map(({ code, what, do: next }) => [code, what, next])).toEqual(
    warnings,
  );
});
