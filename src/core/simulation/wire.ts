/**
 * The Notifier connections of the simulated pair. A connection is reliable and ordered, like TCP: what cannot pass is
 * retransmitted at growing intervals and arrives when the path is open, unless one side has closed the connection. There
 * is no order between the two connections.
 */

import type { PeerMessage, UntimedEvent } from '../engine/event.ts';
import type { ConnectionName } from '../engine/monitors/connections.ts';
import { CONNECTION_NAMES } from '../engine/monitors/connections.ts';
import type { State, View } from '../engine/state.ts';
import type { Letter } from '../letter.ts';
import { otherLetter } from '../letter.ts';
import type { EventQueue } from './event-queue.ts';
import type { Random } from './random.ts';
import type { Topology } from './topology.ts';
import { carries, isOpen } from './topology.ts';
import type { VirtualModule } from './virtual-module.ts';

/** The time limit from the first packet of a dial to the hello, in ms. */
export const DIAL_LIMIT_MS = 4_000;
/** The first retransmission delay, in ms; doubled each time, up to the longest. */
const RESEND_MS = 200;
/** A duplicate message arrives within this time, in ms. */
const LATEST_COPY_MS = 10_000;
const LONGEST_RESEND_MS = 12_800;

export interface Wire {
  readonly dial: (from: Letter, name: ConnectionName) => void;
  readonly hangUp: (from: Letter, name: ConnectionName) => void;
  readonly ping: (from: Letter, name: ConnectionName, id: number, timeoutMs: number) => void;
  /** Pings the module through the other end's Notifier. */
  readonly pingModule: (from: Letter, name: ConnectionName, id: number, timeoutMs: number) => void;
  readonly send: (from: Letter, message: PeerMessage) => void;
  readonly publish: (from: Letter, view: View, number: number) => void;
  /** A process is gone: its kernel closes its connections. */
  readonly processEnded: (letter: Letter) => void;
  /** Breaks the connection that a server has dialled. */
  readonly reset: (dialer: Letter, name: ConnectionName) => void;
}

/** A server as seen by the wire. */
export interface WireEnd {
  readonly letter: Letter;
  readonly injected: { readonly module: VirtualModule };
  /** Null: no process runs. */
  readonly state: () => State | null;
  readonly view: () => View | null;
  readonly viewNumber: () => number;
  readonly isFrozen: () => boolean;
  /** Counts processes: anything that belongs to an earlier one is void. */
  readonly run: () => number;
  readonly post: (untimedEvent: UntimedEvent) => void;
  /** Runs it now, or when the process thaws. */
  readonly whenAwake: (work: () => void) => void;
  /** How long its clock has been stopped so far, in ms; its own timeouts end that much later. */
  readonly clockStoodMs: () => number;
  /** Whether a view from any connection is newer than the last one; the real Notifier does the same. */
  readonly isNews: (view: View, number: number) => boolean;
  readonly lastHeard: () => View | null;
}

export interface WireWorld {
  readonly queue: EventQueue;
  readonly random: Random;
  readonly topology: Topology;
  readonly now: () => number;
  readonly server: (letter: Letter) => WireEnd;
}

/** What is in transit in one direction of a connection, in order. */
interface Lane {
  readonly frames: { readonly at: number; readonly deliver: () => void }[];
  /** When the last frame arrives: the next cannot overtake it. */
  lastAt: number;
  isMoving: boolean;
  /** How long the first frame waits before it is retransmitted, in ms. */
  againMs: number;
}

interface Link {
  readonly dialer: Letter;
  readonly name: ConnectionName;
  /** The processes that it connects. */
  readonly runs: Readonly<Record<Letter, number>>;
  /** By sender. Frames sent before it was closed still arrive, unless the receiver has closed it. */
  readonly lanes: Readonly<Record<Letter, Lane>>;
  /** Called when the dialler's connection is gone, to end the wait for an answer from the module. */
  whenGone: (() => void) | null;
  open: boolean;
  /** Which servers have stopped reading from it. */
  readonly closedBy: Record<Letter, boolean>;
  /** The dialler has received the hello. */
  up: boolean;
  /** The other side has received the hello. */
  greeted: boolean;
}

type Links = Record<Letter, Record<ConnectionName, Link | null>>;

export function createWire(world: WireWorld): Wire {
  const { queue, random, topology } = world;
  const links: Links = { A: { main: null, aux: null }, B: { main: null, aux: null } };
  /** By dialler: the connections as accepted by the other side. */
  const accepted: Links = { A: { main: null, aux: null }, B: { main: null, aux: null } };
  const after = (ms: number, work: () => void): void => queue.add(world.now() + ms, work);
  const travel = (): number => {
    const { latencyFromMs, latencyToMs } = topology;
    return latencyFromMs === latencyToMs ? latencyToMs : random.between(latencyFromMs, latencyToMs);
  };
  const passes = (link: Link, from: Letter): boolean =>
    carries(topology, from) &&
    topology.broken.connection[link.name] === 0 &&
    topology.broken.machine.A + topology.broken.machine.B === 0 &&
    (topology.loss === 0 || !random.chance(topology.loss));

  /** Delivers to the other end when the path is open, in order, as long as the other end is reading. */
  const transmit = (link: Link, from: Letter, deliver: () => void): void => {
    const lane = link.lanes[from];
    lane.lastAt = Math.max(world.now() + travel(), lane.lastAt);
    lane.frames.push({ at: lane.lastAt, deliver });
    if (lane.isMoving) return;
    lane.isMoving = true;
    queue.add(lane.lastAt, () => move(link, from, lane));
  };

  const move = (link: Link, from: Letter, lane: Lane): void => {
    const to = otherLetter(from);
    if (link.closedBy[to] || world.server(to).run() !== link.runs[to]) {
      lane.frames.length = 0;
      lane.isMoving = false;
      return;
    }
    if (!passes(link, from)) {
      after(lane.againMs, () => move(link, from, lane));
      lane.againMs = Math.min(2 * lane.againMs, LONGEST_RESEND_MS);
      return;
    }
    lane.againMs = RESEND_MS;
    lane.frames.shift()?.deliver();
    const next = lane.frames[0];
    if (next === undefined) lane.isMoving = false;
    else queue.add(Math.max(world.now(), next.at), () => move(link, from, lane));
  };

  const tellView = (link: Link, from: Letter, view: View, number: number): void =>
    transmit(link, from, () => {
      const to = world.server(otherLetter(from));
      if (to.isNews(view, number)) to.post({ type: 'view', view });
    });

  const takeDown = (link: Link, by: Letter): void => {
    link.open = false;
    link.closedBy[by] = true;
    if (by === link.dialer) link.whenGone?.();
    if (links[link.dialer][link.name] === link) links[link.dialer][link.name] = null;
  };

  const dial = (from: Letter, name: ConnectionName): void => {
    const to = otherLetter(from);
    const run = world.server(from).run();
    const caller = world.server(from);
    const callee = world.server(to);
    const fail = (reason: string): void => {
      if (caller.run() === run) caller.post({ type: 'dial-failed', connection: name, reason });
    };
    after(3 * travel(), () => {
      if (caller.run() !== run) return;
      const { address, certificate, machine } = topology.broken;
      if (!isOpen(topology, name) || machine[to] > 0) return after(DIAL_LIMIT_MS, () => fail('TIMEOUT'));
      if (callee.isFrozen()) return after(DIAL_LIMIT_MS, () => fail('TIMEOUT'));
      if (address[from] > 0 || callee.state() === null) return fail('ECONNREFUSED');
      if (certificate[from] > 0) return caller.post({ type: 'unverified', connection: name, why: 'answered with 401' });
      if (certificate[to] > 0) return caller.post({ type: 'unverified', connection: name, why: 'CERT_HAS_EXPIRED' });
      greet(from, name, fail);
    });
  };

  /** The dialler sends a hello; the other side answers with its own, and from then on reports every change. */
  const greet = (from: Letter, name: ConnectionName, fail: (reason: string) => void): void => {
    const caller = world.server(from);
    const callee = world.server(otherLetter(from));
    const link = newLink(from, name, { A: world.server('A').run(), B: world.server('B').run() });
    links[from][name] = link;
    const [mine, number] = [caller.view(), caller.viewNumber()];
    transmit(link, from, () =>
      callee.whenAwake(() => {
        const [theirs, theirNumber] = [callee.view(), callee.viewNumber()];
        if (mine === null || theirs === null) return;
        accept(link);
        transmit(link, callee.letter, () => {
          link.up = true;
          caller.isNews(theirs, theirNumber);
          // A newer view may have arrived on the other connection while this hello was in transit.
          caller.post({ type: 'connection-up', connection: name, view: caller.lastHeard() ?? theirs });
        });
        if (callee.isNews(mine, number)) callee.post({ type: 'view', view: mine });
      }),
    );
    after(DIAL_LIMIT_MS, () => {
      if (!link.open || link.up || links[from][name] !== link) return;
      takeDown(link, from);
      fail('TIMEOUT');
    });
  };

  /** The companion holds each connection once: a new one replaces the old, whatever is still in transit there. */
  const accept = (link: Link): void => {
    const old = accepted[link.dialer][link.name];
    if (old !== null && old !== link) old.closedBy[otherLetter(link.dialer)] = true;
    accepted[link.dialer][link.name] = link;
    link.greeted = true;
  };

  /** Links on which this server may send: first its own that are up, then those of its companion. */
  const speakable = (letter: Letter): Link[] => {
    const found: Link[] = [];
    for (const name of CONNECTION_NAMES) {
      const own = links[letter][name];
      if (own?.open === true && own.up) found.push(own);
    }
    for (const name of CONNECTION_NAMES) {
      const theirs = links[otherLetter(letter)][name];
      if (theirs?.open === true && theirs.greeted) found.push(theirs);
    }
    return found;
  };

  /**
   * Sends a request to the process at the other end; the first of answer, timeout and end of the connection counts. If
   * the connection is gone, a Notifier ping is covered by its loss, and a module ping ends as `lost`.
   */
  const ask = (
    link: Link,
    from: Letter,
    timeoutMs: number,
    reply: () => UntimedEvent | null,
    late: UntimedEvent,
    lost: UntimedEvent | null,
  ): void => {
    const server = world.server(from);
    let over = false;
    const end = (untimedEvent: UntimedEvent): void => {
      if (over || server.run() !== link.runs[from]) return;
      over = true;
      server.post(untimedEvent);
    };
    if (lost !== null) link.whenGone = () => end(lost);
    const giveUpAfter = (ms: number): void => {
      const stoodBefore = server.clockStoodMs();
      after(ms, () =>
        server.whenAwake(() => {
          const stoodMs = server.clockStoodMs() - stoodBefore;
          if (stoodMs > 0) giveUpAfter(stoodMs);
          else if (!link.closedBy[from]) end(late);
        }),
      );
    };
    giveUpAfter(timeoutMs);
    transmit(link, from, () =>
      world.server(otherLetter(from)).whenAwake(() => {
        const answer = reply();
        if (answer !== null) transmit(link, otherLetter(from), () => end(answer));
      }),
    );
  };

  const ping = (from: Letter, connection: ConnectionName, id: number, timeoutMs: number): void => {
    const link = links[from][connection];
    if (link === null) return;
    const answered = (): UntimedEvent => {
      const to = world.server(otherLetter(from));
      const isReached = CONNECTION_NAMES.some((name) => links[to.letter][name]?.up === true);
      if (!isReached) to.post({ type: 'overheard' });
      return { type: 'ping-answered', connection, id };
    };
    const late: UntimedEvent = { type: 'ping-failed', connection, id, outcome: 'timed-out' };
    ask(link, from, timeoutMs, answered, late, null);
  };

  const pingModule = (from: Letter, connection: ConnectionName, id: number, timeoutMs: number): void => {
    const failed = (outcome: 'timed-out' | 'rejected' | 'lost', why: string | null): UntimedEvent => ({
      type: 'module-ping-failed',
      id,
      outcome,
      why,
    });
    const link = links[from][connection];
    if (world.server(otherLetter(from)).injected.module.unheard > 0) return;
    if (link === null) return world.server(from).post(failed('lost', null));
    const reply = (): UntimedEvent | null => {
      const answer = world.server(otherLetter(from)).injected.module.ask();
      if (answer === 'silent') return null;
      return answer === 'refused'
        ? failed('rejected', 'it is not there')
        : { type: 'module-answered', id, pid: answer.pid };
    };
    ask(link, from, timeoutMs, reply, failed('timed-out', null), failed('lost', null));
  };

  /** A machine without power sends nothing. Once it is back, it answers with a reset. */
  const resetWhenPossible = (link: Link): void => {
    const run = world.server(link.dialer).run();
    let again = RESEND_MS;
    const attempt = (): void => {
      if (links[link.dialer][link.name] !== link || world.server(link.dialer).run() !== run) return;
      if (topology.broken.machine[otherLetter(link.dialer)] === 0 && isOpen(topology, link.name)) return broken(link);
      after(again, attempt);
      again = Math.min(again * 2, LONGEST_RESEND_MS);
    };
    after(travel(), attempt);
  };

  const broken = (link: Link): void => {
    takeDown(link, link.dialer);
    const type = link.up ? 'connection-lost' : 'dial-failed';
    world.server(link.dialer).post({ type, connection: link.name, reason: 'ECONNRESET' });
  };

  return {
    dial,
    ping,
    pingModule,
    hangUp: (from, name) => {
      const link = links[from][name];
      if (link !== null) takeDown(link, from);
    },
    send: (from, message) => {
      const link = speakable(from)[0];
      if (link === undefined) return;
      const deliver = (): void =>
        transmit(link, from, () => world.server(otherLetter(from)).post({ type: 'message', message }));
      deliver();
      if (topology.duplicates) after(random.between(0, LATEST_COPY_MS), () => link.open && deliver());
    },
    publish: (from, view, number) => {
      for (const link of speakable(from)) tellView(link, from, view, number);
    },
    processEnded: (letter) => {
      for (const name of CONNECTION_NAMES) {
        const own = links[letter][name];
        if (own !== null) takeDown(own, letter);
        const theirs = links[otherLetter(letter)][name];
        if (theirs === null) continue;
        // The kernel sends what was written before, then closes the connection.
        if (topology.broken.machine[letter] === 0) transmit(theirs, letter, () => broken(theirs));
        else {
          theirs.lanes[letter].frames.length = 0;
          resetWhenPossible(theirs);
        }
      }
    },
    reset: (dialer, name) => {
      const link = links[dialer][name];
      if (link?.open === true) broken(link);
    },
  };
}

function newLink(dialer: Letter, name: ConnectionName, runs: Link['runs']): Link {
  const lane = (): Lane => ({ frames: [], lastAt: 0, isMoving: false, againMs: RESEND_MS });
  const closedBy = { A: false, B: false };
  return {
    dialer,
    name,
    runs,
    lanes: { A: lane(), B: lane() },
    whenGone: null,
    open: true,
    closedBy,
    up: false,
    greeted: false,
  };
}
