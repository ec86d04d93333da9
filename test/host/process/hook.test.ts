import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { HookResult } from '../../../src/host/process/hook.ts';
import { runHook } from '../../../src/host/process/hook.ts';
import { isAlive, untilGone } from '../../support/processes.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const LIMIT_MS = 10_000;

interface Tried extends HookResult {
  readonly folder: string;
  readonly tookMs: number;
}

/** Runs a shell script as a hook. Its output files are in `folder`. */
async function hook(
  script: string,
  limitMs = LIMIT_MS,
  args: readonly string[] = [],
  mode = 0o755,
  newLine = '\n',
): Promise<Tried> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'hook'), `#!/bin/sh${newLine}${script}\n`, { mode });
  const began = performance.now();
  const result = await runHook([join(folder, 'hook'), ...args], { SWITCHOVER_TERM: '7' }, limitMs, folder);
  return { ...result, folder, tookMs: performance.now() - began };
}

function pidIn(folder: string): number {
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  onTestFinished(() => {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  return pid;
}

describe('a hook', () => {
  test('that exits with 0 succeeds, whatever it printed', async () => {
    expect(await hook('echo fine; echo oops >&2')).toMatchObject({ ok: true, detail: '' });
  });

  test('that exits with another code is reported with it and the end of its output', async () => {
    const { ok, detail } = await hook('for n in 1 2 3 4 5; do echo line $n; done; echo disk full >&2; exit 3');
    expect(ok).toBe(false);
    expect(detail).toMatch(/\/hook ended with exit code 3: /);
    expect(detail).toContain('disk full');
    expect(detail).not.toContain('line 1');
  });

  test('that is ended by a signal is reported with the signal', async () => {
    expect((await hook('kill -KILL $$')).detail).toMatch(/was ended by SIGKILL$/);
  });

  test('gets its arguments unchanged, without a shell', async () => {
    const words = ['two words', '$HOME', '`id`', '; touch pwned', '*', '', 'ä'];
    const { folder } = await hook('for word in "$@"; do echo "<$word>" >> words; done', LIMIT_MS, words);
    expect(readFileSync(join(folder, 'words'), 'utf8')).toBe(words.map((word) => `<${word}>\n`).join(''));
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });

  test('has our environment and its own, stands in the given folder and reads nothing', async () => {
    const { folder } = await hook('pwd > out; echo "$SWITCHOVER_TERM $PATH" >> out; cat >> out');
    expect(readFileSync(join(folder, 'out'), 'utf8')).toBe(`${folder}\n7 ${process.env.PATH}\n`);
  });

  test('may print megabytes', async () => {
    expect(await hook('head -c 5000000 /dev/zero | tr "\\0" x; head -c 300000 /dev/zero >&2')).toMatchObject({
      ok: true,
    });
  });

  test('is over when it ends, even if a service that it started keeps its output open', async () => {
    const { ok, folder, tookMs } = await hook('sleep 60 & echo $! > pid');
    expect(ok).toBe(true);
    expect(tookMs).toBeLessThan(5_000);
    expect(isAlive(pidIn(folder))).toBe(true);
  });

  test('leaves a service running that keeps printing', async () => {
    const script =
      '(i=0; while [ $i -lt 20000 ]; do echo "tick $i of a service"; i=$((i+1)); done; touch done) & echo $! > pid';
    const { folder } = await hook(script);
    await untilGone(pidIn(folder));
    expect(existsSync(join(folder, 'done'))).toBe(true);
  });
});

describe('a hook that takes too long', () => {
  test('gets SIGTERM and may clean up', async () => {
    const { ok, detail, folder } = await hook('trap "touch tidied; exit 0" TERM; echo waiting; sleep 30 & wait', 300);
    expect(ok).toBe(false);
    expect(detail).toMatch(/ran longer than 0.3 s: waiting$/);
    expect(existsSync(join(folder, 'tidied'))).toBe(true);
  });

  test('gets SIGKILL five seconds later if it ignores that', { timeout: 15_000 }, async () => {
    const { ok, detail, tookMs } = await hook('trap "" TERM; while :; do sleep 0.1; done', 300);
    expect(ok).toBe(false);
    expect(detail).toContain('ran longer than');
    expect(tookMs).toBeGreaterThan(5_000);
    expect(tookMs).toBeLessThan(8_000);
  });

  test('is ended together with what it started', async () => {
    const { folder, tookMs } = await hook('sleep 60 & echo $! > pid; wait', 300);
    expect(tookMs).toBeLessThan(3_000);
    await untilGone(pidIn(folder));
  });
});

describe('a hook that cannot be run is reported, never thrown', () => {
  test('no such program', async () => {
    const result = await runHook(['/nowhere/at/all'], {}, LIMIT_MS, temporaryFolder());
    expect(result).toMatchObject({ ok: false, detail: expect.stringMatching(/could not be run: .* does not exist$/) });
  });

  test('not executable', async () => {
    expect((await hook('exit 0', LIMIT_MS, [], 0o644)).detail).toMatch(
      /could not be run: .* is not executable for this user$/,
    );
  });

  test('a folder', async () => {
    const folder = temporaryFolder();
    expect((await runHook([folder], {}, LIMIT_MS, folder)).detail).toMatch(/could not be run: .* is not a file$/);
  });

  test('a script with Windows line endings: not as a file that does not exist', async () => {
    const { detail } = await hook('exit 0\r', LIMIT_MS, [], 0o755, '\r\n');
    expect(detail).toMatch(/\/hook could not be run: .*\/hook has Windows line endings: save it with LF/);
  });

  test('a working folder that was deleted', async () => {
    const folder = join(temporaryFolder(), 'gone');
    const { detail } = await runHook(['/bin/true'], {}, LIMIT_MS, folder);
    expect(detail).toBe(`/bin/true could not be run: its working folder ${folder} does not exist`);
  });

  test('an argument that no program can get', async () => {
    const result = await runHook(['/bin/true', 'a\0b'], {}, LIMIT_MS, temporaryFolder());
    expect(result.detail).toContain('could not be run');
  });

  test('arguments longer than the system takes', async () => {
    const result = await runHook(['/bin/true', 'x'.repeat(8_000_000)], {}, LIMIT_MS, temporaryFolder());
    expect(result.detail).toMatch(/could not be run: .*E2BIG/);
  });
});

test('no hook at all is a success', async () => {
  expect(await runHook([], {}, LIMIT_MS, '/')).toEqual({ ok: true, detail: '' });
});
