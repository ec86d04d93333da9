/**
 * The priority that routers give to packets: a DSCP mark, the upper six bits of the byte that carries it (reference:
 * "Optional Switchover server parameters"; reading R30). Takes no privilege; whether routers heed it is theirs.
 */
import { connect, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';

/** The byte on the wire. */
export function typeOfService(dscp: number): number {
  return dscp << 2;
}

/** Works on the socket below TLS alone; `failed` is told why it could not be marked. */
export function markSocket(socket: Socket, dscp: number, failed: (why: string) => void): void {
  try {
    socket.setTypeOfService(typeOfService(dscp));
  } catch (error) {
    failed((error as Error).message);
  }
}

/** For the option `createConnection`: TLS over a connection that is marked before anything is said on it. */
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
