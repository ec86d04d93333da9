import { describe, expect, test } from 'vitest';
import { parseIpRoutes, parseIpv4Table, parseIpv6Table } from '../../../src/host/network/route-table.ts';
import { wayAmong, wayTo } from '../../../src/host/network/routes.ts';

/** Output of Linux on a machine with two network cards, a VPN and a container bridge. */
const TABLE = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT                                                       
eth0\t00000000\t0102A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0                                                                               
wlan0\t00000000\t0103A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0                                                                             
eth0\t0002A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0                                                                               
wlan0\t0003A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0                                                                             
tun0\t0000000A\t0100080A\t0003\t0\t0\t0\t000000FF\t0\t0\t0                                                                                 
docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0                                                                             
eth1\t0000090A\t0102A8C0\t0002\t0\t0\t0\t0000FFFF\t0\t0\t0                                                                                 
*\t0000070A\t00000000\t0201\t0\t0\t0\t0000FFFF\t0\t0\t0                                                                                     
eth0\t0005060A\t0102A8C0\t0003\t0\t0\t50\t00FFFFFF\t0\t0\t0                                                                               
eth1\t0005060A\t0202A8C0\t0003\t0\t0\t50\t00FFFFFF\t0\t0\t0                                                                               
`;

/** Output of `ip -json -4 route show` on a similar machine, with a route of two paths over two adapters. */
const IP_TABLE = JSON.stringify([
  { dst: 'default', gateway: '192.168.2.1', dev: 'eth0', metric: 100, flags: [] },
  { dst: 'default', gateway: '192.168.3.1', dev: 'wlan0', metric: 600, flags: [] },
  { dst: '192.168.2.0/24', dev: 'eth0', protocol: 'kernel', scope: 'link', flags: [] },
  { type: 'blackhole', dst: '10.7.0.0/16', flags: [] },
  { dst: '10.9.0.0/16', gateway: '192.168.2.9', dev: 'eth1', flags: ['dead', 'linkdown'] },
  {
    dst: '10.6.5.0/24',
    flags: [],
    nexthops: [
      { gateway: '192.168.2.3', dev: 'eth0', weight: 1, flags: [] },
      { via: { family: 'inet6', host: 'fe80::4' }, dev: 'eth1', weight: 1, flags: [] },
      { gateway: '192.168.9.5', dev: 'eth2', weight: 1, flags: ['dead', 'linkdown'] },
    ],
  },
  { dst: '10.8.0.1', dev: 'tun0', scope: 'link', flags: [] },
]);

const IP6_TABLE = JSON.stringify([
  { dst: '2001:db8:1::/64', dev: 'eth0', protocol: 'kernel', metric: 256, flags: [] },
  { dst: 'fe80::/64', dev: 'eth0', protocol: 'kernel', metric: 256, flags: [] },
  { dst: 'default', gateway: 'fe80::1', dev: 'eth0', protocol: 'ra', metric: 100, flags: [] },
]);

/** The same as in /proc/net/ipv6_route. */
const PROC6_TABLE = `20010db8000100000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000064 00000003 00000000 00000003     eth0
20010db8000100000000000000000002 80 00000000000000000000000000000000 00 00000000000000000000000000000000 00000000 00000003 00000000 80200001     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
`;

const IPV4 = parseIpv4Table(TABLE);
const [FROM_IP, FROM_IP6] = [parseIpRoutes(IP_TABLE, 'ipv4')!, parseIpRoutes(IP6_TABLE, 'ipv6')!];
const way = (interfaces: string, ...gateways: string[]) => ({ interfaces: interfaces.split(' '), gateways });

describe('the way to an address', () => {
  test.each([
    [
      'on the same network: the gateways of the adapter, though the route goes through none',
      '192.168.2.7',
      way('eth0', '192.168.2.1'),
    ],
    ['elsewhere: by the default route of the lowest metric', '8.8.8.8', way('eth0', '192.168.2.1')],
    ['through a tunnel', '10.1.2.3', way('tun0', '10.8.0.1')],
    ['on a bridge, which has no gateway', '172.17.0.9', way('docker0')],
    ['behind a route that is down: by the next one', '10.9.1.1', way('tun0', '10.8.0.1')],
    ['behind a route that rejects: by the next one', '10.7.1.1', way('tun0', '10.8.0.1')],
    ['by two equal ways', '10.6.5.4', way('eth0 eth1', '192.168.2.1', '192.168.2.2')],
    ['that is itself a gateway of the adapter', '192.168.2.1', way('eth0')],
  ])('%s', (_, address, wanted) => {
    expect(wayAmong(IPV4, address)).toEqual(wanted);
  });

  test.each([
    ['on the same network', '192.168.2.7', way('eth0', '192.168.2.1', '192.168.2.3')],
    [
      'by the paths of one route that are alive',
      '10.6.5.4',
      way('eth0 eth1', '192.168.2.1', '192.168.2.3', 'fe80::4%eth1'),
    ],
    [
      'behind routes that are down or lead nowhere: by the default route',
      '10.9.1.1',
      way('eth0', '192.168.2.1', '192.168.2.3'),
    ],
    ['of one machine', '10.8.0.1', way('tun0')],
  ])('as the ip program tells it: %s', (_, address, wanted) => {
    expect(wayAmong(FROM_IP, address)).toEqual(wanted);
  });

  test.each([
    ['the ip program', FROM_IP6],
    ['/proc', parseIpv6Table(PROC6_TABLE)],
  ])('is told for IPv6 by %s', (_, routes) => {
    const gateway = expect.stringMatching(/^fe80:[0:]+1%eth0$/);
    for (const address of ['2001:db8:1::7', '2001:db8:2::7', 'fe80::7%eth0'])
      expect(wayAmong(routes, address)).toEqual({ interfaces: ['eth0'], gateways: [gateway] });
  });

  test('has the gateways of both families', () => {
    const gateways = ['192.168.2.1', '192.168.2.3', 'fe80::1%eth0'];
    expect(wayAmong([...FROM_IP, ...FROM_IP6], '192.168.2.7')).toEqual({ interfaces: ['eth0'], gateways });
  });

  test.each(['', 'Iface\tDestination\n', 'garbage\nmore garbage\n', 'H\neth0\tzz\n'])(
    'is none in a table that is empty or no table: %j',
    (table) => {
      for (const routes of [parseIpv4Table(table), parseIpv6Table(table)])
        expect(wayAmong(routes, '192.168.2.7')).toEqual({ interfaces: [], gateways: [] });
    },
  );

  test('is not taken from an ip program that prints something else', () => {
    expect(parseIpRoutes('BusyBox v1.36: ip [OPTIONS]', 'ipv4')).toBeNull();
    expect(parseIpRoutes('{}', 'ipv4')).toBeNull();
    expect(parseIpRoutes('', 'ipv6')).toEqual([]);
  });

  test('to this very machine is one interface that exists', async () => {
    for (const address of ['127.0.0.1', '::1'])
      expect(await wayTo(address)).toEqual({ interfaces: ['lo'], gateways: [] });
  });
});
