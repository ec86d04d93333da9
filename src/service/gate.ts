/** How much strangers may ask: over one connection, and all of them together. */
import type { Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { monotonicMs } from '../host/clock.ts';
import type { Refused } from './refusals.ts';

/** Requests over one connection; the last answer says that it closes, and clients open another. */
export const MOST_REQUESTS = 16;

/** Requests of all strangers together, health checks not counted, in each second. */
export const OPEN_BUDGET = 100;

/** What ends the head of a request. */
const HEAD_END = '\r\n\r\n';

/**
 * Hangs up on strangers who ask for more. Node's own limit (`maxRequestsPerSocket`) comes too late for that: its parser
 * reads all requests of a piece in one go, before anything that is done about the first of them takes effect.
 */
export function limitStrangers(server: Server, refused: Refused): void {
  // A request too many that was hidden in pieces.
  server.on('dropRequest', (_request, socket) => socket.destroy());
  server.on('secureConnection', (socket: TLSSocket) => {
    if (socket.authorized) return;
    let heads = 0;
    socket.prependListener('data', (piece: Buffer) => {
      heads += count(piece);
      if (heads <= MOST_REQUESTS && !socket.destroyed) return;
      if (!socket.destroyed) refused('too many requests at once over one connection', socket.remoteAddress);
      socket.destroy();
      // The parser is given this piece all the same: it stops at the first byte.
      piece.fill(0);
    });
  });
}

function count(piece: Buffer): number {
  let found = 0;
  for (let at = piece.indexOf(HEAD_END); at !== -1; at = piece.indexOf(HEAD_END, at + HEAD_END.length)) found += 1;
  return found;
}

/** Says whether one more request of a stranger is answered now. */
export function openBudget(now = monotonicMs): () => boolean {
  let [second, spent] = [0, 0];
  return () => {
    const current = Math.floor(now() / 1_000);
    if (current !== second) [second, spent] = [current, 0];
    spent += 1;
    return spent <= OPEN_BUDGET;
  };
}
