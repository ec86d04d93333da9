/** When the program runs that tells whether the module could start on a backup, and what is said of it. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Place, State } from '../../src/core/engine/state.ts';
import { createModuleCheck } from '../../src/server/module/check.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { turnsUntil } from '../support/turns.ts';

/** A check of a script that records each run. Timers are faked: only the test lets time pass. */
function checkOf(script: string) {
  const folder = temporaryFolder();
  const [program, runs] = [join(folder, 'check'), join(folder, 'runs')];
  writeFileSync(program, `#!/bin/sh\necho "$SWITCHOVER_HOOK" >> ${runs}\n${script}\n`);
  chmodSync(program, 0o700);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const lines: string[] = [];
  const check = createModuleCheck({
    ...{ command: [program], environment: {}, folder, limitMs: 60_000 },
    log: ({ level, text }) => lines.push(`${level} ${text}`),
  });
  onTestFinished(() => {
    check.stop();
    vi.useRealTimers();
  });
  return {
    ...{ check, lines, write: (name: string) => writeFileSync(join(folder, name), '') },
    ran: (): string[] => (existsSync(runs) ? readFileSync(runs, 'utf8').trim().split('\n') : []),
    is: (place: Place): void => check.onStateChange({ place } as State),
  };
}

test('it runs when the server becomes a backup, and ten seconds after it has ended', async () => {
  const { check, lines, ran, is, write } = checkOf(`cd "$(dirname "$0")"; [ -e good ]`);
  expect([check.facts(), ran()]).toEqual([null, []]);
  is('backup.watching');
  expect(check.facts()).toEqual({ result: 'unknown', why: null, ageMs: null });
  const why = expect.stringContaining('exit code 1');
  await turnsUntil(() => check.facts()?.result === 'could-not-start', 'it has failed');
  expect(check.facts()).toEqual({ result: 'could-not-start', why, ageMs: 0 });
  write('good');
  is('backup.watching');
  await vi.advanceTimersByTimeAsync(9_999);
  expect([check.facts(), ran()]).toEqual([{ result: 'could-not-start', why, ageMs: 9_999 }, ['check']]);
  await vi.advanceTimersByTimeAsync(1);
  await turnsUntil(() => check.facts()?.result === 'could-start', 'it has succeeded');
  expect(check.facts()).toEqual({ result: 'could-start', why: null, ageMs: 0 });
  await vi.advanceTimersByTimeAsync(10_000);
  await turnsUntil(() => check.facts()?.ageMs === 0, 'it has run again');
  expect(ran()).toEqual(['check', 'check', 'check']);
  expect(lines).toEqual([
    expect.stringMatching(
      /^error SwitchoverMain::ModuleCheck : The module could not start on this server: .*exit code 1/,
    ),
    'note SwitchoverMain::ModuleCheck : The module could start on this server',
  ]);
  is('primary.serving');
  expect(check.facts()).toBeNull();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ran()).toHaveLength(3);
});
