/** Run as a separate process: holds the lock of the given folder until killed. Reports when it has the lock. */
import { writeSync } from 'node:fs';
import { lockData } from '../../src/host/files/data-lock.ts';

await lockData(process.argv[2]!);
writeSync(1, 'held\n');
setInterval(() => undefined, 60_000);
