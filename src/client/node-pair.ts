/** How commands reach a pair: HTTPS to each server, with the operator's certificate. */
import { Agent } from 'node:https';
import type { PairFile } from '../core/config/pair-file/pair-file.ts';
import type { Reply } from '../core/engine/effect.ts';
import type { Letter } from '../core/letter.ts';
import { LETTERS } from '../core/letter.ts';
import type { Problem } from '../core/problem.ts';
import type { ModuleAnswer, ServerLog, ServerStatus, SwitchOutcome } from '../core/protocol/answers.ts';
import {
  logTailShape,
  moduleAnswerShape,
  replyShape,
  serverStatusShape,
  settledShape,
} from '../core/protocol/answers.ts';
import { type EventPage, historyPageShape } from '../core/protocol/history-answers.ts';
import { type MachineFacts, machineFactsShape } from '../core/protocol/machine-facts.ts';
import { readPairFile } from '../host/files/pair-file.ts';
import type { CredentialKind, Identity } from '../host/identity/identity.ts';
import { readIdentity } from '../host/identity/identity.ts';
import { dialOptions } from '../host/network/peer-tls.ts';
import type { Ask, AskStream } from './call-server.ts';
import { callServer, streamFrom } from './call-server.ts';
import { expectNewer, expectOk, expectShape } from './expect-answer.ts';
import type { PairParameters } from './node-parameters.ts';
import { pairParameters } from './node-parameters.ts';
import type { PairProcedures } from './node-procedures.ts';
import { pairProcedures } from './node-procedures.ts';
import type { PairTree } from './node-tree.ts';
import { pairTree } from './node-tree.ts';

/**
 * A pair as a command sees it. Every call goes to one server and throws a SwitchoverError if it fails; `answer-lost` if
 * the request may have been carried out.
 */
export interface NodePair {
  readonly path: string;
  readonly pairFile: PairFile;
  readonly identity: Identity;
  readonly warnings: readonly Problem[];
  readonly status: (letter: Letter) => Promise<ServerStatus>;
  readonly health: (letter: Letter, path: '/primary' | '/backup' | '/health') => Promise<boolean>;
  readonly requestSwitch: (
    letter: Letter,
    request: { id: string; expectedTerm: number | null; immediate: boolean; reason: string | null },
  ) => Promise<Reply>;
  /** What it would answer to such a request now; null if its version cannot tell. */
  readonly switchAnswer: (
    letter: Letter,
    question: { readonly expectedTerm: number | null; readonly immediate: boolean },
  ) => Promise<Reply | null>;
  readonly switchOutcome: (letter: Letter, id: string) => Promise<SwitchOutcome | null>;
  readonly requestRejoin: (letter: Letter, id: string) => Promise<Reply>;
  readonly requestMode: (
    letter: Letter,
    request: { id: string; mode: 'automatic' | 'manual'; forMs: number | null; reason: string | null },
  ) => Promise<Reply>;
  readonly requestStop: (letter: Letter, takeover: boolean) => Promise<void>;
  /** The newest `limit` of its switches, takeovers and starts; with `before`, of those with a lower number. */
  readonly history: (
    letter: Letter,
    query: { readonly before: number | null; readonly limit: number },
  ) => Promise<EventPage>;
  readonly facts: (letter: Letter) => Promise<MachineFacts>;
  /** What its module answers now. */
  readonly module: (letter: Letter) => Promise<ModuleAnswer>;
  /** At most this much from the end of its readable log; no more than `MOST_LOG_BYTES`. */
  readonly log: (letter: Letter, bytes: number) => Promise<ServerLog>;
  readonly parameters: PairParameters;
  readonly procedures: PairProcedures;
  readonly tree: PairTree;
  readonly close: () => void;
}

/** The path of the pair file, and the credential to use: an operator's, or for health checks a server's own. */
export interface PairPlaces {
  readonly pairFile: string;
  readonly credential: string;
  readonly kind?: CredentialKind;
}

/** Opens a pair from its pair file and a credential, without contacting the servers. */
export async function openNodePair(places: PairPlaces): Promise<NodePair> {
  const { pairFile, path, warnings } = await readPairFile(places.pairFile);
  const identity = await readIdentity(places.credential, places.kind ?? 'operator');
  const agents = { A: agentFor(identity, 'A'), B: agentFor(identity, 'B') } as const;
  const call: Ask = (letter, method, at, body) =>
    callServer({ server: pairFile.servers[letter], method, at }, agents[letter], body);
  const stream: AskStream = async (letter, at) => {
    const one = { server: pairFile.servers[letter], method: 'GET', at } as const;
    return { call: one, response: await streamFrom(one, agents[letter]) };
  };
  return {
    path,
    pairFile,
    identity,
    warnings,
    status: (letter) => expectShape(serverStatusShape, call(letter, 'GET', '/v1/status')),
    health: async (letter, at) => (await call(letter, 'GET', at)).status === 200,
    requestSwitch: (letter, body) => expectShape(replyShape, call(letter, 'POST', '/v1/switch', body)),
    switchAnswer: async (letter, { expectedTerm, immediate }) => {
      const answer = await call(
        letter,
        'GET',
        `/v1/switch-answer?expectedTerm=${expectedTerm ?? 'none'}&immediate=${immediate}`,
      );
      return answer.status === 404 ? null : expectShape(replyShape, Promise.resolve(answer));
    },
    switchOutcome: async (letter, id) => {
      const answer = await call(letter, 'GET', `/v1/switches/${encodeURIComponent(id)}`);
      return answer.status === 404 ? null : expectShape(settledShape, Promise.resolve(answer));
    },
    requestRejoin: (letter, id) => expectShape(replyShape, call(letter, 'POST', '/v1/rejoin', { id })),
    requestMode: (letter, body) => expectShape(replyShape, call(letter, 'POST', '/v1/mode', body)),
    requestStop: async (letter, takeover) => {
      await expectOk(call(letter, 'POST', '/v1/stop', { takeover }));
    },
    history: (letter, { before, limit }) => {
      const at = `/v1/history?limit=${limit}${before === null ? '' : `&before=${before}`}`;
      return expectNewer(historyPageShape, call(letter, 'GET', at));
    },
    facts: (letter) => expectNewer(machineFactsShape, call(letter, 'GET', '/v1/facts')),
    module: (letter) => expectNewer(moduleAnswerShape, call(letter, 'GET', '/v1/module')),
    log: (letter, bytes) => expectNewer(logTailShape, call(letter, 'GET', `/v1/logs?bytes=${bytes}`)),
    parameters: pairParameters(call),
    procedures: pairProcedures(call),
    tree: pairTree(call, stream),
    close: () => {
      for (const letter of LETTERS) agents[letter].destroy();
    },
  };
}

function agentFor(identity: Identity, letter: Letter): Agent {
  return new Agent({ keepAlive: true, ...(dialOptions(identity, letter) as object) });
}
