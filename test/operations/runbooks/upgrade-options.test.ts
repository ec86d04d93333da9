import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { NodePair } from '../../../src/client/node-pair.ts';
import { type UpgradeWanted, upgradeFrom } from '../../../src/operations/runbooks/upgrade-options.ts';
import { caught } from '../../support/caught.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function wanted(byHand: Partial<UpgradeWanted['byHand']> = {}, more: Partial<UpgradeWanted> = {}): UpgradeWanted {
  const names = { serverA: 'ICServer1', serverB: 'ICServer2', oldRelease: null, service: 'Interaction Center' };
  const files = { journal: join(temporaryFolder(), 'upgrade.journal'), checks: null, operator: 'ann' };
  return { release: null, os: false, facts: [], byHand: { ...names, ...files, ...byHand }, ...more };
}

/** A pair that is not asked anything. */
const PAIR = { path: '/nowhere/pair.yaml' } as NodePair;

const FACTS = {
  ...{ version: 1, at: '2026-12-01T03:00:00.000Z', running: false, pair: null, server: null, release: null },
  ...{ switchover: '0.1.0', node: '24.0.0', computer: 'ALPHA', bootedAt: '2026-12-01T00:00:00.000Z', uptimeMs: 1 },
  system: { platform: 'linux', name: 'Debian', release: '6.1', architecture: 'x64' },
  clock: { timeZone: 'UTC', offsetMinutes: 0 },
  user: { name: 'svc', id: 1000 },
  data: null,
  adapters: [],
};

describe('what is asked for is refused', () => {
  test.each(['', 'B', 'B=', '=file', 'C=file', 'AB=file', 'A:file', ' A=file', 'file.json'])(
    'if --facts does not name a server and a file: %j',
    async (flag) => {
      const { kind, problem } = await caught(upgradeFrom(PAIR, wanted({}, { facts: [flag] })));
      expect({ kind, code: problem.code }).toEqual({ kind: 'usage', code: 'facts-flag-invalid' });
    },
  );

  test.each(['A=', 'a=', 'B='])('if the file of --facts %sFILE does not exist', async (flag) => {
    const facts = [`${flag}${join(temporaryFolder(), 'facts.json')}`];
    expect((await caught(upgradeFrom(PAIR, wanted({}, { facts })))).problem.where).toContain('facts.json');
  });

  test('if --facts names the same server twice', async () => {
    const file = join(temporaryFolder(), 'facts.json');
    writeFileSync(file, JSON.stringify(FACTS));
    const facts = [`A=${file}`, `a=${file}`];
    const { problem } = await caught(upgradeFrom(PAIR, wanted({}, { facts })));
    expect(problem).toMatchObject({ code: 'facts-flag-invalid', why: 'A is given twice' });
  });

  test('if the file with the checks does not exist', async () => {
    const checks = join(temporaryFolder(), 'checks.yaml');
    expect((await caught(upgradeFrom(null, wanted({ checks })))).problem.where).toContain('checks.yaml');
  });

  test.each([{ serverA: null }, { serverB: null }, { serverA: null, serverB: null }])(
    'if the servers have no names when it begins: %j',
    async (names) => {
      const upgrade = await upgradeFrom(null, wanted(names));
      for (const work of [upgrade.plan(), upgrade.begin(async () => true)]) {
        expect((await caught(work)).problem.code).toBe('server-names-needed');
      }
    },
  );
});

describe('by hand', () => {
  test('the plan names what was given', async () => {
    const plan = await (await upgradeFrom(null, wanted({ oldRelease: '4.0' }, { release: '4.1' }))).plan();
    expect(plan).toMatchObject({
      byHand: true,
      first: 'B',
      oldRelease: '4.0',
      newRelease: '4.1',
      checks: [],
      ready: true,
    });
    expect(plan.servers).toEqual({ A: 'ICServer1', B: 'ICServer2' });
    expect(plan.cautions).toEqual([]);
  });

  test('the plan warns of what must stay the same if the operating system is upgraded too', async () => {
    const plan = await (await upgradeFrom(null, wanted({}, { os: true }))).plan();
    expect(plan.cautions).toEqual([expect.stringContaining('network adapter names')]);
  });

  test('a plan writes nothing', async () => {
    const options = wanted();
    await (await upgradeFrom(null, options)).plan();
    expect(existsSync(options.byHand.journal)).toBe(false);
  });

  test('there is nothing to report or resume at first, and no names are needed to ask', async () => {
    const upgrade = await upgradeFrom(null, wanted({ serverA: null, serverB: null }));
    expect(await upgrade.report()).toBeNull();
    expect((await caught(upgrade.resume({} as never))).problem.code).toBe('no-upgrade');
  });

  test('checks are run in the folder of their file', async () => {
    const folder = temporaryFolder();
    const checks = join(folder, 'checks.yaml');
    writeFileSync(checks, '1: [/bin/sh, -c, test -f checks.yaml]\n', { mode: 0o644 });
    const upgrade = await upgradeFrom(null, wanted({ checks }));
    const open = await upgrade.begin(async () => true);
    try {
      const run = open!.keeper.run();
      const [step] = run.runbook.route(run).steps;
      const current = { step: step!, action: step!.actions[0]!, record: {} as never };
      const { finding } = await open!.ground.look(run, current, new AbortController().signal);
      expect(finding).toEqual({ holds: 'yes', says: '/bin/sh says so' });
    } finally {
      await open!.close();
    }
  });
});
