import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Letter } from '../../../src/core/letter.ts';
import { type RealPair, realPair, startBoth, stopServer, until } from '../../support/real-pair.ts';

let requests = 0;

function change(edits: readonly object[], more: object = {}) {
  requests += 1;
  return { id: `request-${requests}`, reason: null, dryRun: false, edits, expected: [], ...more };
}

function setting(path: string, attributes: Readonly<Record<string, readonly string[]>>) {
  return { is: 'set', path, class: null, attributes };
}

const JOE = `\${CONFIG}\\Users\\Joe`;

async function set(
  pair: RealPair,
  letter: Letter,
  path: string,
  attributes: Readonly<Record<string, readonly string[]>>,
) {
  const answer = await pair.ask(letter, 'POST', '/v1/ds', {
    credential: 'operator',
    body: change([setting(path, attributes)]),
  });
  return answer.json;
}

async function get(pair: RealPair, letter: Letter, path: string) {
  return pair.ask(letter, 'GET', `/v1/ds/entry?path=${encodeURIComponent(path)}`, { credential: 'viewer' });
}

describe('the configuration tree of a running pair', () => {
  it('is on the backup as soon as a change is confirmed', async () => {
    const pair = await realPair();
    await startBoth(pair);
    await expect.poll(async () => (await set(pair, 'A', JOE, { Extension: ['101'] })).replicated).toBe(true);
    const [there, here] = [await get(pair, 'B', JOE), await get(pair, 'A', JOE)];
    expect(there.json).toEqual(here.json);
    expect(there.json).toMatchObject({ path: JOE, class: 'Entry', attributes: { Extension: ['101'] } });
  });

  it('refuses a change on the backup, and names the active server and its address', async () => {
    const pair = await realPair();
    await startBoth(pair);
    const reply = await set(pair, 'B', JOE, { Extension: ['101'] });
    expect(reply).toMatchObject({ accepted: false, kind: 'refused', problems: [{ code: 'not-active' }] });
    expect(reply.problems[0].what).toContain(`alpha (A) at 127.0.0.1:${pair.ports.A}`);
  });

  it('gives the backup what it missed while it was stopped', async () => {
    const pair = await realPair();
    const { B } = await startBoth(pair);
    await stopServer(B);
    await set(pair, 'A', JOE, { Extension: ['102'] });
    const again = await pair.start('B');
    await until(() => again.state().place === 'backup.watching', 'B is the backup again');
    await expect.poll(async () => (await get(pair, 'B', JOE)).status).toBe(200);
  });

  it('warns where the file of its database is deleted while it is in use', async () => {
    const pair = await realPair();
    await startBoth(pair);
    const codes = async () => {
      const { json } = await pair.ask('B', 'GET', '/v1/status', { credential: 'viewer' });
      return json.warnings.map(({ code }: { code: string }) => code);
    };
    expect(await codes()).not.toContain('tree-file-gone');
    renameSync(join(pair.dir, 'B', 'tree.db'), join(pair.dir, 'B', 'elsewhere'));
    expect(await codes()).toContain('tree-file-gone');
  });
});
