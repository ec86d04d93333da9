import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { NetworkChecks } from '../../../src/core/engine/monitors/network.ts';
import { verdictOf } from '../../../src/core/engine/monitors/network.ts';
import type { CheckTargets } from '../../../src/host/network/network-checks.ts';
import { checkNetwork as checkNetworkUntil } from '../../../src/host/network/network-checks.ts';
import { run } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const PROBE = join(import.meta.dirname, '..', '..', 'processes', 'network-probe.ts');
const NEVER = new AbortController().signal;
const checkNetwork = (targets: CheckTargets) => checkNetworkUntil(targets, NEVER);
const TARGETS: CheckTargets = {
  companion: '127.0.0.1',
  lastAddress: null,
  gatewayPing: false,
  netTest: null,
  timeoutMs: 1_000,
  dscp: null,
};

interface Probed {
  readonly checks: NetworkChecks;
  readonly tookMs: number;
}

const hasPing = spawnSync('ping', ['-c', '1', '127.0.0.1']).status === 0;
/** A separate network namespace that ends with its process; as root, or as a user who may create one. */
const TRY = 'mount -t sysfs none /sys && ip link add sw0 type veth peer name sw1';
const apart = [['-nm'], ['-rnm']].find((flags) => spawnSync('unshare', [...flags, 'sh', '-c', TRY]).status === 0);

/** One round of checks in a separate network, set up by these commands. */
async function inNetwork(commands: readonly string[], targets: Partial<CheckTargets>): Promise<Probed> {
  const script = `${commands.join(' && ')} && exec "$0" "$@"`;
  const words = [process.execPath, PROBE, JSON.stringify({ ...TARGETS, ...targets })];
  // A lookup ends after three seconds instead of half a minute.
  const env = { RES_OPTIONS: 'timeout:3 attempts:1' };
  const { stdout, stderr } = await run('unshare', [...apart!, 'sh', '-c', script, ...words], { env });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Probed;
}

const LINE_UP = [
  'mount -t sysfs none /sys',
  'ip link set lo up',
  'ip link add sw0 type veth peer name sw1',
  'ip addr add 10.99.0.1/24 dev sw0',
  'ip link set sw0 up',
  'ip link set sw1 up',
  'ip route add default via 10.99.0.254',
];

describe('the network checks', () => {
  test.skipIf(!hasPing)('reach this very machine, and leave alone what is not configured', async () => {
    expect((await checkNetwork(TARGETS)).checks).toEqual({
      link: { result: 'reached', address: 'lo' },
      gateway: { result: 'off' },
      netTest: { result: 'off' },
      primary: { result: 'reached', address: '127.0.0.1' },
    });
  });

  test.skipIf(!hasPing)('find the machine by its name', async () => {
    const { checks, address } = await checkNetwork({ ...TARGETS, companion: 'localhost' });
    expect(checks.primary.result).toBe('reached');
    expect(['127.0.0.1', '::1']).toContain(address);
  });

  test('do not take an unknown name for a silent machine', async () => {
    const { checks } = await checkNetwork({ ...TARGETS, companion: 'no-such-machine.invalid' });
    expect(checks.primary).toEqual({ result: 'unknown', why: 'cannot resolve the name no-such-machine.invalid' });
    expect(verdictOf(checks)).toBe('unknown');
  });

  test('report unknown without a ping program, never unreachable', async () => {
    const targets = JSON.stringify({ ...TARGETS, netTest: '127.0.0.1' });
    const { stdout } = await run(process.execPath, [PROBE, targets], { env: { PATH: temporaryFolder() } });
    const { checks } = JSON.parse(stdout) as Probed;
    const unknown = { result: 'unknown', why: 'no ping program is installed' };
    expect(checks).toMatchObject({ netTest: unknown, primary: unknown });
  });

  test('give a reason also where ping gives none', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'ping'), '#!/bin/sh\nexit 2\n');
    chmodSync(join(folder, 'ping'), 0o700);
    const { stdout } = await run(process.execPath, [PROBE, JSON.stringify(TARGETS)], { env: { PATH: folder } });
    const { checks } = JSON.parse(stdout) as Probed;
    expect(checks.primary).toEqual({ result: 'unknown', why: 'ping exited with 2' });
  });

  test.each([
    [
      'of Windows',
      'echo "Bad value for option -n, valid range is from 1 to 4294967295."; exit 1',
      'Bad value for option -n',
    ],
    ['of busybox', 'echo "ping: unrecognized option: n" >&2; exit 1', 'ping: unrecognized option: n'],
  ])('say unknown where the ping program %s takes other options and asks nobody', async (_, script, why) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'ping'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'ping'), 0o700);
    const targets = JSON.stringify({ ...TARGETS, netTest: '127.0.0.1' });
    const { stdout } = await run(process.execPath, [PROBE, targets], { env: { PATH: folder } });
    const { checks } = JSON.parse(stdout) as Probed;
    const unknown = { result: 'unknown', why: expect.stringContaining(why) };
    expect(checks).toMatchObject({ netTest: unknown, primary: unknown });
    expect(verdictOf(checks)).toBe('unknown');
  });

  test('say unreachable where the ping program of busybox has asked and heard nothing', async () => {
    const folder = temporaryFolder();
    const said = '1 packets transmitted, 0 packets received, 100% packet loss';
    writeFileSync(join(folder, 'ping'), `#!/bin/sh\necho '${said}'\nexit 1\n`);
    chmodSync(join(folder, 'ping'), 0o700);
    const { stdout } = await run(process.execPath, [PROBE, JSON.stringify(TARGETS)], { env: { PATH: folder } });
    expect((JSON.parse(stdout) as Probed).checks.primary.result).toBe('unreachable');
  });

  test.skipIf(!hasPing)('say unknown where the address is none for ping', async () => {
    const { netTest } = (await checkNetwork({ ...TARGETS, netTest: '300.300.300.300' })).checks;
    expect(netTest.result).toBe('unknown');
  });

  test.skipIf(!hasPing)('do not take an address for an option of ping', async () => {
    const { netTest } = (await checkNetwork({ ...TARGETS, netTest: '-V' })).checks;
    expect(netTest.result).toBe('unknown');
  });
});

const where = 'in a network of its own (skipped where none can be made)';
describe.skipIf(apart === undefined || !hasPing)(where, { concurrent: true }, () => {
  test('a machine that does not answer is unreachable, within the limit', async () => {
    const { checks, tookMs } = await inNetwork(LINE_UP, { companion: '10.99.0.2' });
    expect(checks).toMatchObject({
      link: { result: 'reached', address: 'sw0' },
      primary: { result: 'unreachable', address: '10.99.0.2' },
    });
    expect(verdictOf(checks)).toBe('primary-unreachable');
    expect(tookMs).toBeLessThan(4_500);
  });

  test('a silent gateway on the way says that this server is cut off', async () => {
    const { checks } = await inNetwork(LINE_UP, { companion: '192.0.2.1', gatewayPing: true });
    expect(checks.gateway).toEqual({ result: 'unreachable', address: '10.99.0.254' });
    expect(verdictOf(checks)).toBe('backup-cut-off');
  });

  test('on one subnet the gateway of the adapter is asked, though the way to the companion needs none', async () => {
    const { checks } = await inNetwork(LINE_UP, { companion: '10.99.0.2', gatewayPing: true });
    expect(checks.gateway).toEqual({ result: 'unreachable', address: '10.99.0.254' });
    expect(verdictOf(checks)).toBe('backup-cut-off');
  });

  test('on one IPv6 subnet as well, where a router announced itself by its link-local address', async () => {
    const ipv6 = ['ip addr add fd99::1/64 dev sw0 nodad', 'ip -6 route add default via fe80::254 dev sw0'];
    const { checks } = await inNetwork([...LINE_UP, ...ipv6], { companion: 'fd99::2', gatewayPing: true });
    expect(checks.link).toEqual({ result: 'reached', address: 'sw0' });
    expect(checks.gateway.result).toBe('unreachable');
    expect(verdictOf(checks)).toBe('backup-cut-off');
  });

  const TWO_PATHS = [
    ...LINE_UP,
    'ip link add sw2 type veth peer name sw3',
    'ip addr add 10.98.0.1/24 dev sw2',
    'ip link set sw2 up',
    'ip link set sw3 up',
    'ip route add 192.0.2.0/24 nexthop via 10.99.0.253 dev sw0 nexthop via 10.98.0.253 dev sw2',
  ];

  test('of several paths all gateways are asked', async () => {
    const { checks } = await inNetwork(TWO_PATHS, { companion: '192.0.2.1', gatewayPing: true });
    expect(checks.gateway.result).toBe('unreachable');
    const gone = ['ip link set sw1 down'];
    const { checks: left } = await inNetwork([...TWO_PATHS, ...gone], { companion: '192.0.2.1', gatewayPing: true });
    expect(left.link).toEqual({ result: 'reached', address: 'sw2' });
  });

  test('where the adapter has no gateway the check is unknown, and says why', async () => {
    const none = [...LINE_UP, 'ip route del default'];
    const { checks } = await inNetwork(none, { companion: '10.99.0.2', gatewayPing: true });
    expect(checks.gateway).toEqual({ result: 'unknown', why: 'sw0, which leads to the companion, has no gateway' });
    expect(verdictOf(checks)).toBe('primary-unreachable');
  });

  test('a silent NetTest address says that the path or the site is lost', async () => {
    const { checks } = await inNetwork(LINE_UP, { companion: '192.0.2.1', netTest: '192.0.2.2' });
    expect(checks).toMatchObject({
      netTest: { result: 'unreachable', address: '192.0.2.2' },
      primary: { result: 'unreachable', address: '192.0.2.1' },
    });
    expect(verdictOf(checks)).toBe('path-or-site-lost');
  });

  test('a line without carrier says that this server is cut off', async () => {
    const { checks } = await inNetwork([...LINE_UP, 'ip link set sw1 down'], { companion: '10.99.0.2' });
    expect(checks.link).toEqual({ result: 'unreachable', address: 'sw0' });
    expect(verdictOf(checks)).toBe('backup-cut-off');
  });

  test('a name that can no longer be resolved, because the line is down, is checked at its last address', async () => {
    const targets = { companion: 'beta.invalid', lastAddress: '10.99.0.2' };
    const { checks } = await inNetwork([...LINE_UP, 'ip link set sw1 down'], targets);
    expect(verdictOf(checks)).toBe('backup-cut-off');
  });

  test('a name server that does not answer delays nothing', async () => {
    const silent = [
      'mkdir /run/sw$$',
      'echo nameserver 192.0.2.53 > /run/sw$$/r',
      'mount --bind /run/sw$$/r /etc/resolv.conf',
    ];
    const tidy = ['rm -r /run/sw$$'];
    const { checks, tookMs } = await inNetwork([...LINE_UP, ...silent, ...tidy], { companion: 'beta.example' });
    expect(checks.primary.result).toBe('unknown');
    expect(tookMs).toBeLessThan(2_500);
  });

  test('without any way out the companion is unreachable, and what the link does stays unknown', async () => {
    const { checks } = await inNetwork(['ip link set lo up'], { companion: '192.0.2.1', gatewayPing: true });
    expect(checks.link.result).toBe('unknown');
    expect(checks.gateway.result).toBe('unknown');
    expect(checks.primary).toEqual({ result: 'unreachable', address: '192.0.2.1' });
  });
});
