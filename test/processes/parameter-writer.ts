/**
 * Run as a separate process: makes checkpoint after checkpoint in `parameters.journal` in the given folder, and prints
 * the number of each on standard output once it is confirmed. The file is rewritten every few checkpoints. Runs until
 * killed.
 */
import { writeSync } from 'node:fs';
import { lastOf, nextEntry } from '../../src/core/parameter-history/history.ts';
import { openParameterJournal } from '../../src/host/files/parameter-journal.ts';

const journal = await openParameterJournal(process.argv[2]!, 20_000);
for (;;) {
  const number = lastOf(journal.history()).number + 1;
  const to = { 'Switchover TS Timeout': number, MirrorExceptions: 'x'.repeat(number % 3000) };
  const at = new Date().toISOString();
  await journal.append(
    nextEntry(journal.history(), {
      id: `id-${number}`,
      term: 1,
      at,
      by: 'writer',
      reason: null,
      made: { is: 'set' },
      request: null,
      to,
    }),
  );
  writeSync(1, `${number}\n`);
}
