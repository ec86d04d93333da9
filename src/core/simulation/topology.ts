/**
 * The network between the two servers, as faults can break it: a cable and a gateway at each site, and the line
 * between the sites, which can be cut in one direction. Faults are counted, so that the end of one does not repair
 * what another has broken.
 */
import type { ConnectionName } from '../engine/monitors/connections.ts';
import { CONNECTION_NAMES } from '../engine/monitors/connections.ts';
import type { CheckResult, NetworkChecks } from '../engine/monitors/network.ts';
import type { Letter } from '../letter.ts';
import { otherLetter } from '../letter.ts';

type PerServer = Record<Letter, number>;

/** The number of current faults, by what they break; 0 is intact. */
export interface Broken {
  /** The cable between a server and its gateway. */
  readonly cable: PerServer;
  readonly gateway: PerServer;
  /** A gateway that drops pings still forwards everything else. */
  readonly gatewayPings: PerServer;
  /** The line between the sites, by the side that sends. */
  readonly line: PerServer;
  /** The host near the companion that this server pings. */
  readonly netTest: PerServer;
  /** The ping program of this server. */
  readonly checks: PerServer;
  /** The machine has no power or is suspended: its kernel does not answer. */
  readonly machine: PerServer;
  readonly certificate: PerServer;
  /** Where this server looks for its companion. */
  readonly address: PerServer;
  readonly connection: Record<ConnectionName, number>;
}

export interface Topology {
  readonly broken: Broken;
  /** The one-way latency of a packet, in ms. */
  latencyFromMs: number;
  latencyToMs: number;
  /** Probability that a packet is lost. */
  loss: number;
  /** Whether every message arrives twice. */
  duplicates: boolean;
}

/** The latency that is normal on any network, in ms. */
export const QUIET_LATENCY_MS = 1;

export function wholeTopology(): Topology {
  const whole = (): PerServer => ({ A: 0, B: 0 });
  return {
    broken: {
      cable: whole(),
      gateway: whole(),
      gatewayPings: whole(),
      line: whole(),
      netTest: whole(),
      checks: whole(),
      machine: whole(),
      certificate: whole(),
      address: whole(),
      connection: { main: 0, aux: 0 },
    },
    latencyFromMs: QUIET_LATENCY_MS,
    latencyToMs: QUIET_LATENCY_MS,
    loss: 0,
    duplicates: false,
  };
}

/** Repairs everything. */
export function repair(topology: Topology): void {
  Object.assign(topology, wholeTopology());
}

/** Whether a packet from one server reaches the other's network card. */
export function carries({ broken }: Topology, from: Letter): boolean {
  const to = otherLetter(from);
  return broken.line[from] === 0 && isOnline(broken, from) && isOnline(broken, to);
}

/** Whether packets pass both ways on one of the two connections. */
export function isOpen(topology: Topology, connection: ConnectionName): boolean {
  return topology.broken.connection[connection] === 0 && carries(topology, 'A') && carries(topology, 'B');
}

function isOnline(broken: Broken, letter: Letter): boolean {
  return broken.cable[letter] === 0 && broken.gateway[letter] === 0;
}

/** Whether the servers can talk: both ways on one of the connections, fast, and each accepts the other's certificate. */
export function canTalk(topology: Topology): boolean {
  const { broken, latencyToMs, loss } = topology;
  return (
    latencyToMs <= QUIET_LATENCY_MS &&
    loss === 0 &&
    broken.certificate.A + broken.certificate.B + broken.address.A + broken.address.B === 0 &&
    CONNECTION_NAMES.some((name) => isOpen(topology, name))
  );
}

/** What the checks of a server would find now (reading R1). `passes` says whether one ping and its answer get through. */
export function checksOf(
  { broken }: Topology,
  letter: Letter,
  enabled: { readonly gateway: boolean; readonly netTest: boolean },
  passes: () => boolean,
): NetworkChecks {
  const other = otherLetter(letter);
  const off: CheckResult = { result: 'off' };
  const pinged = (answers: boolean, address: string): CheckResult => {
    if (broken.checks[letter] > 0) return { result: 'unknown', why: 'there is no ping program' };
    return { result: answers && passes() ? 'reached' : 'unreachable', address };
  };
  const carrier = broken.cable[letter] === 0;
  const gateway = carrier && broken.gateway[letter] === 0;
  const path = gateway && broken.line.A === 0 && broken.line.B === 0;
  return {
    link: { result: carrier ? 'reached' : 'unreachable', address: 'eth0' },
    gateway: enabled.gateway ? pinged(gateway && broken.gatewayPings[letter] === 0, 'gateway') : off,
    netTest: enabled.netTest ? pinged(path && broken.netTest[letter] === 0, 'nettest') : off,
    primary: pinged(path && isOnline(broken, other) && broken.machine[other] === 0, 'companion'),
  };
}
