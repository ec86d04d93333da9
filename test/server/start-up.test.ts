/** When a server has finished its start-up work, and what it writes into its log first. */
import { describe, expect, it } from 'vitest';
import { parsePairFile } from '../../src/core/config/pair-file/parse.ts';
import type { UntimedEvent } from '../../src/core/engine/event.ts';
import type { State } from '../../src/core/engine/state.ts';
import { NEVER_RAN } from '../../src/core/engine/state.ts';
import { initialState } from '../../src/core/engine/step.ts';
import type { LoadedPairFile } from '../../src/host/files/pair-file.ts';
import { RULE_TABLE } from '../../src/server/records.ts';
import { createStartUp, startLines } from '../../src/server/start-up.ts';
import { selfOf } from '../support/engine-server.ts';

const { connections } = initialState(selfOf('B'), NEVER_RAN, 'automatic', 0);
const UP = { status: 'up', failure: null };
const REFUSED = { status: 'down', failure: 'ECONNREFUSED' };
const UNTRIED = { status: 'dialing', failure: null };

/** Whether it reports that it has started up. */
async function reports(main: object, aux: object, round: 'over' | 'failed' | 'under way'): Promise<number> {
  const posted: UntimedEvent[] = [];
  const state = {
    connections: { main: { ...connections.main, ...main }, aux: { ...connections.aux, ...aux } },
  } as State;
  const rounds = {
    over: Promise.resolve(),
    failed: Promise.reject(new Error('no ping')),
    'under way': new Promise(() => undefined),
  };
  rounds.failed.catch(() => undefined);
  const { onStateChange } = createStartUp({
    state: () => state,
    post: (event) => void posted.push(event),
    firstRound: rounds[round],
  });
  onStateChange();
  expect(posted).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  onStateChange();
  await new Promise((resolve) => setImmediate(resolve));
  expect(posted.every(({ type }) => type === 'started-up')).toBe(true);
  return posted.length;
}

describe('a server has started up', () => {
  it.each<[main: object, aux: object, round: Parameters<typeof reports>[2], times: number]>([
    [UP, UP, 'over', 1],
    [UP, REFUSED, 'over', 1],
    [REFUSED, REFUSED, 'over', 1],
    [REFUSED, REFUSED, 'failed', 1],
    [UP, UNTRIED, 'over', 0],
    [UNTRIED, REFUSED, 'over', 0],
    [UP, UP, 'under way', 0],
  ])('with %o, %o and its first network checks %s, %i times', async (main, aux, round, times) => {
    expect(await reports(main, aux, round)).toBe(times);
  });
});

it('its first lines say what runs, where, and what is wrong with the mode', () => {
  const text =
    'pair: demo\nservers:\n  A: { name: alpha, address: 10.0.0.1 }\n  B: { name: beta, address: 10.0.0.2 }\n';
  const { pairFile } = parsePairFile(text, 'pair.yaml');
  const pair: LoadedPairFile = { path: '/srv/pair.yaml', folder: '/srv', pairFile: pairFile!, warnings: [] };
  const mode = { mode: 'automatic', reason: null, by: null, forMs: null, fault: null } as const;
  const note = {
    ...{ topic: 'SwitchoverMain', level: 'note' },
    text: `SwitchoverMain::Start : switchover 0.1.0, pair [demo], server B [beta], companion [alpha], boot [boot-B], rule table [${RULE_TABLE}]`,
  };
  expect(startLines('0.1.0', pair, selfOf('B'), mode, [])).toEqual([note]);
  expect(startLines('0.1.0', pair, selfOf('B'), { ...mode, fault: 'the mode cannot be read' }, [])).toEqual([
    note,
    { topic: 'SwitchoverMain', level: 'error', text: 'SwitchoverMain::Mode : the mode cannot be read' },
  ]);
});
