import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasProcessTable, processAt } from '../../src/host/process/process-table.ts';
import { pairProcess } from '../support/pair-process.ts';
import { until } from '../support/real-pair.ts';
import { type AtItsEnd, temporaryFolder } from '../support/temporary-folder.ts';

/** Hooks of both servers that say when they begin and end, and that another of their server runs. Commence can be held. */
function watchedHook(atItsEnd: AtItsEnd): {
  readonly more: string;
  readonly hold: (letter: 'A' | 'B') => void;
  readonly letGo: () => void;
  readonly calls: () => string[];
  /** Of the last Commence of that server. */
  readonly pid: (letter: 'A' | 'B') => number;
} {
  const folder = temporaryFolder(atItsEnd);
  const path = join(folder, 'hook');
  const held = join(folder, 'held');
  writeFileSync(join(folder, 'calls'), '');
  writeFileSync(
    path,
    `#!/bin/sh
cd ${folder} || exit 1
me="$SWITCHOVER_SERVER $SWITCHOVER_HOOK $SWITCHOVER_TERM"
running=$(cat running.$SWITCHOVER_SERVER 2>/dev/null)
case "$(cut -d' ' -f3 /proc/\${running:-0}/stat 2>/dev/null)" in ""|Z) ;; *) echo "$me: another one runs" >> calls;; esac
echo $$ > running.$SWITCHOVER_SERVER
echo "$me begun" >> calls
if [ $SWITCHOVER_HOOK = commence ]; then
  while [ "$(cat held 2>/dev/null)" = $SWITCHOVER_SERVER ]; do sleep 0.05; done
fi
rm running.$SWITCHOVER_SERVER
echo "$me ended" >> calls
`,
  );
  chmodSync(path, 0o700);
  return {
    more: `hooks:\n  commence: ${path}\n  discontinue: ${path}\n`,
    hold: (letter) => writeFileSync(held, letter),
    letGo: () => rmSync(held),
    calls: () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n'),
    pid: (letter) => Number(readFileSync(join(folder, `running.${letter}`), 'utf8')),
  };
}

describe.runIf(hasProcessTable()).concurrent('a server that is killed while its Commence hook runs', () => {
  test('and is started at once: that hook is ended before another one begins', async ({ onTestFinished }) => {
    const hook = watchedHook(onTestFinished);
    const pair = await pairProcess({ more: hook.more }, onTestFinished);
    hook.hold('A');
    pair.start('A');
    pair.start('B');
    await until(() => hook.calls().includes('A commence 1 begun'), 'A commences');
    const first = hook.pid('A');
    await pair.kill('A');
    expect(processAt(first)).not.toBe(null);
    pair.start('A');
    await until(() => processAt(first) === null, 'the earlier hook is ended');
    hook.letGo();
    await pair.isProtected();
    expect(hook.calls().filter((line) => line.endsWith('another one runs'))).toEqual([]);
    expect(pair.log('A')).toContain(`the commence hook for term 1 of an earlier run still runs as process ${first}`);
    await until(() => !existsSync(join(pair.folder, 'pair', 'A', 'running-hook.json')), 'A forgets its last hook');
  });

  test('and is started when the other one serves: that hook never starts the service there', async ({
    onTestFinished,
  }) => {
    const hook = watchedHook(onTestFinished);
    const pair = await pairProcess({ more: hook.more }, onTestFinished);
    await pair.startBoth();
    expect((await pair.command('switch', '--yes', '--wait')).code).toBe(0);
    hook.hold('A');
    const switching = pair.command('switch', '--yes');
    await until(() => hook.calls().includes('A commence 3 begun'), 'A commences');
    const first = hook.pid('A');
    await pair.kill('A');
    await switching;
    await pair.until((status) => status.servers[1]?.serving === true, 'B serves again');
    pair.start('A');
    await pair.isProtected();
    expect(processAt(first)).toBe(null);
    hook.letGo();
    expect(hook.calls().filter((line) => line.startsWith('A '))).toEqual([
      'A commence 1 begun',
      'A commence 1 ended',
      'A discontinue 1 begun',
      'A discontinue 1 ended',
      'A commence 3 begun',
      expect.stringMatching(/^A discontinue \d begun$/),
      expect.stringMatching(/^A discontinue \d ended$/),
    ]);
  });
});
