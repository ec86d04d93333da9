/**
 * The priority that routers give to packets: a DSCP mark, the upper six bits of its byte (reference: "Optional
 * Switchover server parameters"; reading R30). Needs no privilege; whether routers honour it is up to them.
 */
import { connect, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';

/** The byte on the wire. */
export function typeOfService(dscp: number): number {
  return dscp << 2;
}

/** Works only on the socket below TLS; `failed` is called with the reason if it cannot be marked. */
export function markSocket(socket: Socket, dscp: number, failed: (why: string) => void): void {
  try {
    socket.setTypeOfService(typeOfService(dscp));
  } catch (error) {
    failed((error as Error).message);
  }
}

/** For the `createConnection` option: TLS over a connection that is marked before anything is sent on it. */
export function markedConnection(dscp: number, failed: (why: string) => void) {
  return (options: ConnectionOptions): TLSSocket => {
    const { host = 'localhost', port = 443, lookup } = options;
    const socket = connect({ host, port, ...(lookup === undefined ? {} : { lookup }) });
    socket.once('connect', () => markSocket(socket, dscp, failed));
    const servername = options.servername || (isIP(host) === 0 ? host : '');
    const secure = connectTls({ ...options, servername, socket });
    socket.on('error', (error) => secure.destroy(error));
    return secure;
  };
}
