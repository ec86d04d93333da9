/** What a server does with its journal of an upgrade, and what it says about that. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { MOST_EARLIER } from '../../src/core/runbooks/joined.ts';
import type { Journal } from '../../src/core/runbooks/journal.ts';
import { linesOf } from '../../src/host/files/line-journal.ts';
import { serverJournalPath } from '../../src/host/files/upgrade-journal.ts';
import { openJournalKeeper } from '../../src/server/procedures/keeper.ts';
import { begunEntry, begunJournal, ended, STOPPED, second, withEntries } from '../support/journals.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function keeping(dataFolder = temporaryFolder()) {
  const lines: string[] = [];
  const log = ({ level, text }: { level: string; text: string }): void => void lines.push(`${level} ${text}`);
  const keeper = await openJournalKeeper({ dataFolder, pair: 'test', log });
  onTestFinished(() => keeper.close());
  const append = (journal: Journal, from = 0): Promise<void> =>
    keeper.inTurn(() => keeper.append(journal.run.entries.slice(from)));
  const take = (journal: Journal, earlier: readonly string[] = []): Promise<void> =>
    keeper.inTurn(() => keeper.take(journal, earlier));
  return { keeper, append, take, lines: () => lines.map((line) => line.replace('SwitchoverMain::Procedures : ', '')) };
}

const FIRST = begunJournal('r1');

test('who begins and ends an upgrade is logged; its single steps are not', async () => {
  const { append, lines, keeper } = await keeping();
  await append(FIRST);
  const stopped = withEntries(FIRST, { ...STOPPED, by: 'ben' });
  await append(stopped, 1);
  await append(ended(stopped), 2);
  expect(lines()).toEqual([
    'note the upgrade [r1] was begun by [ann]',
    'note the upgrade [r1] was aborted by [ann]',
    'note the upgrade [r1] was ended by [ann]',
  ]);
  expect(keeper.warnings()).toEqual([]);
});

test('runs that were replaced are remembered, as many as the companion may be told', async () => {
  const { append, keeper } = await keeping();
  const runs = Array.from({ length: MOST_EARLIER + 2 }, (_, index) => `run-${index}`);
  for (const [index, run] of runs.entries()) await append(ended(begunJournal(run, { at: second(index) })));
  expect(keeper.holding().earlier).toEqual(runs.slice(1, -1));
});

test("the companion's journal is taken without a word if it continues this one, or this server has none", async () => {
  const { take, keeper, lines } = await keeping();
  await take(FIRST);
  const next = withEntries(FIRST, STOPPED);
  await take(next);
  expect([keeper.journal()?.ids, keeper.holding().earlier, lines(), keeper.warnings()]).toEqual([next.ids, [], [], []]);
});

test('what the companion does not have is kept in a file, logged, and warned of until another upgrade begins', async () => {
  const { append, take, keeper, lines } = await keeping();
  await append(withEntries(FIRST, { ...STOPPED, by: 'ben' }));
  await take(withEntries(FIRST, { type: 'aborted', reason: null }, { type: 'ended', outcome: 'aborted' }));
  const what =
    `the entries of the upgrade from number 2 on, written by ben at ${second(1)} on this server alone, ` +
    'were set aside: ann wrote others on the other server';
  const [warning, ...more] = keeper.warnings();
  expect([warning?.code, warning?.what, more]).toEqual(['upgrade-journal-set-aside', what, []]);
  const kept = /^compare: switchover upgrade status, and the file (.+)$/.exec(warning!.do)![1]!;
  expect(lines().at(-1)).toBe(`warning ${what}; kept as ${kept}`);
  expect(readdirSync(dirname(kept)).map((name) => `${dirname(kept)}/${name}`)).toContain(kept);
  await append(begunJournal('r2', { at: second(9) }));
  expect(keeper.warnings()).toEqual([]);
});

test('of two upgrades, the one that is set aside is named with who began it', async () => {
  const { append, take, keeper } = await keeping();
  await append(FIRST);
  await take(begunJournal('r2', { at: second(5), by: 'ben' }));
  expect(keeper.warnings()).toMatchObject([
    {
      what: `the upgrade that ann began at ${second(0)} was set aside: the one that ben began at ${second(5)} goes on`,
    },
  ]);
  expect(keeper.holding().earlier).toEqual(['r1']);
});

test.each<[what: string, damage: (text: string) => string, fault: RegExp, entries: number, kept: number]>([
  ['with a damaged entry', (text) => text.replace('"stopped"', '"stopqed"'), /./, 1, 0],
  [
    'of a later version',
    () => linesOf([{ entry: begunEntry('r1', { version: 2 }) }]).toString(),
    /was written with version 2 of the procedure.*; kept as .*unusable/,
    0,
    1,
  ],
])('a journal %s does not stop a server: it is logged and warned of', async (_, damage, fault, entries, kept) => {
  const folder = temporaryFolder();
  const file = serverJournalPath(folder);
  const before = await keeping(folder);
  await before.append(ended(withEntries(FIRST, STOPPED)));
  await before.keeper.close();
  writeFileSync(file, damage(readFileSync(file, 'utf8')));
  const { keeper, lines } = await keeping(folder);
  expect(keeper.journal()?.ids.length ?? 0).toBe(entries);
  const said = 'error the journal of the upgrade cannot be used: ';
  expect(lines()).toEqual([expect.stringMatching(`^${said}`)]);
  const why = lines()[0]!.slice(said.length);
  expect(why).toMatch(fault);
  expect(keeper.warnings()).toEqual([
    {
      code: 'upgrade-journal-damaged',
      what: `the journal of the upgrade could not be used when this server started: ${why}`,
      do: 'check the upgrade (switchover upgrade status), and check the disk',
    },
  ]);
  expect(readdirSync(folder).filter((name) => name.includes('unusable'))).toHaveLength(kept);
});
