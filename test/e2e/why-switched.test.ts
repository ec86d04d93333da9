import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { switchover } from '../support/cli.ts';
import { pairProcess } from '../support/pair-process.ts';

test('a primary is killed: the logs of its backup say why, and its flight recorder is replayed exactly', async ({
  onTestFinished,
}) => {
  const pair = await pairProcess({ reconnectTimeoutS: 1 }, onTestFinished);
  await pair.startBoth();
  // On both: a ping that is on its way when A is killed points to the network as well.
  await expect
    .poll(() => readFileSync(pair.logOf('B'), 'utf8').match(/Notifier::Ping .* answered on/g)?.length, {
      timeout: 20_000,
    })
    .toBe(2);
  await pair.kill('A');
  await pair.until((status) => status.servers[1]?.serving === true, 'B has taken over');
  const logs = dirname(pair.logOf('B'));
  const recorder = join(logs, 'flight-recorder.jsonl');
  const patient = ['--what-if', 'Switchover Reconnect Timeout=60'];
  const answer = async (...words: string[]) =>
    JSON.parse((await switchover(['why-switched', ...words, '--json'])).stdout);

  // The folder, the two files together, and the recorder alone.
  for (const words of [[logs], [recorder, pair.logOf('B')], [recorder]]) {
    const told = await answer(...words, ...patient);
    expect(told).toMatchObject({
      verdict: 'switched',
      switches: [{ cause: 'notifier-connection-lost', confidence: 'certain', mayBeTwoActive: true }],
      switchesFound: 1,
      recordings: [{ file: recorder, exact: true, server: { letter: 'B', name: 'beta' }, parts: null }],
      replays: [{ cause: 'notifier-connection-lost', exact: true, agrees: true, whatIf: { wouldHaveSwitched: null } }],
    });
    expect(told.recordings[0].alike).toBe(told.recordings[0].events);
    expect(told.logs).toHaveLength(1);
  }
  // Both servers run on this machine.
  const [, other] = (await answer(pair.logOf('B'), pair.logOf('A'))).logs;
  expect(other).toMatchObject({ kind: 'node', sharedRequests: expect.arrayContaining([expect.any(Number)]) });
  expect(Math.abs(other.offsetMs)).toBeLessThanOrEqual(other.offsetWithinMs);
  const { stdout } = await switchover(['why-switched', logs, ...patient]);
  expect(stdout.replace(/\s+/g, ' ')).toMatch(/replayed \d+ events; every decision is the same\./);
  expect(stdout.replace(/\s+/g, ' ')).toMatch(
    /What if Switchover Reconnect Timeout=60: it would not have switched at that time, but at [:.\d]+ unless the connections had been restored before then/,
  );
  const sooner = await answer(recorder, '--what-if', 'Switchover Reconnect Timeout=0');
  expect(sooner.replays[0].whatIf).toMatchObject({ wouldHaveSwitched: true });

  // The log of the killed server shows what the backup could not know.
  await pair.start('A');
  await pair.until((status) => status.protection === 'protected', 'A is the backup');
  const both = await answer(pair.logOf('B'), pair.logOf('A'));
  expect(both.switches.at(-1)).toMatchObject({
    pointsTo: 'server',
    pointers: [{ finding: 67 }],
    mayBeTwoActive: false,
  });
  expect(both.switches.at(-1).missing.join()).not.toContain('whether the active server');
  expect(both.switches.at(-1).next.join()).toMatch(/find out why .* died/);
});
