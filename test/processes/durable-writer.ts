/**
 * Run as a process of its own: writes term after term into the `role.state` of the folder given, and says each on
 * standard output once its write has been confirmed. Ends by being killed.
 */
import { writeSync } from 'node:fs';
import { openDurableFile } from '../../src/host/files/durable-file.ts';

const file = await openDurableFile(process.argv[2]!);
for (let term = file.last.highestTerm + 1; ; term += 1) {
  await file.write({ role: 'primary', lastPrimaryTerm: term, highestTerm: term, switched: [] });
  writeSync(1, `${term}\n`);
}
