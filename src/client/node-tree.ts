/** Requests to a pair about its configuration tree. */
import type { Letter } from '../core/letter.ts';
import type {
  SetAside,
  SetAsideDetails,
  TreeChildren,
  TreeEntryAnswer,
  TreeHistory,
  TreeReply,
  TreeRequest,
} from '../core/protocol/tree-answers.ts';
import {
  setAsideDetailsShape,
  setAsideListShape,
  treeBucketsShape,
  treeChildrenShape,
  treeEntryShape,
  treeHashesShape,
  treeHistoryShape,
  treeReplyShape,
} from '../core/protocol/tree-answers.ts';
import type { Ask } from './call-server.ts';
import { expectNewer, expectShape } from './expect-answer.ts';

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
  readonly setAside: (letter: Letter) => Promise<readonly SetAside[]>;
  /** Null if it has nothing of that name. */
  readonly setAsideDetails: (letter: Letter, id: string, after: number) => Promise<SetAsideDetails | null>;
}

export function pairTree(ask: Ask): PairTree {
  const get = (letter: Letter, at: string, query: Readonly<Record<string, string | number | null>>) => {
    const given = Object.entries(query).flatMap(([name, value]) =>
      value === null ? [] : [[name, String(value)] as [string, string]],
    );
    const search = new URLSearchParams(given).toString();
    return ask(letter, 'GET', search === '' ? at : `${at}?${search}`);
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
    setAside: async (letter) => (await expectNewer(setAsideListShape, get(letter, '/v1/set-aside', {}))).items,
    setAsideDetails: async (letter, id, after) => {
      const answer = await get(letter, `/v1/set-aside/${encodeURIComponent(id)}`, { after });
      return answer.status === 404 ? null : expectShape(setAsideDetailsShape, Promise.resolve(answer));
    },
  };
}
