import { describe, expect, test } from 'vitest';
import { bestRoutes, routesTo } from '../../src/host/routes.ts';

/** As Linux prints it on a machine with two network cards, a VPN and a container bridge. */
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

describe('the route to an address', () => {
  test.each([
    ['on the same network', '192.168.2.7', [{ interface: 'eth0', gateway: null, prefix: 24 }]],
    [
      'elsewhere: the default route of the lowest metric',
      '8.8.8.8',
      [{ interface: 'eth0', gateway: '192.168.2.1', prefix: 0 }],
    ],
    ['through a tunnel', '10.1.2.3', [{ interface: 'tun0', gateway: '10.8.0.1', prefix: 8 }]],
    ['on a bridge', '172.17.0.9', [{ interface: 'docker0', gateway: null, prefix: 16 }]],
    ['behind a route that is down: the next one', '10.9.1.1', [{ interface: 'tun0', gateway: '10.8.0.1', prefix: 8 }]],
    ['behind a route that rejects: the next one', '10.7.1.1', [{ interface: 'tun0', gateway: '10.8.0.1', prefix: 8 }]],
    [
      'by two equal ways',
      '10.6.5.4',
      [
        { interface: 'eth0', gateway: '192.168.2.1', prefix: 24 },
        { interface: 'eth1', gateway: '192.168.2.2', prefix: 24 },
      ],
    ],
  ])('%s', (_, address, routes) => {
    expect(bestRoutes(TABLE, address)).toEqual(routes);
  });

  test.each(['', 'Iface\tDestination\n', 'garbage\nmore garbage\n', 'H\neth0\tzz\n'])(
    'is none in a table that is empty or no table: %j',
    (table) => {
      expect(bestRoutes(table, '192.168.2.7')).toEqual([]);
    },
  );

  test('of this very machine is one interface that exists', async () => {
    expect(await routesTo('127.0.0.1')).toEqual([{ interface: 'lo', gateway: null, prefix: 8 }]);
    expect(await routesTo('::1')).toEqual([]);
  });
});
