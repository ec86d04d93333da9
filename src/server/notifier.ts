/**
 * The Notifier: this server's two connections to its companion, and the companion's to us. Ours are dialled when the
 * engine says so and are the basis of its decisions; the companion's are answered, and messages on them are handled
 * too. On its own channel it sends hello, pings and this server's view; it carries frames of other channels.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { RawData } from 'ws';
import { WebSocket, WebSocketServer } from 'ws';
import type { LogLine } from '../core/engine/effect.ts';
import type { PeerMessage, UntimedEvent } from '../core/engine/event.ts';
import type { ConnectionName } from '../core/engine/monitors/connections.ts';
import { CONNECTION_NAMES } from '../core/engine/monitors/connections.ts';
import type { View } from '../core/engine/state.ts';
import type { Letter } from '../core/letter.ts';
import { formatEndpoint } from '../core/network-name.ts';
import type { Frame } from '../core/protocol/frames.ts';
import { FRAME_LIMIT, LOWEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from '../core/protocol/frames.ts';
import type { Hello, NotifierPayload } from '../core/protocol/notifier-payload.ts';
import { helloFault } from '../core/protocol/notifier-payload.ts';
import type { Identity } from '../host/identity/identity.ts';
import { sharedLookup } from '../host/network/name-lookup.ts';
import { callerOf, dialOptions } from '../host/network/peer-tls.ts';
import { monotonicMs } from '../host/process/clock.ts';
import { closeSocket, type DialFailure, failureOf, refuseUpgrade } from './notifier-sockets.ts';
import { createSpeech } from './notifier-speech.ts';
import type { Subsystems } from './opened-subsystems.ts';
import type { PairFileHashes } from './pair-facts.ts';
import { pairFilesDiffer } from './pair-facts.ts';
import type { Priority } from './priority.ts';
import type { Refused } from './refusals.ts';

/** From the first packet to the companion's hello, in ms. */
const DIAL_LIMIT_MS = 4_000;
/** The hello cannot be accepted: wrong version or letter. */
const CLOSE_VERSION = 4406;
/** The input cannot be read; the hello of a later version may look like this. */
const CLOSE_NO_FRAME = 1008;
/** Minimum interval at which the engine is informed of the companion's pings, in ms. */
const OVERHEAR_EVERY_MS = 500;
const NO_FRAME = 'its messages cannot be read';

export interface NotifierHost {
  readonly identity: Identity;
  readonly companion: { readonly letter: Letter; readonly host: string; readonly port: number };
  readonly pairFile: PairFileHashes;
  readonly priority: Pick<Priority, 'dialOptions' | 'accepted'>;
  readonly post: (untimedEvent: UntimedEvent) => void;
  readonly view: () => View;
  /** Whether this is a backup that has verified its companion before (reading R11). */
  readonly knowsCompanion: () => boolean;
  /** The listeners on other channels, which are also informed when one of our connections is lost. */
  readonly subsystems: Pick<Subsystems, 'channels' | 'onFrame' | 'onConnectionLost'>;
  readonly log: (line: LogLine) => void;
  /** Only to the log file: of use to `why-switched`, not to a person who watches the server. */
  readonly logToFile: (line: LogLine) => void;
  readonly refused: Refused;
}

export interface Notifier {
  readonly dial: (connection: ConnectionName) => void;
  readonly hangUp: (connection: ConnectionName, reason: string) => void;
  readonly ping: (connection: ConnectionName, id: number, timeoutMs: number) => void;
  readonly send: (message: PeerMessage) => void;
  /** Sends this server's view to the companion on every connection, if it has changed. */
  readonly publish: (view: View) => void;
  /** On the given connection of ours, or on any; false if it cannot be sent (see `SubsystemHost.send`). */
  readonly carry: (frame: Frame, on: ConnectionName | null) => boolean;
  /** Whether the companion is connected and does not support that channel. */
  readonly isUnknownThere: (channel: string) => boolean;
  /** Whether the companion's pair file differs, according to its last hello. */
  readonly pairFilesDiffer: () => boolean;
  readonly handleUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer, below: Socket | undefined) => void;
  /** Sends what is still pending and closes every connection. */
  readonly close: () => Promise<void>;
}

/**
 * Both servers log the first ping on a connection and every n-th after it, one an hour at the default delay: from these
 * lines `why-switched` determines how far their clocks are apart.
 */
const WRITTEN_DOWN_EVERY = 3_600;

interface Outgoing {
  readonly socket: WebSocket;
  /** How many were sent; the last one is awaited. */
  pings: number;
  up: boolean;
  pingTimer: NodeJS.Timeout | undefined;
  pingId: number | null;
}

/** Both sides count the same: a connection delivers messages in order. */
function isWrittenDown(nth: number): boolean {
  return nth % WRITTEN_DOWN_EVERY === 1;
}

export function createNotifier(host: NotifierHost): Notifier {
  const outgoing = new Map<ConnectionName, Outgoing>();
  /** The companion's own connections, one of each kind: a new one replaces the old one. */
  const incoming = new Map<ConnectionName, WebSocket>();
  const server = new WebSocketServer({ noServer: true, maxPayload: FRAME_LIMIT });
  /** Accepted, no hello received yet. */
  const greeting = new Set<WebSocket>();
  const { greet, greeted, hasGreeted, listens, say, sayOwn, read } = createSpeech(host.subsystems.onFrame);
  let viewNumber = 0;
  let published = '';
  let differ = false;
  let overheardAt = Number.NEGATIVE_INFINITY;
  /** The newest view of the companion, with its number, from any connection. */
  let heard: { readonly view: View; readonly number: number } | null = null;

  const hello = (): Hello => ({
    type: 'hello',
    lowest: LOWEST_PROTOCOL_VERSION,
    highest: PROTOCOL_VERSION,
    number: viewNumber,
    pairFile: host.pairFile.whole,
    pairFileOwn: host.pairFile.own,
    channels: [...host.subsystems.channels],
    view: host.view(),
  });

  /** Connections on which both have sent hello, our own first. */
  const everyone = (): WebSocket[] => {
    const own = CONNECTION_NAMES.flatMap((name) => {
      const each = outgoing.get(name);
      return each?.up === true ? [each.socket] : [];
    });
    return [...own, ...incoming.values()].filter(({ readyState }) => readyState === WebSocket.OPEN);
  };

  /** Whether this view is newer than the last one received, on any connection. */
  const isNews = (view: View, number: number): boolean => {
    if (view.letter !== host.companion.letter) return false;
    if (heard !== null && view.bootId === heard.view.bootId && number < heard.number) return false;
    heard = { view, number };
    return true;
  };

  const writeDown = (id: number, bootId: string, words: string): void => {
    host.logToFile({
      topic: 'Notifier',
      level: 'note',
      text: `Notifier::Ping : Ping [${id}] of boot [${bootId}] ${words}`,
    });
  };

  /** Handles messages that may come on any connection, whichever side dialled it. */
  const hearCommon = (socket: WebSocket, payload: NotifierPayload): void => {
    if (payload.type === 'ping') sayOwn(socket, { type: 'pong', id: payload.id });
    else if (payload.type === 'view' && isNews(payload.view, payload.number))
      host.post({ type: 'view', view: payload.view });
    else if (payload.type === 'message') host.post({ type: 'message', message: payload.message });
  };

  const dial = (name: ConnectionName): void => {
    const { letter, host: address, port } = host.companion;
    // Its types cover fewer TLS options than Node, to which ws passes these options unchanged.
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
    const own: Outgoing = { socket, pings: 0, up: false, pingTimer: undefined, pingId: null };
    outgoing.set(name, own);
    let failure: DialFailure = { reason: 'CLOSED', unverified: false };
    const limit = setTimeout(() => {
      failure = { reason: 'TIMEOUT', unverified: false };
      socket.terminate();
    }, DIAL_LIMIT_MS);
    /** It answers with the companion's certificate, but we cannot communicate with it. */
    const reject = (code: number, reason: string): void => {
      failure = { reason, unverified: !own.up };
      socket.close(code, reason);
    };
    const from = { connection: name, hangUp: () => reject(CLOSE_NO_FRAME, NO_FRAME) };
    socket.on('open', () => greet(socket, hello()));
    socket.on('message', (data: RawData) => {
      const payload = read(socket, data, from);
      if (payload === null) return undefined;
      if (payload.type === 'hello' && !own.up) {
        const fault = helloFault(payload, host.companion.letter);
        if (fault !== null) return reject(CLOSE_VERSION, fault);
        clearTimeout(limit);
        return answered(name, own, payload);
      }
      if (payload.type === 'pong' && own.pingId === payload.id) {
        clearTimeout(own.pingTimer);
        own.pingId = null;
        if (isWrittenDown(own.pings)) writeDown(payload.id, host.view().bootId, `answered on the ${name} connection`);
        return host.post({ type: 'ping-answered', connection: name, id: payload.id });
      }
      return hearCommon(socket, payload);
    });
    socket.on('unexpected-response', (request, response) => {
      failure = { reason: `answered with ${response.statusCode}`, unverified: true };
      request.destroy();
      socket.terminate();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (failure.reason === 'CLOSED') failure = failureOf(error, host.knowsCompanion());
    });
    socket.on('close', (code, reason) => {
      clearTimeout(limit);
      clearTimeout(own.pingTimer);
      if (outgoing.get(name) !== own) return;
      outgoing.delete(name);
      if (!own.up && (code === CLOSE_VERSION || code === CLOSE_NO_FRAME) && !failure.unverified) {
        failure = { reason: reason.toString(), unverified: true };
      }
      if (own.up) {
        host.subsystems.onConnectionLost(name, 'the connection was lost');
        host.post({ type: 'connection-lost', connection: name, reason: failure.reason });
      } else if (failure.unverified) host.post({ type: 'unverified', connection: name, why: failure.reason });
      else host.post({ type: 'dial-failed', connection: name, reason: failure.reason });
    });
  };

  const overhear = (): void => {
    if (monotonicMs() - overheardAt < OVERHEAR_EVERY_MS) return;
    overheardAt = monotonicMs();
    host.post({ type: 'overheard' });
  };

  const comparePairFiles = (said: Hello): void => {
    differ = pairFilesDiffer(host.pairFile, { own: said.pairFileOwn ?? null, whole: said.pairFile });
  };

  /** The companion has sent hello on a connection of ours. */
  const answered = (name: ConnectionName, own: Outgoing, said: Hello): void => {
    own.up = true;
    greeted(own.socket, said);
    comparePairFiles(said);
    isNews(said.view, said.number);
    // A newer view may have arrived over the other connection while this hello was on its way.
    host.post({ type: 'connection-up', connection: name, view: heard?.view ?? said.view });
  };

  /** One of the companion's own connections has arrived. */
  const answer = (socket: WebSocket, name: ConnectionName): void => {
    let pings = 0;
    const limit = setTimeout(() => socket.terminate(), DIAL_LIMIT_MS);
    greeting.add(socket);
    const from = { connection: name, hangUp: () => socket.close(CLOSE_NO_FRAME, NO_FRAME) };
    socket.on('message', (data: RawData) => {
      const payload = read(socket, data, from);
      if (payload === null) return undefined;
      if (payload.type !== 'hello') {
        if (!hasGreeted(socket)) return socket.close(CLOSE_NO_FRAME, 'no hello');
        if (payload.type === 'ping') {
          pings += 1;
          // If ours are down, only this shows that it is alive.
          if (![...outgoing.values()].some(({ up }) => up)) overhear();
          if (isWrittenDown(pings))
            writeDown(payload.id, heard!.view.bootId, `heard on the ${name} connection, answering`);
        }
        return hearCommon(socket, payload);
      }
      const fault = helloFault(payload, host.companion.letter);
      if (fault !== null) return socket.close(CLOSE_VERSION, fault);
      clearTimeout(limit);
      greeted(socket, payload);
      comparePairFiles(payload);
      greeting.delete(socket);
      // A server that lost power does not close its connections: stale ones must not be used.
      if (incoming.get(name) !== socket) incoming.get(name)?.terminate();
      incoming.set(name, socket);
      greet(socket, hello());
      if (isNews(payload.view, payload.number)) host.post({ type: 'view', view: payload.view });
      return undefined;
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
      if (own.up) host.subsystems.onConnectionLost(name, reason);
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
      sayOwn(own.socket, { type: 'ping', id });
    },
    send: (message) => {
      const [socket] = everyone();
      if (socket !== undefined) sayOwn(socket, { type: 'message', message });
    },
    carry: (frame, on) => {
      const own = on === null ? undefined : outgoing.get(on);
      const sockets = on === null ? everyone() : own?.up === true ? [own.socket] : [];
      const socket = sockets.find((each) => listens(each, frame.channel));
      return socket !== undefined && say(socket, frame);
    },
    isUnknownThere: (channel) => everyone().length > 0 && !everyone().some((each) => listens(each, channel)),
    pairFilesDiffer: () => differ,
    publish: (view) => {
      const text = JSON.stringify(view);
      if (text === published) return;
      published = text;
      viewNumber += 1;
      for (const socket of everyone()) sayOwn(socket, { type: 'view', number: viewNumber, view });
    },
    handleUpgrade: (request, socket, head, below) => {
      const caller = callerOf(socket as TLSSocket, host.identity.pairId);
      const name = CONNECTION_NAMES.find((each) => request.url === `/notifier/${each}`);
      if (name === undefined) return refuseUpgrade(socket, '404 Not Found');
      if (caller?.letter !== host.companion.letter) {
        host.refused('a Notifier connection without the certificate of the companion', request.socket.remoteAddress);
        return refuseUpgrade(socket, '401 Unauthorized');
      }
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
