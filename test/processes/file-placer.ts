/**
 * Run as a separate process, so that its system calls can be traced: puts one file of the given kind into the given
 * folder.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDurableFile } from '../../src/host/files/durable-file.ts';
import { keepMode } from '../../src/host/files/mode-file.ts';
import { writePage } from '../../src/host/files/page-file.ts';
import { replaceFile } from '../../src/host/files/replace-file.ts';
import { openUpgradeJournal, serverJournalPath } from '../../src/host/files/upgrade-journal.ts';

const [kind = '', folder = ''] = process.argv.slice(2);
const OLD = Buffer.from('old\n');
const NEW = Buffer.from('new\n');

const PLACE: Readonly<Record<string, () => unknown>> = {
  'mode.json': () => keepMode(folder, { mode: 'manual', until: null, reason: null, by: null }),
  'role.state': async () => (await openDurableFile(folder)).close(),
  'why.html': () => writePage(join(folder, 'why.html'), '<!doctype html>\n'),
  'new.yaml': () => replaceFile(join(folder, 'new.yaml'), null, NEW),
  'old.yaml': async () => {
    writeFileSync(join(folder, 'old.yaml'), OLD);
    await replaceFile(join(folder, 'old.yaml'), OLD, NEW);
  },
  'upgrade.journal': async () => {
    // An invalid line: the journal is rewritten.
    writeFileSync(serverJournalPath(folder), 'damaged\ndamaged\n');
    await (await openUpgradeJournal(serverJournalPath(folder), null)).close();
  },
};
await PLACE[kind]!();
