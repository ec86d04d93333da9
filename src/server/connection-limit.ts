/**
 * Limits the number of connections. If there are too many, the oldest one without a certificate of the pair is closed,
 * so that strangers holding connections open lock out neither the companion nor operators.
 */
import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** Far more than a pair, its operators and a few load balancers need. Each costs about 50 kB. */
export const MOST_CONNECTIONS = 256;

export interface ConnectionLimit {
  /** The TCP socket below a TLS socket that has shown its certificate. */
  readonly below: (socket: TLSSocket) => Socket | undefined;
}

export function limitConnections(server: Server, most = MOST_CONNECTIONS): ConnectionLimit {
  /** In order of arrival, by remote address and port. */
  const strangers = new Map<string, Socket>();
  const known = new Map<string, Socket>();
  server.on('connection', (socket: Socket) => {
    const key = farEnd(socket);
    strangers.set(key, socket);
    socket.once('close', () => {
      strangers.delete(key);
      known.delete(key);
    });
    if (strangers.size + known.size <= most) return;
    // If all others are known, it is the one that just arrived.
    const [first] = strangers.values();
    first?.destroy();
  });
  server.on('secureConnection', (socket: TLSSocket) => {
    const key = farEnd(socket);
    const below = strangers.get(key);
    if (!socket.authorized || below === undefined) return;
    strangers.delete(key);
    known.set(key, below);
  });
  return { below: (socket) => known.get(farEnd(socket)) };
}

function farEnd({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
