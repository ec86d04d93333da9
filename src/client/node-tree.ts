/** Requests to a pair about its configuration tree. */
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Letter } from '../core/letter.ts';
import type {
  SetAside,
  SetAsideDetails,
  TreeBackup,
  TreeChildren,
  TreeEntryAnswer,
  TreeHistory,
  TreeReply,
  TreeRequest,
} from '../core/protocol/tree-answers.ts';
import {
  setAsideDetailsShape,
  setAsideListShape,
  treeBackupShape,
  treeBackupsShape,
  treeBucketsShape,
  treeChildrenShape,
  treeEntryShape,
  treeHashesShape,
  treeHistoryShape,
  treeReplyShape,
} from '../core/protocol/tree-answers.ts';
import { type Ask, type AskStream, strange } from './call-server.ts';
import { expectNewer, expectOk, expectShape } from './expect-answer.ts';

/** Every call goes to one server and throws a SwitchoverError if it fails. */
export interface PairTree {
  /** Null if there is no such entry. */
  readonly entry: (letter: Letter, path: string) => Promise<TreeEntryAnswer | null>;
  /** One page; `after`: the `next` of the page before. */
  readonly children: (letter: Letter, path: string, after: string | null) => Promise<TreeChildren>;
  readonly history: (
    letter: Letter,
    query: { readonly path: string | null; readonly before: number | null; readonly limit: number },
  ) => Promise<TreeHistory>;
  readonly change: (letter: Letter, request: TreeRequest) => Promise<TreeReply>;
  /** The hashes of the children of nodes of the hash tree. */
  readonly hashes: (
    letter: Letter,
    level: number,
    indexes: readonly number[],
  ) => Promise<readonly (readonly string[])[]>;
  readonly buckets: (
    letter: Letter,
    buckets: readonly number[],
  ) => Promise<readonly (TreeEntryAnswer & { readonly hash: string })[]>;
  /** The lines of an export; null: of everything. Ends early by an error if the server stops sending. */
  readonly export: (letter: Letter, path: string | null) => Promise<Readable>;
  readonly backups: (letter: Letter) => Promise<readonly TreeBackup[]>;
  readonly makeBackup: (letter: Letter) => Promise<TreeBackup>;
  /** Its lines; null if there is no backup of that name. */
  readonly backup: (letter: Letter, name: string) => Promise<Readable | null>;
  /** Server-sent events from a position on; null: from now on. */
  readonly watch: (
    letter: Letter,
    query: { readonly path: string | null; readonly from: string | null },
  ) => Promise<Readable>;
  readonly setAside: (letter: Letter) => Promise<readonly SetAside[]>;
  /** Null if it has nothing of that name. */
  readonly setAsideDetails: (letter: Letter, id: string, after: number) => Promise<SetAsideDetails | null>;
}

export function pairTree(ask: Ask, stream: AskStream): PairTree {
  const addressOf = (at: string, query: Readonly<Record<string, string | number | null>>): string => {
    const given = Object.entries(query).flatMap(([name, value]) =>
      value === null ? [] : [[name, String(value)] as [string, string]],
    );
    const search = new URLSearchParams(given).toString();
    return search === '' ? at : `${at}?${search}`;
  };
  const get = (letter: Letter, at: string, query: Parameters<typeof addressOf>[1]) =>
    ask(letter, 'GET', addressOf(at, query));
  /** Null if the server does not know what was asked for. */
  const read = async (letter: Letter, at: string): Promise<Readable | null> => {
    const { call, response } = await stream(letter, at);
    const { statusCode: status = 0 } = response;
    if (status === 200) return response;
    const text = Buffer.concat(await response.toArray()).toString('utf8');
    if (status === 404) return null;
    await expectOk(Promise.resolve({ call, status, text }));
    throw strange(call, `HTTP ${status}`);
  };
  const readNewer = async (letter: Letter, at: string): Promise<Readable> => {
    const found = await read(letter, at);
    if (found !== null) return found;
    return expectNewer(z.never(), get(letter, at, {}));
  };
  return {
    entry: async (letter, path) => {
      const answer = await get(letter, '/v1/ds/entry', { path });
      if (answer.status === 404 && answer.text.includes('tree-entry-missing')) return null;
      return expectNewer(treeEntryShape, Promise.resolve(answer));
    },
    children: (letter, path, after) => expectNewer(treeChildrenShape, get(letter, '/v1/ds/children', { path, after })),
    history: (letter, query) => expectNewer(treeHistoryShape, get(letter, '/v1/ds/history', query)),
    change: (letter, request) => expectShape(treeReplyShape, ask(letter, 'POST', '/v1/ds', request)),
    hashes: async (letter, level, indexes) => {
      const query = { level, numbers: indexes.join(',') };
      return (await expectNewer(treeHashesShape, get(letter, '/v1/ds/hashes', query))).children;
    },
    buckets: async (letter, buckets) => {
      const query = { numbers: buckets.join(',') };
      return (await expectNewer(treeBucketsShape, get(letter, '/v1/ds/buckets', query))).entries;
    },
    export: (letter, path) => readNewer(letter, addressOf('/v1/ds/export', { path })),
    backups: async (letter) => (await expectNewer(treeBackupsShape, get(letter, '/v1/ds/backups', {}))).backups,
    makeBackup: (letter) => expectNewer(treeBackupShape, ask(letter, 'POST', '/v1/ds/backups', {})),
    backup: (letter, name) => read(letter, `/v1/ds/backups/${encodeURIComponent(name)}`),
    watch: (letter, query) => readNewer(letter, addressOf('/v1/ds/watch', query)),
    setAside: async (letter) => (await expectNewer(setAsideListShape, get(letter, '/v1/set-aside', {}))).items,
    setAsideDetails: async (letter, id, after) => {
      const answer = await get(letter, `/v1/set-aside/${encodeURIComponent(id)}`, { after });
      return answer.status === 404 ? null : expectShape(setAsideDetailsShape, Promise.resolve(answer));
    },
  };
}
