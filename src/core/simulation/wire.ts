/**
 * The Notifier connections of the simulated pair. A connection is reliable and in order, as TCP is: while the way is
 * cut its frames wait, and arrive when it heals, unless somebody has hung up. Two connections keep no order between
 * each other.
 */
import type { ConnectionName } from '../health/connections.ts';
import { CONNECTION_NAMES } from '../health/connections.ts';
import type { Letter } from '../letter.ts';
import { otherLetter } from '../letter.ts';
import type { PeerMessage } from '../pair/event.ts';
import type { View } from '../pair/state.ts';
import type { Agenda } from './agenda.ts';
import type { Random } from './random.ts';
import type { Topology } from './topology.ts';
import { carries } from './topology.ts';
import type { Happening, VirtualServer } from './virtual-server.ts';

/** A dial that nobody answers, in ms. */
const DIAL_LIMIT_MS = 4_000;
/** How often a frame that cannot pass is tried again, in ms. */
const RESEND_MS = 200;

export interface Wire {
  readonly dial: (from: Letter, name: ConnectionName) => void;
  readonly hangUp: (from: Letter, name: ConnectionName) => void;
  readonly ping: (from: Letter, name: ConnectionName, id: number, timeoutMs: number) => void;
  /** Asks the module behind the other end's Notifier. */
  readonly pingModule: (from: Letter, name: ConnectionName, id: number, timeoutMs: number) => void;
  readonly send: (from: Letter, message: PeerMessage) => void;
  readonly publish: (from: Letter, view: View, number: number) => void;
  /** A process is gone: its kernel says so to whoever was connected. */
  readonly processEnded: (letter: Letter) => void;
}

export interface WireWorld {
  readonly agenda: Agenda;
  readonly random: Random;
  readonly topology: Topology;
  readonly now: () => number;
  readonly server: (letter: Letter) => VirtualServer;
  /** Probability that a message arrives twice. */
  readonly duplicates: () => number;
  /** Up to this much is added to the way of one frame, in ms. */
  readonly jitterMs: () => number;
}

interface Link {
  readonly dialer: Letter;
  readonly name: ConnectionName;
  open: boolean;
  /** The dialler has had the hello. */
  up: boolean;
  /** When the last frame in each direction arrives, by sender: the next cannot overtake it. */
  readonly busyUntil: Record<Letter, number>;
}

export function createWire(world: WireWorld): Wire {
  const links: Record<Letter, Record<ConnectionName, Link | null>> = {
    A: { main: null, aux: null },
    B: { main: null, aux: null },
  };
  const after = (ms: number, work: () => void): void => world.agenda.add(world.now() + ms, work);
  const travel = (): number =>
    world.topology.latencyMs + (world.jitterMs() > 0 ? world.random.between(0, world.jitterMs()) : 0);

  /** Delivers to the other end when the way is open, in order, as long as the connection is. */
  const transmit = (link: Link, from: Letter, deliver: () => void): void => {
    const at = Math.max(world.now() + travel(), link.busyUntil[from]);
    link.busyUntil[from] = at;
    const run = world.server(otherLetter(from)).run();
    const attempt = (): void => {
      if (!link.open || world.server(otherLetter(from)).run() !== run) return;
      if (carries(world.topology, from)) return deliver();
      const next = world.now() + RESEND_MS;
      link.busyUntil[from] = Math.max(link.busyUntil[from], next);
      world.agenda.add(next, attempt);
    };
    world.agenda.add(at, attempt);
  };

  const openLinks = (letter: Letter): Link[] => {
    const found: Link[] = [];
    for (const dialer of [letter, otherLetter(letter)]) {
      for (const name of CONNECTION_NAMES) {
        const link = links[dialer][name];
        if (link?.open === true) found.push(link);
      }
    }
    return found;
  };

  const tellView = (link: Link, from: Letter, view: View, number: number): void =>
    transmit(link, from, () => {
      const to = world.server(otherLetter(from));
      if (to.isNews(view, number)) to.post({ type: 'view', view });
    });

  const dial = (from: Letter, name: ConnectionName): void => {
    const to = otherLetter(from);
    const run = world.server(from).run();
    const fail = (reason: string): void => {
      if (world.server(from).run() === run) world.server(from).post({ type: 'dial-failed', connection: name, reason });
    };
    after(3 * travel(), () => {
      const caller = world.server(from);
      const callee = world.server(to);
      if (caller.run() !== run) return;
      const open = carries(world.topology, from) && carries(world.topology, to) && world.topology.power[to];
      if (!open || callee.isFrozen()) return after(DIAL_LIMIT_MS, () => fail('TIMEOUT'));
      const view = callee.view();
      if (view === null) return fail('ECONNREFUSED');
      const link: Link = { dialer: from, name, open: true, up: false, busyUntil: { A: 0, B: 0 } };
      links[from][name] = link;
      const mine = caller.view();
      if (mine !== null) tellView(link, from, mine, caller.viewNumber());
      const number = callee.viewNumber();
      transmit(link, to, () => {
        link.up = true;
        caller.isNews(view, number);
        caller.post({ type: 'connection-up', connection: name, view });
      });
      after(DIAL_LIMIT_MS, () => {
        if (!link.open || link.up || links[from][name] !== link) return;
        link.open = false;
        links[from][name] = null;
        fail('TIMEOUT');
      });
    });
  };

  return {
    dial,
    hangUp: (from, name) => {
      const link = links[from][name];
      if (link !== null) link.open = false;
      links[from][name] = null;
    },
    ping: (from, name, id, timeoutMs) => {
      const link = links[from][name];
      const server = world.server(from);
      const run = server.run();
      let answered = false;
      after(timeoutMs, () => {
        if (!answered && server.run() === run)
          server.post({ type: 'ping-failed', connection: name, id, outcome: 'timed-out' });
        answered = true;
      });
      if (link === null) return;
      transmit(link, from, () => {
        const pong = (): void =>
          transmit(link, otherLetter(from), () => {
            if (answered) return;
            answered = true;
            server.post({ type: 'ping-answered', connection: name, id });
          });
        whenAwake(world, otherLetter(from), pong);
      });
    },
    pingModule: (from, name, id, timeoutMs) => {
      const link = links[from][name];
      const to = otherLetter(from);
      const server = world.server(from);
      const run = server.run();
      let ended = false;
      const end = (happening: Happening): void => {
        if (!ended && server.run() === run) server.post(happening);
        ended = true;
      };
      after(timeoutMs, () => end({ type: 'module-ping-failed', id, outcome: 'timed-out', why: null }));
      if (link === null) return;
      transmit(link, from, () =>
        whenAwake(world, to, () => {
          const { module, pid } = world.server(to).frailty;
          if (module === 'hung') return;
          transmit(link, to, () =>
            end(
              module === 'well'
                ? { type: 'module-answered', id, pid }
                : { type: 'module-ping-failed', id, outcome: 'rejected', why: 'it is not there' },
            ),
          );
        }),
      );
    },
    send: (from, message) => {
      const own = CONNECTION_NAMES.map((name) => links[from][name]).find((link) => link?.open === true);
      const link = own ?? openLinks(from)[0];
      if (link === undefined) return;
      const copies = world.random.chance(world.duplicates()) ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1) {
        transmit(link, from, () => world.server(otherLetter(from)).post({ type: 'message', message }));
      }
    },
    publish: (from, view, number) => {
      for (const link of openLinks(from)) tellView(link, from, view, number);
    },
    processEnded: (letter) => {
      for (const name of CONNECTION_NAMES) {
        const own = links[letter][name];
        if (own !== null) own.open = false;
        links[letter][name] = null;
        const theirs = links[otherLetter(letter)][name];
        if (theirs === null) continue;
        resetWhenPossible(theirs);
      }
    },
  };

  /** The kernel of a machine without its process answers with a reset, as soon as a packet gets through. */
  function resetWhenPossible(link: Link): void {
    const { dialer, name } = link;
    const run = world.server(dialer).run();
    const attempt = (): void => {
      if (links[dialer][name] !== link || world.server(dialer).run() !== run) return;
      const { topology } = world;
      if (!topology.power[otherLetter(dialer)] || !carries(topology, 'A') || !carries(topology, 'B')) {
        return after(RESEND_MS, attempt);
      }
      link.open = false;
      links[dialer][name] = null;
      const type = link.up ? 'connection-lost' : 'dial-failed';
      world.server(dialer).post({ type, connection: name, reason: 'ECONNRESET' });
    };
    after(world.topology.latencyMs, attempt);
  }
}

/** A frozen process answers when it thaws. */
function whenAwake(world: WireWorld, letter: Letter, work: () => void): void {
  const server = world.server(letter);
  const run = server.run();
  const attempt = (): void => {
    if (server.run() !== run) return;
    if (server.isFrozen()) world.agenda.add(world.now() + RESEND_MS, attempt);
    else work();
  };
  attempt();
}
