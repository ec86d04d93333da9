/** The hooks of a server: one at a time, each recorded on disk while it runs. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parsePairFile } from '../../src/core/config/pair-file/parse.ts';
import type { LoadedPairFile } from '../../src/host/files/pair-file.ts';
import { readRunningHook } from '../../src/host/files/running-hook.ts';
import type { HookResult } from '../../src/host/process/hook.ts';
import { createHooks } from '../../src/server/hooks.ts';
import { until } from '../support/real-pair.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SERVERS = 'servers:\n  A: { name: alpha, address: 10.0.0.1 }\n  B: { name: beta, address: 10.0.0.2 }\n';

/** Hooks of shell scripts in a folder, which is also the data folder. */
function hooksOf(commence: string, dataFolder = temporaryFolder()) {
  const folder = temporaryFolder();
  const script = join(folder, 'commence');
  writeFileSync(script, `#!/bin/sh\n${commence}\n`, { mode: 0o700 });
  const { pairFile } = parsePairFile(`pair: demo\n${SERVERS}hooks: { commence: ${script} }\n`, 'pair.yaml');
  const lines: string[] = [];
  const hooks = createHooks({
    pair: { pairFile: pairFile!, folder } as LoadedPairFile,
    letter: 'A',
    dataFolder,
    log: ({ level, text }) => lines.push(`${level} ${text}`),
  });
  const run = (name: 'commence' | 'discontinue', term: number): Promise<HookResult> =>
    new Promise((done) => hooks.run(name, term, 'takeover', done));
  return { run, lines, dataFolder, in: (name: string) => join(folder, name) };
}

test('a running hook is on disk with its process; when it is over, it is not, and only then the next one begins', async () => {
  const {
    run,
    lines,
    dataFolder,
    in: at,
  } = hooksOf(
    'echo "$SWITCHOVER_HOOK $SWITCHOVER_TERM $SWITCHOVER_CAUSE $SWITCHOVER_HOOK_RUN" > said; touch begun; while [ ! -e go ]; do sleep 0.01; done',
  );
  const order: string[] = [];
  const first = run('commence', 7).then((result) => void order.push(`commence ${result.ok}`));
  // There is no such hook: it succeeds when those before it are over.
  const second = run('discontinue', 8).then((result) => void order.push(`discontinue ${result.ok}${result.detail}`));
  await until(() => existsSync(at('begun')) && readRunningHook(dataFolder)?.pid != null, 'the hook runs');
  const kept = readRunningHook(dataFolder)!;
  expect(kept).toMatchObject({ hook: 'commence', term: 7, startedAt: expect.any(String) });
  expect(readFileSync(at('said'), 'utf8')).toBe(`commence 7 takeover ${kept.run}\n`);
  expect(order).toEqual([]);
  writeFileSync(at('go'), '');
  await Promise.all([first, second]);
  expect([order, readRunningHook(dataFolder), lines]).toEqual([['commence true', 'discontinue true'], null, []]);
});

test('a hook runs even if it cannot be recorded, which is logged', async () => {
  const folder = temporaryFolder();
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'in the way');
  const { run, lines } = hooksOf('exit 3', folder);
  expect(await run('commence', 7)).toMatchObject({ ok: false, detail: expect.stringContaining('exit code 3') });
  expect(await run('discontinue', 8)).toEqual({ ok: true, detail: '' });
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines)
    expect(line).toMatch(/^error SwitchoverMain::RunHook : cannot record that a hook is running: .*ENOTDIR/);
});
