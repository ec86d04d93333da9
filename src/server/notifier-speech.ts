/**
 * Encodes and sends frames on a socket: in the version that both ends know, on channels that the other end supports.
 */
import type { RawData } from 'ws';
import { WebSocket } from 'ws';
import type { Frame } from '../core/protocol/frames.ts';
import { LOWEST_PROTOCOL_VERSION } from '../core/protocol/frames.ts';
import type { Hello, NotifierPayload } from '../core/protocol/notifier-payload.ts';
import {
  channelsOf,
  NOTIFIER_CHANNEL,
  notifierPayloadShape,
  sharedVersion,
} from '../core/protocol/notifier-payload.ts';
import { decodeFrame, encodeFrame } from '../core/protocol/wire.ts';
import { bytesOf } from './notifier-sockets.ts';
import type { Source } from './subsystem.ts';

/** Maximum output pending on one connection, in bytes; a peer that reads nothing is disconnected. */
const SEND_LIMIT = 1024 * 1024;

export interface Speech {
  /** In the format that every version reads: the companion's version is known only from its hello. */
  readonly greet: (socket: WebSocket, hello: Hello) => void;
  /** The companion has sent its hello: from here on its version and channels are known. */
  readonly greeted: (socket: WebSocket, hello: Hello) => void;
  readonly hasGreeted: (socket: WebSocket) => boolean;
  readonly listens: (socket: WebSocket, channel: string) => boolean;
  /** False if the frame cannot be sent: unsupported by this companion, or too long. */
  readonly say: (socket: WebSocket, frame: Frame) => boolean;
  /** The same on the Notifier's own channel, which every companion supports. */
  readonly sayOwn: (socket: WebSocket, payload: NotifierPayload) => void;
  /** The payload on the Notifier's own channel. Null: the frame was for another channel, or invalid. */
  readonly read: (socket: WebSocket, data: RawData, from: Omit<Source, 'answer'>) => NotifierPayload | null;
}

/** `onFrame`: called with frames for other channels. */
export function createSpeech(onFrame: (frame: Frame, from: Source) => void): Speech {
  const known = new WeakMap<WebSocket, { readonly version: number; readonly channels: readonly string[] }>();

  const transmit = (socket: WebSocket, frame: Frame, version: number | undefined): boolean => {
    if (socket.readyState !== WebSocket.OPEN || version === undefined) return false;
    const bytes = encodeFrame(frame, version);
    if (bytes === null) return false;
    if (socket.bufferedAmount > SEND_LIMIT) socket.terminate();
    else socket.send(bytes);
    return true;
  };
  const say: Speech['say'] = (socket, frame) => transmit(socket, frame, known.get(socket)?.version);

  return {
    greet: (socket, payload) => {
      transmit(socket, { channel: NOTIFIER_CHANNEL, payload }, LOWEST_PROTOCOL_VERSION);
    },
    greeted: (socket, hello) => {
      known.set(socket, { version: sharedVersion(hello), channels: channelsOf(hello) });
    },
    hasGreeted: (socket) => known.has(socket),
    listens: (socket, channel) => known.get(socket)?.channels.includes(channel) === true,
    say,
    sayOwn: (socket, payload) => void say(socket, { channel: NOTIFIER_CHANNEL, payload }),
    read: (socket, data, from) => {
      const frame = decodeFrame(bytesOf(data));
      if (frame !== null && frame.channel !== NOTIFIER_CHANNEL && known.has(socket)) {
        const { channel } = frame;
        onFrame(frame, { ...from, answer: (payload) => void say(socket, { channel, payload }) });
        return null;
      }
      const payload = frame?.channel === NOTIFIER_CHANNEL ? notifierPayloadShape.safeParse(frame.payload) : null;
      if (payload?.success === true) return payload.data;
      from.hangUp();
      return null;
    },
  };
}
