import { expect, test } from 'vitest';
import type { WhySwitched } from '../../src/core/diagnosis/report.ts';
import type { PairHistory } from '../../src/core/results/history.ts';
import type { PairStatus } from '../../src/core/results/status.ts';
import { switchover } from '../support/cli.ts';
import { pairProcess } from '../support/pair-process.ts';

/** Between two clocks and two roundings, in ms. */
const ALMOST_MS = 100;

test('a takeover after kill -9 is in the history as why-switched finds it in the log, also after both servers were killed', async () => {
  const pair = await pairProcess({ reconnectTimeoutS: 2 });
  const a = pair.start('A');
  const b = pair.start('B');
  await pair.isProtected();
  const historyOf = async (): Promise<PairHistory> => JSON.parse((await pair.command('history', '--json')).stdout);
  a.kill('SIGKILL');
  await pair.ended(a);
  await pair.until((status) => status.servers[1]!.serving === true, 'B takes over');

  const half = await historyOf();
  expect(half).toMatchObject({ missing: ['A'], events: [{ kind: 'takeover', from: 'A', to: 'B', term: 2 }] });
  const [takeover] = half.events;
  const explained = await switchover(['why-switched', pair.logOf('B'), '--json']);
  const [found] = (JSON.parse(explained.stdout) as WhySwitched).switches;
  expect(takeover!.cause).toBe(found!.cause);
  expect(Math.abs(takeover!.detectMs! - found!.detectMs!)).toBeLessThan(ALMOST_MS);
  expect(Math.abs(takeover!.activateMs! - found!.activateMs!)).toBeLessThan(ALMOST_MS);
  expect(Math.abs(Date.parse(takeover!.at) - Date.parse(found!.at))).toBeLessThan(ALMOST_MS);
  expect(takeover!.detectMs).toBeGreaterThanOrEqual(2_000);

  b.kill('SIGKILL');
  await pair.ended(b);
  await pair.startBoth();
  const whole = await historyOf();
  expect(whole.missing).toEqual([]);
  expect(whole.events).toContainEqual(takeover);
  expect(whole.events.map(({ kind }) => kind)).toEqual(['start', 'takeover', 'start']);
  const status: PairStatus = JSON.parse((await pair.command('status', '--json')).stdout);
  expect(status.lastSwitch).toMatchObject({ kind: 'takeover', to: 'B', at: takeover!.at });
});
