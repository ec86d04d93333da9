import { describe, expect, onTestFinished, test } from 'vitest';
import { type NodePair, openNodePair } from '../../../src/client/node-pair.ts';
import { planSwitch, runSwitch } from '../../../src/operations/pair/switch.ts';
import { caught } from '../../support/caught.ts';
import { type RealPair, realPair, until } from '../../support/real-pair.ts';

const QUIET = { reason: null, waitForProtection: false, onPhase: () => undefined };

async function opened(pair: RealPair): Promise<NodePair> {
  const nodePair = await openNodePair({ pairFile: pair.pairFile, credential: `${pair.dir}/operator` });
  onTestFinished(() => nodePair.close());
  return nodePair;
}

describe.each([
  ['upgrade-higher', '2.0.0'],
  ['upgrade-lower', '0.9.0'],
])('in the state %s', (state, version) => {
  test.each([
    ['controlled', false],
    ['immediate', true],
  ])('a %s switch is made, as its rule says', async (_, immediate) => {
    const pair = await realPair();
    const A = await pair.start('A', { version: '1.0.0' });
    await until(() => A.state().place === 'primary.serving', 'A is active');
    const B = await pair.start('B', { version });
    await until(() => B.state().place === `${state}.watching`, `B is in the state ${state}`);
    const nodePair = await opened(pair);
    const plan = await planSwitch(nodePair, immediate);
    expect(plan).toMatchObject({ to: 'B', from: 'A', immediate });
    expect(await runSwitch(nodePair, plan, QUIET)).toMatchObject({ outcome: 'switched', term: 2 });
    expect(B.state().place).toBe('primary.serving');
  });
});

test('what a server would refuse is reported before the question, in its own words', async () => {
  const pair = await realPair();
  const A = await pair.start('A');
  await until(() => A.state().place === 'primary.serving', 'A is active');
  const B = await pair.start('B');
  await until(() => B.state().place === 'backup.watching', 'B is the backup');
  const nodePair = await opened(pair);
  await runSwitch(nodePair, await planSwitch(nodePair, true), QUIET);
  await until(() => A.state().place === 'inactive.stale', 'A is stale');
  expect(await caught(planSwitch(nodePair, false))).toMatchObject({
    kind: 'refused',
    problem: { code: 'stale', what: 'alpha (A) would refuse: this server is stale and takes no part' },
  });
  // It was only queried: nothing has happened there.
  expect([A.state().place, B.state().place]).toEqual(['inactive.stale', 'primary.serving']);
  expect(pair.log('A')).not.toContain('[rule 512]');
});

test('if no active server can be seen, the one that would become active is queried', async () => {
  const pair = await realPair();
  const A = await pair.start('A', { forceBackup: true });
  const nodePair = await opened(pair);
  expect(await planSwitch(nodePair, false)).toMatchObject({ to: 'A', from: null });
  expect(A.state().place).toBe('init.asking');
});

test('the question is judged like any other: who may ask, and its form', async () => {
  const pair = await realPair();
  await pair.start('A', { forceBackup: true });
  const asked = (query: string, credential: 'viewer' | null) =>
    pair.ask('A', 'GET', `/v1/switch-answer?${query}`, { credential });
  expect((await asked('expectedTerm=none&immediate=false', null)).status).toBe(401);
  expect((await asked('expectedTerm=none&immediate=false', 'viewer')).json).toEqual({ accepted: true, state: 'begun' });
  for (const query of [
    '',
    'expectedTerm=-1&immediate=true',
    'expectedTerm=1&immediate=yes',
    'expectedTerm=1&immediate=true&x=1',
  ])
    expect((await asked(query, 'viewer')).status).toBe(400);
});
