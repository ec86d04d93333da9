/** Run as a process of its own: holds the lock of the folder given until it is killed. Says so when it has it. */
import { writeSync } from 'node:fs';
import { lockData } from '../../src/host/data-lock.ts';

await lockData(process.argv[2]!);
writeSync(1, 'held\n');
setInterval(() => undefined, 60_000);
