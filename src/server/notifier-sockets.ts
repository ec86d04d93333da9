/** Socket handling of the Notifier, independent of the messages. */
import type { Duplex } from 'node:stream';
import type { RawData } from 'ws';
import { WebSocket } from 'ws';
import { isAbsence, isNotTls } from '../host/network/socket-errors.ts';

/** How long the other side may take to complete a close, in ms. */
const FAREWELL_LIMIT_MS = 500;

/** Closes cleanly if the companion still answers, otherwise by force. */
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

/** The HTTP server has released this socket: nobody else handles its errors or closes it. */
export function refuseUpgrade(socket: Duplex, status: string): void {
  socket.on('error', () => undefined);
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

export function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

/** Why a dial failed. `unverified`: something answers, but it is not verified as the companion. */
export interface DialFailure {
  readonly reason: string;
  readonly unverified: boolean;
}

/**
 * Absent, or present but unverified? Only the latter is a reason never to become active (R11). Any program can answer
 * on the port of a companion that is gone: to a backup that `knows` its companion, bytes that are not TLS mean that the
 * companion is absent.
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
