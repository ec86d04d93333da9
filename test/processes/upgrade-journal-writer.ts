/**
 * Run as a separate process: writes entry after entry to `upgrade.journal` in the given folder, several runs one after
 * the other, and prints the number of the run and of the entry on standard output once it is confirmed. Runs until
 * killed.
 */
import { writeSync } from 'node:fs';
import { isOver } from '../../src/core/runbooks/journal.ts';
import { openUpgradeJournal, serverJournalPath } from '../../src/host/files/upgrade-journal.ts';
import { begunJournal, ended, STOPPED, second, withEntries } from '../support/journals.ts';

const file = await openUpgradeJournal(serverJournalPath(process.argv[2]!), 'test');
for (;;) {
  const journal = file.journal();
  const count = journal === null ? 0 : Number(journal.run.begun.run.slice('run-'.length));
  const isNext = journal === null || isOver(journal);
  const next = isNext
    ? begunJournal(`run-${count + 1}`, { at: second(count) })
    : journal.ids.length < 8
      ? withEntries(journal, STOPPED)
      : ended(journal);
  await file.append(...next.run.entries.slice(isNext ? 0 : journal.ids.length));
  writeSync(1, `${next.run.begun.run.slice('run-'.length)} ${next.ids.length}\n`);
}
