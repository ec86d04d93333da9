/** How a program reaches the configuration tree: over its socket, or the active server of a pair. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { LETTERS, type Letter } from '../core/letter.ts';
import { SwitchoverError } from '../core/problem.ts';
import { sharedLookup } from '../host/network/name-lookup.ts';
import { dialOptions } from '../host/network/peer-tls.ts';
import { callServer, unlessFailed } from './call-server.ts';
import { openNodePair } from './node-pair.ts';

export interface Response {
  readonly status: number;
  readonly text: string;
}

export interface Transport {
  /** Throws a SwitchoverError. A repeat of a POST with its id does no harm. */
  readonly call: (method: 'GET' | 'POST', at: string, body?: object) => Promise<Response>;
  /** An answer that goes on. Rejects if there is none. */
  readonly open: (at: string, signal: AbortSignal) => Promise<IncomingMessage>;
  /** The answers go to another server from now on, if there is a better one. */
  readonly lookAgain: () => void;
  readonly close: () => void;
}

/** An answer takes no longer, in ms; a stream is never silent for so long. */
const SILENCE_LIMIT_MS = 15_000;

export function overSocket(socketPath: string): Transport {
  const unreachable = (error: Error): SwitchoverError =>
    new SwitchoverError('unreachable', {
      code: 'server-unreachable',
      what: `nothing answers on the socket ${socketPath}`,
      why: error.message,
      where: socketPath,
      do: 'check that the server runs on this machine, and that this user may use the socket',
    });
  const open = (method: string, at: string, body: object | undefined, signal?: AbortSignal): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : { 'content-type': 'application/json' };
      const request = httpRequest({ socketPath, method, path: at, headers, agent: false, ...(signal && { signal }) });
      request.setTimeout(SILENCE_LIMIT_MS, () => request.destroy(new Error('no answer in time')));
      request.on('error', (error) => reject(unreachable(error)));
      request.on('response', resolve);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  return {
    call: async (method, at, body) => {
      const response = await open(method, at, body);
      return { status: response.statusCode ?? 0, text: await textOf(response, unreachable) };
    },
    open: (at, signal) => open('GET', at, undefined, signal),
    lookAgain: () => undefined,
    close: () => undefined,
  };
}

/** Throws as `openNodePair`. */
export async function overPair(pairFile: string, credential: string): Promise<Transport> {
  const pair = await openNodePair({ pairFile, credential });
  const agents = Object.fromEntries(
    LETTERS.map((letter) => [
      letter,
      new Agent({ keepAlive: true, ...(dialOptions(pair.identity, letter) as object) }),
    ]),
  ) as Record<Letter, Agent>;
  let active: Letter | null = null;

  const isActive = async (letter: Letter): Promise<boolean> =>
    (await unlessFailed(pair.health(letter, '/primary'))) === true;
  const findActive = async (): Promise<Letter> => {
    if (active !== null) return active;
    const [a, b] = await Promise.all(LETTERS.map(isActive));
    if (!a && !b) {
      throw new SwitchoverError('unreachable', {
        code: 'no-active-server',
        what: 'no server of the pair is active, or none can be reached',
        why: 'neither of them said that it is the active server',
        where: pair.path,
        do: 'retry; "switchover status" shows what the servers do',
      });
    }
    active = a ? 'A' : 'B';
    return active;
  };

  return {
    call: async (method, at, body) => {
      const letter = await findActive();
      try {
        return await callServer({ server: pair.pairFile.servers[letter], method, at }, agents[letter], body);
      } catch (error) {
        active = null;
        throw error;
      }
    },
    open: async (at, signal) => {
      const letter = await findActive();
      const { host, port } = pair.pairFile.servers[letter];
      return new Promise((resolve, reject) => {
        const agent = agents[letter];
        const request = httpsRequest({ host, port, path: at, agent, lookup: sharedLookup, signal });
        request.setTimeout(SILENCE_LIMIT_MS, () => request.destroy(new Error('no answer in time')));
        request.on('error', (error) => {
          active = null;
          reject(error);
        });
        request.on('response', resolve);
        request.end();
      });
    },
    lookAgain: () => {
      active = null;
    },
    close: () => {
      for (const letter of LETTERS) agents[letter].destroy();
      pair.close();
    },
  };
}

export async function textOf(response: IncomingMessage, failed: (error: Error) => Error): Promise<string> {
  try {
    const pieces: Buffer[] = [];
    for await (const piece of response) pieces.push(piece as Buffer);
    return Buffer.concat(pieces).toString('utf8');
  } catch (error) {
    throw failed(error as Error);
  }
}
