import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { NodePair } from '../../../src/client/node-pair.ts';
import { openNodePair } from '../../../src/client/node-pair.ts';
import { LETTERS, type Letter } from '../../../src/core/letter.ts';
import type { NewEntry } from '../../../src/core/runbooks/entry.ts';
import type { Journal } from '../../../src/core/runbooks/journal.ts';
import { openUpgradeJournal, type UpgradeJournal } from '../../../src/host/files/upgrade-journal.ts';
import { beginRun, continueRun, findJournal } from '../../../src/operations/runbooks/journal-keeper.ts';
import { caught } from '../../support/caught.ts';
import { begunEntry, begunJournal, ended, hasJournal, STOPPED, withEntries } from '../../support/journals.ts';
import { type RealPair, realPair, startBoth, stopServer } from '../../support/real-pair.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const begun = (run: string): Extract<NewEntry, { type: 'begun' }> => {
  const { number: _number, at: _at, by: _by, ...entry } = begunEntry(run);
  return entry as Extract<NewEntry, { type: 'begun' }>;
};

async function clientOf(pair: RealPair): Promise<NodePair> {
  const opened = await openNodePair({ pairFile: pair.pairFile, credential: join(pair.dir, 'operator') });
  onTestFinished(() => opened.close());
  return opened;
}

/** An operator's copy, in a folder of its own. */
async function copyOf(...entries: readonly Journal[]): Promise<UpgradeJournal> {
  const file = await openUpgradeJournal(join(temporaryFolder(), 'pair.upgrade.journal'), 'test');
  for (const journal of entries) await file.replace(journal);
  onTestFinished(() => file.close());
  return file;
}

const FIRST = begunJournal('run-1');
const LONGER = withEntries(FIRST, STOPPED, { type: 'resumed', machine: 'desk', pairFile: 'hash' });

describe('with a pair that runs', () => {
  test('what another program wrote is noticed, and is written nowhere over', async () => {
    const pair = await realPair();
    await startBoth(pair);
    const reached = await clientOf(pair);
    const [mine, theirs] = [await copyOf(), await copyOf()];
    const keeper = await beginRun({ file: mine, pair: reached, by: 'ann' }, begun('run-1'));
    const found = await findJournal(theirs, reached);
    const other = continueRun({ file: theirs, pair: reached, by: 'bob' }, found.journal!);
    await other.append({ type: 'resumed', machine: 'desk', pairFile: '' });
    const error = await caught(keeper.append(STOPPED));
    expect(error).toMatchObject({ kind: 'refused', problem: { code: 'upgrade-continued-elsewhere' } });
    expect(error.problem.what).toContain('bob');
    expect(mine.journal()?.ids).toHaveLength(1);
    expect(keeper.run().entries).toHaveLength(1);
    for (const letter of LETTERS) await hasJournal(reached, letter, theirs.journal());
  });

  test('a second run is refused while the first one goes on, and nothing is kept of it', async () => {
    const pair = await realPair();
    await startBoth(pair);
    const reached = await clientOf(pair);
    await beginRun({ file: await copyOf(), pair: reached, by: 'ann' }, begun('run-1'));
    const file = await copyOf();
    const { problem } = await caught(beginRun({ file, pair: reached, by: 'bob' }, begun('run-2')));
    expect(problem).toMatchObject({ code: 'upgrade-in-progress', what: expect.stringContaining('ann') });
    expect(file.journal()).toBeNull();
  });

  test('the copy here has what both servers have', async () => {
    const pair = await realPair();
    await startBoth(pair);
    const reached = await clientOf(pair);
    const file = await copyOf();
    const keeper = await beginRun({ file, pair: reached, by: 'ann' }, begun('run-1'));
    await keeper.append(STOPPED);
    for (const letter of LETTERS) await hasJournal(reached, letter, file.journal());
    expect(file.journal()?.run.entries.map(({ type, by }) => [type, by])).toEqual([
      ['begun', 'ann'],
      ['stopped', 'ann'],
    ]);
  });
});

describe('with a server that is down', () => {
  test('the other one is written to, and the one that was down has the entries once it is back', async () => {
    const pair = await realPair();
    const servers = await startBoth(pair);
    const reached = await clientOf(pair);
    const file = await copyOf();
    const keeper = await beginRun({ file, pair: reached, by: 'ann' }, begun('run-1'));
    await hasJournal(reached, 'B', file.journal());
    await stopServer(servers.B);
    await keeper.append(STOPPED);
    await keeper.append({ type: 'resumed', machine: 'desk', pairFile: '' });
    await pair.start('B');
    await hasJournal(reached, 'B', file.journal());
    expect(file.journal()?.ids).toHaveLength(3);
  });

  test('only the copy here is written where no server answers, and the next entry takes the rest to both', async () => {
    const pair = await realPair();
    const reached = await clientOf(pair);
    const file = await copyOf();
    const keeper = await beginRun({ file, pair: reached, by: 'ann' }, begun('run-1'));
    expect(file.journal()?.ids).toHaveLength(1);
    await startBoth(pair);
    expect(await findJournal(file, reached)).toMatchObject({ elsewhere: null });
    await keeper.append(STOPPED);
    for (const letter of LETTERS) await hasJournal(reached, letter, file.journal());
  });
});

describe('the journal that counts', () => {
  const OTHER = begunJournal('run-2', { at: '2026-06-02T00:00:00.000Z' });

  /** What each holder has; which one counts, and where it was if it was not here. */
  test.each<
    readonly [
      what: string,
      A: Journal | null,
      B: Journal | null,
      here: Journal | null,
      counts: Journal | null,
      Letter | null,
    ]
  >([
    ['is none where nobody has one', null, null, null, null, null],
    ['is the one here, if only that is left', null, null, FIRST, FIRST, null],
    ['is that of A, if only A has one', FIRST, null, null, FIRST, 'A'],
    ['is that of B, if only B has one', null, FIRST, null, FIRST, 'B'],
    ['is the one here, if all have the same', FIRST, FIRST, FIRST, FIRST, null],
    ['is the longest: at A', LONGER, FIRST, FIRST, LONGER, 'A'],
    ['is the longest: at B', FIRST, LONGER, FIRST, LONGER, 'B'],
    ['is the longest: here', FIRST, FIRST, LONGER, LONGER, null],
    ['is that of a run that goes on, not of one that has ended', null, OTHER, ended(FIRST), OTHER, 'B'],
    ['is that of a run that goes on here', ended(FIRST), null, OTHER, OTHER, null],
  ])('%s', async (_what, A, B, here, counts, elsewhere) => {
    const pair = await realPair();
    const reached = await clientOf(pair);
    const journals = { A, B };
    for (const letter of LETTERS) {
      const journal = journals[letter];
      if (journal === null) continue;
      const file = await openUpgradeJournal(join(pair.dir, letter, 'upgrade.journal'), 'test');
      await file.replace(journal);
      await file.close();
    }
    const file = await copyOf(...(here === null ? [] : [here]));
    // One at a time, so that the two do not tell each other.
    let found: Awaited<ReturnType<typeof findJournal>> = { journal: file.journal(), elsewhere: null };
    for (const letter of LETTERS) {
      const server = await pair.start(letter);
      const next = await findJournal(file, reached);
      found = { journal: next.journal, elsewhere: next.elsewhere ?? found.elsewhere };
      await stopServer(server);
    }
    expect(found.journal?.ids ?? null).toEqual(counts?.ids ?? null);
    expect(found.elsewhere).toBe(elsewhere);
    expect(file.journal()?.ids ?? null).toEqual(counts?.ids ?? null);
  });

  test('is the copy here where there are no servers to ask', async () => {
    const file = await copyOf(FIRST);
    expect(await findJournal(file, null)).toEqual({ journal: file.journal(), elsewhere: null });
    expect(existsSync(file.path)).toBe(true);
  });

  test('is not looked for at a server that does not answer', async () => {
    const pair = await realPair();
    const file = await copyOf(FIRST);
    expect((await findJournal(file, await clientOf(pair))).journal?.ids).toEqual(FIRST.ids);
  });
});
