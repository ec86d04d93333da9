import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { settingsOf } from '../../src/core/config/parameters/settings.ts';
import type { CheckResult } from '../../src/core/engine/monitors/network.ts';
import { createNetworkWatch } from '../../src/server/network-watch.ts';
import { until } from '../support/real-pair.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const HOST = {
  companion: '127.0.0.1',
  priority: { dscp: null, cannotMarkPings: () => undefined },
  settings: () => settingsOf({ 'Switchover Disable Gateway Ping': false }, 'A'),
};

test('if the checks themselves fail, all enabled ones are unknown, and the next round is tried', async () => {
  let rounds = 0;
  const watch = createNetworkWatch(HOST, async () => {
    rounds += 1;
    throw new Error('no processes left');
  });
  onTestFinished(() => watch.stop());
  const unknown = { result: 'unknown', why: 'the checks failed: no processes left' };
  expect(await watch.check()).toEqual({
    link: unknown,
    gateway: unknown,
    netTest: { result: 'off' },
    primary: unknown,
  });
  expect(watch.checks()).toMatchObject([{ name: 'link', result: 'unknown', lastSuccessAgeMs: null }, {}, {}, {}]);
  await watch.check();
  expect(rounds).toBe(2);
});

test('stopping the watch aborts pings in progress', async () => {
  const folder = temporaryFolder();
  const note = join(folder, 'pid');
  writeFileSync(
    join(folder, 'ping'),
    `#!/bin/sh\necho $$ > ${note}.new; /bin/mv ${note}.new ${note}; exec /bin/sleep 60\n`,
  );
  chmodSync(join(folder, 'ping'), 0o700);
  vi.stubEnv('PATH', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  const watch = createNetworkWatch({ ...HOST, settings: () => settingsOf({}, 'A') });
  const checks = watch.check();
  await until(() => existsSync(note), 'the ping runs');
  watch.stop();
  expect((await checks).primary).toEqual({ result: 'unknown', why: 'the checks were aborted' });
  const pid = Number(readFileSync(note, 'utf8'));
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('a round is run at once and every 15 seconds until the watch is stopped', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let rounds = 0;
  const watch = createNetworkWatch(HOST, async () => {
    rounds += 1;
    throw new Error('no processes left');
  });
  const counts: number[] = [];
  for (const passed of [0, 14_999, 1, 15_000]) {
    await vi.advanceTimersByTimeAsync(passed);
    counts.push(rounds);
  }
  watch.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([...counts, rounds]).toEqual([1, 1, 2, 3, 3]);
});

test('a check that has succeeded says when, and keeps saying so while it fails', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let link: CheckResult = { result: 'reached', address: '10.0.0.2' };
  const watch = createNetworkWatch(HOST, async () => ({
    checks: {
      link,
      gateway: { result: 'unreachable', address: '10.0.0.1' },
      netTest: { result: 'off' },
      primary: link,
    },
    address: '10.0.0.2',
  }));
  onTestFinished(() => watch.stop());
  await watch.check();
  link = { result: 'unknown', why: 'no such interface' };
  await vi.advanceTimersByTimeAsync(20_000);
  expect(watch.checks()).toEqual([
    { name: 'link', result: 'unknown', address: null, why: 'no such interface', lastSuccessAgeMs: 20_000 },
    { name: 'gateway', result: 'unreachable', address: '10.0.0.1', why: null, lastSuccessAgeMs: null },
    { name: 'nettest', result: 'off', address: null, why: null, lastSuccessAgeMs: null },
    { name: 'primary', result: 'unknown', address: null, why: 'no such interface', lastSuccessAgeMs: 20_000 },
  ]);
});
