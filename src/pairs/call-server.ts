/** One HTTPS request to one server of a pair, and what its failure means for whoever asked. */

import { type Agent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { formatEndpoint } from '../core/network-name.ts';
import type { ServerEntry } from '../core/pair-file/pair-file.ts';
import { SwitchoverError } from '../core/problem.ts';
import { NOTHING_LISTENS } from '../core/results/seen.ts';
import { sharedLookup } from '../host/name-lookup.ts';
import { isAbsence } from '../host/socket-errors.ts';

/** A server that does not answer within this time counts as unreachable, in ms. `status` promises 2 s. */
const ANSWER_LIMIT_MS = 1_500;
/** As much of an answer as is read, in bytes. */
const ANSWER_BYTES = 1024 * 1024;

export interface Call {
  readonly server: ServerEntry;
  readonly method: 'GET' | 'POST';
  readonly at: string;
}

export interface Answer {
  readonly call: Call;
  readonly status: number;
  readonly text: string;
}

/** Asks one server. Throws `server-unreachable`, `server-unverified`, or `answer-lost` where it may have been heard. */
export function callServer(call: Call, agent: Agent, body?: object): Promise<Answer> {
  const { server, method, at } = call;
  const content = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    let failure: SwitchoverError | null = null;
    /** From here on the server may have it, whatever we hear of it. */
    let sent = false;
    const fail = (error: NodeJS.ErrnoException): void => {
      if (failure !== null) return reject(failure);
      return reject(sent && method === 'POST' ? lost(call, wordsOf(error)) : unreachable(server, error));
    };
    const request = httpsRequest({
      host: server.host,
      port: server.port,
      path: at,
      method,
      agent,
      lookup: sharedLookup,
      headers:
        content === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) },
    });
    const limit = setTimeout(() => {
      request.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }));
    }, ANSWER_LIMIT_MS);
    request.on('socket', (socket) =>
      onceSecure(socket, () => {
        sent = true;
      }),
    );
    request.on('error', fail);
    request.on('close', () => clearTimeout(limit));
    request.on('response', (response) => {
      const pieces: Buffer[] = [];
      let bytes = 0;
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
        if (bytes <= ANSWER_BYTES) return void pieces.push(piece);
        failure = strange(call, `it is too long: more than ${ANSWER_BYTES} bytes`);
        request.destroy(failure);
        return undefined;
      });
      response.on('error', fail);
      response.on('end', () => {
        resolve({ call, status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString('utf8') });
      });
    });
    request.end(content);
  });
}

/** Nothing of a request leaves before the other end has proved who it is. */
function onceSecure(socket: Socket, then: () => void): void {
  if (socket instanceof TLSSocket && socket.authorized) then();
  else socket.once('secureConnect', then);
}

function placeOf(server: ServerEntry): string {
  return `${server.name} (${server.letter}) at ${formatEndpoint(server.host, server.port)}`;
}

/** An answer in a shape that is not ours. What was asked for may have been done all the same. */
export function strange(call: Call, why: string): SwitchoverError {
  if (call.method === 'POST') return lost(call, `its answer is not understood: ${why}`);
  return new SwitchoverError('unreachable', {
    code: 'server-answer-strange',
    what: `server ${call.server.letter} gave an answer that is not understood`,
    why,
    where: placeOf(call.server),
    do: 'check that both run the same version of switchover',
  });
}

/** What the server itself says against a request. */
export function refusedByServer(
  call: Call,
  status: number,
  said: Omit<SwitchoverError['problem'], 'severity' | 'where'>,
) {
  const kind = status === 401 || status === 403 ? 'refused' : 'unreachable';
  const why = `server ${call.server.letter} answered with ${said.why}`;
  return new SwitchoverError(kind, { ...said, why, where: placeOf(call.server) });
}

function lost({ server }: Call, why: string): SwitchoverError {
  return new SwitchoverError('unfinished', {
    code: 'answer-lost',
    what: `server ${server.letter} (${server.name}) was asked, and its answer was lost: it may have happened`,
    why: `${formatEndpoint(server.host, server.port)}: ${why}`,
    where: placeOf(server),
    do: 'look at status before you repeat it',
  });
}

/** What a server said; null where the request left and the answer was lost: whether it was done has to be found out. */
export async function unlessLost<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof SwitchoverError && error.problem.code === 'answer-lost') return null;
    throw error;
  }
}

/** Not there, or there and not the server it should be. */
function unreachable(server: ServerEntry, error: NodeJS.ErrnoException): SwitchoverError {
  if (isAbsence(error.code ?? '')) {
    return new SwitchoverError('unreachable', {
      code: 'server-unreachable',
      what: `server ${server.letter} (${server.name}) does not answer`,
      why: `${formatEndpoint(server.host, server.port)}: ${wordsOf(error)}`,
      where: placeOf(server),
      do: `look whether its process runs on that machine; it is started with: switchover node run --server ${server.letter}`,
    });
  }
  return new SwitchoverError('unreachable', {
    code: 'server-unverified',
    what: `what answers in place of server ${server.letter} (${server.name}) cannot be verified`,
    why: wordsOf(error),
    where: placeOf(server),
    do: 'use the credential that was made together with this pair; if it is, something else answers at that address',
  });
}

/** How the reason ends of a server that may be there and is silent. */
export const NO_ANSWER_IN_TIME = 'no answer in time';

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: NOTHING_LISTENS,
  ECONNRESET: 'the connection was reset',
  ETIMEDOUT: NO_ANSWER_IN_TIME,
  EHOSTUNREACH: 'no route to that machine',
  ENETUNREACH: 'no route to that network',
  ENOTFOUND: 'that name is not known',
  EAI_AGAIN: 'that name cannot be resolved now',
};

/** Never empty: an error of several attempts carries no message of its own. */
function wordsOf({ code = '', message }: NodeJS.ErrnoException): string {
  return WORDS[code] ?? (message || code || 'no reason given');
}
