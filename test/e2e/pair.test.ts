import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { switchover } from '../support/cli.ts';
import { hookScript, pairProcess } from '../support/pair-process.ts';

/** All rows of a status, by letter. */
function byLetter(json: string): Record<string, { state: string; term: number; reason: string | null; mode: string }> {
  const { servers } = JSON.parse(json);
  return Object.fromEntries(servers.map((row: { letter: string }) => [row.letter, row]));
}

describe('a pair of real servers', () => {
  test('switches under control and back, one term at a time, and a repeated request changes nothing', async () => {
    const pair = await pairProcess();
    await pair.startBoth();
    const request = { id: randomUUID(), expectedTerm: 1, immediate: false, reason: null };
    await pair.pair.requestSwitch('B', request);
    await pair.isProtected();
    expect(byLetter((await pair.command('status', '--json')).stdout)).toMatchObject({
      A: { state: 'backup', term: 2 },
      B: { state: 'primary', term: 2 },
    });
    for (const letter of ['A', 'B'] as const) {
      expect(await pair.pair.requestSwitch(letter, request)).toMatchObject({ accepted: true, state: 'switched' });
    }
    const { code, stdout } = await pair.command('switch', '--yes', '--wait', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'switched', term: 3, after: { protection: 'protected' } });
  });

  test('stays with the old active server when the Commence hook of the new one fails', async () => {
    const hook = hookScript();
    const more = `hooks:\n  commence: ${hook.path}\n  discontinue: ${hook.path}\n`;
    const pair = await pairProcess({ more });
    await pair.startBoth();
    hook.failWhen('B commence');

    const { code, stdout } = await pair.command('switch', '--yes', '--json');

    expect({ code, result: JSON.parse(stdout) }).toMatchObject({ code: 1, result: { outcome: 'given-up' } });
    await pair.isProtected();
    expect(byLetter((await pair.command('status', '--json')).stdout)).toMatchObject({
      A: { state: 'primary' },
      B: { state: 'backup' },
    });
    expect(hook.calls()).toEqual([
      'A commence 1 start',
      'A discontinue 1 switch',
      'B commence 2 manual',
      'B discontinue 2 commence-failed',
      'A commence 3 resumed',
    ]);
    expect(pair.log('B')).toContain('exit code 3: told to fail');
  });

  test('hands over immediately when the active server gets SIGTERM, and runs its Discontinue hook first', async () => {
    const hook = hookScript();
    const more = `hooks:\n  commence: ${hook.path}\n  discontinue: ${hook.path}\n`;
    const pair = await pairProcess({ reconnectTimeoutS: 60, more });
    const a = pair.start('A');
    pair.start('B');
    await pair.isProtected();
    a.kill('SIGTERM');
    expect(await pair.ended(a)).toBe(0);
    await pair.until((status) => status.servers[1]?.state === 'primary', 'B has taken over');
    expect(hook.calls()).toEqual(['A commence 1 start', 'A discontinue 1 stop', 'B commence 2 primary-stopped']);
    const { stdout, code } = await switchover(['why-switched', pair.logOf('B'), '--json']);
    expect({ code, report: JSON.parse(stdout) }).toMatchObject({
      code: 0,
      report: { switches: [{ cause: 'primary-stopped' }] },
    });
  });

  test('waits for an active server that was stopped without a takeover', async () => {
    const pair = await pairProcess({ reconnectTimeoutS: 0 });
    await pair.startBoth();
    const stopped = await pair.command('node', 'stop', '--server', 'A', '--no-takeover', '--json');
    expect(stopped.code).toBe(0);
    const held = await pair.until((status) => status.servers[1]?.phase === 'held', 'B waits');
    expect(held.servers[1]).toMatchObject({ state: 'reconnecting', serving: false });
    pair.start('A');
    await pair.isProtected();
    expect(byLetter((await pair.command('status', '--json')).stdout)).toMatchObject({
      A: { state: 'primary', term: 1 },
    });
  });

  test('takes over from a frozen active server, which is stale when it thaws and rejoins on request', async () => {
    const pair = await pairProcess({
      reconnectTimeoutS: 0,
      parameters: ['Switchover Primary Monitor Timeout: 1', 'Switchover Primary Monitor Retry Count: 1'],
    });
    const a = pair.start('A');
    pair.start('B');
    await pair.isProtected();
    a.kill('SIGSTOP');
    const began = performance.now();
    const frozen = await pair.command('status', '--json');
    expect(performance.now() - began).toBeLessThan(15_000);
    expect(JSON.parse(frozen.stdout).servers[0]).toMatchObject({ reachable: false });
    await pair.until((status) => status.servers[1]?.state === 'primary', 'B has taken over');
    a.kill('SIGCONT');
    await pair.until((status) => status.servers[0]?.state === 'inactive', 'A is stale');
    expect(pair.log('A')).toContain('The companion is active under the higher term 2');
    expect((await pair.command('rejoin', '--yes')).code).toBe(0);
    await pair.isProtected();
  });

  test('continues in the same roles and the same term after both servers were killed', async () => {
    const pair = await pairProcess();
    await pair.startBoth();
    await pair.command('switch', '--yes', '--wait');
    await Promise.all([pair.kill('A'), pair.kill('B')]);
    await pair.startBoth();
    expect(byLetter((await pair.command('status', '--json')).stdout)).toMatchObject({
      A: { state: 'backup' },
      B: { state: 'primary', term: 2 },
    });
  });

  test('does not switch by itself in manual mode, but does on request', async () => {
    const pair = await pairProcess({ reconnectTimeoutS: 0 });
    pair.start('A');
    pair.start('B', ['/ForceBackup', '/MANUALSWITCHONLY']);
    const status = await pair.until((now) => now.servers[1]?.state === 'backup', 'B is the backup');
    expect(status).toMatchObject({ protection: 'unprotected', servers: [{}, { mode: 'manual' }] });
    await pair.kill('A');
    await pair.until((now) => now.servers[1]?.phase === 'waiting', 'B tries to reconnect');
    expect(JSON.parse((await pair.command('query-backup', '--server', 'B', '--json')).stdout)).toMatchObject({
      backup: false,
    });
    const { code, stdout } = await pair.command('switch', '--yes', '--json');
    expect({ code, result: JSON.parse(stdout) }).toMatchObject({ code: 0, result: { outcome: 'switched', term: 2 } });
  });
});
