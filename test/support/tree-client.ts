/** Requests about the configuration tree, straight to one server: over connections that are kept, for many of them. */
import { readFileSync } from 'node:fs';
import { Agent, request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Letter } from '../../src/core/letter.ts';
import type { TreeChildren, TreeEntryAnswer, TreeReply } from '../../src/core/protocol/tree-answers.ts';
import { readPairFile } from '../../src/host/files/pair-file.ts';

export interface TreeClient {
  /** Rejects if the server does not answer. */
  readonly ask: (letter: Letter, method: string, path: string, body?: unknown) => Promise<unknown>;
  readonly set: (letter: Letter, path: string, attributes: Readonly<Record<string, string[]>>) => Promise<TreeReply>;
  readonly get: (letter: Letter, path: string) => Promise<TreeEntryAnswer>;
  /** Everything immediately below a path, by path. */
  readonly children: (letter: Letter, path: string) => Promise<ReadonlyMap<string, TreeEntryAnswer>>;
  /** What a switch would lose, as `/v1/status` says. */
  readonly wouldLose: (letter: Letter) => Promise<readonly string[]>;
}

let requests = 0;

/** `dir`: the folder of a pair. */
export async function treeClient(dir: string): Promise<TreeClient> {
  const { pairFile } = await readPairFile(join(dir, 'pair.yaml'));
  const [cert, key] = ['operator.crt', 'operator.key'].map((name) => readFileSync(join(dir, 'operator', name)));
  const agent = new Agent({ keepAlive: true, maxSockets: 8, rejectUnauthorized: false, cert, key });
  onTestFinished(() => agent.destroy());

  const ask: TreeClient['ask'] = (letter, method, path, body) =>
    new Promise((resolve, reject) => {
      const { host, port } = pairFile.servers[letter];
      const content = body === undefined ? undefined : JSON.stringify(body);
      const headers = content === undefined ? {} : { 'content-type': 'application/json' };
      const request = httpsRequest({ host, port, method, path, agent, headers, timeout: 20_000 });
      request.on('error', reject);
      request.on('timeout', () => request.destroy(new Error(`${method} ${path}: no answer`)));
      request.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (piece: string) => {
          text += piece;
        });
        response.on('error', reject);
        response.on('end', () => resolve(JSON.parse(text)));
      });
      request.end(content);
    });

  return {
    ask,
    set: (letter, path, attributes) => {
      requests += 1;
      const edits = [{ is: 'set', path, class: null, attributes }];
      const body = { id: `set-${process.pid}-${requests}`, reason: null, dryRun: false, edits, expected: [] };
      return ask(letter, 'POST', '/v1/ds', body) as Promise<TreeReply>;
    },
    get: (letter, path) =>
      ask(letter, 'GET', `/v1/ds/entry?path=${encodeURIComponent(path)}`) as Promise<TreeEntryAnswer>,
    children: async (letter, path) => {
      const found = new Map<string, TreeEntryAnswer>();
      let after = '';
      for (;;) {
        const query = `path=${encodeURIComponent(path)}${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`;
        const page = (await ask(letter, 'GET', `/v1/ds/children?${query}`)) as TreeChildren;
        for (const { entry } of page.children) if (entry !== null) found.set(entry.path, entry);
        if (page.next === null) return found;
        after = page.next;
      }
    },
    wouldLose: async (letter) =>
      ((await ask(letter, 'GET', '/v1/status')) as { readonly wouldLose: readonly string[] }).wouldLose,
  };
}
