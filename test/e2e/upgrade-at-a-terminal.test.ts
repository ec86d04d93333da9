/** `upgrade walkthrough --by-hand` as a person sees it: at a terminal, with no servers. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RUN_JS } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';

interface Sitting extends Terminal {
  /** Waits for a menu, and takes its entry of this number, or the first one. */
  readonly take: (entry?: number) => Promise<string>;
}

/** The last entry of every menu. */
const MENU = /Show details/;

function sitDown(folder: string, ...more: readonly string[]): Sitting {
  const words = [process.execPath, RUN_JS, 'upgrade', 'walkthrough', '--by-hand', ...more];
  const line = `cd ${folder} && ${words.map((word) => `'${word}'`).join(' ')}; echo "exit=$?"`;
  const terminal = openTerminal(line, { NO_COLOR: '1' });
  const take = async (entry?: number): Promise<string> => {
    const shown = await terminal.until(MENU);
    terminal.type(`${entry ?? ''}\r`);
    return shown;
  };
  return { ...terminal, take };
}

const begin = async (folder: string): Promise<Sitting> => {
  const sitting = sitDown(folder, '--server-a', 'ICServer1', '--server-b', 'ICServer2', '--report', 'report.json');
  await sitting.until(/Begin the upgrade\?/);
  sitting.type('y\r');
  return sitting;
};

const report = (folder: string) => JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));

/** Entries of the menu for something to do. */
const [SKIP, STOP, BACK, DETAILS] = [2, 3, 4, 6] as const;
/** An entry of the menu with a question. */
const BACK_AT_QUESTION = 5;

test('an upgrade by hand is begun, stopped, resumed and taken back at a terminal', async () => {
  const folder = temporaryFolder();
  const first = await begin(folder);
  expect(await first.take(DETAILS)).toContain('ICServer2');
  await first.until(/To do[\s\S]*Done when[\s\S]*Show details/);
  first.type('\r');
  await first.take();
  await first.take(SKIP);
  await first.until(/Why is it skipped\?/);
  first.type('\r');
  await first.until(/A reason is required here/);
  first.type('the image sets it\r');
  await first.take(BACK);
  await first.until(/Go back to the old release\?/);
  first.type('n\r');
  await first.take(STOP);
  const stopped = await first.until(/exit=\d+/);
  expect(stopped).toContain('the upgrade is stopped');
  expect(stopped).toContain('exit=5');
  expect(report(folder)).toMatchObject({
    ...{ outcome: null, route: 'forward' },
    steps: [{ result: 'done' }, { result: 'skipped' }, { result: 'current' }, ...Array(8).fill({ result: 'to-do' })],
  });

  const second = sitDown(folder, '--resume', '--report', 'report.json');
  // Steps 3, 4, 5 and 7 are done and confirmed, 6 is only confirmed.
  for (let menu = 1; menu <= 4 * 2 + 1; menu += 1) await second.take();
  await second.take();
  await second.take(BACK_AT_QUESTION);
  await second.until(/Go back to the old release\?/);
  second.type('y\r');
  await second.until(/Why\? \(optional\)/);
  second.type('calls fail\r');
  let shown = '';
  for (let menu = 0; menu < 30 && !/exit=\d/.test(shown); menu += 1) {
    shown = await second.until(/Show details|exit=\d/);
    if (!/exit=\d/.test(shown)) second.type('\r');
  }
  expect(shown).toContain('exit=1');
  const ended = report(folder);
  expect(ended).toMatchObject({ outcome: 'went-back', reason: 'calls fail', byHand: true });
  expect(ended.downtimes.map(({ to }: { to: string }) => to)).toEqual(['B', 'A']);
});

test('Ctrl-C at each kind of prompt ends the walkthrough, to be resumed there', async () => {
  const folder = temporaryFolder();
  const interrupted = async (sitting: Sitting): Promise<void> => {
    sitting.type('\u0003');
    const shown = await sitting.until(/exit=\d+/);
    expect(shown).toContain('switchover upgrade walkthrough --resume');
    expect(shown).toContain('exit=5');
  };
  const menu = await begin(folder);
  await menu.until(MENU);
  await interrupted(menu);

  const reason = sitDown(folder, '--resume');
  await reason.take(SKIP);
  await reason.until(/Why is it skipped\?/);
  await interrupted(reason);

  const sure = sitDown(folder, '--resume');
  await sure.take(BACK);
  await sure.until(/Go back to the old release\?/);
  await interrupted(sure);

  const question = sitDown(folder, '--resume');
  await question.take();
  await question.until(/Is .*stopped.*\?[\s\S]*Show details/);
  await interrupted(question);
  const entries = readFileSync(join(folder, 'upgrade.journal'), 'utf8');
  expect(entries.match(/"type":"[a-z-]+"/g)).toEqual(
    ['begun', 'resumed', 'resumed', 'resumed', 'by-hand'].map((type) => `"type":"${type}"`),
  );
});

test('Ctrl-C before it begins is a no: nothing was done, and nothing is there to resume', async () => {
  const folder = temporaryFolder();
  const sitting = sitDown(folder, '--server-a', 'ICServer1', '--server-b', 'ICServer2', '--report', 'report.json');
  await sitting.until(/Begin the upgrade\?/);
  sitting.type('\u0003');
  const shown = await sitting.until(/exit=\d+/);
  expect(shown).toContain('Nothing was done.');
  expect(shown).toContain('exit=1');
  expect(readdirSync(folder)).not.toContain('report.json');
  const again = sitDown(folder, '--resume');
  expect(await again.until(/exit=\d+/)).toContain('there is no upgrade to continue');
});
