import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { switchover } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function fileWith(text: string): string {
  const file = join(temporaryFolder(), 'settings.yaml');
  writeFileSync(file, text);
  return file;
}

interface Answer {
  readonly bounds: readonly { readonly failure: string; readonly longestMs: number | null; readonly before: unknown }[];
}

describe('params bounds', () => {
  it('shows every kind of failure and how its times are calculated', async () => {
    const { stdout, code } = await switchover(['params', 'bounds']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^module hung +53 s +58 s +1 min 7 s$/m);
    expect(stdout).toMatch(/^main connection only +never +never +never$/m);
    expect(stdout).toMatch(/^ {2}40 s +4 pings time out$/m);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('uses the values of a file, and compares others with them', async () => {
    const file = fileWith('Switchover Reconnect Timeout: 60\n');
    const flags = ['--file', file, '--set', 'switchover reconnect timeout=10', '--json'];
    const { bounds } = JSON.parse((await switchover(['params', 'bounds', ...flags])).stdout) as Answer;
    expect(bounds.find(({ failure }) => failure === 'process-killed')).toMatchObject({
      shortestMs: 10_000,
      longestMs: 14_000,
      before: { shortestMs: 60_000, longestMs: 64_000, never: null },
    });
  });

  it('says never, with the reason, for a backup that detects that it is cut off', async () => {
    const { stdout } = await switchover(['params', 'bounds', '--set', 'Switchover Disable Gateway Ping=No']);
    expect(stdout).toMatch(/^backup cut off +never/m);
    expect(stdout).toContain('Never: its gateway does not answer either');
  });

  it('separates long times from their description, and never breaks parameter names, within 80 columns', async () => {
    const slow = ['Switchover Unreachable Primary Ping Count=10000', 'Switchover Unreachable Primary Ping Delay=300'];
    const { stdout } = await switchover(['params', 'bounds', ...slow.flatMap((each) => ['--set', each])]);
    expect(stdout).toMatch(/^ {2}34 d 17 h {11}the reconnect period, or 10000 more ping sets/m);
    expect(stdout).toMatch(/^ +Switchover Unreachable Primary Ping Delay$/m);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    const short = ['Switchover Unreachable Primary Ping Count=1200', 'Switchover NetTest Timeout=4'];
    const between = await switchover(['params', 'bounds', ...short.flatMap((each) => ['--set', each])]);
    expect(between.stdout).toMatch(/^ {2}3 h 20 min to 6 h 40 min\n {22}the reconnect period, or 1200/m);
  });

  it('does not warn of a takeover that never happens', async () => {
    const { stdout } = await switchover(['params', 'bounds', '--set', 'Switchover Unreachable Primary Ping Count=-1']);
    expect(stdout).toMatch(/^backup cut off +never/m);
    expect(stdout).not.toContain('DANGER');
  });

  it.each([
    ['a value out of range', 'Switchover TS Timeout=4', 'value-too-small'],
    ['an unknown name', 'Switchover TS Timout=4', 'parameter-unknown'],
    ['no value', 'Switchover TS Timeout', 'no-assignment'],
  ])('rejects %s', async (_what, assignment, code) => {
    const { stderr, code: exit } = await switchover(['params', 'bounds', '--set', assignment]);
    expect([exit, stderr]).toEqual([2, expect.stringContaining(`(${code})`)]);
  });

  it('rejects a value that is set twice', async () => {
    const flags = ['--set', 'Switchover TS Timeout=20', '--set', 'switchover ts timeout=30'];
    expect(await switchover(['params', 'bounds', ...flags])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('(assigned-twice)'),
    });
  });

  it('rejects a file with errors, and reports each of them', async () => {
    const file = fileWith('Switchover TS Timeout: 99\nSwitchover Monitoring: Mail\n');
    const { code, stderr } = await switchover(['params', 'bounds', '--file', file]);
    expect(code).toBe(2);
    expect(stderr).toContain('settings.yaml:1:24');
    expect(stderr).toContain('settings.yaml:2:24');
  });
});
