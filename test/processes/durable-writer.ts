/**
 * Run as a separate process: writes term after term into `role.state` in the given folder, and prints each on standard
 * output once its write has been confirmed. Runs until killed.
 */
import { writeSync } from 'node:fs';
import { openDurableFile } from '../../src/host/files/durable-file.ts';

const file = await openDurableFile(process.argv[2]!);
for (let term = file.last.highestTerm + 1; ; term += 1) {
  await file.write({ role: 'primary', lastPrimaryTerm: term, highestTerm: term, switched: [] });
  writeSync(1, `${term}\n`);
}
