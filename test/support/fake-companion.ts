/** One end of a Notifier connection under the control of a test: real sockets and certificates, arbitrary messages. */
import { once } from 'node:events';
import { createServer } from 'node:https';
import { onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { settingsOf } from '../../src/core/config/parameters/settings.ts';
import type { View } from '../../src/core/engine/state.ts';
import { NEVER_RAN, viewOf } from '../../src/core/engine/state.ts';
import { initialState } from '../../src/core/engine/step.ts';
import type { Letter } from '../../src/core/letter.ts';
import { PROTOCOL_VERSION } from '../../src/core/protocol/frames.ts';
import type { Hello } from '../../src/core/protocol/notifier-payload.ts';
import { decodeFrame, encodeFrame } from '../../src/core/protocol/wire.ts';
import type { Identity } from '../../src/host/identity/identity.ts';
import { dialOptions } from '../../src/host/network/peer-tls.ts';

/** The view of a server that has just started. */
export function freshView(letter: Letter, more: Partial<View> = {}): View {
  const self = {
    letter,
    name: 'fake',
    companionName: 'other',
    bootId: 'boot',
    release: '0.0.0-test',
    settings: settingsOf({}, letter),
    module: null,
    hookLimitMs: 1_000,
    forceBackup: false,
    forcePrimary: false,
  };
  return { ...viewOf(initialState(self, NEVER_RAN, 'automatic', 0)), ...more };
}

export function helloOf(view: View): Hello {
  return { type: 'hello', lowest: 1, highest: 1, number: 0, pairFile: 'hash', view };
}

/** A received frame: its payload and its channel. */
export interface HeardFrame {
  readonly channel: string;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: the tests inspect what a server sends
  readonly [field: string]: any;
}

/** The bytes of a payload on its channel. */
export function said(payload: object, channel = 'notifier'): Uint8Array {
  return encodeFrame({ channel, payload }, PROTOCOL_VERSION)!;
}

function heardIn(bytes: Buffer): HeardFrame | null {
  const frame = decodeFrame(bytes);
  return frame === null ? null : { ...(frame.payload as { readonly type: string }), channel: frame.channel };
}

/** Answers on a port like the companion; `say` is called for each connection and each frame on it. */
export async function answerAs(
  identity: Identity,
  port: number,
  say: (socket: WebSocket, frame: HeardFrame | null) => void,
): Promise<void> {
  const { ca, cert, key } = identity;
  const https = createServer({ ca, cert, key, requestCert: true, rejectUnauthorized: false });
  const server = new WebSocketServer({ server: https });
  server.on('connection', (socket) => {
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => say(socket, heardIn(data)));
  });
  https.listen(port, '127.0.0.1');
  await once(https, 'listening');
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    https.closeAllConnections();
    https.close();
  });
}

export interface Caller {
  readonly socket: WebSocket;
  readonly frames: HeardFrame[];
  readonly send: (payload: object, channel?: string) => void;
  /** Resolves to the close code. */
  readonly closed: Promise<number>;
}

/** Connects to a server as `identity`; resolves when the connection is open. */
export async function callAs(
  identity: Identity,
  server: Letter,
  port: number,
  path = '/notifier/main',
): Promise<Caller> {
  const secure = dialOptions(identity, server) as object;
  const socket = new WebSocket(`wss://127.0.0.1:${port}${path}`, { ...secure, perMessageDeflate: false });
  onTestFinished(() => socket.terminate());
  const frames: HeardFrame[] = [];
  socket.on('message', (data: Buffer) => {
    const frame = heardIn(data);
    if (frame !== null) frames.push(frame);
  });
  const closed = new Promise<number>((resolve) => void socket.on('close', resolve));
  await once(socket, 'open');
  socket.on('error', () => undefined);
  return { socket, frames, send: (payload, channel) => socket.send(said(payload, channel)), closed };
}
