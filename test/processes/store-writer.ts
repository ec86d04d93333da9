/**
 * Run as a separate process: commits change after change to the store in the given file, three rows in each, and prints
 * the number of each on standard output once it is durable. Runs until killed.
 */
import { writeSync } from 'node:fs';
import { changeCommit } from '../../src/core/replication/local-change.ts';
import { openStore } from '../../src/host/store/store.ts';

const same = (text: string): string => text;
const { store } = openStore({ file: process.argv[2]!, write: same, read: same, setAside: () => undefined });
for (;;) {
  const content = `${store.log().last + 1}`;
  const writes = ['a', 'b', `c ${content}`].map((key) => ({ key, content }));
  store.commit(changeCommit(store, 1, { id: content, at: '', by: '', reason: null, request: null, writes }));
  writeSync(1, `${content}\n`);
}
