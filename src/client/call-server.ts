/** One HTTPS request to one server of a pair, and what a failure means for the caller. */

import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { type Agent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ServerEntry } from '../core/config/pair-file/pair-file.ts';
import type { Letter } from '../core/letter.ts';
import { formatEndpoint } from '../core/network-name.ts';
import { SwitchoverError } from '../core/problem.ts';
import { NOTHING_LISTENS } from '../core/results/seen.ts';
import { sharedLookup } from '../host/network/name-lookup.ts';
import { isAbsence } from '../host/network/socket-errors.ts';

/** A server that does not answer within this time counts as unreachable, in ms. `status` promises 2 s. */
const ANSWER_LIMIT_MS = 1_500;
/** The maximum length of an answer, in bytes. */
const ANSWER_BYTES = 1024 * 1024;

export interface Call {
  readonly server: ServerEntry;
  readonly method: 'GET' | 'POST';
  readonly at: string;
}

/** One request to one server of a pair. */
export type Ask = (letter: Letter, method: Call['method'], at: string, body?: object) => Promise<Answer>;

export interface Answer {
  readonly call: Call;
  readonly status: number;
  readonly text: string;
}

/** Sends one request. Throws `server-unreachable`, `server-unverified`, or `answer-lost` if it may have arrived. */
export function callServer(call: Call, agent: Agent, body?: object): Promise<Answer> {
  const { server, method } = call;
  const content = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    let failure: SwitchoverError | null = null;
    /** From here on the server may have received it, whether or not it answers. */
    let sent = false;
    const fail = (error: NodeJS.ErrnoException): void => {
      if (failure !== null) return reject(failure);
      return reject(sent && method === 'POST' ? lost(call, wordsOf(error)) : unreachable(server, error));
    };
    const headers =
      content === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) };
    const { request, answered } = limited(call, agent, headers);
    request.on('socket', (socket) =>
      onceSecure(socket, () => {
        sent = true;
      }),
    );
    request.on('error', fail);
    request.on('close', answered);
    request.on('response', (response) => {
      const pieces: Buffer[] = [];
      let bytes = 0;
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
        if (bytes <= ANSWER_BYTES) return void pieces.push(piece);
        failure = strange(call, `it is longer than ${ANSWER_BYTES} bytes`);
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

/** A request that ends by itself unless `answered` is called in time. */
function limited(
  { server, method, at }: Call,
  agent: Agent,
  headers: OutgoingHttpHeaders,
): { readonly request: ClientRequest; readonly answered: () => void } {
  const { host, port } = server;
  const request = httpsRequest({ host, port, path: at, method, agent, lookup: sharedLookup, headers });
  const limit = setTimeout(() => {
    request.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }));
  }, ANSWER_LIMIT_MS);
  return { request, answered: () => clearTimeout(limit) };
}

/** A request whose answer goes on: resolves once the answer begins. An error in the middle destroys the response. */
export function streamFrom(call: Call, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { request, answered } = limited(call, agent, {});
    request.on('error', (error: NodeJS.ErrnoException) => reject(unreachable(call.server, error)));
    request.on('close', answered);
    request.on('response', (response) => {
      answered();
      resolve(response);
    });
    request.end();
  });
}

/** One request whose answer goes on. */
export type AskStream = (
  letter: Letter,
  at: string,
) => Promise<{ readonly call: Call; readonly response: IncomingMessage }>;

/** Nothing of a request is sent before the other end has been verified. */
function onceSecure(socket: Socket, then: () => void): void {
  if (socket instanceof TLSSocket && socket.authorized) then();
  else socket.once('secureConnect', then);
}

function placeOf(server: ServerEntry): string {
  return `${server.name} (${server.letter}) at ${formatEndpoint(server.host, server.port)}`;
}

/** An answer that is not in our format. The request may have been carried out nevertheless. */
export function strange(call: Call, why: string): SwitchoverError {
  if (call.method === 'POST') return lost(call, `its answer was not understood: ${why}`);
  return new SwitchoverError('unreachable', {
    code: 'server-answer-strange',
    what: `the answer of server ${call.server.letter} was not understood`,
    why,
    where: placeOf(call.server),
    do: 'check that the server runs the same version of switchover as this command',
  });
}

/** A request that a server of an older version does not know. */
export function tooOld({ server }: Call): SwitchoverError {
  return new SwitchoverError('unreachable', {
    code: 'server-too-old',
    what: `server ${server.letter} (${server.name}) does not know this request`,
    why: 'it runs an older version of switchover than this command',
    where: placeOf(server),
    do: 'upgrade that server, or use the command of its version',
  });
}

/** A request refused by the server itself. */
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
    what: `the answer of server ${server.letter} (${server.name}) was lost: the request may have been carried out`,
    why: `${formatEndpoint(server.host, server.port)}: ${why}`,
    where: placeOf(server),
    do: 'check "switchover status" before you retry',
  });
}

/** The answer of a server; null if it was lost after the request was sent: the outcome has to be found out. */
export async function unlessLost<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof SwitchoverError && error.problem.code === 'answer-lost') return null;
    throw error;
  }
}

/** Null if it fails, for whatever reason: what is not known then is not needed. */
export async function unlessFailed<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof SwitchoverError) return null;
    throw error;
  }
}

/** It is not there, or what is there is not the right server. */
function unreachable(server: ServerEntry, error: NodeJS.ErrnoException): SwitchoverError {
  if (isAbsence(error.code ?? '')) {
    return new SwitchoverError('unreachable', {
      code: 'server-unreachable',
      what: `server ${server.letter} (${server.name}) does not answer`,
      why: `${formatEndpoint(server.host, server.port)}: ${wordsOf(error)}`,
      where: placeOf(server),
      do: `check that it is running on that machine; start it with: switchover node run --server ${server.letter}`,
    });
  }
  return new SwitchoverError('unreachable', {
    code: 'server-unverified',
    what: `something answers at the address of server ${server.letter} (${server.name}), but it cannot be verified`,
    why: wordsOf(error),
    where: placeOf(server),
    do: 'use the credential that was created with this pair; if you already do, another program answers at that address',
  });
}

/** The end of the reason if a server may be there but is silent. */
export const NO_ANSWER_IN_TIME = 'no answer in time';

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: NOTHING_LISTENS,
  ECONNRESET: 'the connection was reset',
  ETIMEDOUT: NO_ANSWER_IN_TIME,
  EHOSTUNREACH: 'no route to host',
  ENETUNREACH: 'network is unreachable',
  ENOTFOUND: 'unknown host name',
  EAI_AGAIN: 'the host name cannot be resolved at the moment',
};

/** Never empty: an aggregate error of several attempts has no message of its own. */
function wordsOf({ code = '', message }: NodeJS.ErrnoException): string {
  return WORDS[code] ?? (message || code || 'no reason given');
}
