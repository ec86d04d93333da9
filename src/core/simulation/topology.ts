/**
 * The network between the two servers as faults can break it: a cable and a gateway at each site, and the line
 * between the sites, which can be cut in one direction.
 */
import type { CheckResult, NetworkChecks } from '../health/network.ts';
import type { Letter } from '../letter.ts';
import { otherLetter } from '../letter.ts';

export interface Topology {
  /** The cable between a server and its gateway. */
  readonly cable: Record<Letter, boolean>;
  /** The line between the sites, by the side that sends. */
  readonly line: Record<Letter, boolean>;
  /** Whether a gateway answers pings; one that drops them still passes everything on. */
  readonly gatewayAnswers: Record<Letter, boolean>;
  /** The machine has power: its kernel answers pings, whatever its programs do. */
  readonly power: Record<Letter, boolean>;
  /** One way, in ms. */
  latencyMs: number;
}

export function wholeTopology(): Topology {
  return {
    cable: { A: true, B: true },
    line: { A: true, B: true },
    gatewayAnswers: { A: true, B: true },
    power: { A: true, B: true },
    latencyMs: 1,
  };
}

/** Whether a packet from one server gets to the other. */
export function carries(topology: Topology, from: Letter): boolean {
  return topology.cable[from] && topology.line[from] && topology.cable[otherLetter(from)];
}

/** Both ways: they can talk. */
export function canTalk(topology: Topology): boolean {
  return carries(topology, 'A') && carries(topology, 'B');
}

/** What the checks of a server would find now (reading R1). */
export function checksOf(
  topology: Topology,
  letter: Letter,
  enabled: { readonly gateway: boolean; readonly netTest: boolean },
): NetworkChecks {
  const other = otherLetter(letter);
  const found = (yes: boolean, address: string): CheckResult => ({ result: yes ? 'reached' : 'unreachable', address });
  const off: CheckResult = { result: 'off' };
  const own = topology.cable[letter];
  const path = own && topology.line.A && topology.line.B;
  return {
    link: found(own, 'eth0'),
    gateway: enabled.gateway ? found(own && topology.gatewayAnswers[letter], 'gateway') : off,
    netTest: enabled.netTest ? found(path, 'nettest') : off,
    primary: found(path && topology.cable[other] && topology.power[other], 'companion'),
  };
}
