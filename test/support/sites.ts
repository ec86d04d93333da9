/**
 * Two sites of a lab: each with a server, its gateway with a switch, and behind the gateway a host for the other server's
 * NetTest; between them a line. Each network fault breaks here what the simulation breaks.
 */

import type { ParameterValues } from '../../src/core/config/parameters/catalogue.ts';
import type { ConnectionName } from '../../src/core/engine/monitors/connections.ts';
import type { Letter } from '../../src/core/letter.ts';
import { LETTERS, otherLetter } from '../../src/core/letter.ts';
import type { Fault } from '../../src/core/simulation/faults.ts';
import { type NetworkLab, networkLab } from './network-lab.ts';
import type { AtItsEnd } from './temporary-folder.ts';

const SITE = { A: '10.1', B: '10.2' } as const;
export const HOSTS = { A: `${SITE.A}.0.1`, B: `${SITE.B}.0.1` } as const;
/** The NetTest host of a server is near the other one. */
export const NETTEST = { A: `${SITE.B}.9.1`, B: `${SITE.A}.9.1` } as const;

function lanUp(letter: Letter): readonly string[] {
  return ['ip link set eth0 up', `ip route replace default via ${SITE[letter]}.0.254`];
}

export async function twoSites(atItsEnd: AtItsEnd): Promise<NetworkLab> {
  const lab = await networkLab(atItsEnd);
  for (const letter of LETTERS) {
    await lab.addMachine(letter);
    await lab.addMachine(`gw${letter}`);
    await lab.sh(null, `ip link add port netns gw${letter} type veth peer name eth0 netns ${letter}`);
    await lab.sh(letter, `ip addr add ${HOSTS[letter]}/24 dev eth0`, 'ip link set eth0 up');
    await lab.sh(
      `gw${letter}`,
      'ip link add name lan type bridge',
      `ip addr add ${SITE[letter]}.0.254/24 dev lan`,
      `ip addr add ${SITE[letter]}.9.1/32 dev lo`,
      'ip link set port master lan',
      'ip link set port up',
      'ip link set lan up',
      'echo 1 > /proc/sys/net/ipv4/ip_forward',
    );
    await lab.sh(letter, ...lanUp(letter));
  }
  await lab.sh(null, 'ip link add line netns gwA type veth peer name line netns gwB');
  for (const letter of LETTERS) {
    const [own, far] = letter === 'A' ? ['10.3.0.1', '10.3.0.2'] : ['10.3.0.2', '10.3.0.1'];
    await lab.sh(`gw${letter}`, `ip addr add ${own}/30 dev line`, 'ip link set line up');
    await lab.sh(`gw${letter}`, `ip route add ${SITE[otherLetter(letter)]}.0.0/16 via ${far}`);
  }
  return lab;
}

function line(from: Letter): { readonly cut: Cuts; readonly mend: Cuts } {
  const rule = (verb: string): string[] => [`ip rule ${verb} pref 10 to ${SITE[otherLetter(from)]}.0.0/16 blackhole`];
  return both(`gw${from}`, rule('add'), rule('del'));
}

/** The commands that cause a fault and those that repair it, by machine. Null: not a network fault. */
export function cutsOf(fault: Fault): { readonly cut: Cuts; readonly mend: Cuts } | null {
  switch (fault.kind) {
    case 'cable':
      return both(`gw${fault.server}`, ['ip link set port down'], ['ip link set port up']);
    case 'gateway':
      return both(`gw${fault.server}`, ['ip link set port nomaster'], ['ip link set port master lan']);
    case 'gateway-silent': {
      const answer = (no: number): string[] => [`echo ${no} > /proc/sys/net/ipv4/icmp_echo_ignore_all`];
      return both(`gw${fault.server}`, answer(1), answer(0));
    }
    case 'net-test-silent': {
      const address = NETTEST[fault.server];
      const gateway = `gw${otherLetter(fault.server)}`;
      return both(gateway, [`ip addr del ${address}/32 dev lo`], [`ip addr add ${address}/32 dev lo`]);
    }
    case 'line': {
      const sides = (fault.from === 'both' ? LETTERS : [fault.from]).map(line);
      return { cut: sides.flatMap(({ cut }) => cut), mend: sides.flatMap(({ mend }) => mend) };
    }
    case 'connection': {
      const rules = CONNECTION_CUT[fault.connection];
      const each = (verb: string): string[] => rules.map((rule) => `ip rule ${verb} ${rule}`);
      return both('gwA', each('add'), each('del'));
    }
    default:
      return null;
  }
}

/**
 * Both connections use the same port. With these parameters, packets on the auxiliary one carry a mark, by which a
 * gateway tells them apart.
 */
export const MARKED: ParameterValues = {
  'Switchover Use QoS for Ping': true,
  'Switchover Ping on Aux Connection': true,
  'Switchover QoS DSCP': 4,
};
/** DSCP 4 in the byte on the wire; rules do not accept a mark above 7. */
const AUX = 'ipproto tcp tos 0x10';
/** Only established connections are marked: while main is cut, aux keeps working, but no new connection is possible. */
const CONNECTION_CUT: Readonly<Record<ConnectionName, readonly string[]>> = {
  aux: [`pref 10 ${AUX} blackhole`],
  main: [`pref 11 ${AUX} lookup main`, 'pref 12 ipproto tcp blackhole'],
};

/** Takes the machine off the network, and back. */
export function powerOf(letter: Letter): { readonly cut: Cuts; readonly mend: Cuts } {
  return both(letter, ['ip link set eth0 down'], lanUp(letter));
}

/** Takes the server, its gateway and the nearby host off the network: nothing they send leaves the site. */
export function siteOf(letter: Letter): { readonly cut: Cuts; readonly mend: Cuts } {
  const [power, way] = [powerOf(letter), line(letter)];
  return { cut: [...power.cut, ...way.cut], mend: [...power.mend, ...way.mend] };
}

export type Cuts = readonly (readonly [machine: string, lines: readonly string[]])[];

function both(machine: string, cut: readonly string[], mend: readonly string[]): { cut: Cuts; mend: Cuts } {
  return { cut: [[machine, cut]], mend: [[machine, mend]] };
}
