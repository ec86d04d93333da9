/** What the Notifier does with a single socket, whatever is said on it. */
import type { Duplex } from 'node:stream';
import type { RawData } from 'ws';
import { WebSocket } from 'ws';
import { isAbsence, isNotTls } from '../host/socket-errors.ts';

/** One that is said farewell to has this long to answer it, in ms. */
const FAREWELL_LIMIT_MS = 500;

/** In order where the companion still answers, by force where it does not. */
export async function closeSocket(socket: WebSocket): Promise<void> {
  if (socket.readyState === WebSocket.CLOSED) return;
  await new Promise<void>((resolve) => {
    const limit = setTimeout(() => socket.terminate(), FAREWELL_LIMIT_MS);
    socket.once('close', () => {
      clearTimeout(limit);
      resolve();
    });
    if (socket.readyState === WebSocket.CONNECTING) socket.terminate();
    else socket.close(1001, 'stopping');
  });
}

/** The HTTP server has let go of this socket: nobody else hears its errors or closes it. */
export function refuseUpgrade(socket: Duplex, status: string): void {
  socket.on('error', () => undefined);
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

export function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

/** Why a dial failed. `unverified`: somebody is there, and not who it should be. */
export interface DialFailure {
  readonly reason: string;
  readonly unverified: boolean;
}

/**
 * Not there, or there but not who it should be? Only the second is a reason never to become active (R11). Any program
 * can answer at the port of a companion that is gone: to a backup that `knows` its companion, bytes that are not TLS say
 * that it is not there.
 */
export function failureOf(error: NodeJS.ErrnoException, knows: boolean): DialFailure {
  const code = error.code ?? '';
  if (isAbsence(code)) return { reason: code, unverified: false };
  if (isNotTls(error)) return { reason: 'another program answers, without TLS', unverified: !knows };
  if (/handshake has timed out|before the connection was established|socket hang up/.test(error.message)) {
    return { reason: 'TIMEOUT', unverified: false };
  }
  return { reason: code === '' ? error.message : `${code}: ${error.message}`, unverified: true };
}
