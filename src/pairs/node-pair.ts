/** How commands reach a pair of ours: HTTPS to each server, with the operator's certificate. */
import { Agent, request as httpsRequest } from 'node:https';
import type { z } from 'zod';
import type { Letter } from '../core/letter.ts';
import { LETTERS } from '../core/letter.ts';
import type { Reply } from '../core/pair/effect.ts';
import type { PairFile, ServerEntry } from '../core/pair-file/pair-file.ts';
import type { Problem } from '../core/problem.ts';
import { SwitchoverError } from '../core/problem.ts';
import type { ServerStatus, SwitchOutcome } from '../core/protocol/answers.ts';
import { errorShape, replyShape, serverStatusShape, settledShape } from '../core/protocol/answers.ts';
import type { CredentialKind, Identity } from '../host/identity.ts';
import { readIdentity } from '../host/identity.ts';
import { readPairFile } from '../host/pair-file.ts';
import { dialOptions } from '../host/peer-tls.ts';

/** A server that does not answer within this time counts as unreachable, in ms. `status` promises 2 s. */
const ANSWER_LIMIT_MS = 1_500;
/** As much of an answer as is read, in bytes. */
const ANSWER_BYTES = 1024 * 1024;

/** A pair as a command sees it. Every call asks one server and throws a SwitchoverError where that fails. */
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
  readonly switchOutcome: (letter: Letter, id: string) => Promise<SwitchOutcome | null>;
  readonly requestRejoin: (letter: Letter, id: string) => Promise<Reply>;
  readonly requestMode: (
    letter: Letter,
    request: { id: string; mode: 'automatic' | 'manual'; forMs: number | null; reason: string | null },
  ) => Promise<Reply>;
  readonly requestStop: (letter: Letter, takeover: boolean) => Promise<void>;
  readonly close: () => void;
}

/** Where a pair's file lies, and with whose credential it is asked: an operator's, or a server's own for its health. */
export interface PairPlaces {
  readonly pairFile: string;
  readonly credential: string;
  readonly kind?: CredentialKind;
}

/** Opens a pair by its pair file and a credential. Nothing is asked of the servers yet. */
export async function openNodePair(places: PairPlaces): Promise<NodePair> {
  const { pairFile, path, warnings } = await readPairFile(places.pairFile);
  const identity = await readIdentity(places.credential, places.kind ?? 'operator');
  const agents = { A: agentFor(identity, 'A'), B: agentFor(identity, 'B') } as const;
  const call = (letter: Letter, method: string, at: string, body?: object): Promise<Answer> =>
    callServer(pairFile.servers[letter], agents[letter], method, at, body);
  return {
    path,
    pairFile,
    identity,
    warnings,
    status: (letter) => expectShape(serverStatusShape, call(letter, 'GET', '/v1/status')),
    health: async (letter, at) => (await call(letter, 'GET', at)).status === 200,
    requestSwitch: (letter, body) => expectShape(replyShape, call(letter, 'POST', '/v1/switch', body)),
    switchOutcome: async (letter, id) => {
      const answer = await call(letter, 'GET', `/v1/switches/${encodeURIComponent(id)}`);
      return answer.status === 404 ? null : expectShape(settledShape, Promise.resolve(answer));
    },
    requestRejoin: (letter, id) => expectShape(replyShape, call(letter, 'POST', '/v1/rejoin', { id })),
    requestMode: (letter, body) => expectShape(replyShape, call(letter, 'POST', '/v1/mode', body)),
    requestStop: async (letter, takeover) => {
      await expectOk(call(letter, 'POST', '/v1/stop', { takeover }));
    },
    close: () => {
      for (const letter of LETTERS) agents[letter].destroy();
    },
  };
}

interface Answer {
  readonly server: ServerEntry;
  readonly status: number;
  readonly text: string;
}

function agentFor(identity: Identity, letter: Letter): Agent {
  return new Agent({ keepAlive: true, ...(dialOptions(identity, letter) as object) });
}

function callServer(server: ServerEntry, agent: Agent, method: string, at: string, body?: object): Promise<Answer> {
  const content = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => reject(failure ?? unreachable(server, error));
    let failure: SwitchoverError | null = null;
    const request = httpsRequest({
      host: server.host,
      port: server.port,
      path: at,
      method,
      agent,
      headers:
        content === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) },
    });
    const limit = setTimeout(() => {
      request.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }));
    }, ANSWER_LIMIT_MS);
    request.on('error', fail);
    request.on('close', () => clearTimeout(limit));
    request.on('response', (response) => {
      const pieces: Buffer[] = [];
      let bytes = 0;
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
        if (bytes <= ANSWER_BYTES) return void pieces.push(piece);
        failure = strange(server, `it is too long: more than ${ANSWER_BYTES} bytes`);
        request.destroy(failure);
        return undefined;
      });
      response.on('error', fail);
      response.on('end', () => {
        resolve({ server, status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString('utf8') });
      });
    });
    request.end(content);
  });
}

/** The answer as it should be; another version's may be different. */
async function expectShape<T>(shape: z.ZodType<T>, call: Promise<Answer>): Promise<T> {
  const { server } = await call;
  const parsed = shape.safeParse(await expectOk(call));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw strange(server, `its "${issue?.path.join('.') ?? ''}": ${issue?.message ?? 'wrong shape'}`);
}

/** The answer's JSON; a refusal by the server becomes the error it describes. */
async function expectOk(call: Promise<Answer>): Promise<unknown> {
  const { server, status, text } = await call;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw strange(server, `HTTP ${status} without JSON`);
  }
  if (status >= 200 && status < 300) return json;
  const refusal = errorShape.safeParse(json);
  if (!refusal.success) throw strange(server, `HTTP ${status}`);
  const { code, what, why, do: next } = refusal.data.error;
  const kind = status === 401 || status === 403 ? 'refused' : 'unreachable';
  throw new SwitchoverError(kind, {
    code,
    what,
    why: `server ${server.letter} answered with ${why}`,
    where: placeOf(server),
    do: next,
  });
}

function placeOf(server: ServerEntry): string {
  return `${server.name} (${server.letter}) at ${server.host}:${server.port}`;
}

function strange(server: ServerEntry, why: string): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'server-answer-strange',
    what: `server ${server.letter} gave an answer that is not understood`,
    why,
    where: placeOf(server),
    do: 'check that both run the same version of switchover',
  });
}

/** Not there, or there and not the server it should be. */
function unreachable(server: ServerEntry, error: NodeJS.ErrnoException): SwitchoverError {
  const code = error.code ?? '';
  const absent = /^(ECONN|EHOST|ENET|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_|EADDR)/.test(code);
  if (absent) {
    return new SwitchoverError('unreachable', {
      code: 'server-unreachable',
      what: `server ${server.letter} (${server.name}) does not answer`,
      why: `${server.host}:${server.port}: ${WORDS[code] ?? code}`,
      where: placeOf(server),
      do: `look whether its process runs on that machine; it is started with: switchover node run --server ${server.letter}`,
    });
  }
  return new SwitchoverError('unreachable', {
    code: 'server-unverified',
    what: `what answers in place of server ${server.letter} (${server.name}) cannot be verified`,
    why: error.message,
    where: placeOf(server),
    do: 'use the credential that was made together with this pair; if it is, something else answers at that address',
  });
}

/** How the reason ends of a server that may be there and is silent. */
export const NO_ANSWER_IN_TIME = 'no answer in time';

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused, nothing listens there',
  ECONNRESET: 'the connection was reset',
  ETIMEDOUT: NO_ANSWER_IN_TIME,
  EHOSTUNREACH: 'no route to that machine',
  ENETUNREACH: 'no route to that network',
  ENOTFOUND: 'that name is not known',
  EAI_AGAIN: 'that name cannot be resolved now',
};
