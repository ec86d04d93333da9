/** Two servers and a gateway on one subnet: real processes, each on a machine of its own, joined by a bridge. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Letter } from '../../src/core/letter.ts';
import { LETTERS } from '../../src/core/letter.ts';
import type { LabPair } from '../support/lab-pair.ts';
import { labPair } from '../support/lab-pair.ts';
import { type NetworkLab, networkLab, noLab } from '../support/network-lab.ts';

const HOSTS = { A: '10.9.0.1', B: '10.9.0.2' };
const GATEWAY = '10.9.0.254';
/** A backup that believes its primary gone takes over within six seconds. */
const QUICK = [
  'Switchover Reconnect Timeout: 2',
  'Switchover Primary Monitor Timeout: 1',
  'Switchover Primary Monitor Retry Count: 1',
  'Switchover Primary Monitor Retry Ping Delay: 1',
  'Switchover NetTest Timeout: 1',
  'Switchover Disable Gateway Ping: No',
];
const LONG_ENOUGH_MS = 15_000;

/** The gateway is the bridge itself. */
async function oneSubnet(): Promise<NetworkLab> {
  const lab = await networkLab();
  // With an address of its own: else it takes that of a port, and another one when that port leaves.
  const bridge = 'ip link add name lan address 02:00:00:00:00:fe type bridge';
  await lab.sh(null, bridge, `ip addr add ${GATEWAY}/24 dev lan`, 'ip link set lan up');
  for (const letter of LETTERS) {
    await lab.addMachine(letter);
    await lab.sh(null, `ip link add port${letter} type veth peer name eth0 netns ${letter}`);
    await lab.sh(null, `ip link set port${letter} master lan`, `ip link set port${letter} up`);
    await lab.sh(letter, `ip addr add ${HOSTS[letter]}/24 dev eth0`, 'ip link set eth0 up');
  }
  return lab;
}

async function startBoth(pair: LabPair): Promise<void> {
  pair.start('A');
  await sleep(1_000);
  pair.start('B');
  await pair.settled('A');
}

describe.skipIf(noLab !== null)(`a pair on one subnet${noLab === null ? '' : ` (skipped: ${noLab})`}`, () => {
  it('has no second active server when the port of the backup leaves the bridge, its carrier still up', async () => {
    const lab = await oneSubnet();
    for (const letter of LETTERS) await lab.sh(letter, `ip route add default via ${GATEWAY}`);
    const pair = await labPair(lab, HOSTS, { parameters: QUICK });
    await startBoth(pair);

    await lab.sh(null, 'ip link set portB nomaster');
    await sleep(LONG_ENOUGH_MS);
    expect(await lab.sh('B', 'cat /sys/class/net/eth0/carrier')).toBe('1\n');
    expect(pair.answers.B.filter(({ status }) => status === 200)).toEqual([]);
    await lab.sh(null, 'ip link set portB master lan');
    await pair.settled('A');

    expect(pair.answers.B.filter(({ status }) => status === 200)).toEqual([]);
    expect(pair.answers.A.at(-1)?.status).toBe(200);
  });

  it('hears no second yes from an active server that stalled, while its port is off the bridge and after', async () => {
    const lab = await oneSubnet();
    for (const letter of LETTERS) await lab.sh(letter, `ip route add default via ${GATEWAY}`);
    const pair = await labPair(lab, HOSTS, { parameters: QUICK });
    await startBoth(pair);
    const last = (letter: Letter): number | undefined => pair.answers[letter].at(-1)?.status;

    await pair.signal('A', 'SIGSTOP');
    await lab.sh(null, 'ip link set portA nomaster');
    await expect.poll(() => last('B')).toBe(200);
    const [takenOverMs] = pair.answers.B.filter(({ status }) => status === 200).map(({ atMs }) => atMs);
    await pair.signal('A', 'SIGCONT');
    await sleep(LONG_ENOUGH_MS);
    expect(last('A')).toBe(503);
    expect((await pair.command('A', 'status')).stdout).toContain('stood-still');
    await lab.sh(null, 'ip link set portA master lan');
    await expect.poll(async () => (await pair.status('A'))?.state).toBe('inactive');

    expect(pair.answers.A.filter(({ atMs, status }) => status === 200 && atMs > takenOverMs!)).toEqual([]);
    expect(last('B')).toBe(200);
  });

  it('is warned, and promised nothing, where no gateway is there to be asked', async () => {
    const pair = await labPair(await oneSubnet(), HOSTS, { parameters: QUICK });
    await startBoth(pair);
    const status = await pair.command('B', 'status');
    expect(status.stdout).toContain('no-network-check');
    expect(status.stdout.replaceAll(/\s+/g, ' ')).toContain('eth0, which leads to the companion, has no gateway');
    const bounds = await pair.command('B', 'params', 'bounds');
    expect(bounds.stdout).not.toMatch(/^backup cut off +never/m);
    expect(bounds.stdout.replaceAll(/\s+/g, ' ')).toContain('DANGER: the gateway check is inconclusive');
  });
});
