/** Requests to a pair about its parameters. */
import type { Letter } from '../core/letter.ts';
import type { ChangeRequest } from '../core/parameter-history/change.ts';
import type { ChangeReply, HistoryPage, ServerParameters } from '../core/protocol/parameter-answers.ts';
import {
  changeReplyShape,
  checkpointShape,
  historyShape,
  parametersShape,
} from '../core/protocol/parameter-answers.ts';
import type { Ask } from './call-server.ts';
import { expectShape } from './expect-answer.ts';

/** Every call goes to one server and throws a SwitchoverError if it fails. */
export interface PairParameters {
  readonly read: (letter: Letter) => Promise<ServerParameters>;
  /** The newest `limit` checkpoints; `name`: only those that changed this parameter. */
  readonly history: (
    letter: Letter,
    query: { readonly name: string | null; readonly before: number | null; readonly limit: number },
  ) => Promise<HistoryPage>;
  /** Null if that checkpoint is not kept. */
  readonly checkpoint: (letter: Letter, number: number) => Promise<ServerParameters['values'] | null>;
  readonly change: (letter: Letter, request: ChangeRequest) => Promise<ChangeReply>;
}

export function pairParameters(ask: Ask): PairParameters {
  return {
    read: (letter) => expectShape(parametersShape, ask(letter, 'GET', '/v1/params')),
    history: (letter, { name, before, limit }) => {
      const query = new URLSearchParams({ limit: String(limit) });
      if (name !== null) query.set('name', name);
      if (before !== null) query.set('before', String(before));
      return expectShape(historyShape, ask(letter, 'GET', `/v1/params/history?${query}`));
    },
    checkpoint: async (letter, number) => {
      const answer = await ask(letter, 'GET', `/v1/params/checkpoints/${number}`);
      return answer.status === 404 ? null : (await expectShape(checkpointShape, Promise.resolve(answer))).values;
    },
    change: (letter, request) => expectShape(changeReplyShape, ask(letter, 'POST', '/v1/params', request)),
  };
}
