import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { settingsOf } from '../../src/core/config/parameters/settings.ts';
import type { LogLine } from '../../src/core/engine/effect.ts';
import { createNetworkWatch, type NetworkWatch } from '../../src/server/network-watch.ts';
import { createPriority } from '../../src/server/priority.ts';
import { callAs } from '../support/fake-companion.ts';
import { realPair, startBoth } from '../support/real-pair.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const hasSs = spawnSync('ss', ['--version']).status === 0;
const QOS = '  Switchover Use QoS for Ping: Yes\n  Switchover Ping on Aux Connection: Yes\n';

/** The marks at both ends of each connection to a port, from the kernel: the one of the dialling end first. */
function marksAt(port: number): string[] {
  const filter = `( sport = :${port} or dport = :${port} )`;
  const { stdout } = spawnSync('ss', ['-Htn', '--tos', 'state', 'established', filter], { encoding: 'utf8' });
  const ends = [...stdout.matchAll(/:(\d+)\s+\S+:(\d+)[^:]*(?:\s\S+)*?\stos:(\w+)/g)];
  const isDialling = ([, , to]: RegExpExecArray): boolean => to === `${port}`;
  return ends
    .filter(isDialling)
    .map(([, from, , mark]) => `${mark} ${ends.find((other) => !isDialling(other) && other[2] === from)?.[3]}`)
    .toSorted();
}

describe.skipIf(!hasSs)('the connections of a pair (skipped where the system does not show marks)', () => {
  test('with quality of service: the auxiliary one of each server is marked, at both ends, and main is not', async () => {
    const pair = await realPair(QOS);
    await startBoth(pair);
    // The backup also dials the connection of the configuration tree.
    await expect.poll(() => marksAt(pair.ports.A)).toEqual(['0 0', '0 0', '0x88 0x88']);
    expect(marksAt(pair.ports.B)).toEqual(['0 0', '0x88 0x88']);
  });

  test.each([
    ['main', '0'],
    ['aux', '0x88'],
  ])('accepted from a companion as %s has the mark %s', async (name, mark) => {
    const pair = await realPair(QOS);
    await pair.start('A');
    await callAs(await pair.identity('B'), 'A', pair.ports.A, `/notifier/${name}`);
    expect(marksAt(pair.ports.A)).toEqual([`0 ${mark}`]);
  });

  test('without it none is', async () => {
    const pair = await realPair();
    await startBoth(pair);
    expect(marksAt(pair.ports.B)).toEqual(['0 0', '0 0']);
  });
});

describe('the pings of the network checks', () => {
  /** A ping program that records its arguments. */
  const watchWith = (script: string): { watch: NetworkWatch; calls: () => string[]; lines: LogLine[] } => {
    const folder = temporaryFolder();
    const note = join(folder, 'calls');
    writeFileSync(join(folder, 'ping'), `#!/bin/sh\necho "$*" >> ${note}\n${script}\n`);
    chmodSync(join(folder, 'ping'), 0o700);
    vi.stubEnv('PATH', folder);
    onTestFinished(() => void vi.unstubAllEnvs());
    const lines: LogLine[] = [];
    const settings = settingsOf({}, 'A');
    const priority = createPriority(46, (line) => lines.push(line));
    const watch = createNetworkWatch({ companion: '127.0.0.9', settings: () => settings, priority });
    onTestFinished(() => watch.stop());
    return { watch, lines, calls: () => (existsSync(note) ? readFileSync(note, 'utf8').trim().split('\n') : []) };
  };

  test('are marked by the option of the ping program', async () => {
    const { watch, calls, lines } = watchWith('exit 0');
    expect((await watch.check()).primary).toEqual({ result: 'reached', address: '127.0.0.9' });
    expect(calls().at(-1)).toBe('-n -q -c 1 -W 1 -Q 184 -- 127.0.0.9');
    expect(lines).toEqual([]);
  });

  test('are unmarked if it has no such option: logged once, and no machine is taken for silent', async () => {
    const { watch, calls, lines } = watchWith('case "$*" in *-Q*) exit 1;; esac');
    expect((await watch.check()).primary.result).toBe('reached');
    expect((await watch.check()).primary.result).toBe('reached');
    expect(calls().filter((call) => call.includes('-Q'))).toHaveLength(1);
    expect(lines.map(({ level, text }) => `${level} ${text}`)).toEqual([
      'warning SwitchoverMain::Priority : cannot set the mark [DSCP 46] on pings: ping -Q does not work on this system',
    ]);
  });
});
