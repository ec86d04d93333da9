/**
 * How many connections a server holds at once. Where there are too many, whoever came first and has shown no
 * certificate of the pair goes: strangers that hold connections open keep neither the companion nor operators out.
 */
import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** Far above what a pair, its operators and a few load balancers need. Each costs some 50 kB. */
export const MOST_CONNECTIONS = 256;

export function limitCrowd(server: Server, most = MOST_CONNECTIONS): void {
  /** In the order of their coming, by the far end. */
  const strangers = new Map<string, Socket>();
  const known = new Set<string>();
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
    if (socket.authorized && strangers.delete(key)) known.add(key);
  });
}

function farEnd({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
