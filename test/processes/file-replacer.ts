/**
 * Run as a separate process: replaces the given file over and over, alternating between a short and a long text, and
 * prints each on standard output once it is done. Runs until killed.
 */
import { readFileSync, writeSync } from 'node:fs';
import { replaceFile } from '../../src/host/files/replace-file.ts';

const file = process.argv[2]!;
for (let turn = 0; ; turn++) {
  const content = Buffer.from(turn % 2 === 0 ? 'short\n' : 'long\n'.repeat(100_000));
  await replaceFile(file, readFileSync(file), content);
  writeSync(1, `${turn}\n`);
}
