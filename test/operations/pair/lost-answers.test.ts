import { describe, expect, onTestFinished, test } from 'vitest';
import { type NodePair, openNodePair } from '../../../src/client/node-pair.ts';
import type { SwitchResult } from '../../../src/core/results/switching.ts';
import { nodeStop, planStop } from '../../../src/operations/pair/node-stop.ts';
import { planRejoin, rejoin } from '../../../src/operations/pair/rejoin.ts';
import { planSwitch, runSwitch } from '../../../src/operations/pair/switch.ts';
import { caught } from '../../support/caught.ts';
import { switchover } from '../../support/cli.ts';
import { type Fate, type Fates, throughMiddlemen } from '../../support/middleman.ts';
import { type RealPair, realPair, startBoth, until } from '../../support/real-pair.ts';

const QUIET = { reason: null, waitForProtection: false, onPhase: () => undefined };

async function openThrough(pair: RealPair, fates: Fates): Promise<NodePair> {
  const opened = await openNodePair({
    pairFile: await throughMiddlemen(pair, fates),
    credential: `${pair.dir}/operator`,
  });
  onTestFinished(() => opened.close());
  return opened;
}

/** The fates of one kind of request, in order; after that all pass. */
function fatesOf(path: string, ...fates: Fate[]): Fates {
  return (_letter, method, at) => (method === 'POST' && at === path ? (fates.shift() ?? 'passed') : 'passed');
}

/** After the request, which gets `fate`, these servers are silent. */
function silentAfter(path: string, fate: Fate, letters: string): Fates {
  let asked = false;
  return (letter, method, at) => {
    if (asked) return letters.includes(letter) ? 'request-lost' : 'passed';
    if (method !== 'POST' || at !== path) return 'passed';
    asked = true;
    return fate;
  };
}

describe('a switch whose first answer is lost', () => {
  const switching = async (fates: Fates): Promise<{ readonly result: SwitchResult; readonly pair: RealPair }> => {
    const pair = await realPair();
    await startBoth(pair);
    const opened = await openThrough(pair, fates);
    return { result: await runSwitch(opened, await planSwitch(opened, false), QUIET), pair };
  };

  test('is followed to its end if the server had accepted it', async () => {
    const { result } = await switching(fatesOf('/v1/switch', 'answer-lost'));
    expect(result).toMatchObject({ outcome: 'switched', term: 2, after: { servers: [{}, { serving: true }] } });
  });

  test('is requested again, with the same id, if the server never got it; and is made once', async () => {
    const { result, pair } = await switching(fatesOf('/v1/switch', 'request-lost', 'answer-lost'));
    expect(result).toMatchObject({ outcome: 'switched', term: 2 });
    expect(pair.log('B').match(/Decision	.*\[rule 345\]/g)).toHaveLength(1);
  });

  test('is known from the other server if the one that was asked falls silent', async () => {
    const { result } = await switching(silentAfter('/v1/switch', 'answer-lost', 'B'));
    expect(result).toMatchObject({ outcome: 'switched', term: 2 });
  });

  test('may have happened if no server answers any more, and the exit code is 5', async () => {
    const pair = await realPair();
    await startBoth(pair);
    const pairFile = await throughMiddlemen(pair, silentAfter('/v1/switch', 'answer-lost', 'AB'));
    const { code, stdout } = await switchover(['switch', '--yes', '--json', '--pair', pairFile]);
    const { error } = JSON.parse(stdout);
    expect([code, error.code]).toEqual([5, 'outcome-unknown']);
    expect(error.what).toContain('it may have happened');
    expect(error.where).toMatch(/^request [\w-]{36}$/);
  });

  test('that was refused when repeated may still have happened', async () => {
    const pair = await realPair();
    await startBoth(pair);
    const opened = await openThrough(pair, fatesOf('/v1/switch', 'request-lost'));
    const plan = { ...(await planSwitch(opened, false)), expectedTerm: 77 };
    const error = await caught(runSwitch(opened, plan, QUIET));
    expect(error).toMatchObject({ kind: 'unfinished', problem: { code: 'outcome-unknown' } });
    expect(error.problem.why).toContain('the pair has changed');
  });

  test.each([
    ['a fault of the server', [500, '{"error":{"code":"internal-error","what":"it failed","why":"x","do":"y"}}']],
    ['an answer without sense', [200, '<html>']],
  ] as const)('is followed too where the answer was %s', async (_, answered) => {
    const { result } = await switching(fatesOf('/v1/switch', { answered }));
    expect(result).toMatchObject({ outcome: 'switched' });
  });
});

describe('a rejoin whose answer is lost', () => {
  const stalePair = async (fates: Fates): Promise<{ readonly pair: RealPair; readonly opened: NodePair }> => {
    const pair = await realPair();
    const servers = await startBoth(pair);
    const opened = await openThrough(pair, fates);
    await runSwitch(opened, await planSwitch(opened, true), QUIET);
    await until(() => servers.A.state().place === 'inactive.stale', 'A is stale');
    return { pair, opened };
  };

  test.each(['answer-lost', 'request-lost'] as const)(
    'is done, and known from the state of the server (%s)',
    async (fate) => {
      const { opened } = await stalePair(fatesOf('/v1/rejoin', fate));
      const after = await rejoin(opened, await planRejoin(opened, null));
      expect(after?.servers[0]).toMatchObject({ letter: 'A', state: 'backup' });
    },
  );

  test('may have happened if the server falls silent', async () => {
    const { opened } = await stalePair(silentAfter('/v1/rejoin', 'answer-lost', 'A'));
    const error = await caught(rejoin(opened, await planRejoin(opened, null)));
    expect(error).toMatchObject({ kind: 'unfinished', problem: { code: 'answer-lost' } });
    expect(error.problem.what).toContain('it may have rejoined');
  });
});

describe('a stop whose answer is lost', () => {
  test.each(['answer-lost', 'request-lost'] as const)('is followed until the server is gone (%s)', async (fate) => {
    const pair = await realPair();
    await startBoth(pair);
    const opened = await openThrough(pair, fatesOf('/v1/stop', fate));
    expect(await nodeStop(opened, await planStop(opened, 'B'), true)).toMatchObject({ server: 'B', stopped: true });
  });
});
