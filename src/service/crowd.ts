/**
 * How many connections a server holds at once. Where there are too many, whoever came first and has shown no
 * certificate of the pair goes: strangers that hold connections open keep neither the companion nor operators out.
 */
import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** Far above what a pair, its operators and a few load balancers need. Each costs some 50 kB. */
export const MOST_CONNECTIONS = 256;

export interface Crowd {
  /** The socket below the TLS of one that has shown its certificate. */
  readonly below: (socket: TLSSocket) => Socket | undefined;
}

export function limitCrowd(server: Server, most = MOST_CONNECTIONS): Crowd {
  /** In the order of their coming, by the far end. */
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
    // With known ones alone it is the one that just came.
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
