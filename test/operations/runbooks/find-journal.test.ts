/** Which journal an operator's program goes on with: of its own copy and those of the servers. */
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openNodePair } from '../../../src/client/node-pair.ts';
import { earlierJournals, openUpgradeJournal, operatorJournalPath } from '../../../src/host/files/upgrade-journal.ts';
import { findJournal } from '../../../src/operations/runbooks/journal-keeper.ts';
import { begunJournal, ended, STOPPED, second, withEntries } from '../../support/journals.ts';
import { realPair, startBoth } from '../../support/real-pair.ts';

test('a copy of a run that was ended elsewhere gives way to the run that goes on, and is kept', async () => {
  const pair = await realPair();
  await startBoth(pair);
  const reached = await openNodePair({ pairFile: pair.pairFile, credential: join(pair.dir, 'operator') });
  onTestFinished(() => reached.close());
  const file = await openUpgradeJournal(operatorJournalPath(pair.pairFile), 'test');
  onTestFinished(() => file.close());
  const first = begunJournal('run-1');
  const next = withEntries(begunJournal('run-2', { at: second(60), by: 'ben' }), STOPPED);
  await file.append(...first.run.entries);
  await reached.procedures.append('A', ended(first));
  expect((await findJournal(file, reached)).journal).toEqual(ended(first));
  await file.replace(first);
  await reached.procedures.append('A', next);

  expect(await findJournal(file, reached)).toEqual({ journal: next, elsewhere: 'A' });
  expect(file.journal()).toEqual(next);
  expect((await earlierJournals(file.path)).map(({ journal }) => journal)).toContainEqual(first);
  expect(await findJournal(file, reached)).toEqual({ journal: next, elsewhere: null });
});
