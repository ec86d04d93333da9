/**
 * The Notifier: this server's two connections to its companion, and the companion's to us. Ours are dialled when the
 * engine says so and are what it judges by; the companion's are answered, and what is said on them is heard too.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { RawData } from 'ws';
import { WebSocket, WebSocketServer } from 'ws';
import type { ConnectionName } from '../core/health/connections.ts';
import { CONNECTION_NAMES } from '../core/health/connections.ts';
import type { ModulePingOutcome } from '../core/health/module-monitor.ts';
import type { Letter } from '../core/letter.ts';
import { formatEndpoint } from '../core/network-name.ts';
import type { LogLine } from '../core/pair/effect.ts';
import type { Happening, PeerMessage } from '../core/pair/event.ts';
import type { View } from '../core/pair/state.ts';
import type { Frame, HelloFrame, ParametersFrame } from '../core/protocol/frames.ts';
import {
  decodeFrame,
  encodeFrame,
  FRAME_LIMIT,
  frameText,
  LOWEST_PROTOCOL_VERSION,
  MODULE_PING_VERSION,
  PARAMETERS_VERSION,
  PROTOCOL_VERSION,
  sharedVersion,
  speaksOurs,
} from '../core/protocol/frames.ts';
import type { Identity } from '../host/identity.ts';
import type { ProbeAnswer } from '../host/module-probe.ts';
import { sharedLookup } from '../host/name-lookup.ts';
import { callerOf, dialOptions } from '../host/peer-tls.ts';
import { isAbsence } from '../host/socket-errors.ts';
import type { PairFileHashes } from './pair-facts.ts';
import type { Priority } from './priority.ts';

/** From the first packet to the companion's hello, in ms. */
const DIAL_LIMIT_MS = 4_000;
/** What may wait to be sent on one connection, in bytes; a peer that takes nothing is hung up on. */
const SEND_LIMIT = 1024 * 1024;
/** The hello cannot be accepted: another version, another letter. */
const CLOSE_VERSION = 4406;
/** What came cannot be read; a later version's hello may look like this. */
const CLOSE_NO_FRAME = 1008;
const TOO_OLD = 'the companion runs a version that cannot be asked about its module';
const NO_FRAME = 'what it says cannot be read';

export interface NotifierHost {
  readonly identity: Identity;
  readonly companion: { readonly letter: Letter; readonly host: string; readonly port: number };
  readonly pairFile: PairFileHashes;
  readonly priority: Pick<Priority, 'dialOptions' | 'accepted'>;
  readonly post: (happening: Happening) => void;
  readonly view: () => View;
  /** The companion's pair file, as it says in its hello; `own` is null where its version does not say it. */
  readonly pairFileHeard: (there: { readonly own: string | null; readonly whole: string }) => void;
  /** Asks the module on this machine, for the companion. */
  readonly askModule: (limitMs: number) => Promise<ProbeAnswer>;
  readonly parametersHeard: (frame: ParametersFrame) => void;
  readonly log: (line: LogLine) => void;
}

export interface Notifier {
  readonly dial: (connection: ConnectionName) => void;
  readonly hangUp: (connection: ConnectionName, reason: string) => void;
  readonly ping: (connection: ConnectionName, id: number, timeoutMs: number) => void;
  /** Asks the module on the companion's machine. Always answered: with `lost` where nobody can be asked. */
  readonly pingModule: (connection: ConnectionName, id: number, timeoutMs: number) => void;
  /** Why the companion could not ask its module when it was last wanted; null where it could. */
  readonly moduleFault: () => string | null;
  readonly send: (message: PeerMessage) => void;
  /** Tells the companion on every connection what this server is now. */
  readonly publish: (view: View) => void;
  /** False where no connection is up, or the companion's version knows nothing of it. */
  readonly sendParameters: (frame: ParametersFrame) => boolean;
  readonly handleUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer, below: Socket | undefined) => void;
  /** Says what is left to be said and closes every connection. */
  readonly close: () => Promise<void>;
}

/**
 * The first ping on a connection and every so many'th after it, one an hour at the default delay, are written down by
 * both servers: from these lines `why-switched` knows how far their clocks are apart.
 */
const WRITTEN_DOWN_EVERY = 3_600;

interface Outgoing {
  readonly socket: WebSocket;
  /** How many were sent; the last of them is the one that is waited for. */
  pings: number;
  up: boolean;
  pingTimer: NodeJS.Timeout | undefined;
  pingId: number | null;
  module: { readonly id: number; readonly timer: NodeJS.Timeout } | null;
}

/** Both count alike: what is sent on a connection comes in its order. */
function isWrittenDown(nth: number): boolean {
  return nth % WRITTEN_DOWN_EVERY === 1;
}

export function createNotifier(host: NotifierHost): Notifier {
  const outgoing = new Map<ConnectionName, Outgoing>();
  /** The companion's own connections: of each it has one, so a new one takes the place of the old. */
  const incoming = new Map<ConnectionName, WebSocket>();
  const server = new WebSocketServer({ noServer: true, maxPayload: FRAME_LIMIT, perMessageDeflate: false });
  /** Accepted, and no hello yet. */
  const greeting = new Set<WebSocket>();
  /** The version that both ends of a connection speak; absent before the companion's hello. */
  const spoken = new WeakMap<WebSocket, number>();
  let viewNumber = 0;
  let moduleFault: string | null = null;
  const heard: { bootId: string; number: number; view: View | null } = { bootId: '', number: -1, view: null };

  const hello = (): HelloFrame => ({
    type: 'hello',
    lowest: LOWEST_PROTOCOL_VERSION,
    highest: PROTOCOL_VERSION,
    number: viewNumber,
    pairFile: host.pairFile.whole,
    pairFileOwn: host.pairFile.own,
    view: host.view(),
  });

  /** Connections on which both have said hello, our own first. */
  const greeted = (): WebSocket[] => {
    const own = CONNECTION_NAMES.flatMap((name) => {
      const each = outgoing.get(name);
      return each?.up === true ? [each.socket] : [];
    });
    return [...own, ...incoming.values()].filter(({ readyState }) => readyState === WebSocket.OPEN);
  };

  const speaks = (socket: WebSocket, version: number): boolean => (spoken.get(socket) ?? 0) >= version;

  /** Whether this view is newer than the last one heard, on whichever connection. */
  const isNews = (view: View, number: number): boolean => {
    if (view.letter !== host.companion.letter) return false;
    if (view.bootId === heard.bootId && number < heard.number) return false;
    heard.bootId = view.bootId;
    heard.number = number;
    heard.view = view;
    return true;
  };

  const transmit = (socket: WebSocket, frame: Frame): void => {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (socket.bufferedAmount > SEND_LIMIT) socket.terminate();
    else socket.send(encodeFrame(frame));
  };

  const writeDown = (id: number, bootId: string, words: string): void => {
    host.log({
      topic: 'Notifier',
      level: 'note',
      text: `Notifier::Ping : Ping [${id}] of boot [${bootId}] ${words}`,
    });
  };

  /** What may be said on any connection, whoever dialled it. */
  const hearCommon = (socket: WebSocket, frame: Frame): void => {
    if (frame.type === 'ping') transmit(socket, { type: 'pong', id: frame.id });
    else if (frame.type === 'view' && isNews(frame.view, frame.number)) host.post({ type: 'view', view: frame.view });
    else if (frame.type === 'message') host.post({ type: 'message', message: frame.message });
    else if (frame.type === 'module-ping')
      void answerFor(frame.id, frame.limitMs).then((said) => said && transmit(socket, said));
    else if (frame.type === 'parameters' || frame.type === 'parameters-have') host.parametersHeard(frame);
  };

  /** What the companion is told of the module; null where the module says nothing. */
  const answerFor = async (id: number, limitMs: number): Promise<Frame | null> => {
    const heard = await host.askModule(limitMs);
    switch (heard.kind) {
      case 'answered':
        return { type: 'module-pong', id, pid: heard.pid };
      case 'rejected':
        return { type: 'module-rejected', id, why: frameText(heard.why) };
      case 'unknown':
        return { type: 'module-unknown', id, why: frameText(heard.why) };
      case 'silent':
        return null;
    }
  };

  /** The one ping to the module that is under way on a connection has come to its end. */
  const moduleFailed = (own: Outgoing, outcome: ModulePingOutcome, why: string | null): void => {
    if (own.module === null) return;
    const { id, timer } = own.module;
    clearTimeout(timer);
    own.module = null;
    host.post({ type: 'module-ping-failed', id, outcome, why });
  };

  const cannotAsk = (own: Outgoing, why: string): void => {
    moduleFault = why;
    moduleFailed(own, 'lost', why);
  };

  const hearOfModule = (own: Outgoing, frame: Frame): void => {
    if (!('id' in frame) || own.module?.id !== frame.id) return;
    if (frame.type === 'module-unknown') return cannotAsk(own, frame.why);
    if (frame.type !== 'module-pong' && frame.type !== 'module-rejected') return;
    moduleFault = null;
    if (frame.type === 'module-rejected') return moduleFailed(own, 'rejected', frame.why);
    clearTimeout(own.module.timer);
    own.module = null;
    host.post({ type: 'module-answered', id: frame.id, pid: frame.pid });
  };

  const dial = (name: ConnectionName): void => {
    const { letter, host: address, port } = host.companion;
    // Its types know less of TLS than node, to which ws hands these options as they are.
    const secure = dialOptions(host.identity, letter) as object;
    const socket = new WebSocket(`wss://${formatEndpoint(address, port)}/notifier/${name}`, {
      ...secure,
      lookup: sharedLookup,
      ...host.priority.dialOptions(name),
      rejectUnauthorized: true,
      handshakeTimeout: DIAL_LIMIT_MS,
      maxPayload: FRAME_LIMIT,
      perMessageDeflate: false,
    });
    const own: Outgoing = { socket, pings: 0, up: false, pingTimer: undefined, pingId: null, module: null };
    outgoing.set(name, own);
    let failure: { readonly reason: string; readonly unverified: boolean } = { reason: 'CLOSED', unverified: false };
    const limit = setTimeout(() => {
      failure = { reason: 'TIMEOUT', unverified: false };
      socket.terminate();
    }, DIAL_LIMIT_MS);
    /** It is there and has the companion's certificate, but it is no companion that we can speak with. */
    const reject = (code: number, reason: string): void => {
      failure = { reason, unverified: !own.up };
      socket.close(code, reason);
    };
    socket.on('open', () => transmit(socket, hello()));
    socket.on('message', (data: RawData) => {
      const frame = decodeFrame(bytesOf(data));
      if (frame === null) return reject(CLOSE_NO_FRAME, NO_FRAME);
      if (frame.type === 'hello' && !own.up) {
        const fault = helloFault(frame, host.companion.letter);
        if (fault !== null) return reject(CLOSE_VERSION, fault);
        return greet(name, own, frame, limit);
      }
      if (frame.type === 'pong' && own.pingId === frame.id) {
        clearTimeout(own.pingTimer);
        own.pingId = null;
        if (isWrittenDown(own.pings)) writeDown(frame.id, host.view().bootId, `answered on the ${name} connection`);
        return host.post({ type: 'ping-answered', connection: name, id: frame.id });
      }
      hearOfModule(own, frame);
      return hearCommon(socket, frame);
    });
    socket.on('unexpected-response', (request, response) => {
      failure = { reason: `answered with ${response.statusCode}`, unverified: true };
      request.destroy();
      socket.terminate();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (failure.reason === 'CLOSED') failure = failureOf(error);
    });
    socket.on('close', (code, reason) => {
      clearTimeout(limit);
      clearTimeout(own.pingTimer);
      moduleFailed(own, 'lost', 'the connection was lost');
      if (outgoing.get(name) !== own) return;
      outgoing.delete(name);
      if (!own.up && (code === CLOSE_VERSION || code === CLOSE_NO_FRAME) && !failure.unverified) {
        failure = { reason: reason.toString(), unverified: true };
      }
      if (own.up) host.post({ type: 'connection-lost', connection: name, reason: failure.reason });
      else if (failure.unverified) host.post({ type: 'unverified', connection: name, why: failure.reason });
      else host.post({ type: 'dial-failed', connection: name, reason: failure.reason });
    });
  };

  const greet = (name: ConnectionName, own: Outgoing, frame: HelloFrame, limit: NodeJS.Timeout): void => {
    clearTimeout(limit);
    own.up = true;
    spoken.set(own.socket, sharedVersion(frame));
    host.pairFileHeard({ own: frame.pairFileOwn ?? null, whole: frame.pairFile });
    isNews(frame.view, frame.number);
    // A newer one may have come over the other connection while this hello was on its way.
    host.post({ type: 'connection-up', connection: name, view: heard.view ?? frame.view });
  };

  const answer = (socket: WebSocket, name: ConnectionName): void => {
    let pings = 0;
    const limit = setTimeout(() => socket.terminate(), DIAL_LIMIT_MS);
    greeting.add(socket);
    let hasGreeted = false;
    socket.on('message', (data: RawData) => {
      const frame = decodeFrame(bytesOf(data));
      if (frame === null) return socket.close(CLOSE_NO_FRAME, NO_FRAME);
      if (frame.type !== 'hello') {
        if (!hasGreeted) return socket.close(CLOSE_NO_FRAME, 'no hello');
        if (frame.type === 'ping') {
          pings += 1;
          if (isWrittenDown(pings)) writeDown(frame.id, heard.bootId, `heard on the ${name} connection, answering`);
        }
        return hearCommon(socket, frame);
      }
      const fault = helloFault(frame, host.companion.letter);
      if (fault !== null) return socket.close(CLOSE_VERSION, fault);
      clearTimeout(limit);
      hasGreeted = true;
      spoken.set(socket, sharedVersion(frame));
      greeting.delete(socket);
      // One that lost its power says no farewell: what it left behind must not be spoken to.
      if (incoming.get(name) !== socket) incoming.get(name)?.terminate();
      incoming.set(name, socket);
      transmit(socket, hello());
      if (isNews(frame.view, frame.number)) host.post({ type: 'view', view: frame.view });
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(limit);
      greeting.delete(socket);
      if (incoming.get(name) === socket) incoming.delete(name);
    });
  };

  return {
    dial,
    hangUp: (name, reason) => {
      const own = outgoing.get(name);
      if (own === undefined) return;
      outgoing.delete(name);
      clearTimeout(own.pingTimer);
      moduleFailed(own, 'lost', reason);
      own.socket.terminate();
    },
    ping: (name, id, timeoutMs) => {
      const own = outgoing.get(name);
      if (own === undefined) return;
      own.pingId = id;
      own.pingTimer = setTimeout(() => {
        own.pingId = null;
        host.post({ type: 'ping-failed', connection: name, id, outcome: 'timed-out' });
      }, timeoutMs);
      own.pings += 1;
      if (isWrittenDown(own.pings)) writeDown(id, host.view().bootId, `sent on the ${name} connection`);
      transmit(own.socket, { type: 'ping', id });
    },
    pingModule: (name, id, timeoutMs) => {
      const own = outgoing.get(name);
      if (own?.up !== true) {
        return host.post({ type: 'module-ping-failed', id, outcome: 'lost', why: 'the connection is down' });
      }
      const canAsk = speaks(own.socket, MODULE_PING_VERSION);
      const timer = setTimeout(
        () => (canAsk ? moduleFailed(own, 'timed-out', null) : cannotAsk(own, TOO_OLD)),
        timeoutMs,
      );
      moduleFailed(own, 'lost', 'another ping took its place');
      own.module = { id, timer };
      if (canAsk) transmit(own.socket, { type: 'module-ping', id, limitMs: Math.max(1, Math.round(timeoutMs)) });
    },
    moduleFault: () => moduleFault,
    send: (message) => {
      const [socket] = greeted();
      if (socket !== undefined) transmit(socket, { type: 'message', message });
    },
    sendParameters: (frame) => {
      const socket = greeted().find((each) => speaks(each, PARAMETERS_VERSION));
      if (socket !== undefined) transmit(socket, frame);
      return socket !== undefined;
    },
    publish: (view) => {
      viewNumber += 1;
      for (const socket of greeted()) transmit(socket, { type: 'view', number: viewNumber, view });
    },
    handleUpgrade: (request, socket, head, below) => {
      const caller = callerOf(socket as TLSSocket, host.identity.pairId);
      const name = CONNECTION_NAMES.find((each) => request.url === `/notifier/${each}`);
      if (name === undefined) return refuseUpgrade(socket, '404 Not Found');
      if (caller?.letter !== host.companion.letter) return refuseUpgrade(socket, '401 Unauthorized');
      host.priority.accepted(name, below);
      return server.handleUpgrade(request, socket, head, (accepted) => answer(accepted, name));
    },
    close: async () => {
      const sockets = [...[...outgoing.values()].map((own) => own.socket), ...incoming.values(), ...greeting];
      outgoing.clear();
      await Promise.all(sockets.map(closeSocket));
      server.close();
    },
  };
}

/** In order where the companion still answers, by force where it does not. */
async function closeSocket(socket: WebSocket): Promise<void> {
  if (socket.readyState === WebSocket.CLOSED) return;
  await new Promise<void>((resolve) => {
    const limit = setTimeout(() => socket.terminate(), 500);
    socket.once('close', () => {
      clearTimeout(limit);
      resolve();
    });
    if (socket.readyState === WebSocket.CONNECTING) socket.terminate();
    else socket.close(1001, 'stopping');
  });
}

/** The HTTP server has let go of this socket: nobody else hears its errors or closes it. */
function refuseUpgrade(socket: Duplex, status: string): void {
  socket.on('error', () => undefined);
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

/** Why this hello is not the companion's, or cannot be understood; null where all is well. */
function helloFault(hello: HelloFrame, expected: Letter): string | null {
  const { lowest, highest, view } = hello;
  if (!speaksOurs(hello)) {
    return `protocol ${lowest}-${highest} there, ${LOWEST_PROTOCOL_VERSION}-${PROTOCOL_VERSION} here`;
  }
  return view.letter === expected ? null : `it calls itself server ${view.letter}, not ${expected}`;
}

/** Not there, or there but not who it should be? Only the second is a reason never to become active (R11). */
function failureOf(error: NodeJS.ErrnoException): { readonly reason: string; readonly unverified: boolean } {
  const code = error.code ?? '';
  if (isAbsence(code)) return { reason: code, unverified: false };
  if (/handshake has timed out|before the connection was established|socket hang up/.test(error.message)) {
    return { reason: 'TIMEOUT', unverified: false };
  }
  return { reason: code === '' ? error.message : `${code}: ${error.message}`, unverified: true };
}
