import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openNodePair } from '../../../src/client/node-pair.ts';
import { readStatus } from '../../../src/operations/pair/status.ts';
import { realPair } from '../../support/real-pair.ts';

test('of a server that is silent nothing is guessed, not even its release; why it is silent is said, by name or address', async () => {
  const pair = await realPair();
  await pair.start('A');
  const file = join(pair.dir, 'other.yaml');
  const text = readFileSync(pair.pairFile, 'utf8')
    .replace('name: beta', 'name: beta\n    release: "9.9"')
    .replace(`127.0.0.1:${pair.ports.B}`, `localhost:${pair.ports.B}`);
  writeFileSync(file, text, { mode: 0o600 });
  const opened = await openNodePair({ pairFile: file, credential: join(pair.dir, 'operator') });
  onTestFinished(() => opened.close());
  const { servers } = await readStatus(opened);
  expect(servers[0]).toMatchObject({ reachable: true, release: '0.0.0-test' });
  expect(servers[1]).toMatchObject({
    reachable: false,
    release: null,
    state: null,
    term: null,
    fault: `localhost:${pair.ports.B}: connection refused`,
  });
});
