import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { currentOf } from '../../../src/core/runbooks/run.ts';
import { byHandGround } from '../../../src/operations/runbooks/by-hand-ground.ts';
import { BEFORE, carriedOut, decided, upgradeRun } from '../../support/procedure-samples.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const NEVER = new AbortController().signal;

interface Given {
  readonly script?: string;
  readonly signal?: AbortSignal;
  readonly limitMs?: number;
  readonly run?: ReturnType<typeof upgradeRun>;
}

/** What is found about the first action of a run whose step 1 has this script as its check. */
async function look(label: string, { script, signal = NEVER, limitMs, run = upgradeRun([], { byHand: true }) }: Given) {
  const folder = temporaryFolder();
  const file = join(folder, 'check.sh');
  if (script !== undefined) writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const { look: lookAt } = byHandGround({ commands: new Map([[label, [file]]]), folder }, limitMs);
  const looked = await lookAt(run, currentOf(run)!, signal);
  return { ...looked, finding: { ...looked.finding, says: looked.finding.says.replaceAll(`${folder}/`, '') } };
}

describe('a check by a command', () => {
  test.each<readonly [what: string, given: Given, holds: 'yes' | 'no', says: string]>([
    ['that exits with 0 holds', { script: 'exit 0' }, 'yes', 'check.sh says so'],
    ['that exits with 1 does not', { script: 'exit 1' }, 'no', 'check.sh ended with exit code 1'],
    [
      'that exits with 1 says why',
      { script: 'echo it still runs; exit 1' },
      'no',
      'check.sh ended with exit code 1: it still runs',
    ],
    ['that is ended by a signal does not', { script: 'kill -9 $$' }, 'no', 'check.sh was ended by SIGKILL'],
    [
      'that hangs is ended, and does not',
      { script: 'exec sleep 600', limitMs: 100 },
      'no',
      'check.sh ran longer than 0.1 s',
    ],
    ['that does not exist does not', {}, 'no', 'check.sh could not be run: '],
  ])('%s', async (_what, given, holds, says) => {
    const { finding, isByCommand, facts } = await look('1', given);
    expect(finding).toEqual({ holds, says: expect.stringContaining(says) });
    expect({ isByCommand, facts }).toEqual({ isByCommand: true, facts: null });
  });

  test('that hangs is ended by Ctrl-C', async () => {
    const interrupt = new AbortController();
    const began = performance.now();
    const looking = look('1', { script: 'exec sleep 600', signal: interrupt.signal });
    setImmediate(() => interrupt.abort());
    expect((await looking).finding.holds).toBe('no');
    expect(performance.now() - began).toBeLessThan(30_000);
  });
});

describe('only the operator can tell', () => {
  const asked = { finding: { holds: 'unknown', says: 'only you can tell' }, isByCommand: false };

  test('about a step that has no check', async () => {
    expect(await look('2', { script: 'exit 0' })).toMatchObject(asked);
  });

  test('about the actions of a step before the last one, which its check is about', async () => {
    const second = [...BEFORE.step10, decided(true)];
    const first = upgradeRun(second);
    expect(await look('10a', { script: 'exit 0', run: first })).toMatchObject(asked);
    const done = [...second, ...carriedOut('forward.second.stop'), ...carriedOut('forward.second.install')];
    const last = upgradeRun(done);
    expect(await look('10a', { script: 'exit 0', run: last })).toMatchObject({ finding: { holds: 'yes' } });
  });
});

test('nothing is run, measured or lost by hand', async () => {
  const ground = byHandGround({ commands: new Map(), folder: '.' });
  const run = upgradeRun([], { byHand: true });
  const { action } = currentOf(run)!;
  expect(ground.commandFor(action, run)).toBeNull();
  expect([await ground.glance(), await ground.bootOf(action), await ground.wouldLose()]).toEqual([null, null, []]);
  await expect(ground.carryOut(action, run, () => undefined, NEVER)).rejects.toThrow('nothing is carried out by hand');
});
