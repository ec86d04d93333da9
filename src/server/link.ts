/**
 * A connection of its own between two subsystems, for content that no ping may have to wait behind: the backup dials it,
 * the active server accepts it. What goes over it is up to them.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { RawData } from 'ws';
import { WebSocket, WebSocketServer } from 'ws';
import type { Letter } from '../core/letter.ts';
import { formatEndpoint } from '../core/network-name.ts';
import type { Identity } from '../host/identity/identity.ts';
import { sharedLookup } from '../host/network/name-lookup.ts';
import { callerOf, dialOptions } from '../host/network/peer-tls.ts';
import { monotonicMs } from '../host/process/clock.ts';
import { bytesOf, closeSocket, refuseUpgrade } from './notifier-sockets.ts';
import type { Refused } from './refusals.ts';
import type { Link, LinkListener, LinkMode } from './subsystem.ts';

export interface LinkHost {
  readonly identity: Identity;
  readonly companion: { readonly letter: Letter; readonly host: string; readonly port: number };
  readonly refused: Refused;
}

export interface Links {
  /** One for each channel. */
  readonly open: (channel: string, listener: LinkListener) => Link;
  /** Whether a request is for one of them; if so, it is handled. */
  readonly handleUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  readonly close: () => Promise<void>;
}

const PATH = '/replication/';
/** The longest message, in bytes. */
const MESSAGE_LIMIT = 32 * 1024 * 1024;
/** Output that the companion has not read, in bytes; more than that, and it is not reading. */
const UNREAD_LIMIT = 64 * 1024 * 1024;
const DIAL_LIMIT_MS = 4_000;
/** How often the dialling side asks whether the other one is still there, and how long either waits, in ms. */
const PING_EVERY_MS = 2_000;
const SILENCE_LIMIT_MS = 10_000;
/** Pauses between attempts to dial, in ms: the first one, and the longest; a connection that lasts ends them. */
const PAUSE_MS = { first: 250, longest: 2_000 };
const LASTS_MS = 10_000;

export function createLinks(host: LinkHost): Links {
  const server = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_LIMIT, perMessageDeflate: false });
  const all = new Map<string, OneLink>();
  return {
    open: (channel, listener) => {
      const link = createLink(host, channel, listener);
      all.set(channel, link);
      return link;
    },
    handleUpgrade: (request, socket, head) => {
      if (request.url?.startsWith(PATH) !== true) return false;
      const link = all.get(request.url.slice(PATH.length));
      const caller = callerOf(socket as TLSSocket, host.identity.pairId);
      if (caller?.letter !== host.companion.letter) {
        host.refused(
          'a connection for replication without the certificate of the companion',
          request.socket.remoteAddress,
        );
        refuseUpgrade(socket, '401 Unauthorized');
      } else if (link === undefined) refuseUpgrade(socket, '404 Not Found');
      else if (!link.isWilling()) refuseUpgrade(socket, '503 Service Unavailable');
      else server.handleUpgrade(request, socket, head, link.accepted);
      return true;
    },
    close: async () => {
      await Promise.all([...all.values()].map((link) => link.close()));
      server.close();
    },
  };
}

interface OneLink extends Link {
  readonly isWilling: () => boolean;
  readonly accepted: (socket: WebSocket) => void;
  readonly close: () => Promise<void>;
}

function createLink({ identity, companion }: LinkHost, channel: string, listener: LinkListener): OneLink {
  let mode: LinkMode = 'off';
  /** The one that counts. Others are on their way out. */
  let current: WebSocket | null = null;
  /** When it came up; null while it is not. */
  let upSince: number | null = null;
  let redial: NodeJS.Timeout | undefined;
  let pauseMs = PAUSE_MS.first;

  const drop = (why: string): void => {
    const socket = current;
    if (socket === null) return;
    current = null;
    socket.terminate();
    if (upSince !== null) {
      if (monotonicMs() - upSince > LASTS_MS) pauseMs = PAUSE_MS.first;
      upSince = null;
      listener.onDown(why);
    }
    dialLater();
  };

  const dialLater = (): void => {
    clearTimeout(redial);
    if (mode !== 'dial') return;
    redial = setTimeout(dial, pauseMs);
    pauseMs = Math.min(2 * pauseMs, PAUSE_MS.longest);
  };

  /** Watches a socket from its beginning; `up`: called once it is open. */
  const watch = (socket: WebSocket, limitMs: number): { readonly heard: () => void; readonly up: () => void } => {
    let silence = setTimeout(() => drop('the connection could not be made in time'), limitMs);
    const heard = (): void => {
      clearTimeout(silence);
      if (current !== socket) return;
      silence = setTimeout(() => drop(`nothing was heard for ${SILENCE_LIMIT_MS / 1000} s`), SILENCE_LIMIT_MS);
    };
    socket.on('message', (data: RawData) => {
      heard();
      if (current === socket) listener.onMessage(bytesOf(data));
    });
    socket.on('ping', heard);
    socket.on('pong', heard);
    let why = 'the companion closed the connection';
    socket.on('error', (error: NodeJS.ErrnoException) => {
      why = error.code ?? error.message;
    });
    socket.on('close', () => {
      clearTimeout(silence);
      if (current === socket) drop(why);
    });
    return {
      heard,
      up: () => {
        heard();
        upSince = monotonicMs();
        listener.onUp();
      },
    };
  };

  const dial = (): void => {
    if (mode !== 'dial' || current !== null) return;
    const { letter, host: address, port } = companion;
    // Its types cover fewer TLS options than Node, to which ws passes these options unchanged.
    const secure = dialOptions(identity, letter) as object;
    const socket = new WebSocket(`wss://${formatEndpoint(address, port)}${PATH}${channel}`, {
      ...secure,
      lookup: sharedLookup,
      handshakeTimeout: DIAL_LIMIT_MS,
      maxPayload: MESSAGE_LIMIT,
      perMessageDeflate: false,
    });
    current = socket;
    const { up } = watch(socket, DIAL_LIMIT_MS);
    const beat = setInterval(() => socket.readyState === WebSocket.OPEN && socket.ping(), PING_EVERY_MS);
    socket.on('close', () => clearInterval(beat));
    socket.on('open', () => {
      if (current === socket) up();
    });
  };

  return {
    set: (wanted) => {
      if (wanted === mode) return;
      mode = wanted;
      drop('this server has another role now');
      pauseMs = PAUSE_MS.first;
      clearTimeout(redial);
      dial();
    },
    send: (bytes) => {
      if (current?.readyState !== WebSocket.OPEN) return;
      if (current.bufferedAmount > UNREAD_LIMIT) drop('the companion does not read what it is sent');
      else current.send(bytes);
    },
    drop,
    isWilling: () => mode === 'accept',
    accepted: (socket) => {
      // A companion that lost power did not close its last one.
      drop('the companion has made a new connection');
      current = socket;
      watch(socket, SILENCE_LIMIT_MS).up();
    },
    close: async () => {
      mode = 'off';
      clearTimeout(redial);
      const socket = current;
      current = null;
      if (socket !== null) await closeSocket(socket);
    },
  };
}
