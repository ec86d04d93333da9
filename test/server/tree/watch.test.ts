import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { TreeReply } from '../../../src/core/protocol/tree-answers.ts';
import { makeRealPair, type RealPair, startBoth } from '../../support/real-pair.ts';
import { type TreeClient, treeClient } from '../../support/tree-client.ts';

const FOLDER = `\${CONFIG}\\Users`;

interface Watching {
  readonly response: IncomingMessage;
  /** The next event that is not a sign of life. */
  readonly next: () => Promise<{ readonly event: string; readonly id: string; readonly data: unknown }>;
}

let pair: RealPair;
let tree: TreeClient;

beforeAll(async () => {
  pair = await makeRealPair();
  await startBoth(pair);
  return pair.cleanUp;
});

async function asked(query: string): Promise<{ readonly request: ClientRequest; readonly response: IncomingMessage }> {
  const { cert, key } = await pair.identity('viewer');
  const path = `/v1/ds/watch${query}`;
  const at = { host: '127.0.0.1', port: pair.ports.A, path, agent: false as const, rejectUnauthorized: false };
  const request = httpsRequest({ ...at, cert, key });
  request.end();
  onTestFinished(() => void request.destroy());
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  return { request, response };
}

async function watching(query = ''): Promise<Watching> {
  const { response } = await asked(query);
  let text = '';
  const pieces = response.setEncoding('utf8')[Symbol.asyncIterator]();
  const next: Watching['next'] = async () => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end === -1) {
        text += (await pieces.next()).value;
        continue;
      }
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
      if (!['', 'position'].includes(field('event')))
        return { event: field('event'), id: field('id'), data: JSON.parse(field('data')) };
    }
  };
  return { response, next };
}

const set = (name: string, value: string): Promise<TreeReply> =>
  tree.set('A', `${FOLDER}\\${name}`, { Value: [value] });

describe('watching the configuration tree', () => {
  it('shows each change as it is made, with who made it', async () => {
    tree = await treeClient(pair.dir);
    const { next, response } = await watching();
    expect(response.headers['content-type']).toContain('text/event-stream');
    await set('Joe', '1');
    expect(await next()).toMatchObject({
      event: 'change',
      data: {
        by: 'master-administrator',
        writes: [{ path: `${FOLDER}\\Joe`, entry: { attributes: { Value: ['1'] } } }],
      },
    });
  });

  it('goes on from a position without missing or repeating anything', async () => {
    tree = await treeClient(pair.dir);
    const first = await watching();
    await set('Ann', '1');
    const { id } = await first.next();
    await set('Ann', '2');
    await set('Ann', '3');
    const { next } = await watching(`?from=${id}`);
    const found = [await next(), await next()];
    expect(found.map(({ data }) => data)).toMatchObject([
      { writes: [{ entry: { attributes: { Value: ['2'] } } }] },
      { writes: [{ entry: { attributes: { Value: ['3'] } } }] },
    ]);
  });

  it('says that it cannot go on from a position that was never there, instead of leaving something out', async () => {
    tree = await treeClient(pair.dir);
    const { position } = (await set('Eve', '1')) as { position: { term: number; number: number } };
    const { next } = await watching(`?from=${position.term + 2}.1`);
    expect(await next()).toMatchObject({
      event: 'gap',
      data: { from: { term: position.term + 2, number: 1 }, to: position },
    });
  });

  it('shows only what is below the path that is asked for', async () => {
    tree = await treeClient(pair.dir);
    const { next } = await watching(`?path=${encodeURIComponent(`${FOLDER}\\Zoe`)}`);
    await set('Other', '1');
    await set('ZOE', '1');
    expect(await next()).toMatchObject({ data: { writes: [{ path: `${FOLDER}\\ZOE` }] } });
  });

  it('refuses a path and a position that are none', async () => {
    for (const query of ['?path=Users', '?from=7', '?from=1.x']) {
      const { response } = await asked(query);
      expect(response.statusCode).toBe(400);
      response.resume();
    }
  });

  it('serves so many watchers, refuses more, and answers everyone else meanwhile', async () => {
    tree = await treeClient(pair.dir);
    const all = await Promise.all(Array.from({ length: 150 }, () => asked('').catch(() => null)));
    const answers = all.map((each) => each?.response.statusCode ?? 0);
    expect(answers.filter((status) => status === 200).length).toBeGreaterThan(100);
    expect(answers.filter((status) => status !== 200).length).toBeGreaterThan(0);
    for (const each of all) each?.response.resume();
    expect((await pair.ask('A', 'GET', '/primary')).status).toBe(200);
    expect((await set('Joe', '9')).accepted).toBe(true);
    for (const each of all) each?.request.destroy();
  });

  it('does not hold up anything for a watcher that never reads', async () => {
    tree = await treeClient(pair.dir);
    const { response } = await asked('');
    response.pause();
    const large = 'x'.repeat(30_000);
    for (let count = 0; count < 40; count += 1) {
      expect(await tree.set('A', `${FOLDER}\\Large`, { Value: [`${large}${count}`] })).toMatchObject({
        accepted: true,
      });
    }
    const { next } = await watching();
    await set('Joe', '10');
    expect(await next()).toMatchObject({ data: { writes: [{ path: `${FOLDER}\\Joe` }] } });
  });
});
