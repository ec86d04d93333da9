import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openNodePair } from '../../../src/client/node-pair.ts';
import { planSwitch, refuseLoss } from '../../../src/operations/pair/switch.ts';
import { pairGround } from '../../../src/operations/runbooks/pair-ground.ts';
import { caught } from '../../support/caught.ts';
import { upgradedPair } from '../../support/upgraded-pair.ts';

const [MAIN, SKILL, JOE] = [`\${CONFIG}\\Handlers\\Main`, `\${CONFIG}\\Skills\\French`, `\${CONFIG}\\Users\\Joe`];

test('the walkthrough and a switch name the same before a switch to the new release, and before going back', async () => {
  const upgraded = await upgradedPair();
  await upgraded.stop('B');
  await upgraded.startBackup('B', '2', 'upgrade-higher.watching');
  const { pair } = upgraded;
  const opened = await openNodePair({ pairFile: pair.pairFile, credential: join(pair.dir, 'operator') });
  const named = async () => [await pairGround(opened).wouldLose(), (await planSwitch(opened, false)).wouldLose];
  expect(await named()).toEqual([[], []]);
  for (const path of [MAIN, SKILL, JOE]) await upgraded.set(path, { Is: ['changed'] });
  expect(await named()).toEqual([[MAIN], [MAIN]]);

  const plan = await planSwitch(opened, false);
  const words = `backup does not have this, so a switch may lose it: ${MAIN}`;
  expect(plan.cautions).toContain(`The ${words}.`);
  expect(await caught((async () => refuseLoss(plan))())).toMatchObject({
    problem: { code: 'would-lose-changes', what: `the ${words}` },
  });

  await upgraded.switchTo('B', 'upgrade-lower.watching');
  for (const path of [MAIN, SKILL, JOE]) await upgraded.set(path, { Is: ['changed again'] });
  expect(await named()).toEqual([
    [MAIN, SKILL],
    [MAIN, SKILL],
  ]);
});
