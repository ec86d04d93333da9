import { expect, test } from 'vitest';
import type { Letter } from '../../../src/core/letter.ts';
import type { RunningServer } from '../../../src/server/server.ts';
import { usualSubsystems } from '../../../src/server/subsystems.ts';
import { tally } from '../../server/tally/tally.ts';
import { RUN_JS, switchover } from '../../support/cli.ts';
import { type RealPair, realPair, startBoth } from '../../support/real-pair.ts';
import { openTerminal } from '../../support/terminal.ts';

/** A pair whose backup does not confirm the last two counts. */
async function behindPair(): Promise<{
  readonly pair: RealPair;
  readonly servers: Readonly<Record<Letter, RunningServer>>;
  readonly command: readonly string[];
  readonly catchUp: () => Promise<unknown>;
}> {
  const made = await realPair();
  const tallies = { A: tally(), B: tally() };
  const pair: RealPair = {
    ...made,
    start: (letter) => made.start(letter, { subsystems: [...usualSubsystems(), tallies[letter].build] }),
  };
  const servers = await startBoth(pair);
  const count = (by: number) => pair.ask('A', 'POST', '/v1/tally', { credential: 'operator', body: { by } });
  const lacks = async (): Promise<number> =>
    (await pair.ask('A', 'GET', '/v1/status', { credential: 'viewer' })).json.behind.tally.items;
  await count(1);
  await expect.poll(lacks).toBe(0);
  tallies.B.confirms = false;
  await count(2);
  await expect.poll(lacks).toBe(2);
  const catchUp = async (): Promise<void> => {
    tallies.B.confirms = true;
    await count(1);
    await expect.poll(lacks).toBe(0);
  };
  return { pair, servers, command: ['switch', '--pair', pair.pairFile], catchUp };
}

test('a switch that would lose changes is refused by --yes alone, which names them; when the backup has them it is made', async () => {
  const { servers, command, catchUp } = await behindPair();
  for (const flags of [['--yes'], ['--yes', '--immediate']]) {
    const { code, stdout } = await switchover([...command, ...flags, '--json']);
    const { error } = JSON.parse(stdout);
    expect([code, error.code]).toEqual([4, 'would-lose-changes']);
    expect(error.what).toContain('count 2, count 3');
    expect(error.do).toContain('--accept-data-loss --reason');
  }
  expect(servers.A.state().place).toBe('primary.serving');
  const { code, stdout } = await switchover([...command, '--dry-run', '--json']);
  expect([code, JSON.parse(stdout).wouldLose]).toEqual([0, ['count 2', 'count 3']]);
  await catchUp();
  expect((await switchover([...command, '--yes'])).code).toBe(0);
  expect(servers.B.state().place).toBe('primary.serving');
});

test('a switch that would lose changes is made if the loss is accepted', async () => {
  const { servers, command } = await behindPair();
  const accepted = ['--yes', '--immediate', '--accept-data-loss', '--reason', 'the disk of A dies'];
  expect((await switchover([...command, ...accepted])).code).toBe(0);
  expect(servers.B.state().place).toBe('primary.serving');
});

test('a person is asked about the loss in its own words', async () => {
  const { servers, command } = await behindPair();
  const terminal = openTerminal(`${process.execPath} ${RUN_JS} ${command.join(' ')}`);
  const shown = await terminal.until(/Switch and lose what only the active server has\?/);
  expect(shown.replaceAll(/\s+/g, ' ')).toContain('a switch may lose it: count 2, count 3.');
  terminal.type('n\r');
  await terminal.until(/Nothing was done/);
  expect(servers.A.state().place).toBe('primary.serving');
});
