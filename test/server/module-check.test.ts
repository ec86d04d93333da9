import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type NodePair, openNodePair } from '../../src/client/node-pair.ts';
import type { PairStatus } from '../../src/core/results/status.ts';
import { readStatus } from '../../src/operations/pair/status.ts';
import { planSwitch, runSwitch } from '../../src/operations/pair/switch.ts';
import { renderStatus } from '../../src/presentation/pair/status.ts';
import { PLAIN } from '../../src/presentation/text/palette.ts';
import { type RealPair, realPair, startBoth, until } from '../support/real-pair.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A program in its own folder, and what it wrote there. */
function script(text: string): {
  readonly path: string;
  readonly said: () => string;
  readonly in: (name: string) => string;
} {
  const folder = temporaryFolder();
  const path = join(folder, 'check');
  writeFileSync(path, `#!/bin/sh\ncd ${folder} || exit 1\n${text}\n`);
  chmodSync(path, 0o700);
  const file = join(folder, 'said');
  return {
    path,
    said: () => (existsSync(file) ? readFileSync(file, 'utf8') : ''),
    in: (name) => join(folder, name),
  };
}

async function pairWith(lines: string): Promise<{ readonly pair: RealPair; readonly nodePair: NodePair }> {
  const pair = await realPair(`module:\n  name: web\n  probe: { exec: /bin/true }\n${lines}`);
  const nodePair = await openNodePair({ pairFile: pair.pairFile, credential: join(pair.dir, 'operator') });
  onTestFinished(() => nodePair.close());
  return { pair, nodePair };
}

const words = (status: PairStatus): string =>
  /backup's module: .*$/m.exec(renderStatus(status, { palette: PLAIN, columns: 300 }))?.[0] ?? '';

async function untilStatus(pair: NodePair, isSo: (status: PairStatus) => boolean, what: string): Promise<PairStatus> {
  let seen: PairStatus | null = null;
  const look = async (): Promise<void> => {
    seen = await readStatus(pair).catch(() => null);
  };
  await look();
  await until(() => {
    if (seen !== null && isSo(seen)) return true;
    void look();
    return false;
  }, what);
  return seen!;
}

test('of the backup that could not start leaves the pair unprotected, and status says why, until it could', async () => {
  const check = script('[ -e good ] && exit 0; echo "no licence on $SWITCHOVER_SERVER" >&2; exit 7');
  const { pair, nodePair } = await pairWith(`  check: ${check.path}\n`);
  await startBoth(pair);
  const isJudged = (status: PairStatus): boolean => status.module?.check?.result === 'could-not-start';
  const bad = await untilStatus(nodePair, isJudged, 'the check has failed');
  const why = `${check.path} ended with exit code 7: no licence on B`;
  expect(bad).toMatchObject({
    protection: 'unprotected',
    why: [`the module could not start on beta (B): ${why}`],
    module: { check: { why, ageMs: expect.any(Number) } },
  });
  expect(words(bad)).toMatch(/^backup's module: COULD NOT START, checked .* ago$/);
  expect(pair.log('B')).toContain(`ModuleCheck : The module could not start on this server: ${why}`);
  expect(pair.log('A')).not.toContain('ModuleCheck');
  writeFileSync(check.in('good'), '');
  const good = await untilStatus(nodePair, ({ protection }) => protection === 'protected', 'the pair is protected');
  expect(words(good)).toMatch(/^backup's module: could start, checked .* ago$/);
});

test('is not checked if no program is set, and status shows it', async () => {
  const { pair, nodePair } = await pairWith('');
  await startBoth(pair);
  const status = await readStatus(nodePair);
  expect(status).toMatchObject({ protection: 'protected', module: { check: null } });
  expect(words(status)).toMatch(/^backup's module: not checked$/);
});

test('is unknown until the first check has ended, which knows what a hook knows; a switch ends the check', async () => {
  const check = script('env | grep ^SWITCHOVER_ | sort > said; sleep 60 & echo $! > child; touch begun; wait');
  const { pair, nodePair } = await pairWith(`  check: ${check.path}\n`);
  const servers = await startBoth(pair);
  await until(() => existsSync(check.in('begun')), 'the check has begun');
  expect(await readStatus(nodePair)).toMatchObject({
    protection: 'unprotected',
    why: ['it is not yet known whether the module could start on beta (B)'],
    module: { check: { result: 'unknown', why: null, ageMs: null } },
  });
  expect(check.said()).toContain('SWITCHOVER_HOOK=check\n');
  expect(check.said()).toContain('SWITCHOVER_SERVER=B\n');
  const child = Number(readFileSync(check.in('child'), 'utf8'));
  const plan = await planSwitch(nodePair, true);
  await runSwitch(nodePair, plan, { reason: null, waitForProtection: false, onPhase: () => undefined });
  expect(servers.B.state().place).toBe('primary.serving');
  await until(
    () => !existsSync(`/proc/${child}`) || /^\d+ \(sleep\) Z/.test(readFileSync(`/proc/${child}/stat`, 'utf8')),
    'it is ended',
  );
  expect(pair.log('B')).not.toContain('ModuleCheck');
});

test('that exceeds the time limit of a hook has failed', async () => {
  const check = script('sleep 60');
  const { pair, nodePair } = await pairWith(`  check: ${check.path}\nhooks:\n  time limit: 1\n`);
  await startBoth(pair);
  const status = await untilStatus(
    nodePair,
    ({ module }) => module?.check?.result === 'could-not-start',
    'it has failed',
  );
  expect(status.why).toEqual([`the module could not start on beta (B): ${check.path} ran longer than 1 s`]);
});

test('by a missing program is reported at startup, like a hook', async () => {
  const { pair, nodePair } = await pairWith('  check: ./gone\n');
  await startBoth(pair);
  const status = await untilStatus(
    nodePair,
    ({ module }) => module?.check?.result === 'could-not-start',
    'it has failed',
  );
  expect(status.why[0]).toContain('gone could not be run');
  expect(status.warnings).toContainEqual(expect.objectContaining({ code: 'program-not-runnable' }));
});
