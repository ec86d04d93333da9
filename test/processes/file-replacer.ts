/**
 * Run as a process of its own: replaces the file given again and again, by a short text and by a long one in turn, and
 * says each on standard output once it is done. Ends by being killed.
 */
import { readFileSync, writeSync } from 'node:fs';
import { replaceFile } from '../../src/host/files/replace-file.ts';

const file = process.argv[2]!;
for (let turn = 0; ; turn++) {
  const content = Buffer.from(turn % 2 === 0 ? 'short\n' : 'long\n'.repeat(100_000));
  await replaceFile(file, readFileSync(file), content);
  writeSync(1, `${turn}\n`);
}
