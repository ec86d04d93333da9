/** Limits on requests from strangers: per connection, and in total. */
import type { Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { monotonicMs } from '../host/process/clock.ts';
import type { Refused } from './refusals.ts';

/** Requests per connection; the last response announces the close, and clients open another. */
export const MOST_REQUESTS = 16;

/** Requests per second from all strangers together, not counting health checks. */
export const OPEN_BUDGET = 100;

/** The end of a request head. */
const HEAD_END = '\r\n\r\n';

/**
 * Hangs up on strangers that exceed the limit. Node's own limit (`maxRequestsPerSocket`) comes too late: its parser
 * reads all requests in a chunk at once, before anything done about the first of them takes effect.
 */
export function limitUnauthenticated(server: Server, refused: Refused): void {
  // An excess request that was split across chunks.
  server.on('dropRequest', (_request, socket) => socket.destroy());
  server.on('secureConnection', (socket: TLSSocket) => {
    if (socket.authorized) return;
    let heads = 0;
    socket.prependListener('data', (piece: Buffer) => {
      heads += count(piece);
      if (heads <= MOST_REQUESTS && !socket.destroyed) return;
      if (!socket.destroyed) refused('too many requests over one connection', socket.remoteAddress);
      socket.destroy();
      // The parser still gets this chunk: zeroed, so that it stops at the first byte.
      piece.fill(0);
    });
  });
}

function count(piece: Buffer): number {
  let found = 0;
  for (let at = piece.indexOf(HEAD_END); at !== -1; at = piece.indexOf(HEAD_END, at + HEAD_END.length)) found += 1;
  return found;
}

/** Whether one more request from a stranger is answered now. */
export function openBudget(now = monotonicMs): () => boolean {
  const thisSecond = (): number => Math.floor(now() / 1_000);
  let [second, spent] = [thisSecond(), 0];
  return () => {
    const current = thisSecond();
    if (current !== second) [second, spent] = [current, 0];
    spent += 1;
    return spent <= OPEN_BUDGET;
  };
}
